"""Starting and running a programme: one page, roles with dates, what comes next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, worker
from chiron.core.models import Pseudonym
from chiron.people.actions import erase_person
from chiron.people.models import HelpContact, Person
from chiron.programmes import actions, policies, queries
from chiron.programmes.models import Enrolment, Programme, ProgrammeRole
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


def form(**changes):
    data = {
        "name": "Surgery", "cohort_name": "Spring", "starts_on": "2027-01-01", "ends_on": "2027-12-31",
        "blueprint": "shipped:residency-dyads",
    }  # fmt: skip
    return support.keyed(**{**data, **changes})


def test_one_page_starts_a_programme_and_whoever_starts_it_coordinates(cast):
    response = client_of(cast.chen).post(reverse("programmes:start"), form())
    programme = Programme.objects.unscoped().get(name="Surgery")
    assert response["Location"] == reverse("programmes:programme", args=[programme.pk])
    assert programme.cohorts.get().name == "Spring"
    assert (programme.roles.get().person, programme.roles.get().role) == (cast.chen, "coordinator")
    assert programme.blueprint.source == queries.shipped_blueprint("residency-dyads").source
    assert programme.state == "draft"


def test_it_starts_from_an_own_version_and_from_spreadsheets(cast):
    client = client_of(cast.chen)
    version = cast.programme.blueprint
    client.post(reverse("programmes:start"), form(blueprint=f"own:{version.pk}"))
    assert Programme.objects.unscoped().get(name="Surgery").blueprint_id == version.pk
    client.post(reverse("programmes:start"), form(name="Two files", blueprint="from-my-spreadsheets"))
    programme = Programme.objects.unscoped().get(name="Two files")
    assert programme.is_from_files
    assert queries.blueprint_of(programme).questions.mentee == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Internal Medicine Residency"}, "name"),
        ({"name": ""}, "name"),
        ({"ends_on": "2026-01-01"}, "ends_on"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"blueprint": "shipped:none"}, "blueprint"),
        ({"blueprint": ""}, "blueprint"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast, changes, field):
    response = client_of(cast.chen).post(reverse("programmes:start"), form(**changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Programme.objects.unscoped().count() == 1


def test_those_who_run_nothing_start_nothing(cast):
    assert client_of(cast.amara).post(reverse("programmes:start"), form()).status_code == 404
    assert client_of(cast.hanne).post(reverse("programmes:start"), form()).status_code == 302


def test_a_programme_opens_only_where_somebody_can_be_asked_for_help(cast):
    actions.close_programme(programme=cast.programme, by=cast.chen)
    HelpContact.objects.all().delete()
    with pytest.raises(actions.NoHelp):
        actions.open_programme(programme=cast.programme, by=cast.chen)
    page = client_of(cast.chen).post(reverse("programmes:open", args=[cast.programme.pk]), support.keyed(), follow=True)
    assert "asked for help" in page.content.decode()
    with pytest.raises(actions.StateUnchanged):
        actions.close_programme(programme=cast.programme, by=cast.chen)


def test_a_cohort_is_added_once(cast):
    client, url = client_of(cast.chen), reverse("programmes:cohort_add", args=[cast.programme.pk])
    data = {"cohort_name": "Spring", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    assert client.post(url, support.keyed(**data)).status_code == 302
    again = client.post(url, support.keyed(**data))
    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["cohort_name"]
    with pytest.raises(actions.EndsBeforeItStarts):
        actions.add_cohort(
            programme=cast.programme, name="X", starts_on=clock.today(), ends_on=clock.today() - timedelta(days=1),
            by=cast.chen,
        )  # fmt: skip


def appoint(cast, **changes):
    data = {
        "programme": cast.programme, "email": "benoit@example.org", "role": "coordinator", "starts_on": clock.today(),
        "ends_on": None, "is_deputy": False, "by": cast.dina,
    }  # fmt: skip
    return actions.appoint(**{**data, **changes})


def test_a_deputy_coordinates_between_two_dates_and_not_after(cast):
    held = appoint(cast, is_deputy=True, ends_on=clock.today())
    assert held.deputy_for == cast.chen
    assert policies.may_coordinate(by=cast.benoit, programme=cast.programme)
    held.ends_on = clock.today() - timedelta(days=1)
    held.starts_on = held.ends_on
    held.save()
    assert not policies.may_coordinate(by=cast.benoit, programme=cast.programme)


def test_roles_that_cannot_be_given_or_ended_are_refused(cast):
    appoint(cast)
    for changes, refusal in (
        ({}, actions.KnownRole),
        ({"email": "farid@elsewhere.example"}, actions.NobodyOfThatAddress),
        ({"email": " "}, actions.NobodyOfThatAddress),
        ({"email": "amara@example.org", "ends_on": clock.today() - timedelta(days=1)}, actions.EndsBeforeItStarts),
        ({"email": "amara@example.org", "by": cast.chen}, actions.NotAllowed),
        ({"email": "amara@example.org", "by": cast.farid}, actions.NotAllowed),
    ):
        with pytest.raises(refusal):
            appoint(cast, **changes)
    chen, benoit = (cast.programme.roles.get(person=who, role="coordinator") for who in (cast.chen, cast.benoit))
    actions.end_role(held=benoit, by=cast.dina)
    assert not policies.may_coordinate(by=cast.benoit, programme=cast.programme)
    with pytest.raises(actions.LastCoordinator):
        actions.end_role(held=chen, by=cast.dina)


def test_the_role_of_a_coordinator_ends_when_they_are_erased_and_administrators_are_told(cast):
    ProgrammeRole.objects.create(
        programme=cast.programme, person=cast.chen, role="director", starts_on=clock.today() + timedelta(days=9)
    )
    erase_person(person=cast.chen, by=cast.chen)
    assert not policies.coordinators_of(cast.programme.pk).exists(), "before the worker came to it, too"
    worker.drain()
    assert not Pseudonym.objects.filter(owner_id=cast.chen.pk).exists(), "the trail does not say again who it was"
    assert [held.ends_on < clock.today() for held in cast.programme.roles.filter(person=cast.chen)] == [True]
    told = f"{cast.programme.name} has no coordinator"
    today = client_of(cast.hanne).get(reverse("today")).content.decode()
    assert told in today
    assert reverse("programmes:roles", args=[cast.programme.pk]) in today
    assert told not in client_of(cast.amara).get(reverse("today")).content.decode()
    appoint(cast)
    assert told not in client_of(cast.hanne).get(reverse("today")).content.decode()


def test_whoever_was_erased_is_no_other_coordinator(cast):
    held = appoint(cast)
    Person.objects.unscoped().filter(pk=cast.chen.pk).update(erased_at=clock.now())
    with pytest.raises(actions.LastCoordinator):
        actions.end_role(held=held, by=cast.dina)


def test_the_roles_page_gives_and_ends(cast):
    client, url = client_of(cast.dina), reverse("programmes:roles", args=[cast.programme.pk])
    data = {"email": "benoit@example.org", "role": "coordinator", "starts_on": clock.today().isoformat(), "ends_on": ""}
    assert client.post(url, support.keyed(**data)).status_code == 302
    wrong = client.post(url, support.keyed(**{**data, "email": "nobody@example.org"}))
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["email"]
    held = cast.programme.roles.get(person=cast.chen)
    assert client.post(reverse("programmes:role_end", args=[held.pk]), support.keyed()).status_code == 302
    held.refresh_from_db()
    assert held.ends_on < clock.today()
    assert client_of(cast.chen).get(reverse("programmes:people", args=[cast.cohort.pk])).status_code == 404


def test_the_page_says_what_comes_next(cast):
    steps = []
    rows = Enrolment.objects.unscoped().filter(cohort=cast.cohort)
    for side, state in (
        ("", ""),
        ("mentor", "withdrawn"),
        ("mentee", "withdrawn"),
        ("mentor", "applied"),
        ("mentee", "matched"),
    ):
        rows.filter(side=side).update(state=state)
        [progress] = queries.cohort_progress(cast.chen, [cast.cohort])
        steps.append(progress.next_step)
    assert steps == ["match", "mentors", "people", "mentees", "follow"]
    text = support.body(client_of(cast.chen), reverse("programmes:programme", args=[cast.programme.pk]))
    assert "Matched: 1 mentee" in text
