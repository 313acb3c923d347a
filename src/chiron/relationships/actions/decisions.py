"""Writing a decision down, making it, looking back on it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.relationships import policies
from chiron.relationships.models import Decision, Relationship


class AlreadyMade(Refused):
    message = _("This decision is made. Open it again to change the sheet.")


class NotMadeYet(Refused):
    message = _("Look back on it once it is made.")


class NoSuchOption(Refused):
    message = _("Choose one of the options on the sheet.")


class StillOpen(Refused):
    message = _("This decision is still open.")


@action("relationships.decision.begun", may=policies.may_begin_decision)
def begin_decision(*, question: str, by: Person) -> Decision:
    """Begin a worksheet; only its owner reads it until they choose whom to talk it over with."""
    now = clock.now()
    return Decision.objects.create(
        institution_id=by.institution_id, person=by, question=question.strip(), sheet={}, begun_at=now, changed_at=now
    )


@action("relationships.decision.written", may=policies.may_change_decision)
def write_decision(
    *, decision: Decision, question: str, sheet: dict[str, Any], decide_on: date | None,
    relationship: Relationship | None, by: Person,
) -> Decision:  # fmt: skip
    """Keep what the sheet says, any number of times; *relationship* is with whom it is talked over, or nobody."""
    if decision.state != "open":
        raise AlreadyMade
    decision.question, decision.sheet = question.strip(), sheet
    decision.decide_on, decision.relationship = decide_on, relationship
    return _keep(decision)


@action("relationships.decision.made", may=policies.may_change_decision)
def make_decision(*, decision: Decision, choice: str, why: str, revisit_on: date | None, by: Person) -> Decision:
    """Say what one chose and why, and when to look back; one is reminded on that day."""
    if decision.state != "open":
        raise AlreadyMade
    if choice not in [option["name"] for option in decision.options]:
        raise NoSuchOption
    decision.state, decision.decided_at = "made", clock.now()
    decision.choice, decision.why, decision.revisit_on = choice, why.strip(), revisit_on
    return _keep(decision)


@action("relationships.decision.revisited", may=policies.may_change_decision)
def look_back(*, decision: Decision, outcome: str, by: Person) -> Decision:
    """Say what came of it."""
    if decision.state == "open":
        raise NotMadeYet
    decision.state, decision.revisited_at, decision.outcome = "revisited", clock.now(), outcome.strip()
    return _keep(decision)


@action("relationships.decision.reopened", may=policies.may_change_decision)
def reopen_decision(*, decision: Decision, by: Person) -> Decision:
    """Take the choice back; what was written stays on the sheet."""
    if decision.state == "open":
        raise StillOpen
    decision.state, decision.decided_at, decision.revisit_on, decision.revisited_at = "open", None, None, None
    return _keep(decision)


@action("relationships.decision.reminded", may=policies.may_remind)
def remind_of_decision(*, decision: Decision, on: date, by: Person) -> Decision:
    """Remind somebody of the day they set themselves, once."""
    if decision.reminded_on is None or decision.reminded_on < on:
        decision.reminded_on = on
        decision.save(update_fields=["reminded_on"])
        notifications.tell(
            "relationships.decision_due", to=decision.person_id, institution=decision.institution_id,
            decision=decision.pk,
        )  # fmt: skip
    return decision


def _keep(decision: Decision) -> Decision:
    decision.changed_at = clock.now()
    decision.save()
    return decision
