"""The pages of administrators: who opens them, what they change, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock
from chiron.core.models import AuditEntry, OutboxMessage
from chiron.people import actions
from chiron.people.models import Appointment, HelpContact, Person
from chiron.people.tests import support

pytestmark = pytest.mark.django_db

PAGES = ["list", "institution", "contact_add", "roles", "audit", "queue"]


def address(cast, name):
    """The address of a page of administrators, with an argument of the hospital."""
    arguments = {
        "invite": lambda: cast.amara.pk,
        "second_factor": lambda: cast.efua.pk,
        "contact_remove": lambda: HelpContact.objects.get().pk,
        "duty_end": lambda: Appointment.objects.unscoped().get(person=cast.efua).pk,
        "send_again": lambda: stuck(cast).pk,
    }
    return reverse(f"people:{name}", args=[arguments[name]()] if name in arguments else [])


COMMANDS = ["invite", "second_factor", "contact_remove", "duty_end", "send_again"]


def stuck(cast):
    """A message of the hospital that could not be sent."""
    found = OutboxMessage.objects.filter(state="failed").first()
    if found is None:
        invitation, _token = support.invited(cast.hanne)
        found = next(m for m in OutboxMessage.objects.all() if m.refs.get("invitation") == str(invitation.pk))
        OutboxMessage.objects.filter(pk=found.pk).update(state="failed", attempts=5, problem="SMTPServerDisconnected")
        found.refresh_from_db()
    return found


def duty(cast, who, role="administrator"):
    """Somebody given a duty since yesterday."""
    return Appointment.objects.create(
        institution=cast.hospital, person=who, role=role, starts_on=clock.today() - timedelta(days=1)
    )


def test_administrators_open_every_page(cast):
    client = client_of(cast.hanne)
    assert {name: client.get(address(cast, name)).status_code for name in PAGES} == dict.fromkeys(PAGES, 200)


def test_the_signed_out_are_led_to_sign_in(cast):
    client = client_of(None)
    for name in [*PAGES, *COMMANDS]:
        for response in (client.get(address(cast, name)), client.post(address(cast, name), support.keyed())):
            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_login")), name


def test_everybody_else_learns_nothing(cast):
    for who in (cast.amara, cast.benoit, cast.chen, cast.dina, cast.efua, cast.giulia):
        client = client_of(who)
        for name in [*PAGES, *COMMANDS]:
            assert client.get(address(cast, name)).status_code == 404, (who.name, name)
            assert client.post(address(cast, name), support.keyed()).status_code == 404, (who.name, name)


def test_an_administrator_elsewhere_sees_and_changes_nothing_here(cast):
    client = client_of(cast.farid)
    for name in COMMANDS:
        assert client.post(address(cast, name), support.keyed()).status_code == 404, name
    text = "".join(client.get(address(cast, name)).content.decode() for name in PAGES)
    for here in ("Amara Okafor", "Brigid", "+353 1 555 0100", 'row">people.invitation.sent'):
        assert here not in text
    assert HelpContact.objects.filter(institution=cast.hospital).exists()


def test_auditors_read_the_trail_and_nothing_else(cast):
    duty(cast, cast.dina, "auditor")
    client = client_of(cast.dina)
    found = {name: client.get(address(cast, name)).status_code for name in PAGES}
    assert found == dict.fromkeys(PAGES, 404) | {"audit": 200}


def test_somebody_is_added_and_invited(cast):
    client, url = client_of(cast.hanne), address(cast, "list")
    response = client.post(url, support.keyed(name="Ife Adeyemi", email="Ife@Example.org"))
    assert response["Location"] == url
    person = Person.objects.unscoped().get(email="ife@example.org")
    assert person.institution_id == cast.hospital.pk
    assert person.invitations.count() == 1
    assert "Invite again" in client.get(url, {"search": "ife"}).content.decode()
    assert client.post(url, support.keyed(name="", email="x")).status_code == 422
    again = client.post(url, support.keyed(name="Amara", email="amara@example.org"))
    assert again.status_code == 422
    assert "has an account already" in again.content.decode()


def test_the_list_finds_by_name_and_address(cast):
    client = client_of(cast.hanne)
    for search in ("okaf", "AMARA@"):
        text = client.get(address(cast, "list"), {"search": search}).content.decode()
        assert "Amara Okafor" in text
        assert "Benoît" not in text
    assert "Nobody here answers" in client.get(address(cast, "list"), {"search": "zzz"}).content.decode()


def queries_of(client, url):
    """How many queries a page takes once everything is warm."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_long_lists_take_as_many_queries_as_short_ones(cast):
    client = client_of(cast.hanne)
    urls = [address(cast, name) for name in ("list", "roles", "audit")]

    def more(numbers):
        for n in numbers:
            invitation, _token = support.invited(cast.hanne, f"Person {n}", f"person{n}@example.org")
            duty(cast, invitation.person, "auditor")

    more(range(3))
    before = [queries_of(client, url) for url in urls]
    more(range(3, 30))
    assert [queries_of(client, url) for url in urls] == before
    assert max(before) <= 15


