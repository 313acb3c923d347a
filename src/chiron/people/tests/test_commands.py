"""The command line: the first administrator, an invitation, a lost second factor; every mistake says the mend."""

import re
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.cast import client_of

from chiron.core.models import AuditEntry, OutboxMessage
from chiron.people import policies
from chiron.people.models import Account, Appointment, Institution, Invitation, Person

pytestmark = pytest.mark.django_db
FIRST = {"institution": "St Elsewhere", "name": "Hedda Holm", "email": "Hedda@example.org", "time_zone": "Europe/Oslo"}


@pytest.fixture(autouse=True)
def an_installation(db):
    """What every installation has from its migrations; a test before this one may have flushed it."""
    cast.install()


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def link_in(text):
    return re.search(r"http\S+", text).group().removeprefix("http://127.0.0.1:8000")


def test_init_makes_the_first_administrator_and_their_way_in():
    said = run("init", **FIRST)
    institution = Institution.objects.get(name="St Elsewhere")
    assert institution.time_zone == "Europe/Oslo"
    person = Person.objects.unscoped().get(institution=institution)
    assert person.email == "hedda@example.org"
    assert policies.may_administer(by=person)
    client = Client()
    assert client.get(link_in(said)).status_code == 200
    client.post(link_in(said), {"password": "seven quiet herons wade", "agrees": "on"})
    assert client.session["_auth_user_id"] == str(Account.objects.get().pk)
    assert client.get(reverse("people:list"))["Location"] == reverse("mfa_index"), "a second factor comes first"
    assert OutboxMessage.objects.filter(kind="people.invitation").count() == 1
    assert AuditEntry.objects.filter(event="people.duty.given").exists()


def test_init_again_changes_nothing_but_gives_a_new_way_in():
    first, second = run("init", **FIRST), run("init", **{**FIRST, "institution": "st elsewhere"})
    assert "is there already" in second
    assert "administrator already" in second
    assert Institution.objects.filter(name="St Elsewhere").count() == 1
    assert Appointment.objects.unscoped().count() == 1
    assert Client().get(link_in(first)).status_code == 410
    Client().post(link_in(second), {"password": "", "agrees": "on"})
    third = run("init", **FIRST)
    assert "has an account" in third
    assert Invitation.objects.unscoped().count() == 2


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"email": "hedda"}, "hanne@example.org"),
        ({"email": "  "}, "--email is empty"),
        ({"name": " "}, "--name is empty"),
        ({"time_zone": "Oslo"}, "Europe/Dublin"),
        ({"institution": None}, "give --institution"),
    ],
)
def test_init_refuses_what_cannot_be_and_makes_nothing(wrong, mend, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError, match=re.escape(mend)):
        run("init", **{**FIRST, **wrong})
    assert Institution.objects.count() == 1
    assert not Person.objects.unscoped().filter(is_system=False).exists()


def test_init_asks_for_what_is_not_said(monkeypatch):
    answers = iter(["St Elsewhere", "Hedda Holm", "hedda@example.org"])
    terminal = StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("builtins.input", lambda question: next(answers))
    assert "http" in run("init")
    assert Person.objects.unscoped().filter(name="Hedda Holm").exists()


def test_invite_prints_a_link_that_works_and_stops_the_earlier_one(cast):
    first = run("invite", "ife@example.org", name="Ife Adeyemi", institution="St Brigid's Teaching Hospital")
    second = run("invite", "IFE@example.org", institution="st brigid's teaching hospital")
    assert Client().get(link_in(first)).status_code == 410
    assert Client().get(link_in(second)).status_code == 200
    assert Person.objects.unscoped().get(email="ife@example.org").name == "Ife Adeyemi"


def test_invite_says_what_it_lacks(cast):
    hospital = {"institution": "St Brigid's Teaching Hospital"}
    for address, options, mend in (
        ("ife@example.org", {}, "Elsewhere Medical School"),
        ("ife@example.org", {"institution": "Nowhere"}, "Elsewhere Medical School"),
        ("ife@example.org", hospital, "say --name too"),
        ("ife", {**hospital, "name": "Ife"}, "amara@example.org"),
        ("amara@example.org", hospital, "has an account already"),
    ):
        with pytest.raises(CommandError, match=re.escape(mend)):
            run("invite", address, **options)
    assert not Invitation.objects.unscoped().exists()


def test_the_last_administrator_gets_back_in_from_the_command_line(cast):
    client = client_of(cast.hanne)
    said = run("reset_second_factor", "Hanne@Example.org")
    assert "Hanne Vik" in said
    assert not Authenticator.objects.filter(user=cast.hanne.account).exists()
    assert Authenticator.objects.filter(user=cast.efua.account).exists()
    assert client.get(reverse("people:list"))["Location"].startswith(reverse("account_login"))
    entry = AuditEntry.objects.get(event="people.second_factor.reset")
    assert entry.outcome == "done"
    with pytest.raises(CommandError, match="chiron invite"):
        run("reset_second_factor", "nobody@example.org")
