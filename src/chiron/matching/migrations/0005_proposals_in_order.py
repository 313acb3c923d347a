from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("matching", "0004_proposals_by_mentor")]

    operations = [
        migrations.AddField(
            model_name="proposal", name="position", field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="proposal", index=models.Index(fields=["run", "position"], name="proposal_by_name"),
        ),
    ]
