"""Administrators and support leads do nothing without a second factor; a lost one is removed by somebody else."""

import shutil
from base64 import b64decode, b64encode
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD, TOTP_SECRET, client_of

from chiron.config.accounts import MFAAdapter
from chiron.core import clock, encryption
from chiron.people import actions
from chiron.people.models import Appointment, Person
from chiron.people.tests import support

pytestmark = pytest.mark.django_db


@pytest.fixture
def without(cast):
    """The cast before anybody has a second factor."""
    Authenticator.objects.all().delete()
    return cast


def test_a_duty_that_needs_it_leads_to_setting_it_up_first(without):
    for who in (without.hanne, without.efua):
        client = client_of(who)
        for name in ("people:list", "people:data", "people:erase", "people:erased", "today", "programmes:list"):
            response = client.get(reverse(name))
            assert (response.status_code, response["Location"]) == (302, reverse("mfa_index")), name
        assert client.get(reverse("help")).status_code == 200
        assert client.get(reverse("mfa_index")).status_code == 200


def test_nothing_is_changed_before_it_is_set_up(without):
    response = client_of(without.hanne).post(
        reverse("people:list"), support.keyed(name="Ife Adeyemi", email="ife@example.org")
    )
    assert response["Location"] == reverse("mfa_index")
    assert not type(without.hanne).objects.unscoped().filter(email="ife@example.org").exists()


def test_a_stolen_password_alone_erases_nobody(without):
    said = support.keyed(name=without.efua.name)
    assert client_of(without.efua).post(reverse("people:erase"), said)["Location"] == reverse("mfa_index")
    without.efua.refresh_from_db()
    assert without.efua.erased_at is None


def test_others_are_not_asked(without):
    assert client_of(without.amara).get(reverse("people:data")).status_code == 200
    assert client_of(without.chen).get(reverse("programmes:list")).status_code == 200


def test_setting_it_up_opens_the_house_and_the_next_sign_in_asks_for_it(without):
    client = Client()
    client.post(reverse("account_login"), {"login": without.hanne.email, "password": PASSWORD})
    url = reverse("mfa_activate_totp")
    response = client.get(url)
    if response.status_code == 302:  # one's password once more
        client.post(response["Location"], {"password": PASSWORD})
        response = client.get(url)
    assert 'src="data:image/svg+xml' in response.content.decode()
    secret = response.context["form"].secret
    assert client.post(url, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    assert client.post(url, {"code": support.code(secret)}).status_code == 302
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept, "the secret is sealed"
    assert client.get(reverse("people:list")).status_code == 200
    again = Client()
    response = again.post(reverse("account_login"), {"login": without.hanne.email, "password": PASSWORD})
    assert response["Location"] == reverse("mfa_authenticate")
    assert again.get(reverse("people:list")).status_code == 302


def test_an_administrator_removes_a_lost_one_and_ends_the_sessions(cast):
    lost = client_of(cast.efua)
    assert lost.get(reverse("people:data")).status_code == 200
    url = reverse("people:second_factor", args=[cast.efua.pk])
    response = client_of(cast.hanne).post(url, support.keyed())
    assert response["Location"] == reverse("people:list")
    assert not Authenticator.objects.filter(user=cast.efua.account).exists()
    assert Authenticator.objects.filter(user=cast.hanne.account).exists()
    assert lost.get(reverse("people:data"))["Location"].startswith(reverse("account_login"))


def test_the_list_offers_to_remove_what_is_there_and_not_ones_own(cast):
    client, lost = client_of(cast.hanne), "Second factor lost"
    offered = {
        who.name: lost in client.get(reverse("people:list"), {"search": who.email}).content.decode()
        for who in (cast.amara, cast.efua, cast.hanne)
    }
    assert offered == {"Amara Okafor": False, "Efua Mensah": True, "Hanne Vik": False}


def test_nobody_removes_their_own(cast):
    sessions = Session.objects.count()
    with pytest.raises(actions.NotOneself):
        actions.reset_second_factor(person=cast.hanne, by=cast.hanne)
    client = client_of(cast.hanne)
    client.post(reverse("people:second_factor", args=[cast.hanne.pk]), support.keyed())
    assert Authenticator.objects.filter(user=cast.hanne.account).exists()
    assert client.get(reverse("people:list")).status_code == 200
    assert Session.objects.count() == sessions + 1


def test_nobody_else_removes_one(cast):
    url = reverse("people:second_factor", args=[cast.efua.pk])
    for who in (cast.amara, cast.chen, cast.efua, cast.farid):
        assert client_of(who).post(url, support.keyed()).status_code == 404
    assert Authenticator.objects.filter(user=cast.efua.account, type="totp").exists()
    assert client_of(cast.efua).get(reverse("people:data")).status_code == 200


def test_a_retired_master_key_locks_nobody_out(cast, settings, tmp_path):
    """Secrets follow a rotation: the sign-in still takes a code when the key they began under is gone."""
    ring = tmp_path / "keyring.json"
    shutil.copy2(settings.CHIRON_KEYRING, ring)
    settings.CHIRON_KEYRING = ring
    old = encryption.ring().current[0]
    call_command("keys", "rotate", stdout=StringIO())
    call_command("keys", "retire", old, "--now", stdout=StringIO())
    assert old not in ring.read_text()
    with encryption.key_session():
        client = Client()
        client.post(reverse("account_login"), {"login": cast.hanne.email, "password": PASSWORD})
        response = client.post(reverse("mfa_authenticate"), {"code": support.code(TOTP_SECRET)})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.hanne.account_id)


def test_a_sealed_secret_opens_only_unchanged(cast):
    adapter = MFAAdapter()
    sealed = adapter.encrypt(TOTP_SECRET)
    assert TOTP_SECRET not in sealed
    assert adapter.encrypt(TOTP_SECRET) != sealed, "the same secret never looks the same"
    assert adapter.decrypt(sealed) == TOTP_SECRET
    name, _, value = sealed.partition(":")
    changed = bytearray(b64decode(value))
    changed[-1] ^= 1
    with pytest.raises(encryption.Tampered):
        adapter.decrypt(f"{name}:{b64encode(changed).decode()}")


def test_an_account_that_opens_a_gated_duty_elsewhere_is_not_an_administrators_to_weaken(cast):
    also_here = Person.objects.create(
        institution=cast.hospital, name="Farid Rahimi", email="farid@here.example", account=cast.farid.account
    )
    client, url = client_of(cast.hanne), reverse("people:second_factor", args=[also_here.pk])
    response = client.post(url, support.keyed(), follow=True)
    assert "an administrator there" in response.content.decode(), "it says whom to ask"
    assert Authenticator.objects.filter(user=cast.farid.account).exists()
    with pytest.raises(actions.HoldsDutyElsewhere):
        actions.reset_second_factor(person=also_here, by=cast.hanne)
    call_command("reset_second_factor", cast.farid.account.email, stdout=StringIO())
    assert not Authenticator.objects.filter(user=cast.farid.account).exists(), "whoever runs the server can"


def test_a_duty_that_is_over_elsewhere_does_not_hinder(cast):
    also_here = Person.objects.create(
        institution=cast.hospital, name="Farid Rahimi", email="farid@here.example", account=cast.farid.account
    )
    Appointment.objects.unscoped().filter(person=cast.farid).update(ends_on=clock.today() - clock.DAY)
    actions.reset_second_factor(person=also_here, by=cast.hanne)
    assert not Authenticator.objects.filter(user=cast.farid.account).exists()
