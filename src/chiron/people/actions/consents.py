"""Consent, in the very words that were shown."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain, count

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people import policies, rules
from chiron.people.models import Consent, ConsentText, Person

#: The largest number that a version can have in either database.
MOST_VERSION = 2_147_483_647


class NothingToWithdraw(Refused):
    message = _("This consent is not in force.")


@action("people.consent.given", may=policies.may_change_self)
def give_consent(*, person: Person, purpose: str, by: Person) -> Consent:
    """Record that *person* agreed to the present text of *purpose*."""
    return record_consent(person, purpose, clock.now())


@action("people.consent.withdrawn", may=policies.may_change_consent)
def withdraw_consent(*, consent: Consent, by: Person) -> Consent:
    """Take a consent back; what rested on it stops."""
    if consent.withdrawn_at is not None:
        raise NothingToWithdraw
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    return consent


def record_words(
    person: Person, purpose: str, texts: Mapping[str, str], language: str, at: datetime, version: str = ""
) -> Consent:
    """Store a consent to words that a programme wrote itself (*texts* by language), in those read; in an action only.

    The same words keep their version number. New ones get *version*, if it is a number that no other words have and not
    above `MOST_VERSION`; else the next.
    """
    known: dict[int, dict[str, str]] = {}
    for number, spoken, words in ConsentText.objects.filter(purpose=purpose).values_list("version", "language", "text"):
        known.setdefault(number, {})[spoken] = words
    same = [number for number, kept in known.items() if all(texts.get(each) == kept[each] for each in kept)]
    wished = [int(version)] if version.isdecimal() and len(version) <= len(str(MOST_VERSION)) else []
    numbers = chain(wished, [max(known, default=0) + 1], count(1))
    asked = next(each for each in numbers if each <= MOST_VERSION and each not in known)
    text, _is_new = ConsentText.objects.get_or_create(
        purpose=purpose,
        version=same[0] if same else asked,
        language=language,
        defaults={"text": texts[language]},
    )
    consent, _is_new = Consent.objects.unscoped().get_or_create(
        person=person, text=text, withdrawn_at=None, defaults={"given_at": at}
    )
    return consent


def take_back_words(person: Person, purpose: str, at: datetime) -> None:
    """Note that *person* no longer agrees to the words of *purpose*; inside an action only."""
    rows = Consent.objects.unscoped().filter(person=person, text__purpose=purpose, withdrawn_at__isnull=True)
    rows.update(withdrawn_at=at)


def record_consent(person: Person, purpose: str, at: datetime) -> Consent:
    """Store a consent to the text in force, in the language it was read in; inside an action only."""
    language = (translation.get_language() or "en")[:2]
    version = rules.CONSENT_VERSIONS[purpose]
    text, _is_new = ConsentText.objects.get_or_create(
        purpose=purpose,
        version=version,
        language=language,
        defaults={"text": render_to_string(rules.consent_file(purpose, language))},
    )
    consent, _is_new = Consent.objects.unscoped().get_or_create(
        person=person, text=text, withdrawn_at=None, defaults={"given_at": at}
    )
    return consent
