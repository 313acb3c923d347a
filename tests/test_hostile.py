"""Row 5 of the scorecard: whatever is typed, sent twice, left out or made up, no page breaks.

Every address is asked with parameters nobody means, and every form of every page is filled with hostile values and
sent, by somebody whom the permission table lets in.
"""

import random

import pytest
from django.urls import reverse

from chiron.core import idempotency
from tests import hostile, matrix, stage
from tests.amounts import amount
from tests.cast import client_of

pytestmark = pytest.mark.django_db

ROUNDS = amount(short=2, full=150)


@pytest.fixture
def everything(cast):
    return stage.assemble(cast)


def sent(browser, url, body):
    """The status of a POST; what it did is undone."""
    return matrix.ask(browser, "POST", url, {**body, idempotency.FIELD: idempotency.new_key()}).status_code


def forms_on(browser, url):
    """The forms of a page, each with the address it goes to; a form that posts nowhere in the house is none of ours."""
    answer = matrix.ask(browser, "GET", url)
    if answer.status_code != 200 or "html" not in answer["Content-Type"]:
        return []
    content = getattr(answer, "content_read", None) or answer.content
    return [(form.action or url, form) for form in hostile.forms_of(content)]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_form_and_no_address_breaks(everything, seed):
    luck, browsers, by_route, seen = random.Random(seed), matrix.clients(everything), matrix.readers(), set()
    broken = []
    for route in matrix.our_routes():
        url, names = matrix.address(route, everything), by_route.get(route.name, [])
        name = luck.choice(names or list(matrix.PEOPLE))
        asked = hostile.parameters(luck)
        if matrix.ask(browsers[name], "GET", url, asked).status_code >= 500:
            broken.append((name, route.name, asked))
        for action, form in forms_on(browsers[name], url) if names else []:
            if (action, *form.fields) not in seen:
                seen.add((action, *form.fields))
                body = hostile.filled(form, luck)
                if sent(browsers[name], action, body) >= 500:
                    broken.append((name, action, body))
    assert len(seen) > 40
    assert broken == []


@pytest.mark.parametrize(("route", "name"), [("programmes:people", "search"), ("matching:workbench", "q")])
def test_an_address_with_a_nul_is_a_bad_request_in_the_house_s_words(cast, route, name):
    answer = client_of(cast.chen).get(reverse(route, args=[cast.cohort.pk]), {name: "a\0b"})
    assert answer.status_code == 400
    assert "That request could not be read" in answer.content.decode()


def test_a_nul_in_the_path_is_a_bad_request_for_a_stranger_too(client):
    assert client.get("/library/a%00b/").status_code == 400
    assert client.get("/accounts/login/?next=%00").status_code == 400
    assert client.get("/accounts/login/?next=%2500").status_code == 200


def test_the_reader_finds_what_a_page_asks():
    """The control: a form with every kind of field is read as it stands, and filled differently each time."""
    page = b"""<form method="get"><input name="q"></form><form method="post" action="/x/"><input name="a" value="1">
    <select name="b"><option value="2"><option value="3"></select><textarea name="c"></textarea><input type="file"
    name="d"><button name="e" value="4">Go</button></form>"""
    [form] = hostile.forms_of(page)
    assert (form.action, form.fields) == ("/x/", {"a": ["1"], "b": ["2", "3"], "c": [""], "e": ["4"]})
    assert form.files == {"d"}
    assert len({repr(hostile.filled(form, random.Random(seed))) for seed in range(20)}) > 10
