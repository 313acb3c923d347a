import chiron.core.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('length', models.BigIntegerField(default=0)),
                ('digest', models.BinaryField(default=b'')),
            ],
        ),
        migrations.CreateModel(
            name='DataKey',
            fields=[
                ('owner_id', models.UUIDField(primary_key=True, serialize=False)),
                ('master', models.CharField(db_index=True, max_length=16)),
                ('wrapped', models.BinaryField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='ErasedOwner',
            fields=[
                ('owner_id', models.UUIDField(primary_key=True, serialize=False)),
                ('erased_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Merged',
            fields=[
                ('old_id', models.UUIDField(primary_key=True, serialize=False)),
                ('new_id', models.UUIDField(db_index=True)),
                ('institution_id', models.UUIDField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Pseudonym',
            fields=[
                ('pseudonym', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('owner_id', models.UUIDField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Remembered',
            fields=[
                ('key', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('value', models.TextField()),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('name', models.CharField(max_length=120, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TaskLease',
            fields=[
                ('task_id', models.UUIDField(primary_key=True, serialize=False)),
                ('worker', models.CharField(max_length=64)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True)),
                ('event', models.CharField(db_index=True, max_length=120)),
                ('outcome', models.CharField(choices=[('done', 'done'), ('refused', 'refused')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=120)),
                ('institution_id', models.UUIDField(db_index=True, null=True)),
                ('by', models.UUIDField(db_index=True, null=True)),
                ('subjects', models.JSONField(default=dict)),
                ('digest', models.BinaryField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'refused'])), name='audit_outcome_known')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.UUIDField()),
                ('route', models.CharField(max_length=200)),
                ('key', models.UUIDField()),
                ('body_hash', models.CharField(max_length=64)),
                ('location', models.CharField(blank=True, max_length=400)),
                ('created_at', models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person_id', 'route', 'key'), name='idempotency_key_once')],
            },
        ),
        migrations.CreateModel(
            name='MailOutage',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('tries', models.PositiveIntegerField(default=1)),
                ('problem', models.CharField(max_length=120)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_mail_outage')],
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(db_index=True, max_length=80)),
                ('institution_id', models.UUIDField(db_index=True, null=True)),
                ('recipient_id', models.UUIDField(db_index=True)),
                ('refs', models.JSONField(default=dict)),
                ('secret', chiron.core.fields.EncryptedTextField(editable=True, null=True)),
                ('on_doubt', models.CharField(choices=[('resend', 'resend'), ('hold', 'hold')], default='resend', max_length=6)),
                ('state', models.CharField(db_index=True, default='waiting', max_length=9)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(db_index=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('problem', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('bounced_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_at'], name='outbox_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'dropped', 'held', 'failed', 'bounced'])), name='outbox_state_known')],
            },
        ),
    ]
