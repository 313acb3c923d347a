"""The export: every row about me in every room, all that I may read of it, nothing that is another's."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import stage
from tests.cast import client_of

from chiron.boundaries.models import Hold
from chiron.core import audit, clock, privacy
from chiron.people import actions, queries, rules
from chiron.people.models import Account, Appointment, Person
from chiron.people.templatetags.people import TABLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast):
    """The cast with a published pair, an import, an invitation and the rest."""
    stage.assemble(cast)
    return cast


def export_of(who):
    return json.loads(client_of(who).get(reverse("people:export_json")).content)


def pointing(who):
    """Every row of every room that points to somebody by a foreign key, found without the export's own rules."""
    for model in privacy.our_models():
        for field in model._meta.concrete_fields:
            target = {Person: who.pk, Account: who.account_id}.get(field.related_model)
            only = rules.ONLY_FOR.get(model._meta.label, field.name)
            if target is not None and model._meta.label not in rules.NOT_EXPORTED and field.name == only:
                for row in model._base_manager.filter(**{field.name: target}):
                    yield model, row


@pytest.mark.parametrize("name", ["amara", "benoit", "chen", "giulia", "hanne"])
def test_every_row_that_points_to_me_is_in_it(house, name):
    who = getattr(house, name)
    data = export_of(who)
    rows = list(pointing(who))
    assert len(rows) >= 2
    for model, row in rows:
        assert str(row.pk) in {str(each[model._meta.pk.attname]) for each in data[model._meta.label]}, model._meta.label


@pytest.mark.parametrize("name", ["amara", "benoit", "chen", "giulia", "hanne"])
def test_every_field_of_a_row_of_mine_is_in_it_but_for_secrets(house, name):
    who = getattr(house, name)
    for label, rows in export_of(who).items():
        if label in rules.SIGN_IN_FIELDS:
            continue
        model = apps.get_model(label)
        every = {field.attname for field in model._meta.concrete_fields if field.name not in rules.SECRETS}
        for row in rows:
            if row.get("person_id", str(who.pk)) == str(who.pk) and not {
                "importer_id",
                "created_by_id",
                "author_id",
            } & set(row):
                assert set(row) == every, label


def test_of_what_i_only_made_it_says_that_and_when(house):
    data = export_of(house.chen)
    run = data["matching.MatchRun"][0]
    assert set(run) == {"id", "state", "created_at", "created_by_id", "started_at", "finished_at", "published_at"}
    assert set(data["programmes.ImportFile"][0]) == {"id", "importer_id", "state"}


def test_it_holds_the_trail_of_what_i_did_and_the_ways_i_sign_in(house):
    actions.change_account(account=house.amara.account, language="es", time_zone="UTC", by=house.amara)
    data = export_of(house.amara)
    mine = audit.pseudonym(house.amara.pk)
    assert {entry["by"] for entry in data["core.AuditEntry"]} == {str(mine)}
    assert "people.account.changed" in {entry["event"] for entry in data["core.AuditEntry"]}
    factors = export_of(house.hanne)["mfa.Authenticator"]
    assert set(factors[0]) == set(rules.SIGN_IN_FIELDS["mfa.Authenticator"])


def test_no_secret_and_no_name_of_another_is_in_it(house):
    Person._base_manager.filter(pk=house.benoit.pk).update(pronouns="CANARY pronouns")
    actions.change_profile(
        person=house.giulia,
        name="Giulia Conti",
        called="",
        pronouns="",
        stage="",
        about="CANARY about",
        by=house.giulia,
    )
    for who in (house.amara, house.chen, house.hanne):
        text = json.dumps(export_of(who))
        assert "CANARY" not in text
        for other in house.everybody().values():
            if other.pk != who.pk:
                assert other.email not in text, (who.name, other.name)
        for row in json.loads(text).values():
            assert not rules.SECRETS & {name for each in row for name in each}


def test_what_anothers_key_closes_stays_closed_even_in_a_row_about_me(house):
    """A row that names me but is sealed under another's key: the fact is exported, the words are not."""
    row = apps.get_model("relationships.Member")._base_manager.filter(person=house.benoit).first()
    row.reason = "CANARY reason"
    row.save()
    assert "reason" in queries.readable(row, house.benoit)
    assert not {"reason", "why"} & set(queries.readable(row, house.amara))


def test_the_page_counts_what_the_export_holds(house):
    client = client_of(house.amara)
    data = queries.exported(house.amara)
    held = sum(value not in (None, "", {}, []) for rows in data.values() for row in rows for value in row.values())
    counted = queries.by_class(house.amara)
    assert sum(number for _name, number, _tables in counted) == held > 30
    assert [name for name, _number, _tables in counted] == list(privacy.CLASSES)
    page = client.get(reverse("people:data"))
    assert page.context["kept"] == counted
    assert "Applications" in page.content.decode()


def test_every_table_of_an_export_has_a_name_in_words(house):
    for who in house.everybody().values():
        assert set(export_of(who)) <= set(TABLES)


def test_the_archive_has_a_sheet_for_each_table(house):
    response = client_of(house.chen).get(reverse("people:export_csv"))
    assert "no-store" in response["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = {name.removesuffix(".csv") for name in archive.namelist()}
    assert names == set(export_of(house.chen))


def test_my_data_takes_the_same_queries_at_three_rows_and_at_thirty(house):
    client, url = client_of(house.amara), reverse("people:data")

    def grow(first, count):
        for number in range(first, first + count):
            Appointment.objects.create(
                institution=house.hospital,
                person=house.amara,
                role="auditor",
                starts_on=clock.today() - timedelta(days=100 + number),
                ends_on=clock.today() - timedelta(days=90),
            )

    grow(0, 3)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    grow(3, 27)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_only_who_asked_for_a_hold_finds_it_in_their_data(house):
    institution = house.hospital
    hold = Hold.objects.create(institution=institution, person=house.amara, other=house.chen, placed_at=clock.now())
    assert str(hold.pk) in {each["id"] for each in export_of(house.amara)["boundaries.Hold"]}
    assert "boundaries.Hold" not in export_of(house.chen)
    assert str(hold.pk) not in str(export_of(house.chen))
