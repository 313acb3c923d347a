"""The meetings of a relationship: what comes next, what was, what was promised."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import clock, encryption
from chiron.people import queries as people
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.relationships import policies, rules
from chiron.relationships.models import AgendaPoint, Commitment, Meeting, MeetingNote
from chiron.relationships.queries import words
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import Button, button, entries, step

MOST_SHOWN = 60


@dataclass(frozen=True)
class Meetings:
    """The latest meetings of one relationship that were not cancelled, the last first, and everything promised.

    ``earlier`` is how many more there were before them, without those that were missed.
    """

    every: list[Meeting]
    commitments: list[Commitment]
    earlier: int = 0

    @property
    def ahead(self) -> Meeting | None:
        """The next meeting that is booked and not over."""
        now = clock.now()
        found = [each for each in self.every if each.state == "booked" and each.ends_at > now]
        return found[-1] if found else None

    @property
    def past(self) -> list[Meeting]:
        """Those that took place or whose time has passed, the latest first."""
        now = clock.now()
        return [each for each in self.every if each.state == "held" or (each.state == "booked" and each.ends_at <= now)]

    @property
    def open(self) -> list[Commitment]:
        """What was promised and is not done, the oldest first."""
        return [each for each in self.commitments if each.done_at is None]

    def number(self, meeting: Meeting) -> int:
        """Which meeting this is, counted from the first; one that was missed does not count."""
        if self.earlier and meeting not in self.every:
            return _counted(meeting.relationship.meetings.filter(starts_at__lte=meeting.starts_at))
        return self.earlier + sum(
            1
            for each in self.every
            if each.starts_at <= meeting.starts_at and (each.state != "missed" or each == meeting)
        )


def meetings_of(mine: Mine) -> Meetings:
    """Return the meetings of a relationship: four queries at any number, once for a whole page."""
    kept = vars(mine)  # the panel, the timeline and the line ask one after the other
    if "meetings" not in kept:
        rows = mine.relationship.meetings.exclude(state="cancelled").order_by("-starts_at", "-pk")
        notes = Prefetch("notes", MeetingNote.objects.order_by("written_at"))
        found = list(rows.prefetch_related(notes, "attendees")[:MOST_SHOWN])
        earlier = _counted(rows.filter(starts_at__lt=found[-1].starts_at)) if len(found) == MOST_SHOWN else 0
        commitments = list(mine.relationship.commitments.order_by("made_at", "pk"))
        encryption.preload(each.person_id for each in mine.everybody)
        kept["meetings"] = Meetings(found, commitments, earlier)
    return kept["meetings"]  # type: ignore[no-any-return]


def _counted(rows: QuerySet[Meeting]) -> int:
    return rows.exclude(state__in=["cancelled", "missed"]).count()


def is_met_in() -> Exists:
    """Whether a meeting was held or is booked in the relationship of the place at hand."""
    return Exists(Meeting.objects.filter(relationship=OuterRef("relationship"), state__in=["booked", "held"]))


def meeting_for(person: Person, pk: UUID) -> Meeting:
    """Return a meeting that *person* may see; 404 otherwise."""
    rows = policies.visible_meetings(person).select_related("relationship__cohort__programme")
    return people.found(rows.filter(pk=pk).first())  # type: ignore[no-any-return]


def commitment_for(person: Person, pk: UUID) -> Commitment:
    """Return a commitment of a relationship that *person* may read; 404 otherwise."""
    rows = policies.visible_commitments(person).select_related("relationship")
    return people.found(rows.filter(pk=pk).first())  # type: ignore[no-any-return]


def point_for(person: Person, pk: UUID) -> AgendaPoint:
    """Return a point of an agenda that *person* may read; 404 otherwise."""
    rows = policies.visible_points(person).select_related("relationship", "meeting")
    return people.found(rows.filter(pk=pk).first())  # type: ignore[no-any-return]


def dimensions_of(mine: Mine) -> list[tuple[str, str]]:
    """Return the kinds of help that a meeting can touch, in the reader's language, as its programme lists them."""
    blueprint = programmes.blueprint_of(mine.relationship.cohort)
    language = (get_language() or "en")[:2]
    options = rules.dimensions(blueprint)
    return [(option.id, option.label.get(language) or option.label.get("en", option.id)) for option in options]


