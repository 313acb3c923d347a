"""One account, several institutions: who one is at each stays apart, and one changes between them by a button."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.people.models import Appointment, Person
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def amara_elsewhere(cast):
    return Person.objects.create(institution=cast.elsewhere, account=cast.amara.account, name="Amara elsewhere")


def test_one_goes_on_as_who_one_is_elsewhere_and_back(cast, amara_elsewhere):
    client, choose = client_of(cast.amara), "people:choose_institution"
    assert client.get(reverse("people:profile")).context["me"] == cast.amara
    page = client.get(reverse("people:institutions")).content.decode()
    assert "Elsewhere Medical School" in page
    assert "St Brigid" in page
    assert client.post(reverse(choose, args=[cast.elsewhere.pk]), keyed())["Location"] == reverse("today")
    assert client.get(reverse("people:profile")).context["me"] == amara_elsewhere
    client.post(reverse(choose, args=[cast.hospital.pk]), keyed())
    assert client.get(reverse("people:profile")).context["me"] == cast.amara


def test_the_menu_offers_it_to_those_with_several(cast, amara_elsewhere):
    address = reverse("people:institutions")
    assert address in client_of(cast.amara).get(reverse("people:data")).content.decode()
    assert address not in client_of(cast.benoit).get(reverse("people:data")).content.decode()
    assert client_of(cast.benoit).get(address).status_code == 200
    assert client_of(None).get(address)["Location"].startswith(reverse("account_login"))


def test_looking_changes_nothing(cast, amara_elsewhere):
    client = client_of(cast.amara)
    url = reverse("people:choose_institution", args=[cast.elsewhere.pk])
    assert client.get(url)["Location"] == reverse("people:institutions")
    assert client.get(reverse("people:profile")).context["me"] == cast.amara


def test_nobody_goes_where_they_are_nobody(cast, amara_elsewhere):
    url = reverse("people:choose_institution", args=[cast.elsewhere.pk])
    for who in (cast.benoit, cast.hanne):
        client = client_of(who)
        assert client.post(url, keyed()).status_code == 404
        assert client.get(reverse("people:profile")).context["me"] == who


def test_a_duty_at_the_one_opens_nothing_at_the_other(cast):
    other = Person.objects.create(institution=cast.elsewhere, account=cast.hanne.account, name="Hanne elsewhere")
    client = client_of(cast.hanne)
    assert client.get(reverse("people:list")).status_code == 200
    client.post(reverse("people:choose_institution", args=[cast.elsewhere.pk]), keyed())
    assert client.get(reverse("people:list")).status_code == 404
    assert not Appointment.objects.unscoped().filter(person=other).exists()


def test_who_was_erased_at_the_chosen_one_is_who_they_are_at_the_other(cast, amara_elsewhere):
    client = client_of(cast.amara)
    client.post(reverse("people:choose_institution", args=[cast.elsewhere.pk]), keyed())
    Person.objects.unscoped().filter(pk=amara_elsewhere.pk).update(erased_at="2026-01-01T00:00Z")
    assert client.get(reverse("people:profile")).context["me"] == cast.amara


def test_several_cost_no_further_query(cast):
    client, url = client_of(cast.amara), reverse("people:institutions")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    Person.objects.create(institution=cast.elsewhere, account=cast.amara.account, name="Amara elsewhere")
    with CaptureQueriesContext(connection) as two:
        client.get(url)
    assert len(one) == len(two) <= 15
