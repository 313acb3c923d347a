"""What people answer for themselves: kept as they type, then handed in."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people import actions as people
from chiron.people.models import Person
from chiron.people.queries import took_back_part
from chiron.programmes import policies, queries, rules
from chiron.programmes.actions.enrolments import ProgrammeNotOpen, checked_capacity, move, withdraw_enrolment
from chiron.programmes.models import Application, Enrolment
from chiron_blueprint import words


class NoLongerPossible(Refused):
    message = _("You are not taking part in this cohort at present, so the form is closed.")


class HandedIn(Refused):
    message = _("You have handed this in. A change counts once you hand it in, too.")


class NoIdentityKept(Refused):
    message = _("No answers of yours about identity are kept here.")


class ConsentFirst(Refused):
    message = _("You took back your consent to take part. Give it again under “My data”, then hand this in.")


@action("programmes.application.saved", may=policies.may_apply)
def save_answers(
    *,
    enrolment: Enrolment,
    answers: dict[str, Any],
    identity: dict[str, Any],
    agrees: bool,
    capacity: int | None,
    by: Person,
) -> Application:
    """Keep what has been filled in so far; what was handed in changes by handing in alone.

    Identity answers are kept only while the person agrees to it.
    """
    if Application.objects.unscoped().filter(enrolment=enrolment, is_submitted=True).exists():
        raise HandedIn
    return _keep(enrolment, answers, identity, agrees, capacity)


@action("programmes.application.submitted", may=policies.may_apply)
def submit_application(
    *,
    enrolment: Enrolment,
    answers: dict[str, Any],
    identity: dict[str, Any],
    agrees: bool,
    capacity: int | None,
    by: Person,
) -> Application:
    """Hand the application in, or hand in changes to it; the person can be matched from now on."""
    if took_back_part(enrolment.person):
        raise ConsentFirst
    application = _keep(enrolment, answers, identity, agrees, capacity)
    application.is_submitted = True
    application.save(update_fields=["is_submitted"])
    _record_consents(enrolment, application)
    if enrolment.state == "invited":
        move(enrolment, "applied", by)
        enrolment.applied_at = clock.now()
        enrolment.save(update_fields=["applied_at"])
    return application


def _keep(
    enrolment: Enrolment, answers: dict[str, Any], identity: dict[str, Any], agrees: bool, capacity: int | None
) -> Application:
    if enrolment.state in ("withdrawn", "closed"):
        raise NoLongerPossible
    programme = enrolment.cohort.programme
    if not rules.takes_answers(programme.state, enrolment.state):
        raise ProgrammeNotOpen(_("Applications are not open at the moment."))
    now = clock.now()
    application = Application.objects.unscoped().filter(enrolment=enrolment).first()
    if application is None:
        application = Application(enrolment=enrolment, person_id=enrolment.person_id, updated_at=now)
    application.blueprint_id = queries.version_id_of(enrolment.cohort)
    application.answers = rules.frozen(answers)
    application.identity = rules.frozen(identity) if agrees else {}
    application.identity_agreed_at = (application.identity_agreed_at or now) if agrees else None
    application.is_own = True
    application.updated_at = now
    application.save()
    _take_places(enrolment, capacity)
    return application


def _record_consents(enrolment: Enrolment, application: Application) -> None:
    """Keep what was agreed to in the form as a consent of its own, in the words that were read; or that it is over."""
    programme, now = enrolment.cohort.programme, clock.now()
    for question in queries.blueprint_of(enrolment.cohort).side(enrolment.side):
        if question.kind != "consent" or question.identity:
            continue
        purpose = rules.consent_purpose(programme.pk, question.id)
        if application.answers.get(question.id):
            language = (get_language() or "en")[:2]
            texts = dict(question.ask)
            texts.setdefault(language, words.in_language(texts, language))
            people.record_words(enrolment.person, purpose, texts, language, now, question.consent_version or "")
        else:
            people.take_back_words(enrolment.person, purpose, now)


@action("programmes.answer.taken_back", may=policies.may_apply)
def take_back_answer(*, enrolment: Enrolment, question: str, by: Person) -> Enrolment:
    """Take an answer out of an application: the consent behind it is over.

    Without a required one the person leaves, with all that follows from that, and only they can hand the form in again.
    """
    asked = queries.blueprint_of(enrolment.cohort).side(enrolment.side)
    is_required = any(each.id == question and each.required for each in asked)
    application = Application.objects.unscoped().filter(enrolment=enrolment).first()
    if application is not None and question in application.answers:
        application.answers = {key: value for key, value in application.answers.items() if key != question}
        application.is_submitted = application.is_submitted and not is_required
        application.updated_at = clock.now()  # what an older page still shows is not kept again
        application.save(update_fields=["answers", "is_submitted", "updated_at"])
    if is_required and enrolment.state not in ("withdrawn", "closed"):
        return withdraw_enrolment(enrolment=enrolment, by=by)
    return enrolment


@action("programmes.identity.taken_back", may=policies.may_apply)
def forget_identity(*, enrolment: Enrolment, by: Person) -> Enrolment:
    """Delete what somebody answered about identity, and that they agreed to it; also where the form is closed."""
    application = Application.objects.unscoped().filter(enrolment=enrolment, identity_agreed_at__isnull=False).first()
    if application is None:
        raise NoIdentityKept
    application.identity, application.identity_agreed_at = {}, None
    application.updated_at = clock.now()  # what an older page still shows is not kept again
    application.save(update_fields=["identity", "identity_agreed_at", "updated_at"])
    return enrolment


def _take_places(enrolment: Enrolment, capacity: int | None) -> None:
    """A mentor's answer to "how many mentees" is the number of their places, never fewer than are taken."""
    if enrolment.side == "mentor" and capacity is not None:
        enrolment.capacity = checked_capacity(enrolment, capacity)
        enrolment.save(update_fields=["capacity"])
