"""How often somebody may try: narrow for one account, wide for a network, counted across processes."""

import json
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.cast import PASSWORD

from chiron.core.cache import DatabaseCache
from chiron.core.models import OutboxMessage
from chiron.people.tests import support
from chiron.people.views import access

pytestmark = pytest.mark.django_db


def sign_in(email, password, address="192.0.2.1"):
    client = Client(REMOTE_ADDR=address)
    response = client.post(reverse("account_login"), {"login": email, "password": password})
    return client.session.get("_auth_user_id"), response


def mails(kind="account"):
    return [json.loads(str(each.secret)) for each in OutboxMessage.objects.filter(kind=kind).order_by("due_at")]


def test_what_is_counted_is_shared_by_all_processes():
    assert isinstance(cache._connections["default"], DatabaseCache)


def test_an_account_that_is_guessed_at_closes_for_five_minutes_and_nobody_elses(cast):
    for _ in range(5):
        assert sign_in("amara@example.org", "a wrong guess, a long one")[0] is None
    signed_in, response = sign_in("amara@example.org", PASSWORD, address="192.0.2.99")
    assert signed_in is None, "also from elsewhere, also with the right one"
    assert "Too many" in response.content.decode()
    assert sign_in("benoit@example.org", PASSWORD)[0] == str(cast.benoit.account_id), "the same network goes on"


def test_an_unknown_address_is_counted_like_a_known_one(cast):
    said = []
    for email in ("amara@example.org", "nobody@nowhere.example"):
        for _ in range(5):
            sign_in(email, "a wrong guess, a long one")
        said.append(re.findall(r"Too many[^<]*", sign_in(email, "a wrong guess, a long one")[1].content.decode()))
    assert said[0] == said[1] != []


def test_a_hundred_colleagues_behind_one_address_come_in(cast):
    for number in range(100):
        assert sign_in(f"n{number}@example.org", "a wrong guess, a long one")[1].status_code == 200
    assert sign_in("benoit@example.org", PASSWORD)[0] == str(cast.benoit.account_id)


def test_codes_to_one_address_are_sent_three_times_a_minute(cast):
    statuses = [
        Client().post(reverse("account_request_login_code"), {"email": "amara@example.org"}).status_code
        for _ in range(5)
    ]
    assert statuses[:3] == [302] * 3
    assert len([each for each in mails() if each["to"] == "amara@example.org"]) == 3


def test_invitations_to_one_address_are_sent_three_times_an_hour_and_nobody_sees_it(cast):
    support.invited(cast.hanne)
    OutboxMessage.objects.all().delete()
    pages = set()
    for _ in range(5):
        response = Client().post(reverse("people:renew"), {"email": "Ife@Example.org"})
        assert response.status_code == 200
        text = response.content.decode()
        pages.add(text[text.index("<main") : text.index("</main>")])
    assert len(pages) == 1
    assert OutboxMessage.objects.filter(kind="people.invitation").count() == 3


def test_a_network_that_asks_without_end_is_told_to_wait(cast, monkeypatch):
    monkeypatch.setitem(access.LIMITS, "renew", "2/m/ip")
    client = Client()
    statuses = [client.post(reverse("people:renew"), {"email": f"n{n}@example.org"}).status_code for n in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get(reverse("people:renew")).status_code == 200, "looking is free"
    assert "Wait a few minutes" in client.post(reverse("people:renew"), {"email": "x@example.org"}).content.decode()


def test_the_old_address_is_told_of_the_new_one(cast):
    client = Client()
    client.post(reverse("account_login"), {"login": "amara@example.org", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    assert [each["to"] for each in mails()] == ["new@example.org"]
    code = re.search(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", mails()[-1]["text"], re.MULTILINE)
    client.post(reverse("account_email_verification_sent"), {"code": code.group()})
    notice = mails()[-1]
    assert notice["to"] == "amara@example.org"
    assert "new@example.org" in notice["text"]
    assert "Help page" in notice["text"]


def test_a_new_password_is_told_by_mail(cast):
    client = Client()
    client.post(reverse("account_login"), {"login": "amara@example.org", "password": PASSWORD})
    said = {"oldpassword": PASSWORD, "password1": "seven quiet herons wade", "password2": "seven quiet herons wade"}
    client.post(reverse("account_change_password"), said)
    assert mails()[-1]["to"] == "amara@example.org"
    assert "Help page" in mails()[-1]["text"]
