"""The way in: opening an invitation uses nothing up, it works once, and every refusal says what to do."""

import inspect
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD, TOTP_SECRET, client_of

from chiron.core import clock, worker
from chiron.core.models import OutboxMessage
from chiron.people import actions
from chiron.people.models import Account, Consent, Invitation, Person
from chiron.people.tests import support

pytestmark = pytest.mark.django_db

ACCEPTED = {"password": "seven quiet herons wade", "agrees": "on"}


def address(token):
    return reverse("people:invitation", args=[token])


def signed_in_as(client):
    return client.session.get("_auth_user_id")


def test_opening_an_invitation_uses_nothing_up(cast):
    invitation, token = support.invited(cast.hanne)
    for _ in range(3):
        response = Client().get(address(token))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    invitation.refresh_from_db()
    assert invitation.used_at is None
    assert not Account.objects.filter(email="ife@example.org").exists()


def test_accepting_makes_the_account_signs_in_and_records_the_consent(cast):
    invitation, token = support.invited(cast.hanne)
    client = Client()
    response = client.post(address(token), ACCEPTED)
    assert (response.status_code, response["Location"]) == (302, reverse("today"))
    account = Account.objects.get(email="ife@example.org")
    assert account.check_password(ACCEPTED["password"])
    assert EmailAddress.objects.get(user=account).verified
    assert signed_in_as(client) == str(account.pk)
    person = Person.objects.unscoped().get(account=account)
    assert person.pk == invitation.person_id
    consent = Consent.objects.unscoped().get(person=person)
    assert consent.text.purpose == "taking-part"
    assert consent.withdrawn_at is None


def test_without_a_password_one_signs_in_by_codes(cast):
    _invitation, token = support.invited(cast.hanne)
    assert Client().post(address(token), {"password": "", "agrees": "on"}).status_code == 302
    assert not Account.objects.get(email="ife@example.org").has_usable_password()


def test_an_invitation_works_once(cast):
    _invitation, token = support.invited(cast.hanne)
    Client().post(address(token), ACCEPTED)
    second = Client()
    response = second.post(address(token), {**ACCEPTED, "password": "another long sentence"})
    assert response.status_code == 410
    assert "This one was used, withdrawn or has expired" in response.content.decode()
    assert signed_in_as(second) is None
    assert Account.objects.get(email="ife@example.org").check_password(ACCEPTED["password"])


def test_of_two_who_accept_at_once_one_comes_in(cast):
    """Both have read the invitation as unused; the second runs on what it read, without the lock of an action."""
    invitation, _token = support.invited(cast.hanne)
    stale = Invitation.objects.unscoped().get(pk=invitation.pk)
    said = {"password": "", "language": "en", "by": cast.system}
    accept = inspect.unwrap(actions.accept_invitation)
    assert accept(invitation=invitation, **said).email == "ife@example.org"
    assert stale.used_at is None
    with pytest.raises(actions.NotValid):
        accept(invitation=stale, **said)
    assert Account.objects.filter(email="ife@example.org").count() == 1


def test_who_is_in_under_another_address_is_told_to_sign_in(cast):
    """Amara signs in with a new address of hers; a file from before had her a second time under that one."""
    account = cast.amara.account
    Account.objects.filter(pk=account.pk).update(email="new@example.org")
    EmailAddress.objects.filter(user=account).update(email="new@example.org")
    twin = Person.objects.create(institution=cast.hospital, name="Amara O.", email="new@example.org")
    invitation = actions.invite(person=twin, by=cast.hanne)
    token, client = invitation.token, Client()
    response = client.post(address(token), {"password": "", "agrees": "on"})
    assert response.status_code == 422
    assert "You are in this institution already" in response.content.decode()
    assert signed_in_as(client) is None
    assert Person.objects.unscoped().get(account=account).pk == cast.amara.pk
    invitation.refresh_from_db()
    assert invitation.used_at is None