def test_the_list_is_paged_at_fifty(cast):
    Person.objects.bulk_create(
        Person(institution=cast.hospital, name=f"Person {n:02}", email=f"p{n}@example.org") for n in range(60)
    )
    client = client_of(cast.hanne)
    first = client.get(address(cast, "list")).context["people"]
    second = client.get(address(cast, "list"), {"page": 2}).context["people"]
    assert (len(first), len(second)) == (50, 17)


def test_the_institution_is_changed_within_bounds(cast):
    client, url = client_of(cast.hanne), address(cast, "institution")
    said = {"name": "St Brigid's", "language": "es", "time_zone": "Europe/Madrid"}
    assert client.post(url, support.keyed(**said, disclosure_threshold=4)).status_code == 422
    assert client.post(url, support.keyed(**said, disclosure_threshold=8))["Location"] == url
    cast.hospital.refresh_from_db()
    assert {name: getattr(cast.hospital, name) for name in said} == said
    assert cast.hospital.disclosure_threshold == 8
    with pytest.raises(actions.Refused):
        actions.change_institution(institution=cast.hospital, by=cast.farid, **said, disclosure_threshold=8)


def test_the_humans_behind_help_are_named_and_taken_away(cast):
    client, url = client_of(cast.hanne), address(cast, "contact_add")
    refused = client.post(url, support.keyed(name="Out of reach", what_for="Anything"))
    assert refused.status_code == 422
    assert "telephone number or an e-mail address" in refused.content.decode()
    client.post(url, support.keyed(name="The night desk", what_for="At night", phone="+353 1 555 0199"))
    assert "The night desk" in client_of(cast.amara).get(reverse("help")).content.decode()
    added = HelpContact.objects.get(name="The night desk")
    client.post(reverse("people:contact_remove", args=[added.pk]), support.keyed())
    assert "The night desk" not in client_of(cast.amara).get(reverse("help")).content.decode()


def test_the_last_human_behind_help_stays_until_another_is_named(cast):
    last = HelpContact.objects.get()
    with pytest.raises(actions.NobodyLeft):
        actions.remove_help_contact(contact=last, by=cast.hanne)
    page = client_of(cast.hanne).post(reverse("people:contact_remove", args=[last.pk]), support.keyed(), follow=True)
    assert "Name another person first" in page.content.decode()
    assert HelpContact.objects.filter(pk=last.pk).exists()


@pytest.mark.parametrize("who", [None, "amara"])
def test_help_opens_above_every_page_and_is_a_page_without_script(cast, who):
    client = client_of(getattr(cast, who) if who else None)
    page = client.get(reverse("today") if who else reverse("account_login")).content.decode()
    assert f'href="{reverse("help")}" hx-get="{reverse("help")}" hx-select="#help"' in page
    assert 'id="help-here"' in page
    assert "not monitored" in page
    helping = client.get(reverse("help")).content.decode()
    assert 'id="help"' in helping
    assert "+353 1 555 0100" in helping


def appointed(cast, **said):
    """Give a duty through the page."""
    data = {"person": "Dina@example.org", "role": "auditor", "starts_on": str(clock.today()), **said}
    return client_of(cast.hanne).post(address(cast, "roles"), support.keyed(**data))


