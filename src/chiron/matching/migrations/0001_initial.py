import chiron.core.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(default='queued', max_length=10)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('method', models.CharField(max_length=20)),
                ('options', models.JSONField(default=dict)),
                ('weights', models.JSONField(default=dict)),
                ('rules', models.JSONField(default=list)),
                ('seed', models.PositiveBigIntegerField(default=0)),
                ('engine_version', models.CharField(blank=True, max_length=40)),
                ('problem_hash', models.CharField(blank=True, max_length=64)),
                ('figures', models.JSONField(default=dict)),
                ('problem', models.JSONField(default=dict)),
                ('is_repeatable', models.BooleanField(default=True)),
                ('repeat', models.JSONField(default=dict)),
                ('publication', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('blueprint', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.blueprintversion')),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='programmes.cohort')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('cohort', 'number'), name='run_number_once'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='run_state_known')],
            },
        ),
        migrations.CreateModel(
            name='PairRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('lock', 'lock'), ('forbid', 'forbid')], max_length=6)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pair_rules', to='programmes.cohort')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
                ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules_as_mentee', to='programmes.enrolment')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules_as_mentor', to='programmes.enrolment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mentee', 'mentor'), name='pair_rule_once'), models.CheckConstraint(condition=models.Q(('mentee', models.F('mentor')), _negated=True), name='pair_rule_between_two'), models.CheckConstraint(condition=models.Q(('kind__in', ['lock', 'forbid'])), name='pair_rule_known')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(default='welfare', max_length=20)),
                ('options', models.JSONField(default=dict)),
                ('weights', models.JSONField(default=dict)),
                ('cohort', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='match_plan', to='programmes.cohort')),
            ],
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('fit', models.PositiveIntegerField(help_text='hundredths of a point, 0 to 10,000', null=True)),
                ('points', models.JSONField(default=dict)),
                ('reason', models.CharField(blank=True, max_length=30)),
                ('detail', models.JSONField(default=dict)),
                ('is_locked', models.BooleanField(default=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('need', models.PositiveSmallIntegerField(help_text='place among the needs that the mentee named', null=True)),
                ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals_as_mentee', to='programmes.enrolment')),
                ('mentor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='proposals_as_mentor', to='programmes.enrolment')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='matching.matchrun')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'position'], name='proposal_by_name'), models.Index(fields=['run', 'fit'], name='proposal_by_fit'), models.Index(fields=['run', 'mentor'], name='proposal_by_mentor')],
                'constraints': [models.UniqueConstraint(fields=('run', 'mentee', 'mentor'), name='proposal_once'), models.CheckConstraint(condition=models.Q(('fit__isnull', True), models.Q(('fit__gte', 0), ('fit__lte', 10000)), _connector='OR'), name='proposal_fit_in_range'), models.CheckConstraint(condition=models.Q(models.Q(('fit__isnull', True), ('mentor__isnull', True)), models.Q(('fit__isnull', False), ('mentor__isnull', False)), _connector='OR'), name='proposal_has_mentor_and_fit')],
            },
        ),
        migrations.CreateModel(
            name='RunInput',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('capacity', models.PositiveSmallIntegerField(default=1)),
                ('position', models.PositiveIntegerField()),
                ('answers', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='run_inputs', to='programmes.enrolment')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='run_inputs', to='people.person')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inputs', to='matching.matchrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'enrolment'), name='run_input_once')],
            },
        ),
        migrations.CreateModel(
            name='Gathering',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('talks', 'talks'), ('groups', 'groups')], max_length=6)),
                ('asked', models.JSONField(default=dict)),
                ('made', models.JSONField(default=dict)),
                ('seed', models.PositiveBigIntegerField()),
                ('engine_version', models.CharField(max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gatherings', to='programmes.cohort')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['cohort', 'kind', 'created_at'], name='gathering_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['talks', 'groups'])), name='gathering_kind_known')],
            },
        ),
    ]
