"""Who may read the library, who may read the notes for whoever leads, and whose answers are whose."""

from uuid import UUID

from django.db.models import QuerySet

from chiron.boundaries import policies as boundaries
from chiron.core.policy import policy
from chiron.learning.models import ModuleProgress
from chiron.people import policies as people
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.relationships import policies as relationships

#: The roles in a relationship whose turn to lead a session comes: a circle's facilitator changes every time.
LEADING = ("mentor", "facilitator", "member")
#: The states of an enrolment that is over.
GONE = ("withdrawn", "closed")


@policy
def may_read_library(by: Person) -> bool:
    """Everybody who is somebody at an institution: nothing in the library is about anyone."""
    return people.is_member(by=by)


@policy
def may_facilitate(by: Person) -> bool:
    """Whoever leads sessions: coordinators and directors, mentors, members of circles, support leads, administrators.

    Mentees read a case without its notes: who knows the aim beforehand can no longer answer the question honestly.
    """
    if people.holds_office(by, "administrator") or people.holds_office(by, "support_lead"):
        return True
    if programmes.runs(by, "coordinator", "director").exists():
        return True
    mentoring = programmes.visible_enrolments(by).filter(person=by, side="mentor")
    if mentoring.exclude(state__in=GONE).exists():
        return True
    return relationships.visible_memberships(by).filter(role__in=LEADING, answer="accepted").exists()


@policy
def may_learn(by: Person) -> bool:
    """Everybody who reads the library, for themselves."""
    return may_read_library(by=by) and not by.is_system


@policy
def may_change_progress(by: Person, progress: ModuleProgress) -> bool:
    """Only who learns."""
    return by.pk == progress.person_id


@policy
def visible_progress(person: Person) -> QuerySet[ModuleProgress]:
    """One's own, nobody else's."""
    return ModuleProgress.objects.scoped().filter(person=person)


@policy
def visible_finished(person: Person) -> QuerySet[ModuleProgress]:
    """What the people of one's cohorts have finished, never what they answered; for the cohorts' coordinators.

    Nothing of somebody from whom the coordinator is kept apart, and nothing of who has left.
    """
    learning = programmes.coordinated_enrolments(person).exclude(state__in=GONE)
    rows = ModuleProgress.objects.scoped().filter(finished_at__isnull=False, person__in=learning.values("person"))
    return rows.exclude(person_id__in=boundaries.apart_ids(person)).defer("answers")


def finished_of(people_ids: list[UUID], course: str) -> QuerySet[ModuleProgress]:
    """The modules of a course that certain people have finished, never what they answered.

    For the rooms above, which ask their own policy about the people first: a gate for mentors, a ledger of training.
    """
    rows = ModuleProgress.objects.scoped().filter(person_id__in=people_ids, course=course, finished_at__isnull=False)
    return rows.defer("answers")
