"""Programmes, their cohorts and roles, and what a coordinator does next."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from chiron.core import clock
from chiron.people import policies as people
from chiron.people.models import Person
from chiron.programmes import policies, rules
from chiron.programmes.models import BlueprintVersion, Cohort, Programme, ProgrammeRole
from chiron.programmes.rules import columns as using
from chiron_blueprint.guess.guesses import Column


@dataclass(frozen=True)
class Progress:
    """How many people of a cohort stand in each state, by side, and what comes next."""

    cohort: Cohort
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    next_name: str = ""
    """The cohort that was made from it."""

    @property
    def is_half_over(self) -> bool:
        """Whether more of its time is over than to come: the next one can be thought of."""
        return clock.today() - self.cohort.starts_on > self.cohort.ends_on - clock.today()

    def total(self, side: str) -> int:
        """Everybody on a side who has not left."""
        return sum(n for state, n in self.counts.get(side, {}).items() if state not in ("withdrawn", "closed"))

    def number(self, state: str) -> int:
        """Both sides in one state."""
        return sum(states.get(state, 0) for states in self.counts.values())

    def standing(self, side: str, state: str) -> int:
        """How many stand on *side* in *state*; both sides, or every state, where one is empty or unknown."""
        sides = [self.counts.get(side, {})] if side in ("mentee", "mentor") else list(self.counts.values())
        wanted = {state} if state in rules.ENROLMENT_STATES else set(rules.ENROLMENT_STATES)
        return sum(n for states in sides for each, n in states.items() if each in wanted)

    def matchable(self, side: str) -> int:
        """How many on a side can be matched."""
        return sum(self.counts.get(side, {}).get(state, 0) for state in rules.MATCHABLE)

    @property
    def next_step(self) -> str:
        """What comes next: "people", "mentees", "mentors", "match" or "follow"."""
        mentees, mentors = self.matchable("mentee"), self.matchable("mentor")
        if not mentees and not mentors:
            return "people"
        if not mentees or not mentors:
            return "mentors" if mentees else "mentees"
        return "follow" if self.number("matched") else "match"


def programmes_of(person: Person) -> QuerySet[Programme]:
    """Return the programmes that one may see, with how many take part, by name."""
    taking_part = Q(cohorts__enrolments__state__in=["invited", *rules.MATCHABLE])
    return (
        policies.visible_programmes(person)
        .annotate(
            mentees=Count("cohorts__enrolments", filter=taking_part & Q(cohorts__enrolments__side="mentee")),
            mentors=Count("cohorts__enrolments", filter=taking_part & Q(cohorts__enrolments__side="mentor")),
        )
        .order_by("name")
    )


def programme_for(person: Person, pk: UUID) -> Programme:
    """Return one of the programmes that *person* may see; 404 otherwise."""
    found = policies.visible_programmes(person).select_related("blueprint").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def uncoordinated(person: Person) -> list[Programme]:
    """Return the programmes without a coordinator that *person*, an administrator, can name one for."""
    return list(policies.uncoordinated_programmes(person).order_by("name", "pk"))


def coordinated_programme(person: Person, pk: UUID) -> Programme:
    """Return one of the programmes that *person* coordinates; 404 otherwise."""
    found = policies.coordinated_programmes(person).select_related("blueprint").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def coordinated_cohort(person: Person, pk: UUID) -> Cohort:
    """Return one of the cohorts that *person* coordinates; 404 otherwise."""
    found = policies.coordinated_cohorts(person).select_related("programme__blueprint").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def cohorts_coordinated(person: Person) -> list[Cohort]:
    """Return the cohorts that *person* coordinates, the newest first."""
    return list(policies.coordinated_cohorts(person).order_by("-starts_on", "name", "pk"))


def cohort_progress(person: Person, cohorts: list[Cohort]) -> list[Progress]:
    """Return how far each of *cohorts* (which *person* coordinates) is, in one query; who was erased is not counted."""
    found = {cohort.pk: Progress(cohort) for cohort in cohorts}
    erased = Person.objects.filter(erased_at__isnull=False)  # few: looked up once, not joined to everybody
    rows = (
        policies.coordinated_enrolments(person)
        .filter(cohort__in=cohorts)
        .exclude(person__in=erased)
        .values_list("cohort_id", "side", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for cohort, side, state, number in rows:
        found[cohort].counts.setdefault(side, {})[state] = number
    return list(found.values())


def roles_of(person: Person, programme: Programme) -> list[ProgrammeRole]:
    """Return who runs *programme* today or later, as far as *person* may see it."""
    rows = policies.visible_roles(person).filter(programme=programme)
    current = rows.filter(people.not_over(clock.today()))
    return list(current.select_related("person", "deputy_for").order_by("role", "person__name"))


def role_for(person: Person, pk: UUID) -> ProgrammeRole:
    """Return one role that *person* may see; 404 otherwise."""
    found = policies.visible_roles(person).select_related("programme", "person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def columns_imported(programme: Programme) -> dict[str, list[Column]]:
    """Return the columns of the last file imported on each side, for a blueprint that is made of both."""
    found: dict[str, list[Column]] = {}
    for cohort in programme.cohorts.all():
        for job in cohort.imports.filter(state="done").order_by("created_at"):
            for file in job.files.filter(state="done"):
                found[file.side] = [using.from_data(column) for column in file.plan.get("columns", ())]
    return found


def newer_version(person: Person, programme: Programme) -> BlueprintVersion | None:
    """Return the newest version of the programme's blueprint, if the programme runs on an older one."""
    rows = policies.visible_blueprints(person).filter(key=programme.blueprint.key)
    return rows.filter(version__gt=programme.blueprint.version).order_by("-version").first()


def today() -> date:
    """Return today's date where the reader is."""
    return clock.today()
