"""The runs of a cohort: which one a page shows, which came before, and what was set between pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from chiron.matching import policies
from chiron.matching.models import MatchRun, PairRule, Proposal
from chiron.people.models import Person
from chiron.programmes.models import Cohort
from chiron.relationships import policies as relating

LATEST = 50


@dataclass(frozen=True)
class Runs:
    """What a page needs to know of a cohort's runs, newest first; ``has_next``: whether there are others besides,
    made by themselves for who lost a mentor.
    """

    every: Sequence[MatchRun]
    shown: MatchRun | None
    earlier: MatchRun | None
    has_next: bool

    @property
    def before(self) -> MatchRun | None:
        """The run that the one shown is compared with: not one that was published, whose people are settled since."""
        return self.earlier if self.earlier and not self.earlier.published_at else None

    @property
    def newest(self) -> MatchRun | None:
        """The latest run, whatever became of it."""
        return self.every[0] if self.every else None

    @property
    def under_way(self) -> MatchRun | None:
        """The run that is queued or running."""
        return next((run for run in self.every if run.state in ("queued", "running")), None)

    @property
    def done(self) -> list[MatchRun]:
        """Those that have a result."""
        return [run for run in self.every if run.state == "done"]


def runs_of(person: Person, cohort: UUID, number: str = "") -> Runs:
    """Return the runs that somebody made for *cohort*; the one shown is that of *number*, else the latest finished.

    Those made by themselves for who lost a mentor stand apart: each is shown by its number alone.
    """
    rows = policies.visible_runs(person).select_related("cohort__programme__blueprint").filter(cohort=cohort)
    others = MatchRun.objects.filter(cohort=OuterRef("cohort"), is_next=True)
    latest = rows.filter(is_next=False).annotate(has_next=Exists(others)).order_by("-number")[:LATEST]
    has_next = any(run.has_next for run in latest)
    every: Sequence[MatchRun] = list(latest)
    done = [run for run in every if run.state == "done"]
    if number:
        done = list(rows.filter(state="done", number=number)) if number.isdecimal() else []
        if not done:
            raise Http404
    shown = done[0] if done else None
    earlier = next((run for run in every if shown and run.state == "done" and run.number < shown.number), None)
    return Runs(every, shown, earlier, has_next)


def run_for(person: Person, pk: UUID) -> MatchRun:
    """Return a run of a cohort that *person* coordinates; 404 otherwise."""
    rows = policies.visible_runs(person).select_related("cohort__programme__blueprint", "blueprint", "created_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def line_behind(person: Person, relationship: UUID) -> Proposal:
    """Return the line of a run that a published relationship came from; 404 where none of *person*'s is behind it."""
    rows = relating.coordinated_relationships(person).filter(pk=relationship)
    members = list(rows.values_list("run_id", "members__enrolment"))
    both = {"mentee__in": [pk for _run, pk in members], "mentor__in": [pk for _run, pk in members]}
    found = policies.visible_proposals(person).filter(run__in=[run for run, _pk in members if run], **both).first()
    if found is None:
        raise Http404
    return found


def rule_for(person: Person, pk: UUID) -> PairRule:
    """Return a rule of a cohort that *person* coordinates; 404 otherwise."""
    found = policies.visible_rules(person).select_related("cohort__programme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def rules_of(person: Person, cohort: Cohort) -> list[PairRule]:
    """Return what is set between pairs of *cohort*, by the mentee's name."""
    rows = policies.visible_rules(person).filter(cohort=cohort)
    return list(
        rows.select_related("mentee__person", "mentor__person", "created_by").order_by("mentee__person__name", "pk")
    )


def rule_between(person: Person, proposal: Proposal) -> PairRule | None:
    """Return what is set between the two of a pair, if anything."""
    if proposal.mentor_id is None:
        return None
    return policies.visible_rules(person).filter(mentee=proposal.mentee_id, mentor=proposal.mentor_id).first()
