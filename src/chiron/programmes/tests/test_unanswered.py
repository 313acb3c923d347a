"""What a file has no column for is asked of people themselves: the report says so, their page says so, Today asks.

And what they agree to in the form is a consent like every other: in the words they read, theirs to take back.
"""

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core import worker
from chiron.people import actions as people
from chiron.people.models import Account, Consent, ConsentText
from chiron.programmes import actions, queries, rules
from chiron.programmes.models import Application, Enrolment
from chiron.programmes.tests import support
from chiron.programmes.tests.test_applications import SOURCE

pytestmark = pytest.mark.django_db
FILE = "Name,E-mail,Where are you?\nNoor Haddad,noor@example.net,First year\n"
MISSING = ["I take part"]


@pytest.fixture
def house(cast):
    """The cast, in a programme that asks one question of every kind; nobody has applied."""
    cast.programme.blueprint = actions.save_blueprint(source=SOURCE, by=cast.chen)
    cast.programme.save()
    return cast


@pytest.fixture
def job(house):
    """An import of a file without a column for the consent."""
    return support.imported(house.programme, house.chen, mentee=FILE)


@pytest.fixture
def noor(job):
    """Whom it brought in, who has an account by now."""
    enrolment = Enrolment.objects.unscoped().get(person__email="noor@example.net")
    enrolment.person.account = Account.objects.create_user("noor@example.net", "a sentence that nobody knows")
    enrolment.person.save()
    return enrolment


def form_of(**more):
    return support.keyed(**{"q-stage": "first", "q-agree": "on", **more})


def texts(client, url):
    return support.body(client, url)


def test_the_guess_and_the_report_say_what_nobody_was_asked(house):
    waiting = support.read(house.programme, house.chen, mentee=FILE)
    page = reverse("programmes:import", args=[waiting.pk])
    client = client_of(house.chen)
    assert "I take part" in texts(client, page)
    actions.confirm_import(job=waiting, uses={f.side: f.plan["uses"] for f in waiting.files.all()}, by=house.chen)
    worker.drain()
    said = texts(client, page)
    assert "Nobody who came in by them has answered these, nor agreed" in said
    assert "I take part" in said


def test_a_file_that_says_it_all_is_reported_without_a_word(house):
    whole = "Name,E-mail,Where are you?,I take part\nNoor,noor@example.net,First year,yes\n"
    job = support.imported(house.programme, house.chen, mentee=whole)
    assert "Nobody who came in" not in texts(client_of(house.chen), reverse("programmes:import", args=[job.pk]))
    application = Application.objects.unscoped().get(person__email="noor@example.net")
    assert application.answers["agree"] is True
    assert not Consent.objects.unscoped().filter(person=application.person).exists(), "a list agrees for nobody"


def test_the_persons_page_names_what_is_open_until_they_answer(house, noor):
    client, url = client_of(house.chen), reverse("programmes:enrolment", args=[noor.pk])
    assert "Not answered yet" in texts(client, url)
    client_of(noor.person).post(reverse("programmes:apply", args=[noor.pk]), form_of())
    assert "Not answered yet" not in texts(client, url)


def test_today_asks_them_and_the_form_says_why(house, noor):
    client, apply_url = client_of(noor.person), reverse("programmes:apply", args=[noor.pk])
    today = texts(client, "/")
    assert "Complete your application" in today
    assert apply_url in today
    assert "You came in by a list" in texts(client, apply_url)
    assert client.post(apply_url, form_of(**{"q-agree": ""})).status_code == 422, "it is still required"
    client.post(apply_url, form_of())
    assert queries.unanswered(noor.person, noor) == []
    assert "Complete your application" not in texts(client, "/")


def test_before_the_programme_opens_they_can_add_but_nobody_can_apply(house, noor):
    house.programme.state = "draft"
    house.programme.save()
    assert client_of(noor.person).post(reverse("programmes:apply", args=[noor.pk]), form_of()).status_code == 302
    assert not rules.takes_answers("draft", "invited")
    assert not rules.takes_answers("closed", "matched")
    assert not rules.takes_answers("open", "withdrawn")


def test_agreeing_in_the_form_is_a_consent_in_the_words_read(house, noor):
    client_of(noor.person).post(reverse("programmes:apply", args=[noor.pk]), form_of())
    consent = Consent.objects.unscoped().select_related("text").get(person=noor.person)
    assert (consent.text.text, consent.text.version, consent.text.language) == ("I take part", 1, "en")
    shown = texts(client_of(noor.person), reverse("people:data"))
    assert "In an application form" in shown
    assert "I take part" in shown


def test_handed_in_again_it_is_the_same_consent_and_other_words_are_another_version(house, noor):
    url, client = reverse("programmes:apply", args=[noor.pk]), client_of(noor.person)
    for _time in range(2):
        client.post(url, form_of())
    assert Consent.objects.unscoped().filter(person=noor.person).count() == 1
    said = SOURCE.replace("ask: {en: I take part,", "ask: {en: I take part and say so,")
    house.programme.blueprint = actions.save_blueprint(
        source=said.replace('version: "1"', 'version: "2"', 1), by=house.chen
    )
    house.programme.save()
    client.post(url, form_of())
    kept = ConsentText.objects.filter(purpose=rules.consent_purpose(house.programme.pk, "agree"))
    assert sorted(kept.values_list("version", "text")) == [(1, "I take part"), (2, "I take part and say so")]


def test_taken_back_the_answer_goes_and_they_leave_this_programme_alone(house, noor):
    client_of(noor.person).post(reverse("programmes:apply", args=[noor.pk]), form_of())
    consent = Consent.objects.unscoped().get(person=noor.person)
    people.withdraw_consent(consent=consent, by=noor.person)
    worker.drain()
    noor.refresh_from_db()
    assert noor.state == "withdrawn"
    assert "agree" not in Application.objects.unscoped().get(enrolment=noor).answers
    house.amara_enrolled.refresh_from_db()
    assert house.amara_enrolled.state == "applied"


def test_given_again_before_the_worker_came_nothing_is_taken_out(house, noor):
    url, client = reverse("programmes:apply", args=[noor.pk]), client_of(noor.person)
    client.post(url, form_of())
    people.withdraw_consent(consent=Consent.objects.unscoped().get(person=noor.person), by=noor.person)
    client.post(url, form_of())
    worker.drain()
    noor.refresh_from_db()
    assert noor.state == "applied"


def test_nobody_takes_an_answer_back_for_somebody_else(house, noor):
    with pytest.raises(actions.NotAllowed):
        actions.take_back_answer(enrolment=noor, question="agree", by=house.chen)
