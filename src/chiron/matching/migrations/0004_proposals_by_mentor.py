from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("matching", "0003_what_a_run_was_made_by")]

    operations = [
        migrations.AddIndex(
            model_name="proposal", index=models.Index(fields=["run", "mentor"], name="proposal_by_mentor"),
        ),
    ]
