"""What somebody does with what is kept about them: change it, take it along, erase it."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, privacy, worker
from chiron.core.encryption import key_session
from chiron.core.models import AuditEntry, DataKey
from chiron.people import actions, queries
from chiron.people.models import Account, Appointment, Consent, Invitation, Person
from chiron.people.tests import support

pytestmark = pytest.mark.django_db

MINE = "A canary of Amara"
OTHERS = "A canary of Benoît"


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"


def plant(person, text):
    """Put *text* into every personal, confidential and identity field of every row about *person*; say where."""
    planted = set()
    for model, rows in list(queries.kept_about(person)):
        kept = privacy.classes_of(model)
        for row in rows:
            names = set(kept["personal"] | kept["confidential"] | kept["identity"]) - {"email"}
            for name in names:
                field = model._meta.get_field(name)
                text_of = isinstance(field, models.CharField | models.TextField) or "Text" in type(field).__name__
                setattr(row, name, text if text_of else {"said": text})
                planted.add(f"{model._meta.label}.{name}")
            if names:
                row.save(update_fields=sorted(names))
    return planted


@pytest.fixture
def planted(cast):
    """The cast with a canary in everything that Amara and Benoît wrote or that says who they are."""
    where = plant(cast.amara, MINE)
    assert {"people.Person.name", "people.Person.about", "programmes.Application.answers"} <= where
    plant(cast.benoit, OTHERS)
    cast.amara.refresh_from_db()
    return cast


def everything_stored():
    """Every value in every table, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.extend(str(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row)
    return "\n".join(found)


def test_the_profile_is_changed_in_ones_own_words(cast):
    said = {"name": "Amara N. Okafor", "called": "Mara", "pronouns": "she/they", "stage": "Third year"}
    about, zone = "I would like to learn echo.", "Africa/Lagos"
    url, client = reverse("people:profile"), client_of(cast.amara)
    response = client.post(url, support.keyed(**said, about=about, language="es", time_zone=zone))
    assert response["Location"] == url
    amara = Person.objects.unscoped().get(pk=cast.amara.pk)
    assert {name: getattr(amara, name) for name in said} == said
    assert amara.about == about
    assert (amara.account.language, amara.account.time_zone) == ("es", zone)
    assert 'lang="es"' in client.get(url).content.decode()
    assert about not in everything_stored()


def test_a_profile_without_a_name_or_without_its_key_changes_nothing(cast):
    url, client = reverse("people:profile"), client_of(cast.amara)
    assert client.post(url, support.keyed(name="")).status_code == 422
    client.post(url, {"name": "Somebody Else"})
    assert Person.objects.unscoped().get(pk=cast.amara.pk).name == "Amara Okafor"


def test_ones_pages_ask_the_signed_out_to_sign_in(cast):
    client = client_of(None)
    for name in ("profile", "data", "export_json", "export_csv", "erase"):
        response = client.get(reverse(f"people:{name}"))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("account_login")), name


def test_everybody_opens_their_own_pages(cast):
    for who in cast.everybody().values():
        client = client_of(who)
        for name in ("profile", "data", "erase"):
            response = client.get(reverse(f"people:{name}"))
            assert response.status_code == 200, (who.name, name)
        assert "no-store" in client.get(reverse("people:data"))["Cache-Control"]


def test_the_json_holds_everything_mine_and_nothing_of_others(planted):
    response = client_of(planted.amara).get(reverse("people:export_json"))
    assert response["Content-Disposition"] == 'attachment; filename="my-data.json"'
    text = response.content.decode()
    data = json.loads(text)
    assert data["people.Person"][0]["about"] == MINE
    assert data["programmes.Application"][0]["answers"] == {"said": MINE}
    assert data["people.Account"][0]["email"] == "amara@example.org"
    assert OTHERS not in text
    assert "benoit@" not in text
    assert "argon2" not in text
    assert "password" not in data["people.Account"][0]
    assert AuditEntry.objects.filter(event="people.data.exported", outcome="done").count() == 1


def test_the_archive_holds_the_same_as_sheets(planted):
    Person.objects.unscoped().filter(pk=planted.amara.pk).update(stage="=1+1")
    response = client_of(planted.amara).get(reverse("people:export_csv"))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist()}
    person = next(csv.DictReader(io.StringIO(sheets["people.Person.csv"])))
    assert person["about"] == MINE
    assert person["stage"] != "=1+1", "no cell begins a formula"
    assert MINE in sheets["programmes.Application.csv"]
    assert OTHERS not in "".join(sheets.values())


def test_who_brought_a_file_takes_nobody_elses_rows_along(cast):
    job = apps.get_model("programmes.Import").objects.create(
        cohort=cast.cohort, created_by=cast.chen, created_at=clock.now()
    )
    file = apps.get_model("programmes.ImportFile").objects.create(
        job=job, importer=cast.chen, side="mentee", file_name="x.csv", file_hash="0"
    )
    apps.get_model("programmes.RejectedRow").objects.create(
        file=file, importer=cast.chen, row=2, code="email", said={"value": OTHERS}
    )
    assert OTHERS not in client_of(cast.chen).get(reverse("people:export_json")).content.decode()


