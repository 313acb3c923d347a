"""Erasure at its edges: shared accounts, duties to come, nameless people, what the trail can still say."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from tests.cast import client_of

from chiron.core import audit, clock, worker
from chiron.core.encryption import key_session
from chiron.core.models import AuditEntry, ErasedOwner, Pseudonym
from chiron.people import actions
from chiron.people.models import Account, Appointment, Person
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"


def erase(who):
    actions.erase_person(person=who, by=who)
    worker.drain()


def test_the_trail_stays_whole_and_can_no_longer_say_who(cast, django_capture_on_commit_callbacks):
    actions.change_account(account=cast.amara.account, language="es", time_zone="", by=cast.amara)
    account, entries = cast.amara.account_id, AuditEntry.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        erase(cast.amara)
    assert AuditEntry.objects.count() > entries
    assert audit.first_broken() is None
    assert not Pseudonym.objects.filter(owner_id__in=[cast.amara.pk, account]).exists()
    page = client_of(cast.hanne).get(reverse("people:audit")).content.decode()
    assert "Amara" not in page
    assert "somebody erased" in page
    assert ErasedOwner.objects.filter(owner_id=cast.amara.pk).exists()


def test_who_is_somebody_elsewhere_too_keeps_the_account_and_the_other_person(cast):
    other = Person.objects.create(
        institution=cast.elsewhere, account=cast.amara.account, name="Amara elsewhere", about="X"
    )
    browser = client_of(cast.amara)
    erase(cast.amara)
    assert Account.objects.filter(pk=other.account_id).exists()
    assert browser.get(reverse("people:data")).status_code == 302, "signed out everywhere all the same"
    with key_session():
        kept = Person.objects.unscoped().get(pk=other.pk)
        assert (kept.name, kept.about, kept.erased_at) == ("Amara elsewhere", "X", None)
    assert client_of(kept).get(reverse("people:profile")).context["me"] == kept
    erase(kept)
    assert not Account.objects.filter(pk=other.account_id).exists()


def test_second_factors_go_with_the_account(cast):
    account = cast.efua.account_id
    erase(cast.efua)
    assert not Authenticator.objects.filter(user_id=account).exists()


def test_duties_end_and_those_to_come_never_begin(cast):
    later = clock.today() + timedelta(days=9)
    for role, start, end in (("auditor", later, None), ("support_lead", later, later + timedelta(days=9))):
        Appointment.objects.create(institution=cast.hospital, person=cast.efua, role=role, starts_on=start, ends_on=end)
    erase(cast.efua)
    rows = Appointment.objects.unscoped().filter(person=cast.efua)
    assert [row.ends_on for row in rows] == [clock.today()]


def test_who_has_no_name_types_the_address(cast):
    Person.objects.unscoped().filter(pk=cast.amara.pk).update(name="")
    client, url = client_of(cast.amara), reverse("people:erase")
    assert "amara@example.org" in client.post(url, keyed(name="nothing")).content.decode()
    assert client.post(url, keyed(name="amara@example.org"))["Location"] == reverse("people:erased")


def test_it_happens_once(cast):
    erase(cast.amara)
    gone = Person._base_manager.get(pk=cast.amara.pk)
    with pytest.raises(actions.Refused):
        actions.erase_person(person=gone, by=gone)
    with pytest.raises(actions.Refused):
        actions.change_profile(person=gone, name="Back", called="", pronouns="", stage="", about="", by=gone)
