"""Row 12 of the scorecard: the same form sent by several connections in the same instant takes effect once."""

from uuid import uuid4

import pytest

from tests.amounts import amount
from tests.operations.test_races import PROCESSES, prepared, race

ROUNDS = amount(short=25, full=200)  # ten thousand times in all


def send(line):
    """Save Amara's profile with the key that the line says."""
    from django.conf import settings
    from django.urls import reverse

    from chiron.people.models import Person
    from tests.cast import client_of

    settings.ALLOWED_HOSTS = ["testserver"]
    amara = Person._base_manager.get(name__startswith="Amara")
    form = {"name": amara.name, "called": line["called"], "language": "en", "form_key": line["key"]}
    answer = client_of(amara).post(reverse("people:profile"), form)
    assert answer.status_code in {302, 303}, answer.status_code


def send_with_a_key_of_its_own(line):
    send({**line, "key": str(uuid4())})


def saved():
    """How often the profile was saved, as the audit trail has it."""
    from chiron.core.models import AuditEntry

    return [AuditEntry.objects.filter(event="people.profile.changed", outcome="done").count()]


def lines(site):
    """What is sent, a form a round; the web server wants its folder of files."""
    (site.var / "static").mkdir()
    return [{"key": str(uuid4()), "called": f"Name {number}"} for number in range(ROUNDS)]


def once_a_key(site):
    outcomes = race(site, [send] * PROCESSES, lines(site))
    assert {word for each in outcomes for word in each} == {"won"}, "each is led on as if it had been the first"
    assert prepared(site, saved) == [ROUNDS]


def test_one_form_sent_by_four_takes_effect_once(site):
    once_a_key(site)


def test_one_form_sent_by_four_takes_effect_once_on_postgresql(postgres_site):
    once_a_key(postgres_site)


def test_forms_with_keys_of_their_own_take_effect_each(site):
    """The control: without the common key each of them would be saved."""
    race(site, [send_with_a_key_of_its_own] * PROCESSES, lines(site))
    assert prepared(site, saved) == [ROUNDS * PROCESSES]


@pytest.fixture(autouse=True)
def _forks(populated):
    """Whoever forks needs the installation that is copied."""
