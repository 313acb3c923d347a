"""What stands between people. Every policy above asks here before one person may see what is another's."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, DateField, Q, QuerySet, Value

from chiron.boundaries import rules
from chiron.boundaries.models import Conflict, Hold
from chiron.core import clock
from chiron.core.policy import policy
from chiron.people import policies as people
from chiron.people.models import Institution, Kept, Person

#: So many people are looked for by name in the register; of more the whole of it is read.
A_FEW = 400


@policy
def may_register_conflict(by: Person) -> bool:
    """Administrators keep the register, and the system when it imports rotations."""
    return people.may_administer(by=by)


@policy
def may_end_conflict(by: Person, conflict: Conflict) -> bool:
    """The administrators of the institution whose register it is."""
    return by.institution_id == conflict.institution_id and people.holds_office(by, "administrator")


@policy
def may_import_plan(by: Person, institution: Institution) -> bool:
    """The administrators of the institution whose register it is."""
    return by.institution_id == institution.pk and people.holds_office(by, "administrator")


@policy
def may_settle(by: Person) -> bool:
    """The system only, when a day begins."""
    return by.is_system


@policy
def visible_conflicts(person: Person) -> QuerySet[Conflict]:
    """The register for administrators; for others those that concern themselves."""
    rows = Conflict.objects.scoped().filter(institution_id=person.institution_id)
    if people.holds_office(person, "administrator"):
        return rows
    return rows.filter(Q(person=person) | Q(other=person))


def register_of(institution: Institution) -> QuerySet[Conflict]:
    """The whole register of an institution, for the day that begins there; pages ask `visible_conflicts`."""
    return Conflict.objects.scoped().filter(institution=institution)


def today_at(institution: Institution) -> date:
    """Return the date where the institution is: there a conflict begins and ends, whatever zone its reader chose."""
    return clock.today(ZoneInfo(institution.time_zone))


def about_now() -> QuerySet[Conflict]:
    """Every conflict in force on a day that it is now anywhere; only policies and actions of this house ask for all."""
    today = clock.now().date()
    return Conflict.objects.scoped().filter(overlapping(today - clock.DAY, today + clock.DAY))


def overlapping(starts_on: date, ends_on: date | None) -> Q:
    """The condition under which a conflict's time meets the time from *starts_on* to *ends_on* (None: without end)."""
    begins = Q() if ends_on is None else Q(starts_on__lte=ends_on)
    return begins & people.not_over(starts_on)


@policy
def may_place_hold(by: Person, person: Person) -> bool:
    """Whoever asks not to be contacted, for themselves."""
    return by.pk == person.pk


@policy
def may_lift_hold(by: Person, hold: Hold) -> bool:
    """Only whoever asked for it."""
    return by.pk == hold.person_id


@policy
def own_holds(person: Person) -> QuerySet[Hold]:
    """The holds that *person* asked for and has not lifted; nobody learns of one against themselves."""
    return Hold.objects.scoped().filter(person=person, lifted_at__isnull=True)


def holds_in_force() -> QuerySet[Hold]:
    """Every hold in force; only policies and actions of this house ask for all of them."""
    return Hold.objects.scoped().filter(lifted_at__isnull=True)


def _sides(of: Q) -> list[tuple[UUID, UUID, bool]]:
    """Who stands on the two sides of each conflict in force today where it is kept, and (False) of each hold."""
    near = about_now().filter(of).values_list("person_id", "other_id", "starts_on", "ends_on", "institution__time_zone")
    days: dict[str, date] = {}

    def today(zone: str) -> date:
        return days.get(zone) or days.setdefault(zone, clock.today(ZoneInfo(zone)))

    no_day, no_zone = Value(None, output_field=DateField()), Value(None, output_field=CharField())
    held = holds_in_force().filter(of).values_list("person_id", "other_id", no_day, no_day, no_zone)
    return [
        (one, other, zone is not None)
        for one, other, first, last, zone in near.union(held, all=True)
        if zone is None or rules.holds((first, last), today(zone))
    ]


@policy
def are_apart(first: Person, second: Person) -> bool:
    """Whether a conflict or a hold in force today stands between two people, in either direction."""
    pair = [first.pk, second.pk]
    return bool(_sides(Q(person_id__in=pair, other_id__in=pair)))


@policy
def apart_from(person: Person) -> QuerySet[Conflict]:
    """The conflicts in force today of which *person* is a side: rows of the other side are closed to them."""
    rows = Conflict.objects.scoped().filter(people.in_force(today_at(person.institution)))
    return rows.filter(Q(person=person) | Q(other=person))


def kept_from(person: Person) -> Kept:
    """From whom *person* is kept apart today, and over whom they stand; asked once a request."""
    if person.kept is not None:
        return person.kept
    sides = _sides(Q(person=person) | Q(other=person))
    apart = frozenset(each for one, other, _is_conflict in sides for each in (one, other)) - {person.pk}
    under = frozenset(other for one, other, is_conflict in sides if is_conflict and one == person.pk)
    kept = Kept(apart, under)
    if person.held is not None:  # of a request: actions load whoever acts anew, and so ask again
        person.kept = kept
    return kept


def apart_ids(person: Person) -> frozenset[UUID]:
    """The ids of everybody from whom *person* is kept apart today, by a conflict or a hold."""
    return kept_from(person).apart


def pairs_apart(people_ids: Iterable[UUID]) -> frozenset[tuple[UUID, UUID]]:
    """Every pair of *people_ids* kept apart today, in both orders: what no match may contain."""
    wanted = set(people_ids)
    of = Q(person_id__in=wanted, other_id__in=wanted) if len(wanted) <= A_FEW else Q()
    pairs = {(one, other) for one, other, _is_conflict in _sides(of) if one in wanted and other in wanted}
    return frozenset(pairs | {(other, one) for one, other in pairs})
