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
            name='Calendar',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('sort', models.CharField(choices=[('file', 'Calendar file'), ('feed', 'Calendar by its address'), ('roster', 'Roster')], max_length=8)),
                ('name', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('address', chiron.core.fields.EncryptedTextField(default='', editable=True)),
                ('state', models.CharField(default='read', max_length=8)),
                ('problem', models.CharField(blank=True, max_length=20)),
                ('read_at', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(db_index=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('is_from_institution', models.BooleanField(default=False)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendars', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_from_institution', True)), fields=('person',), name='one_roster_from_the_institution'), models.CheckConstraint(condition=models.Q(('sort__in', ['file', 'feed', 'roster'])), name='calendar_sort_known'), models.CheckConstraint(condition=models.Q(('state__in', ['new', 'read', 'failed'])), name='calendar_state_known')],
            },
        ),
        migrations.CreateModel(
            name='BusyTime',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('busy', 'Busy'), ('night', 'Night shift'), ('on_call', 'On call'), ('rest', 'Rest after a shift'), ('exam', 'Exam'), ('leave', 'Leave')], default='busy', max_length=8)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_times', to='people.person')),
                ('calendar', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='times', to='scheduling.calendar')),
            ],
            options={
                'indexes': [models.Index(fields=['person', 'ends_at'], name='busy_times_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='busy_time_in_order'), models.CheckConstraint(condition=models.Q(('kind__in', ('busy', 'night', 'on_call', 'rest', 'exam', 'leave'))), name='busy_time_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='FeedKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feed_keys', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('person',), name='one_feed_key_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.BigIntegerField()),
                ('holder', models.UUIDField(db_index=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reservations', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'quarter'), name='quarter_taken_once')],
            },
        ),
        migrations.CreateModel(
            name='Week',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('hours', models.CharField(max_length=42)),
                ('parts', models.JSONField(default=list)),
                ('rest_hours', models.PositiveSmallIntegerField(default=11)),
                ('changed_at', models.DateTimeField()),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='week', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rest_hours__lte', 48)), name='week_rest_within_two_days')],
            },
        ),
    ]
