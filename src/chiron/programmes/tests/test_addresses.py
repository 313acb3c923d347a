"""Files find people by the address they have and by the one they had; a coordinator corrects a mistyped one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import client_of, enrol

from chiron.core import clock
from chiron.core.models import OutboxMessage
from chiron.people import actions as people
from chiron.people.models import Account, Person
from chiron.programmes import actions
from chiron.programmes.models import Import, ImportFile, ProgrammeRole, RejectedRow
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


def counts(job: Import) -> tuple[int, int, int, int]:
    row = ImportFile.objects.unscoped().get(job=job, side="mentee")
    return row.created, row.updated, row.unchanged, row.rejected


def row(email: str, need: str = "Research") -> str:
    return f"Mentee 0,{email},Cardiology,{need}\n"


HEAD = "Name,E-mail,Specialty,What would you like help with?\n"


@pytest.fixture
def programme(cast):
    found = support.from_files(cast.chen)
    support.imported(found, cast.chen, mentee=support.mentees(6), mentor=support.mentors(4))
    found.refresh_from_db()
    mentee = Person.objects.unscoped().get(email="mentee0@example.net")
    twin = Person.objects.create(institution=cast.hospital, name="Mentee Zero", email="zero@other.example")
    people.merge(stays=mentee, goes=twin, name="Mentee 0", email="zero@other.example", by=cast.hanne)
    return found


def test_files_with_the_old_and_with_the_new_address_find_the_same_person(cast, programme):
    for email in ("mentee0@example.net", "zero@other.example"):
        job = support.imported(
            programme, cast.chen, mentee=HEAD + row(email, "Career") + support.mentees(6)[len(HEAD) :]
        )
        assert counts(job)[0] == 0, "nobody is added"
    people_of = programme.cohorts.get().enrolments.filter(side="mentee")
    assert people_of.count() == 6


def test_two_rows_with_two_addresses_of_one_person_are_one_person(cast, programme):
    """Somebody whom the institution knows and the cohort does not yet."""
    zoe, twin = (
        Person.objects.create(institution=cast.hospital, name="Zoe Young", email=f"{side}@zoe.example") for side in "ab"
    )
    people.merge(stays=zoe, goes=twin, name="Zoe Young", email="a@zoe.example", by=cast.hanne)
    job = support.imported(programme, cast.chen, mentee=HEAD + row("a@zoe.example") + row("b@zoe.example"))
    assert counts(job) == (1, 0, 0, 1)
    assert RejectedRow.objects.unscoped().get(file__job=job).code == "same_person"
    assert programme.cohorts.get().enrolments.filter(person=zoe).count() == 1


def added(cast, email="ife@exmaple.org"):
    return actions.add_person(
        cohort=cast.cohort, name="Ife Adeyemi", email=email, side="mentee", capacity=1, is_ready=False, by=cast.chen
    )


def test_a_coordinator_corrects_a_mistyped_address_and_what_was_sent_goes_out_anew(cast):
    enrolment = actions.invite_to_apply(enrolment=added(cast), by=cast.chen)
    old = enrolment.person.invitations.get()
    url = reverse("programmes:enrolment_address", args=[enrolment.pk])
    answer = client_of(cast.chen).post(url, support.keyed(email="ife@example.org"))
    assert answer["Location"] == reverse("programmes:enrolment", args=[enrolment.pk])
    enrolment.person.refresh_from_db()
    assert enrolment.person.email == "ife@example.org"
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert enrolment.person.invitations.filter(revoked_at__isnull=True).count() == 1
    assert OutboxMessage.objects.filter(kind="programmes.apply", recipient_id=enrolment.person_id).count() == 2
    assert people.whoever_has(cast.hospital.pk, ["ife@exmaple.org"]) == {}


def test_a_coordinator_changes_no_address_that_somebody_signs_in_with(cast):
    with pytest.raises(actions.HasComeIn):
        actions.correct_address(enrolment=cast.amara_enrolled, email="a@example.org", by=cast.chen)


def test_nor_that_of_somebody_who_came_in_and_lost_their_way_in(cast):
    enrolment = actions.invite_to_apply(enrolment=added(cast), by=cast.chen)
    people.accept_invitation(invitation=enrolment.person.invitations.get(), password="", language="", by=cast.system)
    Account.objects.get(email="ife@exmaple.org").delete()
    with pytest.raises(actions.HasComeIn):
        actions.correct_address(enrolment=enrolment, email="mallory@example.org", by=cast.chen)


@pytest.mark.parametrize("what", ["duty", "planned duty", "role", "other programme"])
def test_a_coordinator_redirects_no_invitation_that_opens_more_than_their_programmes(cast, what):
    """Whoever adds a known address to their own cohort and then corrects it would come in as that person."""
    zoe = people.add_person(institution=cast.hospital, name="Zoe Young", email="zoe@example.org", by=cast.hanne)
    start = clock.today() + timedelta(days=9 if what == "planned duty" else 0)
    if "duty" in what:
        people.appoint(person=zoe, role="administrator", starts_on=start, ends_on=None, deputy_for=None, by=cast.system)
    elif what == "role":
        ProgrammeRole.objects.create(programme=cast.programme, person=zoe, role="director", starts_on=start)
    else:
        enrol(support.from_files(cast.dina, "Another").cohorts.get(), zoe, "mentor")
    people.invite(person=zoe, by=cast.hanne)
    enrolment = added(cast, "zoe@example.org")
    with pytest.raises(actions.KnownBeyond, match="administrator"):
        actions.correct_address(enrolment=enrolment, email="mallory@example.org", by=cast.chen)
    zoe.refresh_from_db()
    assert zoe.email == "zoe@example.org"


def test_the_page_offers_no_correction_that_is_refused_and_says_who_can(cast):
    def page(enrolment):
        return support.body(client_of(cast.chen), reverse("programmes:enrolment", args=[enrolment.pk]))

    offered = reverse("programmes:enrolment_address", args=[(found := added(cast)).pk])
    assert offered in page(found)
    people.appoint(
        person=found.person, role="auditor", starts_on=clock.today(), ends_on=None, deputy_for=None, by=cast.system
    )
    assert offered not in page(found)
    assert str(actions.KnownBeyond.message) in page(found)
    found.person.appointments.all().delete()
    cast.cohort.archived_at = clock.now()
    cast.cohort.save()
    assert offered not in page(found), "nothing of an archived cohort changes"


def test_whose_address_it_is_already_is_not_told_to_a_coordinator(cast):
    with pytest.raises(actions.AddressHeld) as refused:
        actions.correct_address(enrolment=added(cast), email=cast.hanne.email, by=cast.chen)
    assert "Hanne" not in str(refused.value)
