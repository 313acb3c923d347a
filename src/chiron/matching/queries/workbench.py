"""The workbench: pairs and people of one run, a page at a time, in a number of queries that does not grow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery, Value
from django.http import Http404

from chiron.boundaries import policies as boundaries
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun, Proposal, RunInput
from chiron.matching.queries import words
from chiron.people.models import Person
from chiron.programmes import policies as programmes

A_PAGE = 50
LOWEST = 6
PLAIN = ("run_id", "mentee_id", "mentor_id", "fit", "reason", "detail", "is_locked", "need")
ENOUGH_FOR_LOWEST = 10
TABS = ("unmatched", "changed", "all")
SORTS = {
    "name": ("position", "pk"),
    "mentor": ("mentor__person__name", "position", "pk"),
    "low": ("fit", "position", "pk"),
    "high": ("-fit", "position", "pk"),
}


#: What a line shows of the two people: their wide columns stay in the database.
SHOWN = [
    f"{side}__{name}"
    for side in ("mentee", "mentor")
    for name in ("id", "capacity", "person__id", "person__name", "person__called", "person__stage", "person__erased_at")
]


@dataclass(frozen=True)
class Search:
    """What somebody looks for: words in names and stages, and the mentees whose answers hold them."""

    text: str = ""
    answered: frozenset[UUID] = frozenset()


NOTHING = Search()


def proposals_of(run: MatchRun, search: Search = NOTHING) -> QuerySet[Proposal]:
    """Return every line of *run* (loaded through a policy), those that *search* finds."""
    rows = run.proposals.select_related("mentee__person", "mentor__person")
    if search.text:
        found = Q(mentee__in=search.answered)
        for where in ("mentee__person__name", "mentor__person__name", "mentee__person__stage"):
            found |= Q(**{f"{where}__icontains": search.text})
        rows = rows.filter(found)
    return rows


def _page(rows: QuerySet[Proposal], count: int, number: Any, **more: Any) -> Page[Any]:
    """One page of ordered *rows*, whose number is known: only ids are sorted, whole lines are read for the page."""
    page: Page[Any] = Paginator(range(count), A_PAGE).get_page(number)
    first = (page.number - 1) * A_PAGE
    chosen = rows.select_related(None).values("pk")[first : first + A_PAGE]
    lines = rows.filter(pk__in=chosen).only(*PLAIN, *SHOWN).annotate(**more)
    page.object_list = list(lines) if count else []
    return page


def pairs(run: MatchRun, before: MatchRun | None, *, search: Search, sort: str, count: int, page: Any) -> Page[Any]:
    """Return one page of the pairs, each with whether the run *before* answered otherwise (``is_new``)."""
    rows = proposals_of(run, search).filter(mentor__isnull=False).order_by(*SORTS.get(sort, SORTS["name"]))
    is_new = Value(False) if before is None else ExpressionWrapper(_answered_otherwise(before), BooleanField())
    return _page(rows, count, page, is_new=is_new)


#: What a seat, and a breakdown that is made from it, reads of somebody.
SEATED = (
    "run",
    "enrolment",
    "person",
    "capacity",
    "position",
    "answers",
    "person__name",
    "person__email",
    "person__erased_at",
)


@dataclass(frozen=True)
class Seat:
    """Somebody in a run: what it kept of them, today's name ("" once erased), places used and places there were."""

    row: RunInput
    name: str
    used: int
    places: int


def seats(run: MatchRun, people: Iterable[Any]) -> dict[str, Seat]:
    """Return some of the people of *run* by enrolment: one query for a page and all that it says of them."""
    same = run.proposals.filter(mentor=OuterRef("enrolment")).order_by().values("mentor").annotate(n=Count("pk"))
    rows = run.inputs.filter(enrolment__in={each for each in people if each}).annotate(used=Subquery(same.values("n")))
    return {
        str(row.enrolment_id): Seat(
            row, "" if row.person.erased_at else row.person.name, getattr(row, "used", 0) or 0, row.capacity
        )
        for row in rows.select_related("person").only(*SEATED)
    }


def mentioned(run: MatchRun, opened: Proposal | None) -> set[str]:
    """Return the mentors whom a run's advice names, and the two of the opened line with whom is named there."""
    named = set(run.figures.get("places_that_help", {}).get("mentors", ()))
    if opened is None:
        return named
    if opened.mentor_id is None:
        return named | set(rules.TOKEN.findall(words.said(opened.detail)))
    return named | {str(opened.mentee_id), str(opened.mentor_id), *opened.detail.get("next", ())[:1]}


