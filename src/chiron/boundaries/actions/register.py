"""Registering conflicts, and the claim on a pair that makes conflict and relationship exclude each other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies, queries, rules
from chiron.boundaries.models import Conflict, Hold, PairClaim
from chiron.core import clock
from chiron.core.actions import Refused as Refused
from chiron.core.actions import action
from chiron.people.models import Institution, Person
from chiron.people.queries import system

AT_ONCE = 5000


class InConflict(Refused):
    """Said in the same words as `HeldApart`, so that nobody learns of a hold from what is not said."""

    message = _("These two cannot be brought together at present.")


class HeldApart(Refused):
    message = _("These two cannot be brought together at present.")


class NothingHeld(Refused):
    message = _("You have lifted this already.")


class SamePerson(Refused):
    message = _("A conflict of interest needs two different people.")


class OtherInstitution(Refused):
    message = _("Both people must belong to your institution.")


class KnownConflict(Refused):
    message = _("This conflict is already in the register for this time.")


class EndedByHand(Refused):
    message = _(
        "This conflict was in the register and an administrator ended it on %(day)s. If it holds all the same, "
        "register it by hand."
    )


class OutOfOrder(Refused):
    message = _("The conflict cannot end before it starts.")


class OverAlready(Refused):
    message = _("This conflict has ended already. Register a new one if the two are in conflict again.")


@action("boundaries.conflict.registered", may=policies.may_register_conflict)
def register_conflict(
    *,
    person: Person,
    other: Person,
    kind: str,
    starts_on: date,
    ends_on: date | None,
    is_planned: bool = False,
    by: Person,
) -> Conflict:
    """Put on the register that *person* stands over *other*.

    Where the two are in a relationship the conflict takes over their claim in the same transaction: access ends at
    the very next request, and `report_clash` tells the house, which suspends what stood between them. An entry that
    stands for a part of the time is lengthened to the whole of it; refused as known is only what one entry covers.
    What a plan says (*is_planned*) does not bring back what was ended by hand before its time.
    """
    if person.pk == other.pk:
        raise SamePerson
    if person.institution_id != other.institution_id or (
        not by.is_system and by.institution_id != person.institution_id
    ):
        raise OtherInstitution
    if ends_on is not None and ends_on < starts_on:
        raise OutOfOrder
    met = _met(person, other, kind, (starts_on, ends_on), is_planned=is_planned)
    if met is not None:
        return lengthen_conflict(conflict=met, starts_on=starts_on, ends_on=ends_on, by=by)
    try:
        with transaction.atomic():
            conflict = Conflict.objects.create(
                institution_id=person.institution_id,
                person=person,
                other=other,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
            )
    except IntegrityError:
        raise KnownConflict from None
    _begin(conflict)
    return conflict


def _met(person: Person, other: Person, kind: str, said: rules.Time, *, is_planned: bool) -> Conflict | None:
    """Return the entry of the two that stands for a part of the time *said*; refused where one stands for all of it."""
    same = Conflict.objects.unscoped().filter(person=person, other=other, kind=kind)
    met = list(same.filter(policies.overlapping(*said)).order_by("starts_on"))
    if any(rules.covers((each.starts_on, each.ends_on), said) for each in met):
        raise KnownConflict
    ended = same.filter(was_ended=True).order_by("starts_on") if is_planned else []
    for each in ended:  # a later part of it, too; where its end was not known what begins later is another time
        if rules.covers((each.starts_on, each.planned_until), said) and (each.planned_until or each in met):
            raise EndedByHand(EndedByHand.message % {"day": formats.date_format(each.ends_on or said[0])})
    return met[0] if met else None


@action("boundaries.conflict.lengthened", may=policies.may_end_conflict)
def lengthen_conflict(*, conflict: Conflict, starts_on: date, ends_on: date | None, by: Person) -> Conflict:
    """Let a conflict also hold for a time that meets its own: from the earlier start to the later end."""
    held = conflict.starts_on, conflict.ends_on
    conflict.starts_on, conflict.ends_on = rules.together(held, (starts_on, ends_on))
    conflict.was_ended = False
    conflict.save(update_fields=["starts_on", "ends_on", "was_ended"])
    conflict.was_lengthened = True
    _begin(conflict)
    return conflict


def _begin(conflict: Conflict) -> None:
    """Hold the pair of a conflict that is new, or longer than it was, where that is in force today."""
    if rules.holds((conflict.starts_on, conflict.ends_on), policies.today_at(conflict.institution)):
        _take_over(conflict.person_id, conflict.other_id)


@dataclass(frozen=True)
class Imported:
    """What became of a file: how many entries are new, grew longer or stood there already, and each row left out."""

    added: int
    lengthened: int
    known: int
    left_out: list[tuple[int, str]]


@action("boundaries.plan.imported", may=policies.may_import_plan)
def import_plan(*, institution: Institution, entries: Sequence[rules.Entry], by: Person) -> Imported:
    """Register what a rotation plan says, row by row; a row that cannot be says why, and the others stand."""
    meant = queries.called(by, {name for each in entries for name in (each.person, each.other)})
    added, lengthened, known, left_out = 0, 0, 0, []
    for entry in entries:
        try:
            person, other = queries.only(meant, entry.person), queries.only(meant, entry.other)
            conflict = register_conflict(
                person=person, other=other, kind=entry.kind, starts_on=entry.starts_on, ends_on=entry.ends_on,
                is_planned=True, by=by,
            )  # fmt: skip
            added, lengthened = added + (not conflict.was_lengthened), lengthened + conflict.was_lengthened
        except KnownConflict:
            known += 1
        except Refused as refusal:
            left_out.append((entry.row, str(refusal)))
    return Imported(added, lengthened, known, left_out)


@action("boundaries.conflict.ended", may=policies.may_end_conflict)
def end_conflict(*, conflict: Conflict, on: date, by: Person) -> Conflict:
    """Note the last day of a conflict; from the next day on it blocks nothing. What is over stays as it was."""
    today = policies.today_at(conflict.institution)
    if conflict.ends_on is not None and conflict.ends_on < today:
        raise OverAlready
    if on < conflict.starts_on:
        raise OutOfOrder
    if not conflict.was_ended:
        conflict.was_ended, conflict.planned_until = True, conflict.ends_on
    conflict.ends_on = on
    conflict.save(update_fields=["ends_on", "was_ended", "planned_until"])
    if conflict.starts_on <= today and on < today:
        release_pair(conflict.person_id, conflict.other_id, "conflict")
    return conflict


@action("boundaries.conflict.withdrawn", may=policies.may_end_conflict)
def withdraw_conflict(*, conflict: Conflict, by: Person) -> None:
    """Take a conflict off the register that was entered by mistake, as if it had never stood there."""
    pair = (conflict.person_id, conflict.other_id)
    conflict.delete()
    release_pair(*pair, "conflict")


@action("boundaries.pair.settled", may=policies.may_settle)
def settle_pair(*, one: Person, other: Person, by: Person) -> None:
    """Make the claim of a pair say what the register says today: conflicts that started or ended overnight."""
    if how_many_stand(*sorted((one.pk, other.pk))):
        _take_over(one.pk, other.pk)
    else:
        release_pair(one.pk, other.pk, "conflict")


def _take_over(one: UUID, other: UUID) -> None:
    """Hold the pair for its conflicts; where a relationship held it, each of them is reported."""
    if claim_pair(one, other, "conflict"):
        for conflict in conflicts_between(one, other):
            report_clash(conflict=conflict, person=conflict.person, other=conflict.other, by=system())


@action("boundaries.hold.placed", may=policies.may_place_hold)
def place_hold(*, person: Person, other: Person, by: Person) -> Hold:
    """Keep *other* from contacting *person*, who asked for it, from this moment on; asked twice it stays one."""
    hold, _is_new = Hold.objects.unscoped().get_or_create(
        person=person,
        other=other,
        lifted_at=None,
        defaults={"institution_id": person.institution_id, "placed_at": clock.now()},
    )
    return hold


@action("boundaries.hold.lifted", may=policies.may_lift_hold)
def lift_hold(*, hold: Hold, by: Person) -> Hold:
    """Let the other contact one again."""
    if hold.lifted_at is not None:
        raise NothingHeld
    hold.lifted_at = clock.now()
    hold.save(update_fields=["lifted_at"])
    return hold


@action("boundaries.conflict.clashed", may=policies.may_settle)
def report_clash(*, conflict: Conflict, person: Person, other: Person, by: Person) -> Conflict:
    """Say that a conflict took a pair over from a relationship: what follows suspends that."""
    conflict.clash_noted_on = policies.today_at(conflict.institution)
    conflict.save(update_fields=["clash_noted_on"])
    return conflict


def claim_pair(one: UUID, other: UUID, holder: str) -> bool:
    """Claim the pair's one row for a conflict or a relationship; return whether a conflict took it from the latter.

    A relationship is refused what a conflict or a hold keeps apart. The register's dates decide, also in the hours
    before the claims were settled for a new day. Called inside actions.
    """
    low, high = sorted((one, other))
    rows = PairClaim.objects.select_for_update(no_key=True)
    row, is_new = rows.get_or_create(low=low, high=high, defaults={"holder": holder})
    standing = how_many_stand(low, high)
    was_together = row.holder == "relationship" and not is_new
    if holder == "conflict":
        _hold_for_conflict(row, standing)
        return was_together
    if standing:
        _hold_for_conflict(row, standing)
        raise InConflict
    if policies.holds_in_force().filter(person_id__in=[low, high], other_id__in=[low, high]).exists():
        if is_new:
            row.delete()
        raise HeldApart
    if not is_new:
        row.holder, row.count = "relationship", row.count + 1 if was_together else 1
        row.save(update_fields=["holder", "count"])
    return False


def claim_pairs(pairs: Iterable[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Claim many pairs for a relationship at once; return those (as given) that a conflict keeps apart.

    The same as `claim_pair` for each, in a number of statements that does not grow with them. Called inside actions.
    """
    given = list(pairs)
    wanted = Counter((min(pair), max(pair)) for pair in given)
    rows = _claims_of(wanted)
    fresh = [PairClaim(low=low, high=high, holder="relationship") for low, high in sorted(wanted.keys() - rows.keys())]
    try:
        with transaction.atomic():
            PairClaim.objects.bulk_create(fresh, batch_size=500)
    except IntegrityError:  # somebody else claimed one of them just now: one after the other, as if they were few
        return {pair for pair in given if not _is_claimed(*pair)}
    apart = policies.pairs_apart({each for pair in wanted for each in pair})  # read after the rows are held
    for pair in wanted.keys() & apart:
        standing = how_many_stand(*pair)
        if standing or pair not in rows:  # a hold takes no claim from what two are in together already
            _hold_for_conflict(rows.get(pair) or PairClaim.objects.get(low=pair[0], high=pair[1]), standing)
    _count_up(rows, Counter({pair: count for pair, count in wanted.items() if pair not in apart}))
    return {pair for pair in given if pair in apart}


