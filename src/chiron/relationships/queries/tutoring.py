"""The tutoring record, for whose practice it is and for who wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404
from django.utils import formats
from django.utils.translation import gettext as _

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.people import queries as people
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Goal, TutoringEntry
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import entries, panel

ON_THE_PAGE, A_PAGE, MOST_TOLD = 3, 20, 60


@dataclass(frozen=True)
class RecordPanel:
    """The latest of the record, and how many there are."""

    latest: list[TutoringEntry]
    more: int


def tutoring_entry(person: Person, pk: UUID) -> TutoringEntry:
    """Return an entry that *person* may read; 404 otherwise."""
    found = policies.visible_tutoring(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def tutoring_of(mine: Mine, number: Any) -> Page[TutoringEntry]:
    """Return a page of the record of a relationship as its reader may see it, the latest first."""
    encryption.preload({each.person_id for each in mine.everybody})
    rows = policies.visible_tutoring(mine.member.person).filter(relationship=mine.relationship)
    return Paginator(rows.order_by("-on", "-written_at"), A_PAGE).get_page(number)


def goals_to_practise(mine: Mine) -> list[Goal]:
    """Return the open goals that are shared in a relationship: what practice can be for."""
    rows = policies.visible_goals(mine.member.person).filter(shares__relationship=mine.relationship, state="open")
    return list(rows.order_by("set_at"))


@panel("record", column="end", position=30)
def record_panel(mine: Mine) -> RecordPanel | None:
    """Return the latest of the record; nothing where there is none and none can be added."""
    record = _record(mine)
    if not record and not mine.is_live:
        return None
    return RecordPanel(record[:ON_THE_PAGE], max(0, len(record) - ON_THE_PAGE))


def _record(mine: Mine) -> list[TutoringEntry]:
    """What of the record the page has room for, the latest first; asked once for a whole page."""
    kept = vars(mine)
    if "record" not in kept:
        rows = policies.visible_tutoring(mine.member.person).filter(relationship=mine.relationship)
        kept["record"] = list(rows.order_by("-on", "-written_at")[:MOST_TOLD])
    return kept["record"]  # type: ignore[no-any-return]


@people.keeps_back("relationships.TutoringEntry")
def not_to_take_along(person: Person) -> Q:
    """What one wrote about whom one assesses, or stands over, by now; all else that one wrote is one's own."""
    return Q(learner__in=boundaries.kept_from(person).under)


@entries
def tutoring_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell what was practised, to whom it concerns and who wrote it."""
    for entry in _record(mine):
        who, on = mine.who(entry.person_id), formats.date_format(entry.on, "MONTH_DAY_FORMAT")
        notes = [
            rules.Note(_("Keep: %(text)s") % {"text": entry.keep}, who, on) if entry.keep else None,
            rules.Note(_("Change: %(text)s") % {"text": entry.change}, who, on) if entry.change else None,
            rules.Note(_("Next: %(text)s") % {"text": entry.next_step}, who, on) if entry.next_step else None,
        ]
        seen = _("seen") if entry.is_observed else _("told, not seen")
        yield rules.Entry(
            at=datetime.combine(entry.on, time(12), UTC),
            icon="stethoscope",
            title=_("Practice: %(skill)s") % {"skill": entry.skill},
            second=f"{mine.who(entry.learner_id)}, {seen}.",
            notes=tuple(note for note in notes if note is not None),
        )
