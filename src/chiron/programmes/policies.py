"""Who runs which programme, and who may see whom in it."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from chiron.boundaries import policies as boundaries
from chiron.core import clock
from chiron.core.policy import policy
from chiron.people import policies as people
from chiron.people.models import Appointment, Person
from chiron.programmes.models import (
    Application,
    BlueprintVersion,
    Cohort,
    Enrolment,
    Import,
    ImportFile,
    Programme,
    ProgrammeRole,
    Rollover,
)


def runs(person: Person, *roles: str) -> QuerySet[ProgrammeRole]:
    """The roles in programmes that *person* holds today, limited to *roles*."""
    return ProgrammeRole.objects.scoped().filter(people.in_force(clock.today()), person=person, role__in=roles)


def coordinates() -> Q:
    """The condition that a role is that of a coordinator today, and of somebody who is there."""
    return people.in_force(clock.today()) & Q(role="coordinator", person__erased_at__isnull=True)


def coordinators_of(programme: UUID) -> QuerySet[ProgrammeRole]:
    """Who coordinates a programme today, by its id, for whoever has something to tell them."""
    return ProgrammeRole.objects.scoped().filter(coordinates(), programme=programme)


def run_cohorts(person: Person, *roles: str) -> QuerySet[Cohort, Any]:
    """The cohorts of the programmes in which *person* holds one of *roles* today: asked once a list, not once a row."""
    return Cohort.objects.scoped().filter(programme__in=runs(person, *roles).values("programme")).values("pk")


def is_coordinating(held: ProgrammeRole) -> bool:
    """Whether a role, held or only planned, is that of a coordinator or their deputy."""
    return held.role in ("coordinator",)


def is_known_beyond(person: Person, by: Person) -> bool:
    """Whether *person* holds or will hold a duty or role, or was in a programme that *by* does not coordinate."""
    lasting = people.not_over(clock.today())
    enrolled = Enrolment.objects.scoped().filter(person=person)
    return (
        Appointment.objects.scoped().filter(lasting, person=person).exists()
        or ProgrammeRole.objects.scoped().filter(lasting, person=person).exists()
        or enrolled.exclude(cohort__in=run_cohorts(by, "coordinator")).exists()
    )


@policy
def may_create_programme(by: Person) -> bool:
    """Administrators, and whoever already coordinates or directs a programme."""
    return people.may_administer(by) or runs(by, "coordinator", "director").exists()


@policy
def may_coordinate(by: Person, programme: Programme) -> bool:
    """The programme's coordinators and their deputies, within their institution."""
    return (
        by.institution_id == programme.institution_id and runs(by, "coordinator").filter(programme=programme).exists()
    )


@policy
def may_coordinate_cohort(by: Person, cohort: Cohort) -> bool:
    """As `may_coordinate`, for one cohort, until it is archived: then nobody changes anything in it."""
    return by.is_system or (cohort.archived_at is None and may_coordinate(by=by, programme=cohort.programme))


@policy
def may_archive(by: Person) -> bool:
    """The system alone, when the day has come that a coordinator named."""
    return by.is_system


@policy
def may_appoint(by: Person, programme: Programme) -> bool:
    """Administrators and the programme's directors name coordinators and deputies."""
    if by.is_system:
        return True
    return by.institution_id == programme.institution_id and (
        people.holds_office(by, "administrator") or runs(by, "director").filter(programme=programme).exists()
    )


@policy
def may_end_role(by: Person, held: ProgrammeRole) -> bool:
    """Whoever may give roles in the programme may end them."""
    return may_appoint(by=by, programme=held.programme)


@policy
def may_let_lapse(by: Person, held: ProgrammeRole) -> bool:
    """The system alone, and only the role of somebody who was erased."""
    return by.is_system and held.person.erased_at is not None


@policy
def may_coordinate_enrolment(by: Person, enrolment: Enrolment) -> bool:
    """The coordinators of the programme that somebody is enrolled in."""
    return may_coordinate_cohort(by=by, cohort=enrolment.cohort)


@policy
def may_change_capacity(by: Person, enrolment: Enrolment) -> bool:
    """The mentor themselves, or a coordinator of the programme."""
    return by.pk == enrolment.person_id or may_coordinate_enrolment(by=by, enrolment=enrolment)


@policy
def may_import(by: Person, job: Import) -> bool:
    """The coordinators of the cohort that the people are imported into; asked again for every chunk of rows."""
    return may_coordinate_cohort(by=by, cohort=job.cohort)


