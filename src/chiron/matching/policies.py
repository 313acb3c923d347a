"""Who may match a cohort and read its runs: its coordinators, nobody else."""

from django.db.models import Exists, OuterRef, QuerySet

from chiron.core.policy import policy
from chiron.matching.models import Gathering, MatchRun, PairRule, Proposal
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes.models import Cohort


@policy
def may_match(by: Person, cohort: Cohort) -> bool:
    """The cohort's coordinators; the system carries out what they asked for."""
    return programmes.may_coordinate_cohort(by=by, cohort=cohort)


@policy
def may_change_run(by: Person, run: MatchRun) -> bool:
    """As `may_match`, for one run."""
    return may_match(by=by, cohort=run.cohort)


@policy
def visible_runs(person: Person) -> QuerySet[MatchRun]:
    """The runs of the cohorts that one coordinates."""
    run = programmes.runs(person, "coordinator").filter(programme=OuterRef("cohort__programme"))
    return MatchRun.objects.scoped().filter(Exists(run)).select_related("cohort__programme")


@policy
def visible_rules(person: Person) -> QuerySet[PairRule]:
    """The rules between pairs of the cohorts that one coordinates."""
    run = programmes.runs(person, "coordinator").filter(programme=OuterRef("cohort__programme"))
    return PairRule.objects.scoped().filter(Exists(run))


@policy
def visible_proposals(person: Person) -> QuerySet[Proposal]:
    """What the runs of the cohorts that one coordinates propose."""
    return Proposal.objects.scoped().filter(run__in=visible_runs(person))


@policy
def visible_gatherings(person: Person) -> QuerySet[Gathering]:
    """The evenings and groups of the cohorts that one coordinates."""
    return Gathering.objects.scoped().filter(cohort__in=programmes.run_cohorts(person, "coordinator"))


@policy
def may_change_gathering(by: Person, gathering: Gathering) -> bool:
    """As `may_match`, for one evening or set of groups."""
    return may_match(by=by, cohort=gathering.cohort)


@policy
def may_change_rule(by: Person, rule: PairRule) -> bool:
    """As `may_match`, for one rule."""
    return may_match(by=by, cohort=rule.cohort)


def runs_of_the_worker() -> QuerySet[MatchRun]:
    """Every run: the worker carries out what coordinators asked for, and each of its actions asks again."""
    return MatchRun.objects.scoped()