def last_met(found: Meetings) -> datetime | None:
    """Return when the last meeting was."""
    return found.past[0].starts_at if found.past else None


def facts_of(mine: Mine, meeting: Meeting) -> str:
    """Return how long, where, and which dimensions were touched, in a line."""
    names = dict(dimensions_of(mine)) if meeting.touched else {}
    touched = ", ".join(names[each] for each in meeting.touched if each in names)
    return ". ".join(each for each in (words.length_and_place(meeting), touched) if each) + "."


@entries
def meeting_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell each meeting that was, what was written of it and what was promised in it."""
    found = meetings_of(mine)
    for each in found.past:
        yield rules.Entry(
            at=each.starts_at,
            icon="users",
            title=words.nth(found.number(each)),
            second=facts_of(mine, each),
            notes=tuple(_note(mine, note) for note in each.notes.all()),
            lines=tuple(line_of(mine, one) for one in found.commitments if one.meeting_id == each.pk),
            url=reverse("relationships:meeting", args=[each.pk]),
            is_tinted=True,
        )


def _note(mine: Mine, note: MeetingNote) -> rules.Note:
    return rules.Note(note.text, mine.who(note.person_id), words.day(note.changed_at or note.written_at))


def line_of(mine: Mine, one: Commitment) -> rules.Line:
    """Return a promise as a line: who, what, and when it was done or is due."""
    if one.done_at is not None:
        when, is_late = _("Done %(day)s") % {"day": words.day(one.done_at)}, False
    else:
        is_late = one.due_on is not None and one.due_on <= clock.today()
        when = _("By %(day)s") % {"day": date_format(one.due_on, "MONTH_DAY_FORMAT")} if one.due_on else ""
    return rules.Line(one.text, mine.who(one.person_id), one.done_at is not None, when, is_late)


@step(20)
def first_meeting_step(mine: Mine) -> rules.Step:
    """The mark of the first meeting: when it was and on which day, or until when it should be."""
    past = meetings_of(mine).past
    began = mine.relationship.began_at
    if past:
        first = past[-1]
        detail = words.day(first.starts_at)
        if began is not None and first.starts_at >= began:
            on = (timezone.localtime(first.starts_at).date() - timezone.localtime(began).date()).days
            detail = _("%(day)s, day %(number)s") % {"day": detail, "number": on + 1}
        return rules.Step(_("First meeting"), detail, is_done=True)
    ahead = meetings_of(mine).ahead
    detail = words.day(ahead.starts_at) if ahead else _("within %(days)s days") % {"days": _first_within(mine)}
    return rules.Step(_("First meeting"), detail, is_done=False)


def _first_within(mine: Mine) -> int:
    cadence = programmes.blueprint_of(mine.relationship.cohort).cadence
    return cadence.first_within_days if cadence else 30


@button(20)
def note_button(mine: Mine) -> Button | None:
    """Write about the last meeting."""
    past = meetings_of(mine).past
    if not mine.is_live or not past:
        return None
    return Button(_("Add a note"), reverse("relationships:meeting", args=[past[0].pk]) + "#after", "pencil")


@button(30)
def meeting_button(mine: Mine) -> Button | None:
    """Find a time while none is booked; then record one that took place."""
    if not mine.is_live:
        return None
    if meetings_of(mine).ahead is None:
        address = reverse("relationships:meeting_find", args=[mine.relationship.pk])
        return Button(_("Find a time"), address, "calendar-plus", is_solid=True)
    address = reverse("relationships:meeting_record", args=[mine.relationship.pk])
    return Button(_("Record a meeting"), address, "calendar-plus", is_solid=True)
