"""Every page of the sign-in renders in our look, signed out and signed in; nothing in it needs an inline script."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.cast import PASSWORD, client_of

from chiron.people.tests import support

pytestmark = pytest.mark.django_db


def names():
    """Every named address of the sign-in that needs no argument."""
    from allauth.account import urls as account
    from allauth.mfa import urls as mfa
    from django.urls.resolvers import RoutePattern

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns)
            elif isinstance(pattern.pattern, RoutePattern) and not pattern.pattern.converters:
                yield pattern.name

    return sorted({*walk(account.urlpatterns), *walk(mfa.urlpatterns)} - {None})


def look(response, name):
    """What every page of the sign-in keeps to."""
    text = response.content.decode()
    assert 'class="site-header"' in text, name
    assert text.count("<h1") == 1, name
    assert "style=" not in text, name
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, (name, script)
    for form in re.findall(r"<form.*?</form>", text, re.DOTALL):
        assert 'method="get"' in form or "csrfmiddlewaretoken" in form, (name, form)


def reach(client):
    """What each page answers, by name."""
    found = {}
    for name in names():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        response = client.get(url)
        found[name] = response.status_code
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            look(response, name)
    return found


def test_every_page_stands_for_the_signed_out(cast):
    found = reach(Client())
    assert set(found.values()) <= {200, 302, 400, 404, 405}, found
    entrance = ("account_login", "account_request_login_code", "account_reset_password", "account_signup")
    assert [found[name] for name in entrance] == [200] * 4
    for name in ("account_email", "account_change_password", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn"):
        assert found[name] == 302, name


def test_every_page_stands_for_the_signed_in(cast):
    for who in (cast.amara, cast.hanne):
        client = client_of(who)
        found = reach(client)
        assert set(found.values()) <= {200, 302, 400, 404, 405}, found
        for name in ("account_email", "account_change_password", "mfa_index", "account_logout"):
            assert found[name] == 200, name


def test_every_page_of_the_second_factor_stands_once_one_has_shown_who_one_is(cast):
    """Those that ask for the password again, with a code app, recovery codes and a key in place."""
    key = Authenticator.objects.create(
        user=cast.hanne.account, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    client = client_of(cast.hanne)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_generate_recovery_codes"))
    pages = [
        "mfa_index", "mfa_deactivate_totp", "mfa_list_webauthn", "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes", "mfa_reauthenticate",
    ]  # fmt: skip
    for name in pages:
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        look(response, name)
    assert "Laptop" in client.get(reverse("mfa_list_webauthn")).content.decode()
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        response = client.get(reverse(name, args=[key.pk]))
        assert response.status_code == 200, name
        look(response, name)


def test_nobody_signs_up_uninvited(cast):
    response = Client().post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert reverse("people:renew") in response.content.decode()
    assert not type(cast.amara.account).objects.filter(email="new@example.org").exists()


def test_signing_in_with_a_password_and_out_again(cast):
    client = Client()
    wrong = client.post(reverse("account_login"), {"login": cast.amara.email, "password": "not this one at all"})
    assert "_auth_user_id" not in client.session
    assert "This did not go through" in wrong.content.decode()
    client.post(reverse("account_login"), {"login": cast.amara.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(cast.amara.account_id)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session, "opening the page signs nobody out"
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_signing_in_by_a_code_that_is_queued_and_sealed(cast):
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": cast.amara.email})
    mail = support.account_mail()
    assert mail["to"] == cast.amara.email
    code = re.search(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$", mail["text"], re.MULTILINE)
    assert code
    client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})
    assert "_auth_user_id" not in client.session
    client.post(reverse("account_confirm_login_code"), {"code": code.group()})
    assert client.session["_auth_user_id"] == str(cast.amara.account_id)


def test_an_unknown_address_is_answered_like_a_known_one_and_told_by_mail(cast):
    answers = [
        Client().post(reverse("account_request_login_code"), {"email": email})
        for email in (cast.amara.email, "nobody@nowhere.example")
    ]
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, reverse("account_confirm_login_code"))}
    mail = support.account_mail()
    assert mail["to"] == "nobody@nowhere.example"
    assert "people are invited" in mail["text"]
    assert "signup" not in mail["text"]