def test_a_duty_is_given_perhaps_as_a_deputy_and_ended(cast):
    until = clock.today() + timedelta(days=30)
    response = appointed(cast, role="administrator", ends_on=str(until), deputy_for="hanne vik")
    assert response["Location"] == address(cast, "roles")
    given = Appointment.objects.unscoped().get(person=cast.dina)
    assert (given.role, given.ends_on, given.deputy_for_id) == ("administrator", until, cast.hanne.pk)
    client_of(cast.hanne).post(reverse("people:duty_end", args=[given.pk]), support.keyed())
    assert client_of(cast.dina).get(address(cast, "list")).status_code == 404


def test_a_duty_that_began_earlier_ends_with_yesterday_and_is_kept(cast):
    given = duty(cast, cast.dina)
    Appointment.objects.unscoped().filter(pk=given.pk).update(starts_on=clock.today() - timedelta(days=9))
    actions.end_duty(appointment=given, by=cast.hanne)
    given.refresh_from_db()
    assert given.ends_on == clock.today() - timedelta(days=1)


def test_what_is_refused_about_duties(cast):
    assert appointed(cast).status_code == 302
    twice = appointed(cast)
    assert twice.status_code == 422
    assert "holds the duty already" in twice.content.decode()
    yesterday = str(clock.today() - timedelta(days=1))
    assert "The end comes before the start" in appointed(cast, ends_on=yesterday).content.decode()
    assert appointed(cast, person="farid@elsewhere.example").status_code == 422, "somebody of another institution"
    rest = {"role": "auditor", "starts_on": clock.today(), "ends_on": None, "deputy_for": None}
    with pytest.raises(actions.OtherInstitution):
        actions.appoint(person=cast.farid, by=cast.hanne, **rest)
    with pytest.raises(actions.OtherInstitution):
        actions.appoint(person=cast.amara, by=cast.hanne, **rest | {"deputy_for": cast.farid})
    with pytest.raises(actions.Refused):
        actions.appoint(person=cast.amara, by=cast.chen, **rest)


def test_the_last_administrator_stays(cast):
    own = Appointment.objects.unscoped().get(person=cast.hanne)
    with pytest.raises(actions.LastAdministrator):
        actions.end_duty(appointment=own, by=cast.hanne)
    client_of(cast.hanne).post(reverse("people:duty_end", args=[own.pk]), support.keyed())
    assert client_of(cast.hanne).get(address(cast, "list")).status_code == 200


def test_the_trail_says_who_did_what_and_never_what_was_written(cast):
    support.invited(cast.hanne)
    with pytest.raises(actions.Refused):
        actions.invite(person=cast.amara, by=cast.hanne)
    actions.change_profile(
        person=cast.amara, name="Amara Okafor", called="", pronouns="", stage="", about="A canary sings", by=cast.amara
    )
    client, url = client_of(cast.hanne), address(cast, "audit")
    text = client.get(url).content.decode()
    for expected in ("people.invitation.sent", "Hanne Vik", "people.profile.changed", "HasAccount"):
        assert expected in text
    assert "A canary sings" not in text
    only = client.get(url, {"event": "people.profile"}).content.decode()
    assert 'row">people.invitation.sent' not in only
    assert "Nothing of that kind" in client.get(url, {"event": "nothing"}).content.decode()
    assert AuditEntry.objects.filter(outcome="refused").exists()


def test_a_message_that_is_stuck_is_sent_again(cast):
    message = stuck(cast)
    client = client_of(cast.hanne)
    text = client.get(address(cast, "queue")).content.decode()
    assert "SMTPServerDisconnected" in text
    assert str(message.secret) not in text
    url = reverse("people:send_again", args=[message.pk])
    assert client.get(url).status_code == 302
    message.refresh_from_db()
    assert message.state == "failed", "opening the address sends nothing"
    client.post(url, support.keyed())
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert client.post(url, support.keyed()).status_code == 404
    with pytest.raises(actions.NotStuck):
        actions.send_again(message=message, by=cast.hanne)
