"""The people of a cohort: the list, one of them, their answers in words, and the table of all for a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from chiron.core import encryption
from chiron.notifications import queries as notifications
from chiron.people.models import Person
from chiron.programmes import policies, rules
from chiron.programmes.models import Application, Cohort, Enrolment, Programme
from chiron.programmes.queries.blueprints import blueprint_of
from chiron.programmes.rules import showing
from chiron_blueprint import words

A_PAGE = 50
STATES = rules.ENROLMENT_STATES
BLUEPRINT = "enrolment__cohort__programme__blueprint"


def people_of(
    person: Person, cohort: Cohort, *, side: str = "", state: str = "", search: str = ""
) -> QuerySet[Enrolment]:
    """Return the people of a cohort that *person* coordinates, by name, filtered."""
    rows = policies.coordinated_enrolments(person).filter(cohort=cohort, person__erased_at__isnull=True)
    if side in ("mentee", "mentor"):
        rows = rows.filter(side=side)
    if state in rules.ENROLMENT_STATES:
        rows = rows.filter(state=state)
    if search:
        rows = rows.filter(Q(person__name__icontains=search) | Q(person__email__icontains=search))
    return rows.select_related("person").order_by("person__name", "pk")


#: What the list shows of each: the wide columns stay in the database.
SHOWN = (
    "side", "state", "capacity", "asked_at", "cohort_id", "person__name", "person__email", "person__erased_at",
)  # fmt: skip


def page_of(rows: QuerySet[Enrolment], number: Any, count: int | None = None) -> Page[Enrolment]:
    """Return one page of fifty; a number that is no page is the nearest one. *count*: how many there are, if known."""
    page: Page[Any] = Paginator(range(rows.count() if count is None else count), A_PAGE).get_page(number)
    first = (page.number - 1) * A_PAGE
    page.object_list = list(rows.only(*SHOWN)[first : first + A_PAGE])
    return page


def enrolment_for(person: Person, pk: UUID) -> Enrolment:
    """Return one's own enrolment or one of a programme that one coordinates; 404 otherwise."""
    rows = policies.visible_enrolments(person).select_related("person", "cohort__programme__blueprint")
    found = rows.filter(pk=pk, person__erased_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def coordinated_enrolment(person: Person, pk: UUID) -> Enrolment:
    """Return an enrolment of a programme that *person* coordinates; 404 otherwise, one's own included."""
    found = enrolment_for(person, pk)
    if not policies.may_coordinate_enrolment(by=person, enrolment=found):
        raise Http404
    return found


def followed_enrolment(person: Person, pk: UUID) -> Enrolment:
    """Return an enrolment to read, of a programme that *person* coordinates, archived or not; 404 otherwise."""
    rows = policies.coordinated_enrolments(person).select_related("person", "cohort__programme__blueprint")
    found = rows.filter(pk=pk, person__erased_at__isnull=True).first()
    if found is None:
        raise Http404
    return found


def own_enrolment(person: Person, pk: UUID) -> Enrolment:
    """Return one of *person*'s own enrolments; 404 otherwise."""
    found = enrolment_for(person, pk)
    if not policies.may_apply(by=person, enrolment=found):
        raise Http404
    return found


def own_enrolments(person: Person, programme: Programme) -> list[Enrolment]:
    """Return how *person* takes part in *programme*, the newest cohort first."""
    rows = policies.visible_enrolments(person).filter(person=person, cohort__programme=programme)
    return list(rows.select_related("cohort__programme").order_by("-cohort__starts_on", "side"))


def open_applications(person: Person) -> list[Enrolment]:
    """Return the enrolments of *person* that wait for their application (for Today)."""
    rows = policies.visible_enrolments(person).filter(person=person, state="invited", cohort__programme__state="open")
    rows = rows.exclude(cohort__rolled_from__isnull=False, asked_at__isnull=True)  # nobody has asked them again yet
    return list(rows.select_related("cohort__programme").order_by("created_at"))


def waiting_enrolments(person: Person) -> list[Enrolment]:
    """Return the enrolments in which *person* has applied and waits to be offered somebody (for Today)."""
    rows = policies.visible_enrolments(person).filter(
        person=person, state__in=["applied", "waiting"], applied_at__isnull=False, cohort__programme__state="open"
    )
    return list(rows.select_related("cohort__programme").order_by("applied_at", "pk"))


def application_of(person: Person, enrolment: Enrolment) -> Application | None:
    """Return the application behind an enrolment, if *person* may read it."""
    return policies.visible_applications(person).filter(enrolment=enrolment).select_related(BLUEPRINT).first()


def answers_shown(person: Person, enrolment: Enrolment) -> list[showing.Shown]:
    """Return what somebody answered, a line a question, in the reader's language; identity is never among it."""
    application = application_of(person, enrolment)
    if application is None:
        return []
    blueprint = blueprint_of(enrolment.cohort)
    return showing.shown(blueprint, enrolment.side, rules.thawed(application.answers), get_language() or "en")


def unanswered(person: Person, enrolment: Enrolment) -> list[str]:
    """Return what the programme has to know and nobody has answered in an application that is in, as it is asked."""
    application = application_of(person, enrolment)
    return _missing(application) if application is not None and application.is_submitted else []


def unfinished_applications(person: Person) -> list[tuple[Enrolment, int]]:
    """Return the enrolments into which *person* was brought by somebody else, with how many answers are still open."""
    rows = policies.visible_applications(person).filter(
        person=person, is_submitted=True, enrolment__state__in=rules.MATCHABLE
    )
    rows = rows.exclude(enrolment__cohort__programme__state="closed").order_by("enrolment__created_at")
    found = [(each.enrolment, len(_missing(each))) for each in rows.select_related(BLUEPRINT)]
    return [(enrolment, number) for enrolment, number in found if number]


def _missing(application: Application) -> list[str]:
    enrolment = application.enrolment
    language = get_language() or "en"
    found = showing.missing(blueprint_of(enrolment.cohort), enrolment.side, application.answers)
    return [words.in_language(each.ask, language) for each in found]


def people_table(person: Person, cohort: Cohort, rows: Iterable[Enrolment]) -> tuple[list[str], Iterator[list[Any]]]:
    """Return heading and rows of the file of a cohort's people: who they are, and what they answered (not identity)."""
    enrolments = list(rows)
    language = get_language() or "en"
    blueprint = blueprint_of(cohort)
    readable = policies.visible_applications(person).filter(enrolment__cohort=cohort)
    applications = {each.enrolment_id: each for each in readable}
    encryption.preload(each.person_id for each in applications.values())
    heading, keys = showing.heading(blueprint, language)
    return heading, (showing.line(blueprint, keys, each, applications.get(each.pk), language) for each in enrolments)


@dataclass(frozen=True)
class Unreachable:
    """Somebody to whom mail came back: when last, and with which code."""

    enrolment: Enrolment
    at: datetime
    problem: str


def unreachable(person: Person, enrolment: Enrolment | None = None) -> list[Unreachable]:
    """Return who takes part in what *person* coordinates and cannot be reached by mail; perhaps of one alone."""
    returned = {row.recipient_id: row for row in notifications.came_back(person.institution_id)}
    if not returned:
        return []
    rows = policies.coordinated_enrolments(person).filter(person__in=returned, person__erased_at__isnull=True)
    if enrolment is not None:
        rows = rows.filter(pk=enrolment.pk)
    rows = rows.exclude(state__in=["withdrawn", "closed"]).exclude(cohort__programme__state="closed")
    found = rows.select_related("person", "cohort__programme").order_by("person__name", "pk")
    mails = ((each, returned[each.person_id]) for each in found)
    return [Unreachable(each, mail.bounced_at or mail.created_at, mail.problem) for each, mail in mails]