def _claims_of(pairs: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], PairClaim]:
    """The claims of *pairs* that stand already, held in the order in which everybody holds them."""
    known = sorted(set(pairs))
    found: dict[tuple[UUID, UUID], PairClaim] = {}
    for start in range(0, len(known), AT_ONCE):
        some = set(known[start : start + AT_ONCE])
        rows = PairClaim.objects.filter(low__in={low for low, _high in some}, high__in={high for _low, high in some})
        held = rows.select_for_update(no_key=True).order_by("low", "high")
        found |= {(row.low, row.high): row for row in held if (row.low, row.high) in some}
    return found


def _count_up(rows: dict[tuple[UUID, UUID], PairClaim], wanted: Counter[tuple[UUID, UUID]]) -> None:
    """Note the new relationships of pairs whose claim stood already; a lapsed conflict gives its claim over."""
    for pair, count in wanted.items():
        row = rows.get(pair)
        if row is not None:
            row.count = row.count + count if row.holder == "relationship" else count
            row.holder = "relationship"
    PairClaim.objects.bulk_update([rows[pair] for pair in wanted if pair in rows], ["holder", "count"], batch_size=500)
    for pair, count in wanted.items():
        if pair not in rows and count > 1:
            PairClaim.objects.filter(low=pair[0], high=pair[1]).update(count=count)


