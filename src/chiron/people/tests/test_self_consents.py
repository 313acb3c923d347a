"""Consents: shown in the words in force, given, taken back, given again; every version stands for itself."""

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock
from chiron.people import actions, queries, rules
from chiron.people.models import Consent, ConsentText
from chiron.people.templatetags.people import PURPOSES
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db
GIVE = "/people/me/consents/taking-part/give/"


def test_the_words_are_shown_and_agreed_to_on_my_data(cast):
    client, url = client_of(cast.amara), reverse("people:data")
    assert "I agree" in client.get(url).content.decode()
    assert client.post(GIVE, keyed())["Location"] == url
    consent = Consent.objects.unscoped().get(person=cast.amara)
    assert consent.text.text == queries.consent_text("taking-part")
    shown = client.get(url).content.decode()
    assert "I agree" not in shown
    assert "in force" in shown
    assert client.post(GIVE, keyed()).status_code == 404, "there is nothing to agree to twice"


def test_what_was_taken_back_can_be_given_again(cast):
    consent = actions.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    actions.withdraw_consent(consent=consent, by=cast.amara)
    client_of(cast.amara).post(GIVE, keyed())
    rows = Consent.objects.unscoped().filter(person=cast.amara).order_by("given_at")
    assert [row.withdrawn_at is None for row in rows] == [False, True]
    assert ConsentText.objects.count() == 1, "the same words are kept once"


def test_new_words_are_asked_for_anew_and_the_old_stay_as_they_were(cast, monkeypatch):
    old = actions.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    ConsentText.objects.filter(pk=old.text_id).update(version=0, text="The old words")
    assert [purpose for purpose, _ in queries.consents_to_give(cast.amara)] == ["taking-part"]
    client_of(cast.amara).post(GIVE, keyed())
    assert set(ConsentText.objects.values_list("version", flat=True)) == {0, rules.CONSENT_VERSIONS["taking-part"]}
    assert "The old words" in client_of(cast.amara).get(reverse("people:data")).content.decode()


def test_words_of_a_programme_have_a_number_that_every_database_can_keep(cast):
    def number(text, version):
        given = actions.record_words(cast.amara, "application:x:agree", {"en": text}, "en", clock.now(), version)
        return given.text.version

    asked = ("202611301200", "9" * 5000, "2026-1", "20261130", "20261130", "2147483647", "2147483648", "")
    got = [number(f"Words {place}", version) for place, version in enumerate(asked)]
    assert got == [1, 2, 3, 20261130, 20261131, 2147483647, 4, 5]
    assert number("Words 3", "7") == 20261130, "the same words keep theirs"


def test_every_purpose_has_its_words_in_both_languages_and_a_name(settings):
    assert set(PURPOSES) == set(rules.CONSENT_VERSIONS)
    folder = settings.ROOT / "src/chiron/people/templates"
    for purpose in rules.CONSENT_VERSIONS:
        for language, _name in settings.LANGUAGES:
            assert (folder / rules.consent_file(purpose, language)).stat().st_size > 200, (purpose, language)


def test_the_signed_out_sign_in_and_unknown_purposes_are_no_pages(cast):
    assert client_of(None).post(GIVE, keyed())["Location"].startswith(reverse("account_login"))
    assert client_of(cast.amara).post("/people/me/consents/marketing/give/", keyed()).status_code == 404
    with pytest.raises(actions.Refused):
        actions.give_consent(person=cast.amara, purpose="taking-part", by=cast.hanne)
