"""An evening of short talks, groups that can meet: worked out, and groups offered to their members."""

import secrets
from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.matching import policies, queries, rules
from chiron.matching.actions.publishing import AlreadyPublished
from chiron.matching.actions.runs import NobodyToMatch
from chiron.matching.models import Gathering
from chiron.people.models import Person
from chiron.programmes.models import Cohort
from chiron.relationships import actions as relationships

MOST_ROUNDS, MOST_MINUTES, MOST_IN_GROUPS, MOST_TALKING = 20, 120, 1_000, 60_000
TALKS = {
    "rounds": (1, MOST_ROUNDS),
    "minutes": (1, MOST_MINUTES),
    "pause": (0, MOST_MINUTES),
    "seats": (1, 10),
    "begins": (0, 24 * 60 - 1),
}
GROUPS = {"smallest": (2, 30), "size": (2, 30), "largest": (2, 30), "shared": (1, 168)}


class OutOfRange(Refused):
    message = _("One of these numbers cannot be.")


class TooMany(Refused):
    message = _("These are too many people at once. Make two cohorts of them.")


class SizesClash(Refused):
    message = _("The smallest size comes first, then the usual one, then the largest.")


class NobodyFree(Refused):
    message = _("Nobody in this cohort is free for a group: nobody has applied, or all who have are in one.")


@action("matching.talks.planned", may=policies.may_match)
def plan_talks(*, cohort: Cohort, asked: Mapping[str, int], by: Person) -> Gathering:
    """Work out an evening of short talks in rounds: everybody as many as can be, nobody twice with the same person."""
    _check(asked, TALKS)
    pairing = queries.gathered(cohort)
    if not pairing.mentees or not pairing.mentors:
        raise NobodyToMatch
    if len(pairing.mentees) * len(pairing.mentors) > MOST_TALKING:
        raise TooMany
    seed = secrets.randbelow(2**31)
    table = rules.talks(pairing, rounds=asked["rounds"], seats=asked["seats"], seed=seed)
    return _keep(cohort, "talks", asked, {"rounds": table}, seed, by)


@action("matching.groups.formed", may=policies.may_match)
def form_groups(*, cohort: Cohort, asked: Mapping[str, int], by: Person) -> Gathering:
    """Work out groups of those who are in none yet: hours in common, stages mixed, conflicts kept; nobody is told."""
    _check(asked, GROUPS)
    if not asked["smallest"] <= asked["size"] <= asked["largest"]:
        raise SizesClash
    pairing = queries.gathered(cohort, is_free=True)
    if not pairing.mentees:
        raise NobodyFree
    if len(pairing.mentees) > MOST_IN_GROUPS:
        raise TooMany
    seed = secrets.randbelow(2**31)
    sizes = {name: asked[name] for name in ("smallest", "size", "largest", "shared")}
    formed = rules.groups(pairing, **sizes, seed=seed, on=clock.today())
    made = {
        "groups": formed.groups,
        "hours": [hex(mask) for mask in formed.common],
        "leaders": formed.leaders,
        "unplaced": formed.unplaced,
    }
    return _keep(cohort, "groups", asked, made, seed, by)


@action("matching.groups.offered", may=policies.may_change_gathering)
def offer_groups(*, gathering: Gathering, by: Person) -> relationships.GroupsOffered:
    """Offer every group to its members, once; a group that cannot be any more is left out."""
    if gathering.published_at is not None:
        raise AlreadyPublished
    offers = queries.group_offers(gathering)
    kind = queries.group_kind(gathering.cohort)
    offered = relationships.offer_groups(cohort=gathering.cohort, kind=kind, groups=offers, by=by)
    if not offered.created:
        raise next((why for _group, why in offered.left_out), NobodyFree())
    gathering.published_at = clock.now()
    gathering.save(update_fields=["published_at"])
    return offered


def _check(asked: Mapping[str, int], limits: Mapping[str, tuple[int, int]]) -> None:
    if set(asked) != set(limits) or not all(low <= asked[name] <= high for name, (low, high) in limits.items()):
        raise OutOfRange


def _keep(
    cohort: Cohort, kind: str, asked: Mapping[str, int], made: dict[str, object], seed: int, by: Person
) -> Gathering:
    return Gathering.objects.create(
        cohort=cohort,
        kind=kind,
        asked=dict(asked),
        made=made,
        seed=seed,
        engine_version=queries.engine_version(),
        created_by=None if by.is_system else by,
    )
