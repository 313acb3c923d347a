"""Before a meeting: the agenda that writes itself, and what to have at hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import clock
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.relationships import rules
from chiron.relationships.models import AgendaPoint, Commitment, Meeting
from chiron.relationships.queries import calendars, check_ins, slots, words
from chiron.relationships.queries.goals import goals_here
from chiron.relationships.queries.lifecycle import counted_from
from chiron.relationships.queries.meetings import Meetings, dimensions_of, line_of, meetings_of
from chiron.relationships.queries.needs import needs_here
from chiron.relationships.queries.relationships import Mine, relationship_for
from chiron.relationships.queries.timeline import panel


@dataclass(frozen=True)
class Upcoming:
    """The next meeting as its panel shows it; without one, a time that would suit everybody."""

    meeting: Meeting | None
    title: str = ""
    eyebrow: str = ""
    detail: str = ""
    agenda: list[rules.Point] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    is_asked: bool = False
    proposal: slots.Slot | None = None
    minutes: int = rules.USUAL_MINUTES


@dataclass(frozen=True)
class Packet:
    """One meeting whole: what it is, what is to be talked about, who comes, what was written and promised."""

    title: str
    day: str
    detail: str
    why: str
    agenda: list[rules.Point]
    answers: list[tuple[str, str]]
    my_answer: str
    notes: list[tuple[str, str, str]]
    promised: list[tuple[Commitment, rules.Line]]
    open: list[tuple[Commitment, rules.Line]]
    touched: str
    is_over: bool
    is_open: bool


def packet(mine: Mine, meeting: Meeting) -> Packet:
    """Return a meeting as its page shows it, before and after."""
    found = meetings_of(mine)
    is_over = meeting.starts_at <= clock.now()
    is_open = mine.is_live and meeting.state == "booked"
    attendees = list(meeting.attendees.order_by("pk"))
    names = dict(dimensions_of(mine))
    return Packet(
        title=words.nth(found.number(meeting)),
        day=words.weekday(meeting.starts_at),
        detail=words.from_to(meeting),
        why="" if is_over or not is_open else slots.why_now(mine, meeting.starts_at, meeting.ends_at, meeting.pk),
        agenda=own_points(meeting) if is_over else agenda_of(mine, meeting),
        answers=[(mine.who(each.person_id), each.answer) for each in attendees],
        my_answer=next((each.answer for each in attendees if each.person_id == mine.member.person_id), ""),
        notes=[
            (mine.who(each.person_id), words.day(each.changed_at or each.written_at), each.text)
            for each in meeting.notes.order_by("written_at")
        ],
        promised=[(each, line_of(mine, each)) for each in found.commitments if each.meeting_id == meeting.pk],
        open=[(each, line_of(mine, each)) for each in found.open if each.meeting_id != meeting.pk],
        touched=", ".join(names[each] for each in meeting.touched if each in names),
        is_over=is_over,
        is_open=is_open,
    )


@panel("meeting", column="start", position=10)
def meeting_panel(mine: Mine) -> Upcoming | None:
    """What comes next: the meeting with its agenda, or the first time that would suit."""
    if not mine.is_live or not mine.others:
        return None
    found = meetings_of(mine)
    if found.ahead is None:
        minutes = slots.cadence_of(mine).minutes
        times = slots.times_for(mine, minutes=minutes, most=1)
        return Upcoming(None, proposal=times.slots[0] if times.slots else None, minutes=minutes)
    return upcoming(mine, found.ahead)


def upcoming(mine: Mine, meeting: Meeting) -> Upcoming:
    """Return a booked meeting as its panel shows it."""
    number = meetings_of(mine).number(meeting)
    title = ", ".join(each for each in (words.clock_time(meeting.starts_at), words.where(meeting)) if each)
    why = slots.why_now(mine, meeting.starts_at, meeting.ends_at, meeting.pk)
    answers = {each.person_id: each.answer for each in meeting.attendees.all()}
    return Upcoming(
        meeting,
        title=title,
        eyebrow=_("Next meeting: the %(nth)s") % {"nth": words.nth(number).lower()},
        detail=f"{words.length(meeting.minutes)}. {why}",
        agenda=agenda_of(mine, meeting),
        waiting=[mine.who(pk) for pk, answer in answers.items() if answer == "waiting" and pk != mine.member.person_id],
        is_asked=answers.get(mine.member.person_id) == "waiting",
    )


def agenda_of(mine: Mine, meeting: Meeting) -> list[rules.Point]:
    """Return the agenda of a meeting: what people put on it, then what the programme and the last meetings suggest."""
    points = list(meeting.points.order_by("added_at", "pk"))
    own = _own(points)
    dropped = [each.key for each in points if each.key]
    found = meetings_of(mine)
    is_first = found.number(meeting) == 1
    suggestions = rules.suggested(_sources(mine, found, meeting), meeting.minutes, is_first=is_first)
    return rules.agenda(own, suggestions, dropped, meeting.minutes)


def own_points(meeting: Meeting) -> list[rules.Point]:
    """Return what people put on the agenda of a meeting, in the order in which they did."""
    return _own(meeting.points.filter(key="").order_by("added_at", "pk"))


def _own(points: Iterable[AgendaPoint]) -> list[rules.Point]:
    return [rules.Point(each.text, each.minutes, pk=str(each.pk)) for each in points if not each.key]


def waiting_points(mine: Mine) -> list[AgendaPoint]:
    """Return the points that wait for the next meeting to be booked."""
    return list(mine.relationship.agenda_points.filter(meeting__isnull=True).order_by("added_at", "pk"))


def _sources(mine: Mine, found: Meetings, meeting: Meeting) -> rules.Sources:
    return rules.Sources(
        goals=_goals(mine),
        commitments=[_promised(mine, each) for each in found.open if each.made_at < meeting.starts_at],
        prompts=_prompts(mine, meeting),
        needs=_untouched(mine, found),
        check_ins=_check_ins(mine, found, meeting),
    )


def _promised(mine: Mine, one: Commitment) -> rules.Point:
    text = _("%(who)s: %(what)s") % {"who": mine.who(one.person_id), "what": one.text}
    is_late = one.due_on is not None and one.due_on < clock.today()
    return rules.Point(text, 5, key=f"commitment:{one.pk}", look=is_late)


def _prompts(mine: Mine, meeting: Meeting) -> list[rules.Point]:
    """What the programme asks in the phase of that day; the phases of what was renewed begin again."""
    blueprint = programmes.blueprint_of(mine.relationship.cohort)
    on = timezone.localdate(meeting.starts_at)
    day = (on - (counted_from(mine) or on)).days
    phases = [each for each in blueprint.phases if each.starts_day <= max(day, 0)]
    if not phases:
        return []
    phase = max(phases, key=lambda each: each.starts_day).id
    language = (get_language() or "en")[:2]
    return [
        rules.Point(each.prompt.get(language) or each.prompt.get("en", ""), each.minutes or 10, key=f"prompt:{each.id}")
        for each in blueprint.agenda
        if each.phase == phase
    ]


def _check_ins(mine: Mine, found: Meetings, meeting: Meeting) -> list[rules.Point]:
    """What check-ins bring since the meeting before this one."""
    before = [each.ends_at for each in found.past if each.starts_at < meeting.starts_at]
    return check_ins.to_talk_about(mine, since=max(before, default=None))


def _untouched(mine: Mine, found: Meetings) -> list[rules.Point]:
    """What a mentee asked for and no meeting has touched yet, once two were held."""
    if len(found.past) < 2:
        return []
    touched = {each for meeting in found.past for each in meeting.touched}
    names = dict(dimensions_of(mine))
    wanted = [need for needs in needs_here(mine).values() for need in needs if need in names and need not in touched]
    return [
        rules.Point(_("Not talked about yet: %(what)s") % {"what": names[each]}, 5, key=f"need:{each}", look=True)
        for each in wanted
    ]


def _goals(mine: Mine) -> list[rules.Point]:
    """The open goals shared here, those with the nearest review first."""
    rows = [each for each in goals_here(mine) if each.state == "open"]
    found = sorted(rows, key=lambda goal: (goal.review_on is None, goal.review_on or timezone.localdate(goal.set_at)))
    points = []
    for goal in found:
        who = mine.who(goal.person_id)
        text = _("Your goal: %(title)s") if goal.person_id == mine.member.person_id else _("%(who)s’s goal: %(title)s")
        points.append(rules.Point(text % {"who": who, "title": goal.title}, 15, key=f"goal:{goal.pk}"))
    return points


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting of somebody, for their first page."""

    meeting: Meeting
    title: str
    detail: str
    agenda: list[rules.Point]


def next_meeting(person: Person, booked: list[calendars.Coming]) -> NextMeeting | None:
    """Return the next of somebody's *booked* meetings with its agenda, or None."""
    ahead = [each for each in booked if not each.is_over and each.answer != "declined"]
    if not ahead:
        return None
    meeting = ahead[0].meeting
    mine = relationship_for(person, meeting.relationship_id)
    nth = words.nth(meetings_of(mine).number(meeting))
    whom = mine.relationship.name or mine.others_named
    title = _("%(nth)s with %(names)s") % {"nth": nth, "names": whom}
    return NextMeeting(meeting, title, words.from_to(meeting), agenda_of(mine, meeting))
