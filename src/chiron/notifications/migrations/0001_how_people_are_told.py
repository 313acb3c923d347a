import datetime
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
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=80)),
                ('refs', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('mail_id', models.UUIDField(db_index=True, null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='people.institution')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='people.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('mail_id__isnull', True)), fields=['person'], name='notice_untold')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('pace', models.CharField(default='at_once', max_length=8)),
                ('digest_at', models.TimeField(default=datetime.time(8, 0))),
                ('digest_on', models.PositiveSmallIntegerField(default=0)),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('turned_off', models.JSONField(default=list)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preference', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pace__in', ['at_once', 'daily', 'weekly'])), name='preference_pace_known'), models.CheckConstraint(condition=models.Q(('digest_on__lte', 6)), name='preference_day_of_the_week'), models.CheckConstraint(condition=models.Q(models.Q(('quiet_from__isnull', True), ('quiet_until__isnull', True)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False)), _connector='OR'), name='preference_quiet_both_or_none')],
            },
        ),
    ]
