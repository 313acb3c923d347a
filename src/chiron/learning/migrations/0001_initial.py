import chiron.core.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ModuleProgress',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('course', models.CharField(max_length=80)),
                ('module', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField()),
                ('answers', chiron.core.fields.EncryptedJSONField(editable=True)),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='module_progress', to='people.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='module_progress', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'course', 'finished_at'], name='module_finished')],
                'constraints': [models.UniqueConstraint(fields=('person', 'course', 'module'), name='module_once_a_person')],
            },
        ),
    ]
