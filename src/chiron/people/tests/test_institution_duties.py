"""Duties between dates: no two of the same at once, deputies for those who hold them, never nobody at the keys."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock
from chiron.people import actions, queries
from chiron.people.models import Appointment, Person
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def days(number):
    return TODAY + timedelta(days=number)


def appoint(cast, person, role="auditor", start=0, end=None, deputy_for=None):
    return actions.appoint(
        person=person,
        role=role,
        starts_on=days(start),
        ends_on=None if end is None else days(end),
        deputy_for=deputy_for,
        by=cast.hanne,
    )


def test_a_duty_is_held_once_at_a_time(cast):
    appoint(cast, cast.dina, start=10, end=20)
    for start, end in ((10, 20), (0, 10), (20, None), (12, 13), (0, None), (0, 40)):
        with pytest.raises(actions.HoldsItAlready):
            appoint(cast, cast.dina, start=start, end=end)
    appoint(cast, cast.dina, start=0, end=9)
    appoint(cast, cast.dina, start=21)
    appoint(cast, cast.dina, role="support_lead", start=10)
    appoint(cast, cast.amara, start=10)


def test_a_deputy_stands_in_for_somebody_else_who_holds_the_duty(cast):
    for person, deputy_for in ((cast.dina, cast.amara), (cast.dina, cast.dina), (cast.dina, cast.hanne)):
        with pytest.raises(actions.NobodyToStandInFor):
            appoint(cast, person, role="support_lead", deputy_for=deputy_for)
    given = appoint(cast, cast.dina, role="support_lead", end=14, deputy_for=cast.efua)
    assert given.deputy_for_id == cast.efua.pk
    assert "deputy of Efua Mensah" in client_of(cast.hanne).get(reverse("people:roles")).content.decode()


def test_who_cannot_sign_in_holds_no_duty(cast):
    person = actions.add_person(institution=cast.hospital, name="New", email="new@example.org", by=cast.hanne)
    with pytest.raises(actions.NotYetIn):
        appoint(cast, person)


def test_a_deputy_whose_time_ends_does_not_count_as_the_other_administrator(cast):
    own = Appointment.objects.unscoped().get(person=cast.hanne)
    appoint(cast, cast.dina, role="administrator", end=7, deputy_for=cast.hanne)
    for act in (
        lambda: actions.end_duty(appointment=own, by=cast.hanne),
        lambda: actions.erase_person(person=cast.hanne, by=cast.hanne),
    ):
        with pytest.raises(actions.LastAdministrator):
            act()
    appoint(cast, cast.chen, role="administrator")
    actions.end_duty(appointment=own, by=cast.hanne)
    assert client_of(cast.hanne).get(reverse("people:roles")).status_code == 404


def test_who_is_meant_is_one_person(cast):
    Person.objects.create(institution=cast.hospital, name="Dina Haddad", email="dina.two@example.org")
    client, url = client_of(cast.hanne), reverse("people:roles")
    said = {"role": "auditor", "starts_on": str(TODAY)}
    for text in ("Dina Haddad", "Nobody Here", "farid@elsewhere.example"):
        answer = client.post(url, keyed(person=text, **said))
        assert answer.status_code == 422, text
        assert text in answer.content.decode(), "what was typed stays"
        assert "person" in answer.context["form"].errors, text
    assert client.post(url, keyed(person="dina@EXAMPLE.org", **said))["Location"] == url
    assert Appointment.objects.unscoped().filter(person=cast.dina, role="auditor").exists()


def test_the_list_begins_with_what_is_in_force_and_is_paged(cast):
    Appointment.objects.bulk_create(
        Appointment(
            institution=cast.hospital, person=cast.amara, role="auditor", starts_on=days(-200 - n), ends_on=days(-100)
        )
        for n in range(60)
    )
    appoint(cast, cast.chen, start=5)
    rows = [row.when for row in queries.appointments(cast.hanne)]
    assert rows == ["now", "now", "later", *["past"] * 60]
    page = client_of(cast.hanne).get(reverse("people:roles"))
    assert len(page.context["appointments"].object_list) == 50
    assert page.content.decode().count("/end/") == 3, "what is over is not ended again"


def test_a_duty_that_is_over_stays_as_it_was(cast):
    today = clock.today()
    over = Appointment.objects.create(
        institution=cast.hospital,
        person=cast.dina,
        role="auditor",
        starts_on=today - 9 * clock.DAY,
        ends_on=today - 5 * clock.DAY,
    )
    with pytest.raises(actions.OverAlready):
        actions.end_duty(appointment=over, by=cast.hanne)
    over.refresh_from_db()
    assert over.ends_on == today - 5 * clock.DAY
