"""Who of a cohort has finished which training, for its coordinators: how far, and when; never what was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Max, Q, QuerySet

from chiron.boundaries import policies as boundaries
from chiron.learning import policies
from chiron.learning.queries.library import library
from chiron.learning.rules import Item
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment


@dataclass(frozen=True)
class Standing:
    """How far one person is in one course: modules done, of how many, and when the last one was done."""

    course: Item
    done: int
    of: int
    last: datetime | None

    @property
    def is_finished(self) -> bool:
        return self.done == self.of


@dataclass(frozen=True)
class Learner:
    """Somebody of a cohort and how far they are in each course."""

    enrolment: Enrolment
    standings: list[Standing]


@dataclass(frozen=True)
class Reached:
    """How many of a side have finished a course, are in the middle of it, and are there at all."""

    course: Item
    finished: int
    under_way: int
    people: int


@dataclass(frozen=True)
class Training:
    """The trainings of one side of a cohort, those that somebody has begun first; how many are left out, kept apart."""

    reached: list[Reached]
    learners: Page[Any]
    apart: int

    @property
    def begun(self) -> list[Reached]:
        """Courses that somebody has begun."""
        return [each for each in self.reached if each.finished or each.under_way]


def courses() -> list[Item]:
    """Return the courses of this site, in the order of the shelf."""
    return [item for item in library().of("training") if item.is_course]


def cohorts_learning(person: Person) -> list[Cohort]:
    """Return the cohorts of open programmes that *person* coordinates, the newest first."""
    return [each for each in programmes.cohorts_coordinated(person) if each.programme.state != "closed"]


def training_of(person: Person, cohort: Cohort, *, side: str, open_course: str = "", number: Any = 1) -> Training:
    """Return how far one side of a cohort that *person* coordinates is, a page of it.

    *open_course* leaves only those who have not finished that course.
    """
    rows = _rows(person, cohort, side)
    apart = boundaries.apart_ids(person)
    readable = rows.exclude(person_id__in=apart)
    standings = _standings(person, readable)
    people, hidden = readable.count(), rows.filter(person_id__in=apart).count() if apart else 0
    shown = readable
    if open_course:
        shown = readable.exclude(person_id__in=[who for (who, key), each in standings.items()
                                                if key == open_course and each.is_finished])  # fmt: skip
    page: Page[Any] = programmes.page_of(shown, number)
    begun = {key for _who, key in standings}
    order = sorted(courses(), key=lambda course: course.id not in begun)
    page.object_list = [_learner(each, order, standings) for each in page.object_list]
    return Training([_reached(course, standings, people) for course in order], page, hidden)


def training_table(person: Person, cohort: Cohort) -> tuple[list[Any], Iterator[tuple[Enrolment, list[Standing]]]]:
    """Return the courses, and everybody of a cohort with how far they are, for a file."""
    rows = _rows(person, cohort, "").exclude(person_id__in=boundaries.apart_ids(person))
    standings = _standings(person, rows)
    return courses(), ((each, _learner(each, courses(), standings).standings) for each in rows)


def _rows(person: Person, cohort: Cohort, side: str) -> QuerySet[Enrolment]:
    return programmes.people_of(person, cohort, side=side).exclude(state__in=policies.GONE)


def _standings(person: Person, rows: QuerySet[Enrolment]) -> dict[tuple[UUID, str], Standing]:
    """How far each person is in each course that they have begun; a module that is no longer there does not count."""
    by_id = {course.id: course for course in courses()}
    current = Q()
    for course in by_id.values():
        current |= Q(course=course.id, module__in=course.content["modules"])
    if not by_id:
        return {}
    found = policies.visible_finished(person).filter(current, person__in=rows.order_by().values("person"))
    counted = found.order_by().values_list("person_id", "course").annotate(done=Count("pk"), last=Max("finished_at"))
    return {
        (who, key): Standing(by_id[key], done, len(by_id[key].content["modules"]), last)
        for who, key, done, last in counted
    }


def _learner(enrolment: Enrolment, order: list[Item], standings: dict[tuple[UUID, str], Standing]) -> Learner:
    nothing = [Standing(course, 0, len(course.content["modules"]), None) for course in order]
    return Learner(enrolment, [standings.get((enrolment.person_id, each.course.id), each) for each in nothing])


def _reached(course: Item, standings: dict[tuple[UUID, str], Standing], people: int) -> Reached:
    own = [each for (_who, key), each in standings.items() if key == course.id]
    finished = sum(each.is_finished for each in own)
    return Reached(course, finished, len(own) - finished, people)
