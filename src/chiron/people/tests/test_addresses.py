"""Another e-mail address: one's own, confirmed at the new one; somebody's who lost theirs; a mistyped one."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD, client_of

from chiron.core import clock, outbox
from chiron.core.actions import NotAllowed
from chiron.core.models import AuditEntry, OutboxMessage
from chiron.notifications import queries as notifications
from chiron.people import actions
from chiron.people.models import FormerAddress, Invitation, Person
from chiron.people.tests import support
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db

NEW = "amara@clinic.example"


def signed_in(email="amara@example.org"):
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client


def asks(client, email=NEW):
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client.post(reverse("account_email"), {"email": email, "action_add": ""})


def code():
    found = re.search(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", support.account_mail()["text"], re.MULTILINE)
    assert found
    return found.group()


def known(person):
    return Person.objects.unscoped().select_related("account").get(pk=person.pk)


def delivered():
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    return sent


def test_it_asks_once_more_who_one_is_and_then_goes_on(cast):
    client = signed_in()
    answer = client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert not OutboxMessage.objects.filter(kind="account").exists()
    client.post(answer["Location"], {"password": PASSWORD})
    assert support.account_mail()["to"] == NEW, "what was asked for is done, once one has shown who one is"


def test_it_holds_once_it_is_confirmed_and_files_know_both(cast):
    client = signed_in()
    asks(client)
    assert known(cast.amara).account.email == "amara@example.org"
    client.post(reverse("account_email_verification_sent"), {"code": code()})
    amara = known(cast.amara)
    assert (amara.account.email, amara.email) == (NEW, NEW)
    assert FormerAddress.objects.unscoped().get().email == "amara@example.org"
    for email in (NEW, "amara@example.org"):
        assert actions.whoever_has(cast.hospital.pk, [email]) == {email: cast.amara}
    mail = notifications.mail_to(notifications.recipient(cast.amara.pk), "people/mail/invitation.txt", token="x")
    assert mail["To"] == NEW, "mail follows the person"
    assert AuditEntry.objects.filter(event="people.address.confirmed", outcome="done").count() == 1


def test_a_code_works_once_and_not_for_long(cast):
    client = signed_in()
    asks(client, "amara@first.example")
    said = {"code": code()}
    with time_machine.travel(timedelta(hours=1), tick=True):
        client.post(reverse("account_email_verification_sent"), said)
    assert known(cast.amara).email == "amara@example.org"
    asks(client)
    said = {"code": code()}
    client.post(reverse("account_email_verification_sent"), said)
    asks(client, "amara@third.example")
    client.post(reverse("account_email_verification_sent"), said)
    assert known(cast.amara).email == NEW


def test_an_address_of_somebody_else_is_answered_alike_and_never_taken(cast):
    answers = {asks(signed_in(), email)["Location"] for email in (NEW, "benoit@example.org")}
    assert answers == {reverse("account_email_verification_sent")}
    client = signed_in()
    asks(client, "benoit@example.org")
    client.post(reverse("account_email_verification_sent"), {"code": code()})
    assert known(cast.amara).account.email == "amara@example.org"


def test_an_address_that_another_account_got_meanwhile_is_refused_without_an_error(cast):
    client = signed_in()
    asks(client)
    actions.change_address(person=cast.benoit, email=NEW, by=cast.hanne)
    answer = client.post(reverse("account_email_verification_sent"), {"code": code()}, follow=True)
    assert answer.status_code == 200
    assert known(cast.amara).account.email == "amara@example.org"


def test_who_signs_in_by_codes_alone_has_to_have_done_so_a_short_while_ago(cast):
    cast.amara.account.set_unusable_password()
    cast.amara.account.save()
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": "amara@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": code()})
    with time_machine.travel(timedelta(hours=1), tick=True):
        late = client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert "You signed in a while ago" in late.content.decode()
    client.post(reverse("account_email"), {"email": NEW, "action_add": ""})
    assert support.account_mail()["to"] == NEW


def test_an_administrator_changes_it_for_somebody_who_lost_theirs(cast):
    browser = client_of(cast.efua)
    client_of(cast.hanne).post(reverse("people:address", args=[cast.efua.pk]), keyed(email="Efua@clinic.example"))
    efua = known(cast.efua)
    assert (efua.email, efua.account.email) == ("efua@clinic.example", "efua@clinic.example")
    assert browser.get(reverse("today")).status_code == 302, "signed out everywhere"
    assert Authenticator.objects.filter(user=efua.account).exists(), "the second factor is as it was"
    assert not EmailAddress.objects.get(user=efua.account).verified
    assert {mail["To"] for mail in delivered()} == {"efua@example.org", "efua@clinic.example"}
    client = signed_in("efua@clinic.example")
    assert "_auth_user_id" not in client.session, "the new address is confirmed first"
    assert AuditEntry.objects.filter(event="people.address.changed", outcome="done").count() == 1


def test_a_mistyped_address_is_corrected_and_the_old_link_dies(cast):
    old, token = support.invited(cast.hanne, email="ife@exmaple.org")
    actions.change_address(person=old.person, email="ife@example.org", by=cast.hanne)
    assert Client().get(reverse("people:invitation", args=[token])).status_code == 410
    new = Invitation.objects.unscoped().get(person=old.person, revoked_at__isnull=True)
    [mail] = [mail for mail in delivered() if mail["To"] == "ife@example.org"]
    assert new.used_at is None
    assert "invites you" in mail.get_content()
    assert actions.whoever_has(cast.hospital.pk, ["ife@exmaple.org"]) == {}, "nobody ever read mail there"


def test_what_came_back_goes_to_the_new_address_once_more(cast):
    def put(days, **fields):
        row = outbox.put("people.invitation", to=cast.amara.pk, institution=cast.hospital.pk, **fields)
        came_back = clock.now() - timedelta(days=days)
        OutboxMessage.objects.filter(pk=row.pk).update(state="bounced", bounced_at=came_back)
        return row.pk

    lately, stale, secret = put(2), put(40), put(2, secret="a link")
    actions.change_address(person=cast.amara, email=NEW, by=cast.hanne)
    states = dict(OutboxMessage.objects.filter(recipient_id=cast.amara.pk).values_list("pk", "state"))
    assert (states[lately], states[stale], states[secret]) == ("waiting", "bounced", "bounced")


def test_what_cannot_be_changed_says_why(cast):
    with pytest.raises(actions.SameAddress):
        actions.change_address(person=cast.amara, email="AMARA@example.org ", by=cast.hanne)
    with pytest.raises(actions.AddressTaken, match="Benoît Lefèvre has this address"):
        actions.change_address(person=cast.amara, email="benoit@example.org", by=cast.hanne)
    with pytest.raises(actions.AddressInUse):
        actions.change_address(person=cast.amara, email="farid@elsewhere.example", by=cast.hanne)
    with pytest.raises(actions.OwnAddress):
        actions.change_address(person=cast.hanne, email="h@example.org", by=cast.hanne)
    for stranger in (cast.chen, cast.farid, cast.amara):
        with pytest.raises(NotAllowed):
            actions.change_address(person=cast.benoit, email="b@example.org", by=stranger)


def test_an_account_that_opens_another_institution_is_changed_from_the_command_line(cast, capsys):
    Person.objects.create(institution=cast.elsewhere, account=cast.amara.account, name="Amara", email=cast.amara.email)
    with pytest.raises(actions.OpensMore):
        actions.change_address(person=cast.amara, email=NEW, by=cast.hanne)
    call_command("change_address", "amara@example.org", NEW)
    assert set(Person.objects.unscoped().filter(account=cast.amara.account).values_list("email", flat=True)) == {NEW}
    assert NEW in capsys.readouterr().out
    with pytest.raises(CommandError, match="nobody signs in"):
        call_command("change_address", "amara@example.org", NEW)


def test_an_old_address_that_somebody_else_gets_is_theirs(cast):
    actions.change_address(person=cast.amara, email=NEW, by=cast.hanne)
    actions.change_address(person=cast.benoit, email="amara@example.org", by=cast.hanne)
    assert actions.whoever_has(cast.hospital.pk, ["amara@example.org"]) == {"amara@example.org": cast.benoit}
    assert FormerAddress.objects.unscoped().get().email == "benoit@example.org"
