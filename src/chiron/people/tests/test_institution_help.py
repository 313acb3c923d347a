"""Help: the site's own humans, for everybody; administrators say who they are and in which order."""

import html

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.people import actions
from chiron.people.models import HelpContact
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db


def add(cast, name):
    said = {"what_for": f"What {name} is for", "phone": "", "email": "help@example.org", "hours": "9 to 5"}
    return actions.add_help_contact(institution=cast.hospital, name=name, by=cast.hanne, **said)


def shown(who):
    return client_of(who).get(reverse("help")).content.decode()


def test_everybody_signed_in_sees_their_own_institution(cast):
    for who in (cast.amara, cast.giulia, cast.hanne):
        text = shown(who)
        for expected in ("Efua Mensah", 'href="tel:+35315550100"', "Anything that worries you", "not monitored"):
            assert expected in text, (who.name, expected)
    assert "Efua" not in shown(cast.farid)
    assert "not monitored" in shown(cast.farid)


def test_signed_out_everybody_sees_whom_they_can_call_under_the_name_of_each_institution(cast):
    assert "Efua Mensah" in shown(None)
    assert cast.hospital.name not in html.unescape(shown(None)), "one institution needs no heading"
    actions.add_help_contact(
        institution=cast.elsewhere, name="Gus Elsewhere", what_for="All", phone="112", email="", hours="",
        by=cast.farid,
    )  # fmt: skip
    text = html.unescape(shown(None))
    for expected in (
        cast.hospital.name,
        "Efua Mensah",
        'href="tel:+35315550100"',
        cast.elsewhere.name,
        "Gus Elsewhere",
    ):
        assert expected in text
    assert "Efua" not in shown(cast.farid), "signed in one sees one's own"


def test_signed_out_and_nobody_named_yet_the_page_leads_to_the_sign_in(cast):
    HelpContact.objects.all().delete()
    assert reverse("account_login") in shown(None)
    assert "not monitored" in shown(None)


def test_an_entry_is_changed(cast):
    contact, client = HelpContact.objects.get(), client_of(cast.hanne)
    url = reverse("people:contact_edit", args=[contact.pk])
    assert "Efua Mensah" in client.get(url).content.decode()
    said = {"name": "Efua M.", "what_for": "Worries", "hours": "Day and night"}
    answer = client.post(url, keyed(**said))
    assert answer.status_code == 422
    assert "so that people can reach somebody" in answer.content.decode()
    assert client.post(url, keyed(**said, email="efua@example.org"))["Location"] == reverse("people:institution")
    contact.refresh_from_db()
    assert {name: getattr(contact, name) for name in said} == said
    assert (contact.phone, contact.email) == ("", "efua@example.org")


def test_the_order_is_the_administrators(cast):
    for name in ("Second", "Third"):
        add(cast, name)
    client, third = client_of(cast.hanne), HelpContact.objects.get(name="Third")
    url = reverse("people:contact_up", args=[third.pk])
    names = lambda: [row["name"] for row in client.get(reverse("help")).context["places"][0][1]]  # noqa: E731
    assert names() == ["Efua Mensah", "Second", "Third"]
    assert client.get(url).status_code == 302
    assert names() == ["Efua Mensah", "Second", "Third"], "opening the address moves nobody"
    for expected in (["Efua Mensah", "Third", "Second"], *[["Third", "Efua Mensah", "Second"]] * 2):
        client.post(url, keyed())
        assert names() == expected


def test_nobody_else_changes_or_moves_an_entry(cast):
    contact = HelpContact.objects.get()
    rest = {"name": "X", "what_for": "X", "phone": "1", "email": "", "hours": ""}
    for name in ("contact_edit", "contact_up"):
        url = reverse(f"people:{name}", args=[contact.pk])
        assert client_of(None).get(url)["Location"].startswith(reverse("account_login"))
        for who in (cast.amara, cast.chen, cast.efua, cast.giulia, cast.farid):
            assert client_of(who).post(url, keyed(**rest)).status_code == 404, (name, who.name)
    for by in (cast.farid, cast.amara):
        with pytest.raises(actions.Refused):
            actions.change_help_contact(contact=contact, by=by, **rest)
        with pytest.raises(actions.Refused):
            actions.move_up_help_contact(contact=contact, by=by)
    contact.refresh_from_db()
    assert contact.name == "Efua Mensah"
