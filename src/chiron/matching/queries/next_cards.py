"""What a coordinator is shown of the next best: who waits, for whom they could be offered and why, or why nobody."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from chiron.boundaries import policies as boundaries
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun, PairRule, Proposal
from chiron.matching.queries import words
from chiron.matching.queries.breakdowns import Row, best_of, rows_of
from chiron.matching.queries.next_best import scorings_of
from chiron.matching.queries.waiting import silent
from chiron.matching.queries.workbench import Seat, mentioned, names_in, seats
from chiron.people.models import Person
from chiron.relationships.models import Member

UNDER_WAY = ("queued", "running")
REASONS = 3


@dataclass(frozen=True)
class NextBest:
    """Somebody who waits, with the next best mentor and what speaks for the two most, or with why there is nobody."""

    line: Proposal
    reasons: list[Row] = field(default_factory=list)
    says: str = ""
    is_silent: bool = False


@dataclass(frozen=True)
class Following:
    """The next best of those who wait, how many there are in all, and whether it is being worked out just now.

    ``alone`` are the runs in which somebody has nobody, each with the seats of the mentors whose places would help;
    ``problems`` the cohorts whose rules clash, and how.
    """

    cards: list[NextBest]
    number: int
    is_sought: bool
    alone: list[tuple[MatchRun, dict[str, Seat]]]
    problems: list[tuple[Any, str]]

    @property
    def cohorts(self) -> list[Any]:
        """Those of the cards shown, each once."""
        return list({each.line.run.cohort_id: each.line.run.cohort for each in self.cards}.values())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.number or self.is_sought or self.problems)


def following(person: Person, cohorts: Collection[UUID], most: int) -> Following:
    """Return what *person* is shown of the next best in some cohorts, those with a candidate first."""
    rows = policies.visible_runs(person).filter(is_next=True, cohort__in=cohorts).exclude(state="cancelled")
    runs = _newest(rows)
    if not runs:
        return Following([], 0, False, [], [])
    lines = _lines(person, _newest(rows.filter(state="done")))
    shown = list(lines[:most])
    return Following(
        cards=_cards(person, shown),
        number=len(shown) if len(shown) < most else lines.count(),
        is_sought=any(run.state in UNDER_WAY for run in runs),
        alone=[(run, seats(run, mentioned(run, None))) for run in _runs_of(each for each in shown if not each.mentor)],
        problems=_problems(person, runs),
    )


def _runs_of(lines: Iterable[Proposal]) -> list[MatchRun]:
    return list({each.run_id: each.run for each in lines}.values())


def ready(person: Person, cohorts: Collection[UUID]) -> Counter[UUID]:
    """Return for how many mentees of each cohort the next best stands ready to be offered."""
    rows = policies.visible_runs(person).filter(is_next=True, cohort__in=cohorts, state="done")
    runs = _newest(rows)
    if not runs:
        return Counter()
    found = _lines(person, runs).filter(mentor__isnull=False).order_by().values_list("run__cohort", "mentee").distinct()
    return Counter(cohort for cohort, _mentee in found)


def _newest(rows: QuerySet[MatchRun]) -> list[MatchRun]:
    """The latest of some runs in each cohort."""
    newest = rows.filter(cohort=OuterRef("cohort")).order_by("-number").values("pk")[:1]
    return list(rows.filter(pk=Subquery(newest)))


def _lines(person: Person, runs: Sequence[MatchRun]) -> QuerySet[Proposal]:
    """What the runs say of those who still wait, but what was passed over or offered since: the rest stands while it is
    looked for anew. Whom a published run left over is shown only where there is somebody now.
    """
    waits = Q(mentee__state="waiting") | Q(mentee__state="applied", mentor__isnull=False)
    apart = boundaries.apart_ids(person)
    passed = PairRule.objects.filter(mentee=OuterRef("mentee"), mentor=OuterRef("mentor"), kind="forbid")
    offered = Member.objects.filter(
        enrolment=OuterRef("mentor"),
        relationship__members__enrolment=OuterRef("mentee"),
        relationship__offered_at__gte=OuterRef("run__started_at"),
    )
    rows = policies.visible_proposals(person).filter(waits, run__in=[run.pk for run in runs])
    rows = rows.filter(~Exists(passed), ~Exists(offered))
    rows = rows.filter(mentee__person__erased_at__isnull=True, mentor__person__erased_at__isnull=True)
    rows = rows.exclude(mentee__person__in=apart).exclude(mentor__person__in=apart)
    rows = rows.select_related("mentee__person", "mentor__person", "run__blueprint")
    return rows.select_related("run__cohort__programme__blueprint").order_by(
        F("fit").desc(nulls_last=True), "position", "pk"
    )


def _cards(person: Person, lines: list[Proposal]) -> list[NextBest]:
    says = {each.pk: words.said(each.detail) for each in lines if each.mentor is None}
    names = names_in(person, list(says.values()))
    quiet: set[UUID] = set()
    reasons: dict[UUID, list[Row]] = {}
    for run in _runs_of(lines):
        mine = [each for each in lines if each.run_id == run.pk]
        both = {each.pk: each for line in mine for each in (line.mentee, line.mentor) if each is not None}
        called = {str(pk): each.person.name for pk, each in both.items()}
        quiet |= silent(run.cohort, both)
        for pk, scoring in scorings_of(run, [each for each in mine if each.mentor_id]).items():
            reasons[pk] = rows_of(best_of(scoring.breakdown(0, 0), REASONS), called)
    return [
        NextBest(
            line=each,
            reasons=reasons.get(each.pk, []),
            says=rules.shown(says.get(each.pk, ""), names),
            is_silent=bool({each.mentee_id, each.mentor_id} & quiet),
        )
        for each in lines
    ]


def _problems(person: Person, runs: Sequence[MatchRun]) -> list[tuple[Any, str]]:
    """Why nothing was found where the rules of a cohort clash."""
    said = [(run, words.said(run.problem)) for run in runs if run.state == "failed"]
    names = names_in(person, [text for _run, text in said])
    return [(run.cohort, rules.shown(text, names)) for run, text in said]


def next_line(person: Person, pk: UUID) -> Proposal:
    """Return a pair that was found as the next best, in a cohort that *person* coordinates; 404 otherwise."""
    rows = policies.visible_proposals(person).filter(pk=pk, run__is_next=True, mentor__isnull=False)
    rows = rows.select_related("mentee__person", "mentor__person", "run__cohort__programme__blueprint")
    found = rows.first()
    apart = boundaries.apart_ids(person)
    if found is None or found.mentor is None or {found.mentee.person_id, found.mentor.person_id} & apart:
        raise Http404
    return found


def lines_of_mentee(person: Person, line: Proposal) -> list[Proposal]:
    """Return every pair that the run of *line* found for the same mentee: in a mosaic several, else that one."""
    rows = policies.visible_proposals(person).filter(run=line.run_id, mentee=line.mentee_id, mentor__isnull=False)
    return list(rows.select_related("mentee", "mentor"))