def _answered_otherwise(before: MatchRun) -> Q:
    then = before.proposals.filter(mentee=OuterRef("mentee"))
    kept = Exists(then.filter(mentor=OuterRef("mentor"))) | (
        Q(mentor__isnull=True) & Exists(then.filter(mentor__isnull=True))
    )
    return Exists(then) & ~kept


def changed(rows: QuerySet[Proposal], before: MatchRun | None) -> QuerySet[Proposal]:
    """Return those of *rows* that the run *before* answered otherwise; newcomers are not among them."""
    return rows.none() if before is None else rows.filter(_answered_otherwise(before))


def people(run: MatchRun, before: MatchRun | None, *, tab: str, search: Search, count: int, page: Any) -> Page[Any]:
    """Return one page of the mentees under a tab, by name."""
    rows = proposals_of(run, search)
    if tab == "unmatched":
        rows = rows.filter(mentor__isnull=True)
    elif tab == "changed":
        rows = changed(rows, before)
    return _page(rows.order_by("position", "pk"), count, page)


def counts(run: MatchRun, before: MatchRun | None, search: Search = NOTHING) -> dict[str, int]:
    """Return how many pairs there are and how many people stand under each tab, of those that *search* finds."""
    if not search.text and run.figures.get("changed", {}).get("since") == (before.number if before else None):
        found = run.figures
        changed = found["changed"]["count"] if "changed" in found else 0
        pairs, alone = found.get("pairs", found["matched"]), found["mentees"] - found["matched"]
        return {"pairs": pairs, "unmatched": alone, "all": pairs + alone, "changed": changed}
    asked = {
        "pairs": Count("pk", filter=Q(mentor__isnull=False)),
        "unmatched": Count("pk", filter=Q(mentor__isnull=True)),
        "all": Count("pk"),
    }
    if before is not None:
        asked["changed"] = Count("pk", filter=_answered_otherwise(before))
    return {"changed": 0, **proposals_of(run, search).aggregate(**asked)}


def changed_since(run: MatchRun) -> dict[str, Any]:
    """Return how many of a run's lines the finished run before it answered otherwise, and that run's number.

    A published run is none to compare with: its people are settled.
    """
    made = run.cohort.runs.filter(state="done", number__lt=run.number, is_next=False)
    earlier = None if run.is_next else made.order_by("-number").first()
    if earlier is None or earlier.published_at is not None:
        return {"since": None, "count": 0}
    return {"since": earlier.number, "count": changed(run.proposals.all(), earlier).count()}


def lowest(run: MatchRun) -> list[Proposal]:
    """Return the pairs that fit least."""
    rows = run.proposals.filter(mentor__isnull=False).select_related("mentee__person")
    return list(rows.only("run_id", "fit", "mentee__person__name").order_by("fit", "position", "pk")[:LOWEST])


def is_low(run: MatchRun, fit: int | None) -> bool:
    """Whether a fit is among the lowest of a run that has enough pairs to say so."""
    figures = run.figures
    return fit is not None and figures["matched"] >= ENOUGH_FOR_LOWEST and fit <= figures["worst"] < figures["mean"]


def proposal_for(person: Person, pk: UUID) -> Proposal:
    """Return one line of a run that *person* may see; 404 otherwise."""
    rows = policies.visible_proposals(person).filter(pk=pk)
    rows = rows.select_related("mentee__person", "mentor__person", "run__cohort__programme__blueprint")
    if (proposal := rows.first()) is None:
        raise Http404
    return proposal


def names_in(person: Person, texts: list[str]) -> dict[str, str]:
    """Return today's names for the people who stand as tokens in *texts*, by enrolment; one query, none for none."""
    ids = {found for text in texts for found in rules.TOKEN.findall(text)}
    if not ids:
        return {}
    rows = programmes.visible_enrolments(person).filter(pk__in=ids, person__erased_at__isnull=True)
    return {str(pk): name for pk, name in rows.values_list("pk", "person__name")}


def problem_of(person: Person, run: MatchRun) -> str:
    """Return in the reader's language why a run failed."""
    text = words.said(run.problem)
    return rules.shown(text, names_in(person, [text]))


def why_alone(person: Person, proposal: Proposal, seats: Mapping[str, Seat]) -> str:
    """Return what a run says about somebody without a mentor; nothing where a conflict keeps *person* from them."""
    if proposal.mentee.person_id in boundaries.apart_ids(person):
        return ""
    names = {pk: seat.name for pk, seat in seats.items() if seat.name}
    return rules.shown(words.said(proposal.detail), names | {str(proposal.mentee_id): proposal.mentee.person.name})