def erase(who, typed=None):
    """Press the button; what was typed is the name unless told."""
    client = client_of(who)
    name = Person.objects.unscoped().get(pk=who.pk).name if typed is None else typed
    return client, client.post(reverse("people:erase"), support.keyed(name=name))


def test_an_erasure_leaves_nothing_that_can_be_read(planted):
    assert MINE in everything_stored(), "names stand plain before"
    other_browser = client_of(planted.amara)
    client, response = erase(planted.amara)
    assert response["Location"] == reverse("people:erased")
    assert client.get(reverse("people:erased")).status_code == 200
    worker.drain()
    with key_session():
        stored = everything_stored()
        assert MINE not in stored
        assert "amara@example.org" not in stored
        assert not DataKey.objects.using("keys").filter(owner_id=planted.amara.pk).exists()
        amara = Person._base_manager.get(pk=planted.amara.pk)
        for model, rows in queries.kept_about(amara):
            kept = privacy.classes_of(model)
            for row in rows:
                for name in kept["personal"] | kept["confidential"] | kept["identity"]:
                    assert MINE not in str(getattr(row, name)), f"{model._meta.label}.{name}"
        assert Person._base_manager.get(pk=planted.benoit.pk).about == OTHERS
    for each in (client, other_browser):
        assert each.get(reverse("people:data"))["Location"].startswith(reverse("account_login"))
    assert not Account.objects.filter(pk=planted.amara.account_id).exists()
    assert not [each for each in Session.objects.all() if str(planted.amara.account_id) in str(each.get_decoded())]


def test_erasing_asks_for_ones_name(cast):
    client, response = erase(cast.amara, "Amara")
    assert response.status_code == 422
    assert client.get(reverse("people:data")).status_code == 200
    assert Person.objects.unscoped().get(pk=cast.amara.pk).erased_at is None


def test_the_last_administrator_cannot_be_erased(cast):
    _client, response = erase(cast.hanne)
    assert response.status_code == 422
    assert "only administrator" in response.content.decode()
    assert Person.objects.unscoped().get(pk=cast.hanne.pk).name == "Hanne Vik"
    Appointment.objects.create(
        institution=cast.hospital, person=cast.dina, role="administrator", starts_on=clock.today() - timedelta(days=1)
    )
    _client, response = erase(cast.hanne)
    assert response["Location"] == reverse("people:erased")


def test_nobody_erases_or_changes_somebody_else(cast):
    for act, rest in (
        (actions.erase_person, {}),
        (actions.note_export, {}),
        (actions.change_profile, {"name": "X", "called": "", "pronouns": "", "stage": "", "about": ""}),
    ):
        for by in (cast.hanne, cast.chen, cast.farid, cast.giulia):
            with pytest.raises(actions.Refused):
                act(person=cast.amara, by=by, **rest)
    assert Person.objects.unscoped().get(pk=cast.amara.pk).name == "Amara Okafor"


def test_duties_end_with_the_person_those_to_come_too(cast):
    today = clock.today()
    for role, starts, ends in (
        ("auditor", today + timedelta(days=9), None),
        ("support_lead", today - timedelta(days=9), today + timedelta(days=9)),
    ):
        Appointment.objects.create(
            institution=cast.hospital, person=cast.dina, role=role, starts_on=starts, ends_on=ends
        )
    actions.erase_person(person=cast.dina, by=cast.dina)
    left = Appointment.objects.unscoped().get(person=cast.dina)
    assert (left.role, left.ends_on) == ("support_lead", today)


def test_an_open_invitation_goes_with_its_person(cast):
    invitation, token = support.invited(cast.hanne)
    actions.erase_person(person=invitation.person, by=invitation.person)
    assert not Invitation.objects.unscoped().filter(pk=invitation.pk).exists()
    assert client_of(None).get(reverse("people:invitation", args=[token])).status_code == 410


def test_a_consent_is_taken_back_by_who_gave_it(cast):
    consent = actions.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    url = reverse("people:consent_withdraw", args=[consent.pk])
    assert client_of(cast.benoit).post(url, support.keyed()).status_code == 404
    assert client_of(cast.hanne).post(url, support.keyed()).status_code == 404
    assert Consent.objects.unscoped().get().withdrawn_at is None
    assert client_of(cast.amara).post(url, support.keyed())["Location"] == reverse("people:data")
    assert Consent.objects.unscoped().get().withdrawn_at is not None
    with pytest.raises(actions.NothingToWithdraw):
        actions.withdraw_consent(consent=consent, by=cast.amara)


def test_the_language_of_the_menu_stays_chosen_and_one_stays_where_one_was(cast):
    client, page = client_of(cast.amara), reverse("people:data")
    assert 'action="/people/me/language/"' in client.get(page).content.decode()
    answer = client.post(reverse("people:language"), {"language": "es", "next": page})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Mis datos" in client.get(page).content.decode()
    assert "Mis datos" in client_of(cast.amara).get(page).content.decode()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "x", ""])
def test_an_unknown_language_and_a_foreign_address_change_and_lead_nowhere(cast, back):
    answer = client_of(cast.amara).post(reverse("people:language"), {"language": "xx", "next": back})
    assert (answer.status_code, answer["Location"]) == (302, reverse("today"))
    cast.amara.account.refresh_from_db()
    assert cast.amara.account.language == ""
