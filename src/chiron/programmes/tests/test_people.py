"""The people of a cohort: listed in a constant number of queries, added, invited, withdrawn, exported."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, worker
from chiron.core.models import AuditEntry, OutboxMessage
from chiron.people.models import Person
from chiron.programmes import actions, queries
from chiron.programmes.models import Application, Enrolment
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


def crowd(cast, size):
    """So many mentees more."""
    made = [
        Person(institution=cast.hospital, name=f"Person {n:04}", email=f"person{n}@example.net") for n in range(size)
    ]
    Person.objects.bulk_create(made)
    rows = [Enrolment(cohort=cast.cohort, person=each, side="mentee", state="applied") for each in made]
    Enrolment.objects.bulk_create(rows)
    return rows


def queries_of(client, url):
    support.content(client.get(url))  # the session and the blueprint are loaded once
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
        support.content(response)
    assert response.status_code == 200
    return len(captured)


def test_the_list_takes_the_same_few_queries_at_any_size(cast):
    client, url = client_of(cast.chen), reverse("programmes:people", args=[cast.cohort.pk])
    crowd(cast, 27)
    at_30 = queries_of(client, url)
    crowd_more = [
        Person(institution=cast.hospital, name=f"More {n}", email=f"more{n}@example.net") for n in range(2970)
    ]
    Person.objects.bulk_create(crowd_more)
    Enrolment.objects.bulk_create(
        [Enrolment(cohort=cast.cohort, person=each, side="mentee", state="applied") for each in crowd_more]
    )
    assert queries_of(client, url) == at_30 <= 15
    assert queries_of(client, url + "?page=60&side=mentee&state=applied&search=more") <= 15


@pytest.mark.parametrize("name", ["list", "programme", "upload", "people_csv", "enrolment"])
def test_no_page_takes_more_queries_with_more_people(cast, name):
    argument = {"programme": cast.programme.pk, "enrolment": cast.amara_enrolled.pk}.get(name, cast.cohort.pk)
    url = reverse(f"programmes:{name}", args=[] if name == "list" else [argument])
    client = client_of(cast.chen)
    crowd(cast, 3)
    few = queries_of(client, url)
    for number, row in enumerate(Enrolment.objects.unscoped().filter(application__isnull=True)):
        Application.objects.create(
            enrolment=row, person=row.person, blueprint=cast.programme.blueprint, is_submitted=True,
            answers={"n": number}, updated_at=clock.now(),
        )  # fmt: skip
    assert queries_of(client, url) == few <= 20  # a list takes 15 at most; a page of several tables a few more


def test_the_list_is_filtered_and_turned_by_page(cast):
    crowd(cast, 60)
    client, url = client_of(cast.chen), reverse("programmes:people", args=[cast.cohort.pk])
    assert "63 people" in support.body(client, url)
    assert "Person 0059" in support.body(client, url, page=2)
    assert "Person 0059" in support.body(client, url, page="no page", search="0059")
    assert "Benoît" not in support.body(client, url, side="mentee")
    assert "Benoît" in support.body(client, url, side="mentor")
    assert "Nobody here answers to that" in support.body(client, url, state="withdrawn")


def test_somebody_is_added_by_hand(cast):
    client, url = client_of(cast.chen), reverse("programmes:person_add", args=[cast.cohort.pk])
    data = {"name": "Ngozi Eze", "email": "Ngozi@Example.org", "side": "mentor", "capacity": "3"}
    assert client.post(url, support.keyed(**data)).status_code == 302
    row = Enrolment.objects.unscoped().get(person__email="ngozi@example.org")
    assert (row.state, row.capacity, row.person.name) == ("invited", 3, "Ngozi Eze")
    again = client.post(url, support.keyed(**data))
    assert again.status_code == 422
    assert "already in the cohort" in again.content.decode()


def test_a_double_click_adds_one_person(cast):
    client, url = client_of(cast.chen), reverse("programmes:person_add", args=[cast.cohort.pk])
    data = support.keyed(name="Ngozi Eze", email="ngozi@example.org", side="mentee")
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302
    assert second["Location"] == first["Location"]
    assert Enrolment.objects.unscoped().filter(person__email="ngozi@example.org").count() == 1


def test_a_latecomer_can_be_ready_at_once(cast):
    row = actions.add_person(
        cohort=cast.cohort,
        name="Late",
        email="late@example.org",
        side="mentee",
        capacity=1,
        is_ready=True,
        by=cast.chen,
    )
    assert row.pk in {each.enrolment_id for each in queries.matching_inputs(cast.cohort)}


def test_places_change_and_zero_is_refused(cast):
    client, url = client_of(cast.chen), reverse("programmes:capacity", args=[cast.benoit_enrolled.pk])
    assert client.post(url, support.keyed(capacity="4")).status_code == 302
    for wrong in ("0", "lots", "", "-1", "99999999"):
        assert client.post(url, support.keyed(capacity=wrong)).status_code == 422
    cast.benoit_enrolled.refresh_from_db()
    assert cast.benoit_enrolled.capacity == 4
    with pytest.raises(actions.NoCapacity):
        actions.change_capacity(enrolment=cast.benoit_enrolled, capacity=0, by=cast.chen)
    with pytest.raises(actions.NoCapacity):
        actions.change_capacity(enrolment=cast.amara_enrolled, capacity=2, by=cast.chen)
    with pytest.raises(actions.NotAllowed):
        actions.change_capacity(enrolment=cast.benoit_enrolled, capacity=2, by=cast.amara)


def test_withdrawing_and_coming_back_are_transitions(cast):
    row = cast.amara_enrolled
    with pytest.raises(actions.IllegalMove):
        actions.restore_enrolment(enrolment=row, by=cast.chen)
    actions.withdraw_enrolment(enrolment=row, by=cast.amara)
    with pytest.raises(actions.IllegalMove):
        actions.withdraw_enrolment(enrolment=row, by=cast.chen)
    assert row.pk not in {each.enrolment_id for each in queries.matching_inputs(cast.cohort)}
    actions.restore_enrolment(enrolment=row, by=cast.chen)
    moves = [(each.from_state, each.to_state) for each in row.transitions.order_by("sequence")]
    assert moves == [("applied", "withdrawn"), ("withdrawn", "applied")]
    with pytest.raises(actions.NotAllowed):
        actions.withdraw_enrolment(enrolment=row, by=cast.benoit)
    refused = AuditEntry.objects.filter(outcome="refused").values_list("reason", flat=True)
    assert {"IllegalMove", "NotAllowed"} <= set(refused)


def test_an_invitation_goes_out_once_for_each_and_not_after_they_left(cast):
    sent = []
    rows = [
        actions.add_person(
            cohort=cast.cohort, name=name, email=f"{name}@example.org", side="mentee", capacity=1, is_ready=False,
            by=cast.chen,
        )
        for name in ("ada", "ben")
    ]  # fmt: skip
    assert len(actions.invite_everybody(cohort=cast.cohort, by=cast.chen)) == 2
    with pytest.raises(actions.NobodyToInvite):
        actions.invite_everybody(cohort=cast.cohort, by=cast.chen)
    actions.withdraw_enrolment(enrolment=rows[1], by=cast.chen)
    worker.drain(sent.append)
    assert {mail["To"] for mail in sent} == {"ada@example.org", "ben@example.org"}  # both got their way in
    [mail] = [mail for mail in sent if "You are invited to" in mail["Subject"]]
    assert mail["To"] == "ada@example.org"
    assert "/programmes/" not in mail.get_content(), "the one link that works for her is her way in"
    assert OutboxMessage.objects.get(recipient_id=rows[1].person_id, kind="programmes.apply").state == "dropped"


def test_who_cannot_be_invited_is_said(cast):
    with pytest.raises(actions.IllegalMove):
        actions.invite_to_apply(enrolment=cast.amara_enrolled, by=cast.chen)
    row = actions.add_person(
        cohort=cast.cohort, name="Ada", email="ada@example.org", side="mentee", capacity=1, is_ready=False, by=cast.chen
    )
    Person.objects.unscoped().filter(pk=row.person_id).update(email="")
    with pytest.raises(actions.NoAddress):
        actions.invite_to_apply(enrolment=row, by=cast.chen)
    actions.close_programme(programme=cast.programme, by=cast.chen)
    for invite in (
        lambda: actions.invite_to_apply(enrolment=row, by=cast.chen),
        lambda: actions.invite_everybody(cohort=cast.cohort, by=cast.chen),
    ):
        with pytest.raises(actions.ProgrammeNotOpen):
            invite()


def test_the_export_holds_answers_no_identity_and_no_formula(cast):
    cast.amara.name = "=HYPERLINK(1)"
    cast.amara.save()
    blueprint = queries.blueprint_of(cast.programme)
    text = next(each for each in blueprint.questions.mentee if each.kind == "text" and not each.identity)
    secret = next(each for each in blueprint.questions.mentee if each.identity)
    application = cast.amara_enrolled.application
    application.answers, application.identity = {text.id: "@SUM(A1)"}, {secret.id: "a canary"}
    application.save()
    client = client_of(cast.chen)
    for name in ("people_csv", "people_xlsx"):
        response = client.get(reverse(f"programmes:{name}", args=[cast.cohort.pk]))
        content = support.content(response)
        if name == "people_csv":
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        else:
            rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active]
        line = next(row for row in rows if row[1] == "amara@example.org")
        assert line[0] == "'=HYPERLINK(1)"
        assert "'@SUM(A1)" in line
        assert len(rows) == 4
        assert not any("canary" in str(cell) for row in rows for cell in row)


def test_one_persons_page_shows_answers_in_words_and_no_identity(cast):
    blueprint = queries.blueprint_of(cast.programme)
    hours = next(each for each in blueprint.questions.mentee if each.kind == "availability")
    secret = next(each for each in blueprint.questions.mentee if each.identity)
    application = cast.amara_enrolled.application
    application.answers, application.identity = {hours.id: 0b11 << 18}, {secret.id: "a canary"}
    application.save()
    text = support.body(client_of(cast.chen), reverse("programmes:enrolment", args=[cast.amara_enrolled.pk]))
    assert "Monday 18–20" in text
    assert "a canary" not in text