@policy
def may_import_file(by: Person, file: ImportFile) -> bool:
    """As `may_import`, for one of the files."""
    return may_import(by=by, job=file.job)


@policy
def may_apply(by: Person, enrolment: Enrolment) -> bool:
    """Only the person themselves answers for themselves."""
    return by.pk == enrolment.person_id


@policy
def may_withdraw(by: Person, enrolment: Enrolment) -> bool:
    """The person themselves, or a coordinator of the programme; the system where somebody was erased."""
    return by.pk == enrolment.person_id or may_coordinate_cohort(by=by, cohort=enrolment.cohort)


@policy
def visible_programmes(person: Person) -> QuerySet[Programme]:
    """The programmes that one runs or takes part in; all of the institution for its administrators."""
    rows = Programme.objects.scoped().filter(institution_id=person.institution_id)
    if people.holds_office(person, "administrator"):
        return rows
    run = runs(person, "coordinator", "director").filter(programme=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(cohort__programme=OuterRef("pk"), person=person)
    return rows.filter(Exists(run) | Exists(enrolled))


@policy
def uncoordinated_programmes(person: Person) -> QuerySet[Programme]:
    """The programmes, not closed, that nobody coordinates today, for the administrators of the institution."""
    held = ProgrammeRole.objects.filter(coordinates(), programme=OuterRef("pk"))
    rows = Programme.objects.scoped().filter(~Exists(held), institution_id=person.institution_id)
    return rows.exclude(state="closed") if people.holds_office(person, "administrator") else rows.none()


@policy
def coordinated_programmes(person: Person) -> QuerySet[Programme]:
    """The programmes that one coordinates today."""
    run = runs(person, "coordinator").filter(programme=OuterRef("pk"))
    return Programme.objects.scoped().filter(Exists(run), institution_id=person.institution_id)


@policy
def coordinated_cohorts(person: Person) -> QuerySet[Cohort]:
    """The cohorts of the programmes that one coordinates today."""
    run = runs(person, "coordinator").filter(programme=OuterRef("programme"))
    return (
        Cohort.objects.scoped()
        .filter(Exists(run), programme__institution_id=person.institution_id)
        .select_related("programme")
    )


@policy
def visible_blueprints(person: Person) -> QuerySet[BlueprintVersion]:
    """The institution's blueprints, for those who run or may create programmes."""
    rows = BlueprintVersion.objects.scoped().filter(institution_id=person.institution_id)
    return rows if may_create_programme(by=person) else rows.none()


@policy
def visible_enrolments(person: Person) -> QuerySet[Enrolment]:
    """One's own, and those of the programmes that one coordinates."""
    return Enrolment.objects.scoped().filter(Q(person=person) | Q(cohort__in=run_cohorts(person, "coordinator")))


@policy
def coordinated_enrolments(person: Person) -> QuerySet[Enrolment]:
    """Those of the programmes that one coordinates, and nothing besides: what long lists are made of."""
    return Enrolment.objects.scoped().filter(cohort__in=run_cohorts(person, "coordinator"))


@policy
def visible_applications(person: Person) -> QuerySet[Application]:
    """One's own, and those submitted in programmes that one coordinates, save of people from whom one is kept apart."""
    run = runs(person, "coordinator").filter(programme=OuterRef("enrolment__cohort__programme"))
    apart = boundaries.apart_ids(person)
    return Application.objects.scoped().filter(
        Q(person=person) | (Q(is_submitted=True) & Exists(run) & ~Q(person_id__in=apart))
    )


@policy
def visible_imports(person: Person) -> QuerySet[Import]:
    """Imports of the cohorts that one coordinates."""
    run = runs(person, "coordinator").filter(programme=OuterRef("cohort__programme"))
    return Import.objects.scoped().filter(Exists(run)).select_related("cohort__programme__institution")


@policy
def visible_roles(person: Person) -> QuerySet[ProgrammeRole]:
    """Who runs the programmes that one coordinates, directs or administers."""
    rows = ProgrammeRole.objects.scoped().filter(programme__institution_id=person.institution_id)
    if people.holds_office(person, "administrator"):
        return rows
    run = runs(person, "coordinator", "director").filter(programme=OuterRef("programme"))
    return rows.filter(Exists(run))


@policy
def visible_rollovers(person: Person) -> QuerySet[Rollover]:
    """What was made from the cohorts that one coordinates."""
    return Rollover.objects.scoped().filter(source__in=run_cohorts(person, "coordinator"))
