"""What the register and the claims of pairs do when two entries of one person become one."""

from collections import Counter
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import policies, rules
from chiron.boundaries.actions import register
from chiron.boundaries.models import Conflict, Hold, PairClaim
from chiron.people.actions.merging import Merger, after_merging, before_merging
from chiron.people.queries import system


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
    conflicts = register.how_many_stand(low, high)
    holder, count = ("conflict", conflicts) if conflicts else ("relationship", together)
    if count:
        PairClaim.objects.create(low=low, high=high, holder=holder, count=count)
    for conflict in register.conflicts_between(low, high) if together else ():
        register.report_clash(conflict=conflict, person=conflict.person, other=conflict.other, by=system())
