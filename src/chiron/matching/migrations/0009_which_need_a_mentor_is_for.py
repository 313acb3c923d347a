from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("matching", "0008_gatherings")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="need",
            field=models.PositiveSmallIntegerField(null=True, help_text="place among the needs that the mentee named"),
        ),
    ]
