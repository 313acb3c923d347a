"""Taking back the consent to take part is leaving: every cohort at once, nobody else, and not if it was given again."""

import pytest
from django.urls import reverse
from tests.cast import client_of, enrol

from chiron.core import worker
from chiron.people import actions as people
from chiron.people.models import Consent
from chiron.programmes import actions, queries
from chiron.programmes.models import Application, Cohort, EnrolmentTransition
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


@pytest.fixture
def consent(cast):
    return people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)


def states(cast):
    for each in (cast.amara_enrolled, cast.benoit_enrolled):
        each.refresh_from_db()
    return cast.amara_enrolled.state, cast.benoit_enrolled.state


def test_who_takes_it_back_leaves_every_cohort(cast, consent):
    first = cast.cohort
    second = Cohort.objects.create(
        programme=cast.programme, name="Spring 2027", starts_on=first.starts_on, ends_on=first.ends_on
    )
    also = enrol(second, cast.amara, "mentor")
    people.withdraw_consent(consent=consent, by=cast.amara)
    worker.drain()
    assert states(cast) == ("withdrawn", "applied")
    also.refresh_from_db()
    assert also.state == "withdrawn"
    assert EnrolmentTransition.objects.get(enrolment=also).by_id == cast.amara.pk


def test_given_again_before_the_worker_came_it_changes_nothing(cast, consent):
    people.withdraw_consent(consent=consent, by=cast.amara)
    people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    worker.drain()
    assert states(cast) == ("applied", "applied")


def test_done_twice_it_changes_nothing_more(cast, consent):
    people.withdraw_consent(consent=consent, by=cast.amara)
    worker.drain()
    people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    again = Consent.objects.unscoped().get(person=cast.amara, withdrawn_at=None)
    people.withdraw_consent(consent=again, by=cast.amara)
    worker.drain()
    assert EnrolmentTransition.objects.filter(enrolment=cast.amara_enrolled).count() == 1


def submit(cast, answers=None):
    return actions.submit_application(
        enrolment=cast.amara_enrolled, answers=answers or {}, identity={}, agrees=False, capacity=None, by=cast.amara
    )


def matchable(cast):
    return cast.amara_enrolled.pk in {each.enrolment_id for each in queries.matching_inputs(cast.cohort)}


@pytest.mark.parametrize("before", ["applied", "closed"])
def test_brought_back_without_it_they_are_asked_and_only_they_can_give_it(cast, consent, before):
    submit(cast)
    if before == "closed":
        actions.move(cast.amara_enrolled, before, cast.system)
    people.withdraw_consent(consent=consent, by=cast.amara)
    worker.drain()
    cast.amara_enrolled.refresh_from_db()
    actions.restore_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    assert states(cast)[0] == "invited"
    assert not matchable(cast)
    page = support.body(client_of(cast.amara), reverse("programmes:apply", args=[cast.amara_enrolled.pk]))
    assert "this is handed in" not in page
    assert "data-autosave" in page
    with pytest.raises(actions.ConsentFirst):
        submit(cast)
    people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    submit(cast)
    assert states(cast)[0] == "applied"


def submit_with_consent(cast):
    """Hand in the form with the consent that it needs."""
    asked = queries.blueprint_of(cast.cohort).side("mentee")
    submit(cast, {next(each.id for each in asked if each.kind == "consent" and each.required): True})


def another_cohort(cast):
    """One more cohort of the same programme."""
    first = cast.cohort
    return Cohort.objects.create(
        programme=cast.programme, name="Spring 2027", starts_on=first.starts_on, ends_on=first.ends_on
    )


def elsewhere(cast, cohort):
    """What a coordinator says to add Amara to *cohort* by hand."""
    return {"cohort": cohort, "name": "", "email": cast.amara.email, "side": "mentee", "capacity": 1, "by": cast.chen}


def test_who_took_it_back_is_added_to_another_cohort_as_invited_only(cast, consent):
    people.withdraw_consent(consent=consent, by=cast.amara)
    other = support.from_files(cast.chen, "Another").cohorts.get()
    said = elsewhere(cast, other)
    with pytest.raises(actions.TookPartBack):
        actions.add_person(is_ready=True, **said)
    assert actions.add_person(is_ready=False, **said).state == "invited"


def test_so_is_who_took_back_a_consent_that_the_form_needs(cast):
    submit_with_consent(cast)
    people.withdraw_consent(consent=Consent.objects.unscoped().get(person=cast.amara), by=cast.amara)
    worker.drain()
    said = elsewhere(cast, another_cohort(cast))
    with pytest.raises(actions.TookPartBack):
        actions.add_person(is_ready=True, **said)
    assert actions.add_person(is_ready=False, **said).state == "invited"


def test_who_was_added_by_hand_is_brought_back_without_a_consent_of_the_form_as_invited_only(cast):
    submit_with_consent(cast)
    said = elsewhere(cast, another_cohort(cast))
    also = actions.add_person(is_ready=True, **said)
    people.withdraw_consent(consent=Consent.objects.unscoped().get(person=cast.amara), by=cast.amara)
    worker.drain()
    also.refresh_from_db()
    assert also.state == "withdrawn"
    assert actions.restore_enrolment(enrolment=also, by=cast.chen).state == "invited"


@pytest.mark.parametrize("before", ["applied", "withdrawn", "closed"])
def test_brought_back_without_a_consent_of_the_form_they_are_asked_for_it(cast, before):
    asked = queries.blueprint_of(cast.cohort).side("mentee")
    question = next(each.id for each in asked if each.kind == "consent" and each.required)
    submit(cast, {question: True})
    if before != "applied":
        actions.move(cast.amara_enrolled, before, cast.system)
    given = Consent.objects.unscoped().get(person=cast.amara)
    people.withdraw_consent(consent=given, by=cast.amara)
    worker.drain()
    kept = Application.objects.unscoped().get(enrolment=cast.amara_enrolled)
    assert (kept.answers, kept.is_submitted) == ({}, False)
    cast.amara_enrolled.refresh_from_db()
    actions.restore_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    assert states(cast)[0] == "invited"
    assert not matchable(cast)
