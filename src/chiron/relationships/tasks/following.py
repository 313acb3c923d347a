"""What days bring: reminders, offers that lapse, closings; and what follows from a conflict of interest."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.core.actions import Event
from chiron.notifications.queries import Line, notice
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.programmes import policies as programmes
from chiron.relationships import actions, policies, queries, rules
from chiron.relationships.models import Member, Relationship


@task()
def follow() -> None:
    """Remind those who have not answered, let old offers lapse, open and settle closings; repeatable."""
    by, now, today = system(), clock.now(), clock.today()
    offered = Relationship.objects.unscoped().filter(state="offered")
    for relationship in offered.filter(offered_at__lte=now - rules.following.LAPSES_AFTER):
        _try(actions.expire_offer, relationship=relationship, by=by)
    for at, after in enumerate(rules.following.REMINDERS):
        waiting = Member.objects.unscoped().filter(answer="asked", reminders__lte=at, left_at__isnull=True)
        for member in waiting.filter(relationship__state="offered", relationship__offered_at__lte=now - after):
            _try(actions.remind_of_offer, member=member, by=by)
    closing = today + rules.following.CLOSES_BEFORE
    for relationship in Relationship.objects.unscoped().filter(state="active", ends_on__lte=closing):
        _try(actions.open_closing, relationship=relationship, by=by)
    for relationship in queries.to_settle(Relationship.objects.unscoped().filter(state="closing")):
        _try(actions.settle_closing, relationship=relationship, by=by)


def _try(act: Callable[..., object], **arguments: object) -> None:
    """Do it; where somebody was faster it need not be done any more."""
    try:
        act(**arguments)
    except actions.Refused:
        return


def part(event: Event) -> None:
    """Suspend the pairs between whose two people a conflict came; in a group the one who stands over leaves."""
    both = Relationship.objects.unscoped().filter(state__in=rules.CURRENT)
    person, other = UUID(event.ids["person"]), UUID(event.ids["other"])
    for each in (person, other):
        both = both.filter(members__person=each, members__left_at__isnull=True)
    for relationship in both.distinct():
        _set_apart(relationship, person)


def step_out(event: Event) -> None:
    """Let whoever stands over somebody who has left a group leave it, too: its page shows what these wrote.

    Of two entries that became one: whoever any conflict of that person is with.
    """
    pair = [UUID(event.ids[name]) for name in ("person", "one", "other", "stays") if name in event.ids]
    one = Person.objects.unscoped().select_related("institution").get(pk=pair[0])
    conflicts = boundaries.apart_from(one)
    for conflict in conflicts if "stays" in event.ids else conflicts.filter(person__in=pair, other__in=pair):
        there = Member.objects.unscoped().filter(person=conflict.person_id, left_at__isnull=True)
        gone = Member.objects.unscoped().filter(person=conflict.other_id, answer="accepted", left_at__isnull=False)
        rows = Relationship.objects.unscoped().filter(state__in=rules.CURRENT, pk__in=there.values("relationship"))
        for relationship in rows.filter(pk__in=gone.values("relationship")):
            over = relationship.members.get(person=conflict.person_id, left_at__isnull=True)
            _try(actions.take_out, member=over, by=system())


def _set_apart(relationship: Relationship, over: UUID) -> None:
    """Suspend a pair; of a group, whoever stands over the other leaves."""
    present = relationship.members.filter(left_at__isnull=True)
    if present.count() > rules.FEWEST:
        _try(actions.take_out, member=present.get(person=over), by=system())
    else:
        _try(actions.suspend, relationship=relationship, by=system())


def _page(person: Person, refs: dict[str, str], *states: str) -> str | None:
    """The page of the relationship behind a notice, where the reader is still in it and it is in one of *states*."""
    rows = policies.visible_memberships(person).filter(pk=refs["member"], relationship__state__in=states)
    member = rows.first()
    return None if member is None else reverse("relationships:relationship", args=[member.relationship_id])


@notice("relationships.reminder", topic="offers")
def offer_reminder(person: Person, refs: dict[str, str]) -> Line | None:
    """An offer still waits for an answer."""
    url = _page(person, refs, "offered")
    is_open = (
        url is not None and policies.visible_memberships(person).filter(pk=refs["member"], answer="asked").exists()
    )
    text = _("Somebody waits for your yes or no. It takes about two minutes; after fourteen days the proposal lapses.")
    return Line(_("A proposal still waits for your answer"), text, url) if is_open and url else None


@notice(actions.WITHOUT_MENTOR, topic="coordination")
def without_mentor(person: Person, refs: dict[str, str]) -> Line | None:
    """Mentees of a cohort wait for a mentor; who it is and why stands in no mail, and nowhere the why."""
    rows = programmes.coordinated_enrolments(person).filter(cohort=UUID(refs["cohort"]), side="mentee", state="waiting")
    waiting = rows.count()
    if not waiting:
        return None
    title = ngettext(
        "%(programme)s: somebody waits for a mentor", "%(programme)s: %(n)s people wait for a mentor", waiting
    )
    programme = rows.values_list("cohort__programme__name", flat=True)[0]
    return Line(
        title % {"programme": programme, "n": waiting},
        _("An offer was not taken, or a pair has ended or is paused. The next best stands on the workbench:"),
        reverse("matching:workbench", args=[refs["cohort"]]),
    )


@notice("relationships.closing", topic="questions")
def closing(person: Person, refs: dict[str, str]) -> Line | None:
    """The closing is open; nothing for whoever has looked back already."""
    member = policies.visible_memberships(person).filter(pk=refs["member"], relationship__state="closing").first()
    said = queries.said_at_closing(member.relationship) if member is not None else set()
    if member is None or person.pk in said:
        return None
    if said:
        title = _("Somebody has looked back on your time together")
    else:
        title = _("A mentoring relationship comes to its close")
    text = _("What was achieved, and how does it go on: renew, stay in touch, somebody else, or a rest.")
    return Line(title, text, reverse("relationships:relationship", args=[member.relationship_id]))


@notice("relationships.closing_settled", topic="questions")
def closing_settled(person: Person, refs: dict[str, str]) -> Line | None:
    """Everybody has looked back, or the time for it is over: how it goes on."""
    url = _page(person, refs, "active", "ended")
    member = policies.visible_memberships(person).filter(pk=refs["member"]).first()
    if url is None or member is None:
        return None
    if member.relationship.state == "active":
        return Line(_("You go on together"), _("All of you want to. Your page says until when."), url)
    return Line(_("A good ending"), _("What each of you wrote stands on your page, and stays yours to read."), url)


@notice("relationships.agreement_proposed", topic="questions")
def agreement_proposed(person: Person, refs: dict[str, str]) -> Line | None:
    """Somebody changed the agreement and signed; one's own signature is missing."""
    found = policies.visible_agreements(person).filter(pk=refs["agreement"], state="proposed").first()
    if found is None:
        return None
    text = _("See what is different, then sign it or propose another wording.")
    return Line(_("A change to your agreement"), text, reverse("relationships:agreement", args=[found.relationship_id]))
