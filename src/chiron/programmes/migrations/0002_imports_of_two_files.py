# The import of two files together; a programme whose blueprint is guessed from them.

import chiron.core.fields
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_the_system'),
        ('programmes', '0001_initial'),
    ]

    operations = [
        migrations.DeleteModel(
            name='RejectedRow',
        ),
        migrations.DeleteModel(
            name='Import',
        ),
        migrations.AddField(
            model_name='programme',
            name='is_from_files',
            field=models.BooleanField(default=False),
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
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['cohort', 'created_at'], name='import_by_time'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['uploaded', 'refused', 'guessed', 'confirmed', 'importing', 'done', 'failed', 'cancelled'])), name='import_state_known'),
        ),
        migrations.AddConstraint(
            model_name='importfile',
            constraint=models.UniqueConstraint(fields=('job', 'side'), name='import_file_once_a_side'),
        ),
        migrations.AddConstraint(
            model_name='importfile',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['mentee', 'mentor'])), name='import_file_side_known'),
        ),
        migrations.AddConstraint(
            model_name='importfile',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'refused', 'read', 'importing', 'done'])), name='import_file_state_known'),
        ),
        migrations.AddConstraint(
            model_name='importfile',
            constraint=models.CheckConstraint(condition=models.Q(('rows_done', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('updated')), '+', models.F('unchanged')), '+', models.F('rejected')))), name='import_file_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='rejectedrow',
            constraint=models.UniqueConstraint(fields=('file', 'row'), name='rejected_row_once'),
        ),
        migrations.AddField(
            model_name='application',
            name='identity_agreed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='is_own',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='asked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='enrolment',
            name='reference',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('cohort', 'side', 'reference'), name='enrolment_reference_once'),
        ),
    ]