def _is_claimed(one: UUID, other: UUID) -> bool:
    try:
        claim_pair(one, other, "relationship")
    except (InConflict, HeldApart):
        return False
    return True


def release_pair(one: UUID, other: UUID, holder: str) -> None:
    """Give the claim back; the row goes with the last one, or to the conflict that has waited for it."""
    low, high = sorted((one, other))
    row = PairClaim.objects.select_for_update(no_key=True).filter(low=low, high=high, holder=holder).first()
    if row is None:
        return
    if holder == "relationship" and row.count > 1:
        row.count -= 1
        row.save(update_fields=["count"])
    else:
        _hold_for_conflict(row, how_many_stand(low, high))


def conflicts_between(one: UUID, other: UUID) -> list[Conflict]:
    """The conflicts that stand between two people today, where their institution is."""
    near = policies.about_now().filter(person_id__in=[one, other], other_id__in=[one, other])
    rows = near.select_related("person", "other", "institution").order_by("pk")
    return [each for each in rows if rules.holds((each.starts_on, each.ends_on), policies.today_at(each.institution))]


def how_many_stand(low: UUID, high: UUID) -> int:
    """How many of them there are."""
    return len(conflicts_between(low, high))


def _hold_for_conflict(row: PairClaim, standing: int) -> None:
    if not standing:
        row.delete()
        return
    row.holder, row.count = "conflict", standing
    row.save(update_fields=["holder", "count"])
