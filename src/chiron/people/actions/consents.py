"""Consent, in the very words that were shown."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people import policies, rules
from chiron.people.models import Consent, ConsentText, Person


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
