"""Registering conflicts, and the claim on a pair that makes conflict and relationship exclude each other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies, queries, rules
from chiron.boundaries.models import Conflict, Hold, PairClaim
from chiron.core import clock
from chiron.core.actions import Refused as Refused
from chiron.core.actions import action
from chiron.people.actions.merging import Merger, after_merging, before_merging
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


class OutOfOrder(Refused):
    message = _("The conflict cannot end before it starts.")


class OverAlready(Refused):
    message = _("This conflict has ended already. Register a new one if the two are in conflict again.")


@action("boundaries.conflict.registered", may=policies.may_register_conflict)
def register_conflict(
    *, person: Person, other: Person, kind: str, starts_on: date, ends_on: date | None, by: Person
) -> Conflict:
    """Put on the register that *person* stands over *other*.

    Where the two are in a relationship the conflict takes over their claim in the same transaction: access ends at
    the very next request, and `report_clash` tells the house, which suspends what stood between them. An entry that
    stands for a part of the time is lengthened to the whole of it; refused as known is only what one entry covers.
    """
    if person.pk == other.pk:
        raise SamePerson
    if person.institution_id != other.institution_id or (
        not by.is_system and by.institution_id != person.institution_id
    ):
        raise OtherInstitution
    if ends_on is not None and ends_on < starts_on:
        raise OutOfOrder
    same = Conflict.objects.unscoped().filter(person=person, other=other, kind=kind)
    met = list(same.filter(policies.overlapping(starts_on, ends_on)).order_by("starts_on"))
    if any(rules.covers((each.starts_on, each.ends_on), (starts_on, ends_on)) for each in met):
        raise KnownConflict
    if met:
        return lengthen_conflict(conflict=met[0], starts_on=starts_on, ends_on=ends_on, by=by)
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


@action("boundaries.conflict.lengthened", may=policies.may_end_conflict)
def lengthen_conflict(*, conflict: Conflict, starts_on: date, ends_on: date | None, by: Person) -> Conflict:
    """Let a conflict also hold for a time that meets its own: from the earlier start to the later end."""
    held = conflict.starts_on, conflict.ends_on
    conflict.starts_on, conflict.ends_on = rules.together(held, (starts_on, ends_on))
    conflict.save(update_fields=["starts_on", "ends_on"])
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
                person=person, other=other, kind=entry.kind, starts_on=entry.starts_on, ends_on=entry.ends_on, by=by
            )
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
    conflict.ends_on = on
    conflict.save(update_fields=["ends_on"])
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
    if _standing(*sorted((one.pk, other.pk))):
        _take_over(one.pk, other.pk)
    else:
        release_pair(one.pk, other.pk, "conflict")


def _take_over(one: UUID, other: UUID) -> None:
    """Hold the pair for its conflicts; where a relationship held it, each of them is reported."""
    if claim_pair(one, other, "conflict"):
        for conflict in _between(one, other):
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
    standing = _standing(low, high)
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
        standing = _standing(*pair)
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
        _hold_for_conflict(row, _standing(low, high))


def _between(one: UUID, other: UUID) -> list[Conflict]:
    """The conflicts that stand between two people today, where their institution is."""
    near = policies.about_now().filter(person_id__in=[one, other], other_id__in=[one, other])
    rows = near.select_related("person", "other", "institution").order_by("pk")
    return [each for each in rows if rules.holds((each.starts_on, each.ends_on), policies.today_at(each.institution))]


def _standing(low: UUID, high: UUID) -> int:
    """How many of them there are."""
    return len(_between(low, high))


def _hold_for_conflict(row: PairClaim, standing: int) -> None:
    if not standing:
        row.delete()
        return
    row.holder, row.count = "conflict", standing
    row.save(update_fields=["holder", "count"])


@before_merging
def _stand_between(merger: Merger) -> None:
    """Two of whom one stands over the other, or wants to hear nothing of the other, are two people."""
    between = Q(person_id__in=merger.both, other_id__in=merger.both)
    if Conflict.objects.unscoped().filter(between).exists():
        merger.hindrances.append(
            _(
                "The register of conflicts says that one of the two stands over the other. If they are one person, "
                "take that entry off the register first."
            )
        )
    elif Hold.objects.unscoped().filter(between).exists():
        merger.hindrances.append(_("What is kept of the two says that they are two people."))
    for conflict in Conflict.objects.unscoped().filter(Q(person=merger.goes) | Q(other=merger.goes)):
        _lengthen(conflict, merger)


def _lengthen(conflict: Conflict, merger: Merger) -> None:
    """Let a conflict that both have, the one who goes and the one who stays, hold until the later of its two ends."""
    sides = [merger.stays.pk if each == merger.goes.pk else each for each in (conflict.person_id, conflict.other_id)]
    same = Conflict.objects.unscoped().filter(kind=conflict.kind, starts_on=conflict.starts_on)
    twin = same.filter(person_id=sides[0], other_id=sides[1]).first()
    if twin is not None:
        times = (twin.starts_on, twin.ends_on), (conflict.starts_on, conflict.ends_on)
        twin.starts_on, twin.ends_on = rules.together(*times)
        twin.save(update_fields=["ends_on"])


@after_merging
def _claim_anew(merger: Merger) -> None:
    """Make one claim of two on the same pair; where a conflict meets a relationship the conflict has it."""
    stays, goes = merger.both
    rows = PairClaim.objects.select_for_update(no_key=True).order_by("low", "high")
    claims = list(rows.filter(Q(low__in=merger.both) | Q(high__in=merger.both)))
    together: Counter[UUID] = Counter()
    others = {each for pair in policies.apart_from(merger.stays).values_list("person_id", "other_id") for each in pair}
    for claim in claims:
        other = claim.low if claim.high in merger.both else claim.high
        others.add(other)
        if claim.holder == "relationship":
            together[other] += claim.count
    PairClaim.objects.filter(pk__in=[claim.pk for claim in claims]).delete()
    for other in sorted(others - {stays, goes}):
        _claim_of(merger.stays.pk, other, together[other])


def _claim_of(one: UUID, other: UUID, together: int) -> None:
    """Write the one claim of a pair anew: it has *together* relationships and whatever conflicts stand today."""
    low, high = sorted((one, other))
    standing = _standing(low, high)
    holder, count = ("conflict", standing) if standing else ("relationship", together)
    if count:
        PairClaim.objects.create(low=low, high=high, holder=holder, count=count)
    for conflict in _between(low, high) if together else ():
        report_clash(conflict=conflict, person=conflict.person, other=conflict.other, by=system())
