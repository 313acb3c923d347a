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
            name='PairClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('low', models.UUIDField()),
                ('high', models.UUIDField()),
                ('holder', models.CharField(choices=[('conflict', 'conflict'), ('relationship', 'relationship')], max_length=12)),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('low', 'high'), name='pair_claimed_once'), models.CheckConstraint(condition=models.Q(('low__lt', models.F('high'))), name='pair_in_order'), models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='pair_claim_counted'), models.CheckConstraint(condition=models.Q(('holder__in', ['conflict', 'relationship'])), name='pair_holder_known')],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('assessor', 'assesses'), ('line_manager', 'manages'), ('committee', 'sits on the promotion committee of'), ('treating_clinician', 'treats'), ('relative', 'is a relative of')], max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('clash_noted_on', models.DateField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='people.institution')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts_under', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts_over', to='people.person')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'starts_on', 'ends_on'], name='conflict_in_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('person', models.F('other')), _negated=True), name='conflict_between_two'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='conflict_in_order'), models.UniqueConstraint(fields=('person', 'other', 'kind', 'starts_on'), name='conflict_once')],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('placed_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='people.institution')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds_asked', to='people.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('person', models.F('other')), _negated=True), name='hold_between_two'), models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('person', 'other'), name='hold_in_force_once')],
            },
        ),
    ]
