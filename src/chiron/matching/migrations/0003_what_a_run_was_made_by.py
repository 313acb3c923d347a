import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("matching", "0002_what_a_run_and_an_answer_keep"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="matchrun",
            name="blueprint",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="programmes.blueprintversion",
            ),
        ),
        migrations.AddField(model_name="matchrun", name="repeat", field=models.JSONField(default=dict)),
    ]
