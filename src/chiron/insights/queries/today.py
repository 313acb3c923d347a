"""What needs somebody today, in the order of what others wait for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.matching import queries as matching
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Cohort, Enrolment, Programme
from chiron.programmes.queries import Progress
from chiron.relationships import policies as relationships
from chiron.relationships import queries as relationship_queries
from chiron.relationships.models import CheckIn
from chiron.relationships.queries import Standing
from chiron.relationships.rules import FADING, state
from chiron.scheduling import queries as scheduling

NONE: Mapping[UUID, int] = MappingProxyType({})


@dataclass(frozen=True)
class Need:
    """One thing to do: what, why or how long, where, and the words on its button."""

    title: str
    detail: str
    url: str
    action: str
    icon: str


def needs(person: Person, stands: list[Standing], booked: list[relationship_queries.Coming]) -> list[Need]:
    """Return what needs *person*: whom others wait for, then meetings, their own forms, then their programmes.

    *stands* is where the person stands in each relationship; *booked* are the person's meetings that nobody has said
    anything about.
    """
    return [
        *(_offer(each) for each in stands if each.is_asked),
        *(_invited(each) for each in booked if each.answer == "waiting" and not each.is_over),
        *(_held(each) for each in booked if each.is_over and each.answer != "declined"),
        *_messages(person),
        *(_closing(each) for each in stands if each.is_to_look_back),
        *(_agreement(each) for each in stands if each.is_to_sign),
        *(_first_meeting(each) for each in stands if each.is_to_meet),
        *(_check_in(each) for each in relationship_queries.open_check_ins(person)),
        *(_application(enrolment) for enrolment in programme_queries.open_applications(person)),
        *(_unfinished(*each) for each in programme_queries.unfinished_applications(person)),
        *_week(person),
        *(_uncoordinated(each) for each in programme_queries.uncoordinated(person)),
        *_coordinating(person),
    ]


def _offer(stands: Standing) -> Need:
    member = stands.member
    asked = {
        "mentee": _("%(name)s could be your mentor") % {"name": stands.with_whom},
        "mentor": _("%(name)s would like you as mentor") % {"name": stands.with_whom},
    }
    return Need(
        title=asked.get(member.role, _("You are invited to a circle")),
        detail=_("See why the two of you, then say yes or no. About 2 minutes.")
        if member.role in asked
        else _("See who is in it, then say yes or no. About 2 minutes."),
        url=reverse("relationships:relationship", args=[member.relationship_id]),
        action=_("Read and answer"),
        icon="users",
    )


def _invited(coming: relationship_queries.Coming) -> Need:
    day = date_format(timezone.localtime(coming.meeting.starts_at), _("l j F"))
    return Need(
        title=_("Does this time suit you? %(title)s") % {"title": coming.title},
        detail=f"{day}, {coming.detail}",
        url=reverse("relationships:meeting", args=[coming.meeting.pk]),
        action=_("Answer"),
        icon="calendar-event",
    )


def _held(coming: relationship_queries.Coming) -> Need:
    return Need(
        title=_("How was it? %(title)s") % {"title": coming.title},
        detail=_("What you take from it, while it is fresh. About 2 minutes."),
        url=reverse("relationships:meeting", args=[coming.meeting.pk]) + "#after",
        action=_("Write it down"),
        icon="pencil",
    )


def _agreement(stands: Standing) -> Need:
    return Need(
        title=_("Your agreement with %(names)s waits for you") % {"names": stands.with_whom},
        detail=_("Read it, sign it or propose another wording. About 5 minutes."),
        url=reverse("relationships:agreement", args=[stands.relationship.pk]),
        action=_("Read and sign it"),
        icon="signature",
    )


def _closing(stands: Standing) -> Need:
    return Need(
        title=_("Look back on your time with %(names)s") % {"names": stands.with_whom},
        detail=_("What was achieved, and how does it go on? About 5 minutes."),
        url=reverse("relationships:closing", args=[stands.relationship.pk]),
        action=_("Look back"),
        icon="flag",
    )


def _first_meeting(stands: Standing) -> Need:
    return Need(
        title=_("Meet %(names)s for the first time") % {"names": stands.with_whom},
        detail=_("Times that suit all of you are found; two taps book one."),
        url=reverse("relationships:meeting_find", args=[stands.relationship.pk]),
        action=_("Find a time"),
        icon="calendar-plus",
    )


def _messages(person: Person) -> list[Need]:
    """One need for all that was written and not read."""
    new = relationship_queries.unread(person)
    if not new:
        return []
    number = sum(new.values())
    only = next(iter(new)) if len(new) == 1 else None
    return [
        Need(
            title=ngettext("%(n)s new message", "%(n)s new messages", number) % {"n": number},
            detail=_("From somebody you work with."),
            url=reverse("relationships:messages", args=[only]) if only else reverse("relationships:correspondences"),
            action=_("Read it") if number == 1 else _("Read them"),
            icon="message",
        )
    ]


def _check_in(check_in: CheckIn) -> Need:
    asked = relationship_queries.question_of(check_in)
    return Need(
        title=relationship_queries.said_in(asked.ask) if asked else _("How does it go?"),
        detail=_("One question, one minute. Your answer stays with you."),
        url=reverse("relationships:check_in", args=[check_in.pk]),
        action=_("Answer"),
        icon="clipboard-check",
    )


def _application(enrolment: Enrolment) -> Need:
    return Need(
        title=_("Apply to %(programme)s") % {"programme": enrolment.cohort.programme.name},
        detail=_("Eight minutes, saved as you type."),
        url=reverse("programmes:apply", args=[enrolment.pk]),
        action=_("Open the form"),
        icon="pencil",
    )


def _unfinished(enrolment: Enrolment, number: int) -> Need:
    return Need(
        title=_("Complete your application to %(programme)s") % {"programme": enrolment.cohort.programme.name},
        detail=ngettext(
            "%(n)s answer is missing from the list by which you came in.",
            "%(n)s answers are missing from the list by which you came in.",
            number,
        )
        % {"n": number},
        url=reverse("programmes:apply", args=[enrolment.pk]),
        action=_("Add what is missing"),
        icon="pencil",
    )


def _uncoordinated(programme: Programme) -> Need:
    return Need(
        title=_("%(programme)s has no coordinator") % {"programme": programme.name},
        detail=_("Nobody looks after its people until you name somebody."),
        url=reverse("programmes:roles", args=[programme.pk]),
        action=_("Name a coordinator"),
        icon="users",
    )


def _coordinating(person: Person) -> list[Need]:
    rows = programmes.coordinated_cohorts(person).filter(archived_at__isnull=True)
    cohorts = list(rows.exclude(programme__state="closed").order_by("-starts_on"))
    if not cohorts:
        return []
    progress = programme_queries.cohort_progress(person, cohorts)
    found = matching.ready(person, [each.pk for each in cohorts])
    ending = [_next_year(each) for each in programme_queries.next_due(person)]
    mail = unreached(programme_queries.unreachable(person))
    pairs = relationships.coordinated_relationships(person).filter(cohort__in=[each.pk for each in cohorts])
    counts = Counter(state(severity) for _pk, severity in relationship_queries.to_look_at(pairs, cohorts))
    following = [*paused(person, cohorts), *coordinating(progress, found), *ending]
    return [*_talks(person), *fading(counts[FADING]), *mail, *following]


def fading(number: int) -> list[Need]:
    """One need for all pairs that fade, ahead of the matching."""
    if not number:
        return []
    return [
        Need(
            title=ngettext("%(n)s pair is fading", "%(n)s pairs are fading", number) % {"n": number},
            detail=_("They were reminded themselves. A word from you often suffices."),
            url=reverse("cockpit") + "#health",
            action=_("See who"),
            icon="heart-handshake",
        )
    ]


def unreached(people: list[programme_queries.Unreachable]) -> list[Need]:
    """Return one need for everybody to whom mail came back: they miss what others think they know."""
    number = len({each.enrolment.person_id for each in people})
    if not number:
        return []
    only = people[0].enrolment if number == 1 else None
    return [
        Need(
            title=_("Mail to %(name)s came back") % {"name": only.person.name}
            if only
            else ngettext("Mail to %(n)s person came back", "Mail to %(n)s people came back", number) % {"n": number},
            detail=_("They learn of nothing until somebody has their right address."),
            url=reverse("programmes:enrolment", args=[only.pk]) if only else reverse("cockpit") + "#unreachable",
            action=_("See why"),
            icon="mail",
        )
    ]


def paused(person: Person, cohorts: list[Cohort]) -> list[Need]:
    """Return one need for each cohort in which a conflict of interest has ended for which somebody was paused."""
    free = relationship_queries.free_to_go_on(person, [each.pk for each in cohorts])
    return [
        Need(
            title=ngettext("%(n)s paused pair can go on", "%(n)s paused pairs can go on", free[each.pk])
            % {"n": free[each.pk]},
            detail=_("%(cohort)s. What kept them apart is over: let it go on, or take it back.")
            % {"cohort": each.name},
            url=reverse("relationships:list", args=[each.pk]) + "?state=suspended",
            action=_("See who"),
            icon="heart-handshake",
        )
        for each in cohorts
        if free[each.pk]
    ]


def _next_year(cohort: Cohort) -> Need:
    """A cohort that ends soon and has no next one."""
    day = date_format(cohort.ends_on, "MONTH_DAY_FORMAT")
    said = _("%(cohort)s ends on %(day)s") if cohort.ends_on >= clock.today() else _("%(cohort)s ended on %(day)s")
    return Need(
        title=said % {"cohort": cohort.name, "day": day},
        detail=_("Make next year’s from it in a few taps, or say when it is archived."),
        url=reverse("relationships:roll_over", args=[cohort.pk]),
        action=_("See next year’s"),
        icon="calendar-plus",
    )


def _week(person: Person) -> list[Need]:
    """When somebody is free is asked anew with each year."""
    since = programme_queries.week_asked_since(person)
    week = scheduling.week_of(person) if since else None
    if since is None or week is None or week.changed_at.date() >= since:
        return []
    return [
        Need(
            title=_("Are you still free at the same hours?"),
            detail=_("A new year has begun. Look your week over; about one minute."),
            url=reverse("scheduling:times"),
            action=_("See my week"),
            icon="clock",
        )
    ]


def coordinating(progress: list[Progress], ready: Mapping[UUID, int] = NONE) -> list[Need]:
    """Return what cohorts need of their coordinator: people, a match, those left without one.

    *ready* says for how many of each cohort the next best has been found.
    """
    return [need for row in progress if (need := _next_step(row, ready.get(row.cohort.pk, 0))) is not None]


def _talks(person: Person) -> list[Need]:
    """Those who wish a talk: nobody waits longer than they."""
    waiting = relationship_queries.wishes_for_talk(person).count()
    if not waiting:
        return []
    return [
        Need(
            title=ngettext("%(n)s person wishes a talk with you", "%(n)s people wish a talk with you", waiting)
            % {"n": waiting},
            detail=_("They asked for it themselves; what they answered stays theirs."),
            url=reverse("cockpit") + "#talks",
            action=_("See who"),
            icon="message-circle",
        )
    ]


def _next_step(row: Progress, ready: int) -> Need | None:
    cohort = row.cohort
    where = f"{cohort.programme.name}, {cohort.name}"
    if row.next_step == "match":
        return _to_match(cohort, row.matchable("mentee"), ready)
    if row.next_step != "follow" and cohort.ends_on < clock.today():
        return None  # it is over, and everybody in it has come to an end
    if row.next_step != "follow":
        return Need(
            title=_("Bring people into %(cohort)s") % {"cohort": cohort.name},
            detail=where,
            url=reverse("programmes:upload", args=[cohort.pk]),
            action=_("Import two spreadsheets"),
            icon="table",
        )
    late = row.standing("mentee", "applied") + row.standing("mentee", "waiting")
    if not late:
        return None
    return _to_match(cohort, late, ready)


def _to_match(cohort: Cohort, waiting: int, ready: int) -> Need:
    """Some of a cohort wait: on to the workbench, or to what has been found for them already."""
    where = f"{cohort.programme.name}, {cohort.name}"
    said = _("For %(n)s of them the next best stands ready.") % {"n": ready}
    return Need(
        title=ngettext("%(n)s mentee waits for a match", "%(n)s mentees wait for a match", waiting) % {"n": waiting},
        detail=f"{where}. {said}" if ready else where,
        url=reverse("matching:next" if ready else "matching:workbench", args=[cohort.pk]),
        action=_("See the next best") if ready else _("Open the workbench"),
        icon="users",
    )
