"""How a cohort is matched: method, weights, and rules between two people."""

import math
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.matching import policies, queries, rules
from chiron.matching.models import PairRule, Plan
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment


class UnknownMethod(Refused):
    message = _("There is no such method.")


class WrongOption(Refused):
    message = _("This option does not belong to the method, or its value is none that the method takes.")


class OneMentorOnly(Refused):
    message = _("Least change from today is not possible where a mentee may have several mentors.")


class UnknownWeight(Refused):
    message = _("A weight is a number of 0 or more, for a criterion of this programme, and at least one is above 0.")


class NotInCohort(Refused):
    message = _("Choose a mentee and a mentor of this cohort.")


class SamePerson(Refused):
    message = _("Nobody can mentor themselves.")


class LockBreaksConflict(Refused):
    message = _("These two cannot be brought together at present.")


@action("matching.plan.saved", may=policies.may_match)
def save_plan(
    *,
    cohort: Cohort,
    method: str,
    weights: Mapping[str, float],
    options: Mapping[str, Any] | None = None,
    offers_next: bool = False,
    by: Person,
) -> Plan:
    """Keep the method with its options and the weights for the next runs of the cohort.

    With *offers_next* whoever loses a mentor or an offer is offered the next best one without a coordinator's doing.
    """
    if method not in rules.METHODS:
        raise UnknownMethod
    require_one_mentor(cohort, method)
    said = _options(method, options or {})
    known = {criterion.id for criterion in programmes.blueprint_of(cohort).criteria}
    fine = all(name in known and math.isfinite(weight) and weight >= 0 for name, weight in weights.items())
    if not fine or (weights and len(weights) == len(known) and not any(weights.values())):
        raise UnknownWeight
    plan, _is_new = Plan.objects.unscoped().update_or_create(
        cohort=cohort,
        defaults={"method": method, "options": said, "weights": dict(weights), "offers_next": offers_next},
    )
    return plan


def require_one_mentor(cohort: Cohort, method: str) -> None:
    """Refuse the least change from today where a mentee may have several mentors: it knows one for each."""
    if method == "least_change" and queries.mentors_each(programmes.blueprint_of(cohort)) > 1:
        raise OneMentorOnly


def _options(method: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a method that were set, each of its kind; an empty one is left out."""
    said = {name: value for name, value in options.items() if value not in (None, "")}
    if set(said) - set(rules.WAYS[method].takes) or not all(_fits(name, value) for name, value in said.items()):
        raise WrongOption
    return said


def _fits(name: str, value: Any) -> bool:
    if name == "best_for":
        return value in ("mentee", "mentor")
    if name == "changes":
        return isinstance(value, int) and value >= 0
    return isinstance(value, int | float) and math.isfinite(value) and (value > 0 if name == "gap" else value >= 0)


@action("matching.rule.set", may=policies.may_match)
def set_rule(*, cohort: Cohort, mentee: Enrolment, mentor: Enrolment, kind: str, by: Person) -> PairRule:
    """Lock a pair together or forbid it, in every run from now on; replaces what was said of the pair before.

    A lock replaces the mentee's other one, unless they may have several mentors.
    """
    if {mentee.cohort_id, mentor.cohort_id} != {cohort.pk} or (mentee.side, mentor.side) != ("mentee", "mentor"):
        raise NotInCohort
    if mentee.person_id == mentor.person_id:
        raise SamePerson
    if kind == "lock":
        if boundaries.are_apart(mentee.person, mentor.person):
            raise LockBreaksConflict
        if queries.mentors_each(programmes.blueprint_of(cohort)) == 1:
            PairRule.objects.unscoped().filter(mentee=mentee, kind="lock").exclude(mentor=mentor).delete()
    rule, _is_new = PairRule.objects.unscoped().update_or_create(
        mentee=mentee,
        mentor=mentor,
        defaults={"cohort": cohort, "kind": kind, "created_by": by, "created_at": clock.now()},
    )
    return rule


@action("matching.rule.cleared", may=policies.may_change_rule)
def clear_rule(*, rule: PairRule, by: Person) -> None:
    """Take a lock or a forbid back."""
    rule.delete()
