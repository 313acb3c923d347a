"""Moves of a relationship and what they take or give back: places, claims, enrolments. Called inside actions."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from chiron.boundaries import actions as boundaries
from chiron.core import clock
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes import policies as run
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Enrolment
from chiron.relationships import rules
from chiron.relationships.actions import attendance, drafting, successors
from chiron.relationships.models import AnswerTransition, Member, Relationship, RelationshipTransition

WITHOUT_MENTOR = "relationships.without_mentor"


def move(relationship: Relationship, to: str, by: Person) -> None:
    """Change the state of a locked relationship and store the transition; one that begins gets an agreement to sign."""
    now, is_beginning = clock.now(), to in rules.LIVE and relationship.began_at is None
    RelationshipTransition.objects.create(
        relationship=relationship,
        sequence=relationship.transitions.count() + 1,
        from_state=relationship.state,
        to_state=to,
        at=now,
        by_id=by.pk,
    )
    relationship.state = to
    relationship.ended_at = now if to == "ended" else None
    if is_beginning:
        relationship.began_at = now
        relationship.ends_on = last_day(relationship)
    relationship.save(update_fields=["state", "began_at", "ends_on", "ended_at"])
    if is_beginning:
        drafting.draft(relationship)


def last_day(relationship: Relationship) -> date:
    """Return when a relationship that begins or goes on today is to end."""
    cohort = relationship.cohort
    cadence = programme_queries.blueprint_of(cohort).cadence
    return rules.following.ends_on(clock.today(), cohort.ends_on, cadence.closing_day if cadence else 365)


def answer(members: Iterable[Member], to: str, by: Person) -> None:
    """Change what *members* said, and store it."""
    now = clock.now()
    for member in members:
        AnswerTransition.objects.create(
            member=member,
            sequence=member.answers.count() + 1,
            from_state=member.answer,
            to_state=to,
            at=now,
            by_id=by.pk,
        )
        member.answer, member.answered_at = to, now if to in ("accepted", "declined") else None
        member.save(update_fields=["answer", "answered_at", "reason"])


def present(relationship: Relationship) -> list[Member]:
    """Return the members who have not left, with their enrolments, in the order in which they are locked."""
    rows = relationship.members.filter(left_at__isnull=True).select_related("enrolment", "person")
    return list(rows.order_by("enrolment_id"))


def give_back(relationship: Relationship, by: Person, *, resting: Collection[UUID] = ()) -> None:
    """Free the places and the claims, and let those who are now with nobody be matched again.

    The enrolments of *resting*, ids of people who want nobody else now, are closed instead.
    """
    members = present(relationship)
    relationship.places.all().delete()
    for one, other in pairs(members):
        boundaries.release_pair(one.person_id, other.person_id, "relationship")
    for member in members:
        _let_go(member, by, is_resting=member.person_id in resting)


def finish(relationship: Relationship, by: Person, *, resting: Collection[UUID] = ()) -> str:
    """End a locked relationship, or take it back where it has not begun, and return which; *resting* as above.

    One that is paused has given everything back already, and who is in it may have somebody else by now.
    """
    to, is_paused = "ended" if relationship.began_at else "withdrawn", relationship.state == "suspended"
    answer(relationship.members.filter(answer="asked", left_at__isnull=True), "lapsed", by)
    move(relationship, to, by)
    if not is_paused:
        give_back(relationship, by, resting=resting)
    for member in present(relationship) if is_paused else []:
        if member.person_id in resting and member.role in rules.types.GUIDED:
            _wait_no_more(member, by)
    return to


def free(member: Member, by: Person, *, is_resting: bool = False) -> None:
    """Take one member out of a relationship that goes on without them."""
    others = [each for each in present(member.relationship) if each.pk != member.pk]
    member.relationship.places.filter(enrolment=member.enrolment_id).delete()
    for other in others:
        boundaries.release_pair(member.person_id, other.person_id, "relationship")
    member.left_at = clock.now()
    member.save(update_fields=["left_at"])
    attendance.take_off(member, by)
    _let_go(member, by, is_resting=is_resting)


def tell(relationship: Relationship, kind: str, *, but: Person | None = None, quietly: bool = False) -> None:
    """Queue a message of *kind* to every member who is in it, but one."""
    for member in relationship.members.filter(left_at__isnull=True):
        if but is None or member.person_id != but.pk:
            tell_one(member, kind, quietly=quietly)


def tell_one(member: Member, kind: str, *, quietly: bool = False) -> None:
    """Queue a message of *kind* to one member: *quietly* where nobody did anything now, after their quiet hours."""
    institution = member.relationship.institution_id
    queue = notifications.queue_quietly if quietly else notifications.queue
    queue(kind, to=member.person_id, institution=institution, member=member.pk)


def pairs(members: list[Member]) -> list[tuple[Member, Member]]:
    """Return every two of *members*."""
    return [(one, other) for at, one in enumerate(members) for other in members[at + 1 :]]


def _let_go(member: Member, by: Person, *, is_resting: bool) -> None:
    """Let somebody be matched again: who has nobody now, and a mentee of several who does not want one fewer."""
    enrolment, is_one_of_several = locked(member.enrolment), successors.is_one_of_several(member)
    if enrolment.state != "matched" and not (is_one_of_several and enrolment.state == "waiting"):
        return
    if is_one_of_several:
        successors.note(member, "unwanted" if is_resting else "wanted")
    if _has_another(member, is_resting=is_resting) and (is_resting or not is_one_of_several):
        return
    if is_resting and member.role not in rules.types.GUIDING:
        programmes.move(enrolment, "closed", by)
        return
    to = "waiting" if member.role in rules.types.GUIDED else "applied"  # mentors and members of a group as before
    if enrolment.state != to:
        programmes.move(enrolment, to, by)
    if member.role in rules.types.GUIDED:
        _tell_coordinators(member.relationship, by)


def _wait_no_more(member: Member, by: Person) -> None:
    """Look for nobody in the place of a mentor from whom a mentee was paused."""
    if successors.is_one_of_several(member):
        successors.note(member, "unwanted")
    enrolment = locked(member.enrolment)
    if enrolment.state != "waiting":
        return
    if not _has_another(member, is_resting=True):
        programmes.move(enrolment, "closed", by)
    elif not successors.still_missing(member.relationship.cohort, {enrolment.pk: 0}):
        programmes.move(enrolment, "matched", by)


def _tell_coordinators(relationship: Relationship, by: Person) -> None:
    """Tell those who match that somebody waits for a mentor again, but whoever of them has brought it about."""
    coordinators = run.coordinators_of(relationship.cohort.programme_id).values_list("person_id", flat=True)
    told: list[tuple[UUID, dict[str, object]]] = [
        (pk, {"cohort": relationship.cohort_id}) for pk in set(coordinators) - {by.pk}
    ]
    notifications.tell_all(WITHOUT_MENTOR, institution=relationship.institution_id, recipients=told)


def _has_another(member: Member, *, is_resting: bool) -> bool:
    """Whether somebody is with others, too; a mentee who is not *resting* with another mentor, for no circle is one."""
    rows = Member.objects.unscoped().filter(
        enrolment=member.enrolment_id, left_at__isnull=True, relationship__state__in=rules.CURRENT
    )
    if member.role in rules.types.GUIDED and not is_resting:
        rows = rows.filter(role__in=rules.types.GUIDED)
    return rows.exclude(relationship=member.relationship_id).exists()


def locked(enrolment: Enrolment) -> Enrolment:
    """Return an enrolment as it is now, locked."""
    return Enrolment.objects.unscoped().select_for_update(no_key=True).get(pk=enrolment.pk)
