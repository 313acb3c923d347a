"""Writing down what was practised, and correcting it."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.relationships import policies
from chiron.relationships.models import Goal, Relationship, TutoringEntry


class NotInIt(Refused):
    message = _("This person is not in the relationship.")


class NothingSaid(Refused):
    message = _("Say at least what to keep, what to change or what to practise next.")


class StillToCome(Refused):
    message = _("This day is still to come. Write it down once it was.")


class AnothersGoal(Refused):
    message = _("This goal is not shared here.")


@action("relationships.tutoring.recorded", may=policies.may_tutor)
def record_tutoring(
    *, relationship: Relationship, learner: Person, goal: Goal | None, on: date, is_observed: bool, skill: str,
    keep: str, change: str, next_step: str, by: Person,
) -> TutoringEntry:  # fmt: skip
    """Write down what somebody practised; they and the writer read it, nobody else. It is no assessment."""
    if not relationship.members.filter(person=learner, left_at__isnull=True).exists():
        raise NotInIt
    if goal is not None and not relationship.goal_shares.filter(goal=goal, goal__person=learner).exists():
        raise AnothersGoal
    _check(on, keep, change, next_step)
    return TutoringEntry.objects.create(
        relationship=relationship, learner=learner, person=by, goal=goal, on=on, is_observed=is_observed,
        skill=skill.strip(), keep=keep.strip(), change=change.strip(), next_step=next_step.strip(),
        written_at=clock.now(),
    )  # fmt: skip


@action("relationships.tutoring.corrected", may=policies.may_correct)
def correct_tutoring(
    *, entry: TutoringEntry, on: date, is_observed: bool, skill: str, keep: str, change: str, next_step: str, by: Person
) -> TutoringEntry:
    """Correct what one wrote; both see that it was corrected."""
    _check(on, keep, change, next_step)
    entry.on, entry.is_observed, entry.corrected_at = on, is_observed, clock.now()
    entry.skill, entry.keep = skill.strip(), keep.strip()
    entry.change, entry.next_step = change.strip(), next_step.strip()
    entry.save()
    return entry


def _check(on: date, *said: str) -> None:
    if on > clock.today():
        raise StillToCome
    if not any(text.strip() for text in said):
        raise NothingSaid
