"""What people answer for themselves: kept as they type, then handed in."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.programmes import policies, rules
from chiron.programmes.actions.enrolments import ProgrammeNotOpen, checked_capacity, move
from chiron.programmes.models import Application, Enrolment


class NoLongerPossible(Refused):
    message = _("You are not taking part in this cohort at present, so the form is closed.")


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
    """Keep what has been filled in so far. Identity answers are kept only while the person agrees to it."""
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
    application = _keep(enrolment, answers, identity, agrees, capacity)
    application.is_submitted = True
    application.save(update_fields=["is_submitted"])
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
    if programme.state != "open":
        raise ProgrammeNotOpen(_("Applications are not open at the moment."))
    now = clock.now()
    application = Application.objects.unscoped().filter(enrolment=enrolment).first()
    if application is None:
        application = Application(enrolment=enrolment, person_id=enrolment.person_id, updated_at=now)
    application.blueprint_id = programme.blueprint_id
    application.answers = rules.frozen(answers)
    application.identity = rules.frozen(identity) if agrees else {}
    application.identity_agreed_at = (application.identity_agreed_at or now) if agrees else None
    application.is_own = True
    application.updated_at = now
    application.save()
    _take_places(enrolment, capacity)
    return application


def _take_places(enrolment: Enrolment, capacity: int | None) -> None:
    """A mentor's answer to "how many mentees" is the number of their places, never fewer than are taken."""
    if enrolment.side == "mentor" and capacity is not None:
        enrolment.capacity = checked_capacity(enrolment, capacity)
        enrolment.save(update_fields=["capacity"])
