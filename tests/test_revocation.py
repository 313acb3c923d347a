"""Row 19 of the scorecard: what is taken away is gone at the very next request, and from mail that waits already."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from chiron.boundaries import actions as boundaries
from chiron.core import clock, outbox
from chiron.core.models import OutboxMessage
from chiron.people import actions as people
from chiron.people.models import Appointment, Invitation
from chiron.programmes import actions as programmes
from chiron.programmes.models import ProgrammeRole
from chiron.relationships.models import Relationship
from tests import stage
from tests.cast import PASSWORD, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(cast):
    return stage.assemble(cast)


def erased(cast):
    people.erase_person(person=cast.amara, by=cast.amara)


def second_factor_removed(cast):
    people.reset_second_factor(person=cast.efua, by=cast.hanne)


def password_changed(cast):
    cast.benoit.account.set_password("another long enough sentence")
    cast.benoit.account.save()


def role_ended(cast):
    more = {"role": "coordinator", "starts_on": clock.today(), "ends_on": None, "is_deputy": False}
    programmes.appoint(programme=cast.programme, email=cast.dina.email, by=cast.dina, **more)  # the last one stays
    role = ProgrammeRole.objects.unscoped().get(programme=cast.programme, role="coordinator", person=cast.chen)
    programmes.end_role(held=role, by=cast.dina)


def duty_ended(cast):
    duty = {"role": "administrator", "starts_on": clock.today(), "ends_on": None, "deputy_for": None}
    people.appoint(person=cast.efua, by=cast.hanne, **duty)
    held = Appointment.objects.unscoped().get(person=cast.hanne, role="administrator")
    people.end_duty(appointment=held, by=cast.efua)


#: Who opens which page of the stage, what takes it away, and what the same browser gets next.
TAKEN = [
    ("amara", "people:data", erased, 302),
    ("efua", "people:data", second_factor_removed, 302),
    ("benoit", "people:data", password_changed, 302),
    ("chen", "matching:workbench", role_ended, 404),
    ("chen", "programmes:people", role_ended, 404),
    ("hanne", "people:list", duty_ended, 404),
    ("hanne", "people:audit", duty_ended, 404),
]


@pytest.mark.parametrize(
    ("who", "route", "take_away", "answer"), TAKEN, ids=lambda each: getattr(each, "__name__", each)
)
def test_the_next_request_of_an_open_browser_is_refused(everything, who, route, take_away, answer):
    browser = client_of(getattr(everything.cast, who))
    names = {} if route.startswith("people") else {"pk": everything.default_argument(route, "pk")}
    url = reverse(route, kwargs=names)
    assert browser.get(url).status_code == 200
    take_away(everything.cast)
    assert browser.get(url).status_code == answer


def test_a_coordinator_who_is_kept_apart_reads_no_more_of_somebody(everything):
    cast, browser = everything.cast, client_of(everything.cast.chen)
    url = reverse("matching:proposal", args=[everything.default_argument("matching:proposal", "pk")])
    assert "deputy" not in browser.get(url).content.decode()
    conflict = {"kind": "relative", "starts_on": clock.today(), "ends_on": None}
    boundaries.register_conflict(person=cast.chen, other=cast.amara, by=cast.hanne, **conflict)
    assert "deputy" in browser.get(url).content.decode()


def test_an_invitation_taken_back_opens_nothing(cast):
    new = people.add_person(institution=cast.hospital, name="Nadia", email="nadia@example.org", by=cast.hanne)
    invited = people.invite(person=new, by=cast.hanne)
    url = reverse("people:invitation", args=[invited.token])
    assert Client().get(url).status_code == 200
    people.withdraw_invitation(invitation=Invitation.objects.unscoped().get(person=new), by=cast.hanne)
    assert Client().get(url).status_code == 410
    answer = Client().post(url, {"password": PASSWORD, "agrees": "on"})
    assert answer.status_code == 410
    assert not EmailAddress.objects.filter(email="nadia@example.org").exists()


def test_mail_that_waits_is_not_sent_to_whom_it_is_no_longer_for(everything):
    waiting = OutboxMessage.objects.filter(kind="relationships.offer", recipient_id=everything.cast.amara.pk)
    assert waiting.filter(state="waiting").exists()
    people.erase_person(person=everything.cast.amara, by=everything.cast.amara)
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    relationship = Relationship.objects.unscoped().get(pk=everything.objects["relationships.pk"])
    assert relationship.state != "active"
    assert not [mail for mail in sent if "Amara" in mail.as_string() or mail["To"] == "amara@example.org"]
    assert not waiting.filter(state="waiting").exists()
