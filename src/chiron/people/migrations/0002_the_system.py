from django.db import migrations

from chiron.people.models import HOUSE_ID, SYSTEM_ID


def make_the_system(apps, schema_editor):
    Institution = apps.get_model("people", "Institution")
    Person = apps.get_model("people", "Person")
    house, _ = Institution.objects.get_or_create(pk=HOUSE_ID, defaults={"name": "Chiron"})
    Person.objects.get_or_create(pk=SYSTEM_ID, defaults={"name": "Chiron", "institution": house, "is_system": True})


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make_the_system, migrations.RunPython.noop)]
