import chiron.core.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BlueprintVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('source', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blueprints', to='people.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('institution', 'key', 'version'), name='blueprint_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('open', 'open'), ('closed', 'closed')], default='draft', max_length=10)),
                ('is_from_files', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('blueprint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='programmes', to='programmes.blueprintversion')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programmes', to='people.institution')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('institution', 'name'), name='programme_name_once'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'open', 'closed'])), name='programme_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(verbose_name='ends on')),
                ('archive_on', models.DateField(null=True)),
                ('archived_at', models.DateTimeField(null=True)),
                ('blueprint', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.blueprintversion')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cohorts', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'name'), name='cohort_name_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='cohort_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Enrolment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor')], max_length=6)),
                ('state', models.CharField(default='invited', max_length=12)),
                ('capacity', models.PositiveSmallIntegerField(default=1)),
                ('is_paused', models.BooleanField(default=False)),
                ('reference', models.CharField(blank=True, max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='programmes.cohort')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['cohort', 'side', 'state'], name='enrolment_by_state')],
                'constraints': [models.UniqueConstraint(fields=('cohort', 'person', 'side'), name='enrolment_once'), models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('cohort', 'side', 'reference'), name='enrolment_reference_once'), models.CheckConstraint(condition=models.Q(('side__in', ['mentee', 'mentor'])), name='enrolment_side_known'), models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'applied', 'waiting', 'matched', 'withdrawn', 'closed'])), name='enrolment_state_known')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('answers', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('identity', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('is_submitted', models.BooleanField(default=False)),
                ('is_own', models.BooleanField(default=False)),
                ('identity_agreed_at', models.DateTimeField(null=True)),
                ('updated_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='people.person')),
                ('blueprint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.blueprintversion')),
                ('enrolment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='application', to='programmes.enrolment')),
            ],
        ),
        migrations.CreateModel(
            name='EnrolmentTransition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('by_id', models.UUIDField(null=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='transitions', to='programmes.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('enrolment', 'sequence'), name='enrolment_transition_once'), models.CheckConstraint(condition=models.Q(models.Q(('from_state', ''), ('to_state', 'invited')), models.Q(('from_state', ''), ('to_state', 'applied')), models.Q(('from_state', 'invited'), ('to_state', 'applied')), models.Q(('from_state', 'invited'), ('to_state', 'withdrawn')), models.Q(('from_state', 'applied'), ('to_state', 'matched')), models.Q(('from_state', 'applied'), ('to_state', 'waiting')), models.Q(('from_state', 'applied'), ('to_state', 'withdrawn')), models.Q(('from_state', 'applied'), ('to_state', 'closed')), models.Q(('from_state', 'waiting'), ('to_state', 'applied')), models.Q(('from_state', 'waiting'), ('to_state', 'matched')), models.Q(('from_state', 'waiting'), ('to_state', 'withdrawn')), models.Q(('from_state', 'waiting'), ('to_state', 'closed')), models.Q(('from_state', 'matched'), ('to_state', 'applied')), models.Q(('from_state', 'matched'), ('to_state', 'waiting')), models.Q(('from_state', 'matched'), ('to_state', 'withdrawn')), models.Q(('from_state', 'matched'), ('to_state', 'closed')), models.Q(('from_state', 'withdrawn'), ('to_state', 'applied')), models.Q(('from_state', 'withdrawn'), ('to_state', 'invited')), _connector='OR'), name='enrolment_transition_legal')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('state', models.CharField(default='uploaded', max_length=12)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='programmes.cohort')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['cohort', 'created_at'], name='import_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['uploaded', 'refused', 'guessed', 'confirmed', 'importing', 'done', 'failed', 'cancelled'])), name='import_state_known')],
            },
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('mentee', 'mentee'), ('mentor', 'mentor')], max_length=6)),
                ('state', models.CharField(default='waiting', max_length=12)),
                ('file_name', models.CharField(max_length=200)),
                ('file_key', models.CharField(blank=True, max_length=80)),
                ('file_hash', models.CharField(max_length=64)),
                ('plan', models.JSONField(default=dict)),
                ('said', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('updated', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('importer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='programmes.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('job', 'side'), name='import_file_once_a_side'), models.CheckConstraint(condition=models.Q(('side__in', ['mentee', 'mentor'])), name='import_file_side_known'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'refused', 'read', 'importing', 'done'])), name='import_file_state_known'), models.CheckConstraint(condition=models.Q(('rows_done', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('rejected')))), name='import_file_adds_up')],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeRole',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('coordinator', 'Coordinator'), ('director', 'Programme director')], max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('deputy_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme_roles', to='people.person')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='programmes.programme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme', 'person', 'role', 'starts_on'), name='programme_role_once'), models.CheckConstraint(condition=models.Q(('role__in', ['coordinator', 'director'])), name='programme_role_known')],
            },
        ),
        migrations.CreateModel(
            name='RejectedRow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('row', models.PositiveIntegerField()),
                ('column', models.CharField(blank=True, max_length=200)),
                ('code', models.CharField(max_length=40)),
                ('said', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='programmes.importfile')),
                ('importer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('file', 'row'), name='rejected_row_once')],
            },
        ),
        migrations.CreateModel(
            name='Rollover',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField()),
                ('made', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rolled_from', to='programmes.cohort')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rollover', to='programmes.cohort')),
            ],
        ),
    ]