@pytest.mark.parametrize("how", ["expired", "withdrawn", "replaced", "unknown"])
def test_an_invitation_that_is_over_explains_itself(cast, how):
    invitation, token = support.invited(cast.hanne)
    if how == "expired":
        Invitation.objects.unscoped().filter(pk=invitation.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        actions.withdraw_invitation(invitation=invitation, by=cast.hanne)
    elif how == "replaced":
        actions.invite(person=invitation.person, by=cast.hanne)
    else:
        token = token[::-1]
    client = Client()
    for response in (client.get(address(token)), client.post(address(token), ACCEPTED)):
        assert response.status_code == 410
        assert reverse("people:renew") in response.content.decode()
    assert not Account.objects.filter(email="ife@example.org").exists()


def test_a_weak_password_or_no_consent_is_refused_and_uses_nothing_up(cast):
    invitation, token = support.invited(cast.hanne)
    for said in ({"password": "short", "agrees": "on"}, {"password": "password1234", "agrees": "on"}):
        response = Client().post(address(token), said)
        assert response.status_code == 422
        assert "password" in response.context["form"].errors
    response = Client().post(address(token), {"password": ACCEPTED["password"]})
    assert "agrees" in response.context["form"].errors
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_a_known_address_finds_its_account_and_keeps_its_password(cast):
    """Amara is invited to the second institution too: one account, two persons."""
    _invitation, token = support.invited(cast.farid, "Amara Okafor", "amara@example.org")
    client = Client()
    assert client.post(address(token), ACCEPTED).status_code == 302
    account = Account.objects.get(email="amara@example.org")
    assert account.pk == cast.amara.account_id
    assert account.check_password(PASSWORD)
    assert Person.objects.unscoped().filter(account=account).count() == 2
    assert signed_in_as(client) == str(account.pk)


def test_an_account_that_never_confirmed_the_address_is_not_who_is_invited(cast):
    """Amara is given an address that is somebody else's, who is invited to the second institution."""
    actions.change_address(person=cast.amara, email="ife@example.org", by=cast.hanne)
    _invitation, token = support.invited(cast.farid)
    client = Client()
    assert client.post(address(token), ACCEPTED).status_code == 302
    account = Account.objects.get(email="ife@example.org")
    assert account.pk != cast.amara.account_id
    assert not account.check_password(PASSWORD)
    assert EmailAddress.objects.get(email="ife@example.org").user_id == account.pk
    assert [each.name for each in Person.objects.unscoped().filter(account=account)] == ["Ife Adeyemi"]
    cast.amara.refresh_from_db()
    assert cast.amara.account_id is None
    actions.change_address(person=cast.amara, email="amara@example.org", by=cast.hanne)
    again = actions.invite(person=cast.amara, by=cast.hanne)
    assert Client().get(address(support.token_of(again))).status_code == 200


def test_an_invitation_does_not_get_past_a_second_factor(cast):
    TOTP.activate(cast.amara.account, TOTP_SECRET)
    _invitation, token = support.invited(cast.farid, "Amara Okafor", "amara@example.org")
    client = Client()
    response = client.post(address(token), ACCEPTED)
    assert response["Location"] == reverse("mfa_authenticate")
    assert signed_in_as(client) is None
    client.post(reverse("mfa_authenticate"), {"code": support.code(TOTP_SECRET)})
    assert signed_in_as(client) == str(cast.amara.account_id)


def test_renewing_says_the_same_to_everybody_and_writes_only_to_the_invited(cast):
    _invitation, token = support.invited(cast.hanne)
    OutboxMessage.objects.all().delete()
    said = set()
    for email in ("ife@example.org", "amara@example.org", "nobody@nowhere.example"):
        response = Client().post(reverse("people:renew"), {"email": email})
        assert response.status_code == 200
        text = response.content.decode()
        assert email not in text
        said.add(text[text.index("<h1>") : text.index("</main>")])
    assert len(said) == 1
    message = OutboxMessage.objects.get()
    assert Client().get(address(token)).status_code == 410, "the earlier one no longer works"
    assert Client().get(address(message.secret)).status_code == 200


@pytest.mark.parametrize("over", ["withdrawn", "used"])
def test_who_holds_an_invitation_that_was_withdrawn_or_used_gets_no_new_one(cast, over):
    first, _token = support.invited(cast.hanne)
    latest = actions.invite(person=first.person, by=cast.hanne)
    if over == "withdrawn":
        actions.withdraw_invitation(invitation=latest, by=cast.hanne)
    else:
        Invitation.objects.unscoped().filter(pk=latest.pk).update(used_at=clock.now())
    assert Client().post(reverse("people:renew"), {"email": "ife@example.org"}).status_code == 200
    assert first.person.invitations.count() == 2


def test_who_holds_an_invitation_that_expired_gets_a_new_one(cast):
    invitation, _token = support.invited(cast.hanne)
    invitation.person.invitations.update(expires_at=clock.now() - timedelta(days=1))
    Client().post(reverse("people:renew"), {"email": "ife@example.org"})
    assert invitation.person.invitations.filter(revoked_at__isnull=True).count() == 1


def test_who_cannot_be_invited(cast):
    with pytest.raises(actions.HasAccount):
        actions.invite(person=cast.amara, by=cast.hanne)
    nobody = actions.add_person(institution=cast.hospital, name="Ife", email="ife@example.org", by=cast.hanne)
    Person.objects.unscoped().filter(pk=nobody.pk).update(email="")
    with pytest.raises(actions.NoAddress):
        actions.invite(person=nobody, by=cast.hanne)
    for by in (cast.chen, cast.farid):
        with pytest.raises(actions.Refused):
            actions.invite(person=nobody, by=by)


def withdrawal(person):
    return reverse("people:withdraw", args=[person.pk])


def test_an_administrator_withdraws_what_went_to_the_wrong_address(cast):
    invitation, token = support.invited(cast.hanne)
    client = client_of(cast.hanne)
    assert "Withdraw" in client.get(reverse("people:list"), {"search": "ife"}).content.decode()
    client.get(withdrawal(invitation.person))
    assert Client().get(address(token)).status_code == 200, "following the address changes nothing"
    response = client.post(withdrawal(invitation.person), support.keyed(), follow=True)
    assert "The invitation is withdrawn" in response.content.decode()
    assert Client().get(address(token)).status_code == 410
    text = client.get(reverse("people:list"), {"search": "ife"}).content.decode()
    assert "Withdraw" not in text
    assert "not yet" in text
    worker.drain(lambda mail: pytest.fail(f"a mail went out to {mail['To']}"))


def test_what_is_not_open_is_not_withdrawn(cast):
    invitation, token = support.invited(cast.hanne)
    Client().post(address(token), ACCEPTED)
    client = client_of(cast.hanne)
    response = client.post(withdrawal(invitation.person), support.keyed(), follow=True)
    assert "There is no open invitation" in response.content.decode()
    with pytest.raises(actions.UsedAlready):
        actions.withdraw_invitation(invitation=invitation, by=cast.hanne)
    invitation.refresh_from_db()
    assert invitation.revoked_at is None


def test_nobody_else_withdraws(cast):
    invitation, token = support.invited(cast.hanne)
    url = withdrawal(invitation.person)
    for who in (cast.amara, cast.benoit, cast.chen, cast.dina, cast.efua, cast.farid, cast.giulia):
        assert client_of(who).post(url, support.keyed()).status_code == 404, who.name
    assert client_of(None).post(url, support.keyed())["Location"].startswith(reverse("account_login"))
    assert Client().get(address(token)).status_code == 200
