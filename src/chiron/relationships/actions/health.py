"""Reminding people of a silence: themselves first, the coordinator later, each once."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from chiron.core import clock
from chiron.core.actions import action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes.models import Programme
from chiron.relationships import policies, rules
from chiron.relationships.models import Member, Nudge, Relationship

SILENCE = "relationships.silence"
SILENT_PAIRS = "relationships.silent_pairs"


@action("relationships.silence.reminded", may=policies.may_nudge)
def nudge_people(
    *, relationships: Sequence[Relationship], silences: dict[UUID, tuple[str, date]], by: Person
) -> list[Nudge]:
    """Tell the members of silent relationships of one institution that it is quiet; each silence once."""
    known = set(
        Nudge.objects.unscoped().filter(relationship__in=relationships).values_list("relationship_id", "sign", "since")
    )
    new = [
        Nudge(relationship=each, sign=sign, since=since, people_told_at=clock.now())
        for each in relationships
        if each.state in rules.LIVE
        for sign, since in [silences[each.pk]]
        if (each.pk, sign, since) not in known
    ]
    Nudge.objects.bulk_create(new, batch_size=500)
    _tell_members(new)
    return new


def _tell_members(nudges: Sequence[Nudge]) -> None:
    silent = {each.relationship_id: each for each in nudges}
    members = Member.objects.unscoped().filter(
        relationship__in=list(silent), left_at__isnull=True, person__erased_at__isnull=True
    )
    to: list[tuple[UUID, dict[str, Any]]] = [
        (each.person_id, {"relationship": each.relationship_id}) for each in members
    ]
    if to:
        notifications.tell_all(SILENCE, institution=nudges[0].relationship.institution_id, recipients=to)


@action("relationships.silence.reported", may=policies.may_nudge)
def tell_coordinators(*, programme: Programme, nudges: Sequence[Nudge], by: Person) -> int:
    """Tell the coordinators of a programme once that pairs stayed silent after they were reminded."""
    new = [each.pk for each in nudges if each.coordinator_told_at is None]
    coordinators = programmes.coordinators_of(programme.pk).values_list("person_id", flat=True)
    to: list[tuple[UUID, dict[str, Any]]] = [(pk, {"programme": programme.pk}) for pk in set(coordinators)]
    if new and to:
        notifications.tell_all(SILENT_PAIRS, institution=programme.institution_id, recipients=to)
        Nudge.objects.unscoped().filter(pk__in=new).update(coordinator_told_at=clock.now())
    return len(new) if to else 0
