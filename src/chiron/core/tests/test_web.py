"""Deny by default, policies that must be asked, and forms that take effect once."""

import pytest
from django.core.checks import run_checks
from tests.cast import client_of

from chiron.core.idempotency import FIELD, new_key
from chiron.core.models import IdempotencyKey
from chiron.core.web import PolicyNotAsked
from chiron.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.urls("chiron.core.tests.pages")]


@pytest.fixture(autouse=True)
def few_tools(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "allauth" not in name]
    (engine,) = settings.TEMPLATES
    request_only = ["django.template.context_processors.request"]
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "context_processors": request_only}}]


def called(person):
    return Person._base_manager.get(pk=person.pk).called


def test_a_view_without_a_policy_is_refused_and_reported(client):
    assert client.get("/undeclared/").status_code == 403
    assert client.get("/open/").status_code == 200
    assert [error.id for error in run_checks(tags=["security"]) if "undeclared" in error.msg] == ["chiron.E001"]


def test_a_view_that_does_not_ask_its_policy_does_not_answer(cast):
    with pytest.raises(PolicyNotAsked):
        client_of(cast.amara).get("/forgetful/")


def test_who_is_not_signed_in_is_sent_to_sign_in(client, db, settings):
    settings.LOGIN_URL = "/sign-in/"
    answer = client.get("/edit/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/edit/")
    answer = client.get("/edit/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=/edit/")


def test_a_double_click_takes_effect_once_and_leads_to_the_same_place(cast):
    browser, key = client_of(cast.amara), new_key()
    first = browser.post("/edit/", {"word": "x", FIELD: key})
    second = browser.post("/edit/", {"word": "x", FIELD: key})
    assert (first.status_code, second.status_code) == (302, 303)
    assert first["Location"] == second["Location"] == "/done/"
    assert called(cast.amara) == "x"


def test_the_same_key_with_other_words_shows_the_form_again_and_changes_nothing(cast):
    browser, key = client_of(cast.amara), new_key()
    browser.post("/edit/", {"word": "x", FIELD: key})
    answer = browser.post("/edit/", {"word": "y", FIELD: key})
    assert (answer.status_code, called(cast.amara)) == (200, "x")
    assert b'value="y"' in answer.content


def test_a_form_without_a_key_changes_nothing_and_keeps_what_was_typed(cast):
    answer = client_of(cast.amara).post("/edit/", {"word": "typed"})
    assert b'value="typed"' in answer.content
    assert called(cast.amara) == ""


def test_a_form_that_was_refused_can_be_mended_and_sent_with_the_same_key(cast):
    browser, key = client_of(cast.amara), new_key()
    assert browser.post("/edit/", {"word": "", FIELD: key}).status_code == 422
    assert browser.post("/edit/", {"word": "x", FIELD: key}).status_code == 302
    assert called(cast.amara) == "x"


def test_a_refused_action_leaves_no_key_behind(cast):
    assert client_of(cast.giulia).post("/edit/", {"word": "x", FIELD: new_key()}).status_code == 422
    assert not IdempotencyKey.objects.exists()


def test_a_button_pressed_twice_leads_back_to_its_page(cast):
    browser, key = client_of(cast.amara), new_key()
    browser.post("/press/", {FIELD: key})
    IdempotencyKey.objects.update(location="")  # the first answer was lost with its process
    answer = browser.post("/press/", {FIELD: key}, headers={"Referer": "http://testserver/edit/"})
    assert (answer.status_code, answer["Location"]) == (303, "http://testserver/edit/")
    answer = browser.post("/press/", {FIELD: key}, headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == "/press/"
    assert called(cast.amara) == "!"


def test_another_person_with_the_same_key_is_another_form(cast):
    key = new_key()
    client_of(cast.amara).post("/press/", {FIELD: key})
    client_of(cast.benoit).post("/press/", {FIELD: key})
    assert called(cast.benoit) == "!"


def test_saving_as_one_types_needs_no_key(cast):
    assert client_of(cast.amara).post("/autosave/", {"word": "x"}).status_code == 204
