"""The register of conflicts, for the page that keeps it and for the day that begins."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies
from chiron.boundaries.models import KINDS, Conflict, Hold, PairClaim
from chiron.core.actions import Refused
from chiron.people import queries as people
from chiron.people.models import Institution, Person
from chiron.people.policies import in_force, visible_former_addresses, visible_people
from chiron.people.rules import as_compared

STATES = ("now", "later", "over")


def kinds() -> list[tuple[str, Any]]:
    """Return the kinds of conflict with their names, for a choice."""
    return list(KINDS)


def _when(state: str, on: date) -> Q:
    if state == "later":
        return Q(starts_on__gt=on)
    return Q(ends_on__lt=on) if state == "over" else in_force(on)


def register(person: Person, state: str, search: str, number: Any) -> Page[Conflict]:
    """Return a page of the conflicts in force, to come or over, by name."""
    rows = _searched(policies.visible_conflicts(person), search).filter(
        _when(state, policies.today_at(person.institution))
    )
    rows = rows.select_related("person", "other").order_by("person__name", "other__name", "starts_on", "pk")
    return people.page_of(rows, number)


def counts(person: Person, search: str) -> dict[str, Any]:
    """Return how many conflicts are in force, to come and over, and under "effect" what those in force do today."""
    visible, today = policies.visible_conflicts(person), policies.today_at(person.institution)
    wanted = {state: Count("pk", filter=_when(state, today)) for state in STATES}
    return {**_searched(visible, search).aggregate(**wanted), "effect": _effect(visible.filter(in_force(today)))}


def _searched(rows: QuerySet[Conflict], search: str) -> QuerySet[Conflict]:
    for word in search.split():
        found = Q()
        for side in ("person", "other"):
            found |= Q(**{f"{side}__name__icontains": word}) | Q(**{f"{side}__email__icontains": word})
        rows = rows.filter(found)
    return rows


def conflict_for(person: Person, pk: UUID) -> Conflict:
    """Return one conflict that *person* may see; 404 otherwise."""
    rows = policies.visible_conflicts(person).select_related("person", "other")
    return people.found(rows.filter(pk=pk).first())  # type: ignore[no-any-return]


class NobodyCalled(Refused):
    message = _("Nobody at your institution is called “%(name)s”. Add the person first, or mend the address.")


class SeveralCalled(Refused):
    message = _("Several people are called “%(name)s”. Write the e-mail address of the one you mean.")


def called(person: Person, names: set[str]) -> dict[str, list[Person]]:
    """Return whom *person* means by each name or e-mail address, by how it is compared."""
    meant: dict[str, list[Person]] = {as_compared(name): [] for name in names}
    rows = visible_people(person)
    addresses = sorted(name for name in meant if "@" in name)
    for start in range(0, len(addresses), 400):
        known = rows.annotate(address=Lower("email")).filter(address__in=addresses[start : start + 400])
        for row in known:
            meant[row.address].append(row)
    if len(addresses) < len(meant):  # names are compared here: databases differ in what they take for one letter
        spelled = {pk: as_compared(name) for pk, name in rows.values_list("pk", "name")}
        for pk, named in rows.in_bulk([pk for pk, name in spelled.items() if name in meant]).items():
            meant[spelled[pk]].append(named)
    unknown = [name for name, found in meant.items() if not found]
    for former in visible_former_addresses(person).filter(email__in=unknown).select_related("person"):
        meant[former.email].append(former.person)
    return meant


def only(meant: dict[str, list[Person]], name: str) -> Person:
    """Return the one person called *name*; refused where that is nobody or several."""
    found = meant.get(as_compared(name), [])
    if len(found) != 1:
        refused = SeveralCalled if found else NobodyCalled
        raise refused(refused.message % {"name": name[:80]})
    return found[0]


def pair_of(conflict: Conflict) -> tuple[UUID, UUID]:
    """Return the two ids in the order in which a pair is claimed."""
    low, high = sorted((conflict.person_id, conflict.other_id))
    return low, high


@dataclass(frozen=True)
class Effect:
    """What the register does today: how many pairs it keeps apart, of whom, and how many it has come between."""

    pairs: int
    over: int
    under: int
    paused: int


def _effect(rows: QuerySet[Conflict]) -> Effect:
    sides = list(rows.values_list("person_id", "other_id", "clash_noted_on"))
    pairs = {frozenset(each[:2]) for each in sides}
    paused = {frozenset(each[:2]) for each in sides if each[2] is not None}
    return Effect(len(pairs), len({each[0] for each in sides}), len({each[1] for each in sides}), len(paused))


def holds_of(person: Person) -> list[Hold]:
    """Return whom *person* asked not to be contacted by, the latest first."""
    return list(policies.own_holds(person).select_related("other").order_by("-placed_at"))


def hold_for(person: Person, pk: UUID) -> Hold:
    """Return one of *person*'s own holds; 404 otherwise."""
    return people.found(policies.own_holds(person).select_related("other").filter(pk=pk).first())  # type: ignore[no-any-return]


def unsettled(institution: Institution) -> Iterator[tuple[UUID, UUID]]:
    """Yield each pair of the institution whose claim does not say what the register says today."""
    standing = Counter(pair_of(each) for each in _of(institution))
    claims = {
        (low, high): count
        for low, high, count in PairClaim.objects.filter(holder="conflict").values_list("low", "high", "count")
    }
    yield from (pair for pair, count in standing.items() if claims.get(pair) != count)
    lapsed = claims.keys() - standing.keys()
    ids = {each for pair in lapsed for each in pair}
    over = policies.register_of(institution).filter(person_id__in=ids, other_id__in=ids)
    yield from sorted(lapsed & {pair_of(each) for each in over})


def _of(institution: Institution) -> QuerySet[Conflict]:
    return policies.register_of(institution).filter(in_force(policies.today_at(institution)))
