"""What goes into a run."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.db.models import Count

from chiron.boundaries import policies as boundaries
from chiron.matching import policies, rules
from chiron.matching.models import MatchRun
from chiron.matching.queries.kept import SIDES, mentors_each
from chiron.matching.queries.open_needs import asking_for_the_rest
from chiron.matching.queries.paired import HAS_MENTOR, pairs_among
from chiron.matching.queries.waiting import left_to_people, those_who_wait
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.programmes.queries import MatchingInput
from chiron.relationships import rules as relating
from chiron_blueprint.answers import Person
from chiron_blueprint.schema import Blueprint


def engine_version() -> str:
    """Return the version that stands in a run's record."""
    return version("chiron-mentoring")


def run_under_way(run_id: UUID) -> MatchRun | None:
    """Return a run that is queued or running, for the worker."""
    rows = policies.runs_of_the_worker().filter(pk=run_id, state__in=["queued", "running"])
    return rows.select_related("cohort__programme__blueprint", "blueprint").first()


def run_to_repeat(run_id: UUID) -> MatchRun | None:
    """Return a finished run, for the worker."""
    rows = policies.runs_of_the_worker().filter(pk=run_id, state="done")
    return rows.select_related("cohort__programme__blueprint", "blueprint").first()


def run_to_publish(run_id: UUID) -> MatchRun | None:
    """Return a run whose publishing was asked and not carried out yet, for the worker."""
    rows = policies.runs_of_the_worker().filter(pk=run_id, state="done")
    found = rows.select_related("cohort__programme__blueprint", "blueprint").first()
    return found if found is not None and found.publication.get("state") == "asked" else None


def runs_with(person_id: UUID) -> list[MatchRun]:
    """Return the runs in which *person_id* stood and that still count as repeatable, for the worker."""
    rows = policies.runs_of_the_worker().filter(inputs__person=person_id, is_repeatable=True).distinct()
    return list(rows.select_related("cohort__programme"))


def is_repeatable(run: MatchRun) -> bool:
    """Whether everything that went into *run* can still be read."""
    return run.is_repeatable and not run.inputs.filter(person__erased_at__isnull=False).exists()


def pairs_of(run: MatchRun) -> dict[str, list[str]]:
    """Return the mentors of each mentee in a finished run, by enrolment."""
    found: dict[str, list[str]] = defaultdict(list)
    for mentee, mentor in run.proposals.values_list("mentee_id", "mentor_id"):
        found[str(mentee)] += [str(mentor)] if mentor else []
    return {mentee: sorted(mentors) for mentee, mentors in found.items()}


def usual_method(blueprint: Blueprint) -> str:
    """Return the method of a cohort for which nobody chose one: a mosaic where a mentee may have several mentors."""
    several = mentors_each(blueprint) > 1 and rules.asked_and_offered(blueprint) is not None
    return rules.MOSAIC if several else "welfare"


def pairs_today(cohort: Cohort) -> dict[str, str]:
    """Return the mentor of each mentee of *cohort* who has one, offered or begun, by enrolment."""
    rows = cohort.relationships.filter(state__in=relating.CURRENT)
    return {str(mentee): str(mentor) for mentee, mentor in pairs_among(rows)}


def staying(run: MatchRun) -> dict[str, str]:
    """Return the pairs that stand now and that *run* weighed; a run for those who were free weighed none."""
    return pairs_today(run.cohort) if run.method == "least_change" else {}


def rules_of_today(run: MatchRun, inputs: Sequence[MatchingInput]) -> list[list[str]]:
    """Return as rules of a run the pairs of today, where its method asks for them."""
    if run.method != "least_change":
        return []
    there = {str(each.enrolment_id) for each in inputs}
    return sorted([one, other, "today"] for one, other in pairs_today(run.cohort).items() if {one, other} <= there)


def inputs_for(run: MatchRun) -> list[MatchingInput]:
    """Return everybody who stands in *run*: those still free, or, where today's pairs are weighed too, all.

    In a run for those who wait again: they alone, and every mentor, also without a place, to say what one would do.
    """
    if run.is_next:
        return inputs_of_waiting(run.cohort)
    return everybody_of(run.cohort) if run.method == "least_change" else inputs_of(run.cohort)


def everybody_of(cohort: Cohort) -> list[MatchingInput]:
    """Return everybody of *cohort* with all their places, whoever they are with already."""
    every = programmes.matching_inputs(cohort)
    return settled(cohort, [replace(each, capacity=each.capacity if each.side == "mentor" else 1) for each in every])


def inputs_of(cohort: Cohort) -> list[MatchingInput]:
    """Return everybody of *cohort* who can be matched now: mentees without a mentor, mentors with a free place.

    What was published stays: its mentees are left out and its mentors come with the places that are left. Partners
    whom people named stand as ids from here on; `rules.Clash` where somebody contradicts themselves.
    """
    with_somebody = set(cohort.enrolments.filter(HAS_MENTOR).values_list("pk", flat=True))
    found = [
        each for each in with_places_left(cohort) if each.enrolment_id not in with_somebody or each.side != "mentee"
    ]
    return settled(cohort, [each for each in found if each.capacity > 0])


def inputs_of_waiting(cohort: Cohort) -> list[MatchingInput]:
    """Return the mentees of *cohort* who wait again and every mentor who takes people, also those without a place.

    Where they are offered the next best by itself, mentors to whom a word comes first are left to the coordinator. Who
    has somebody for some of their needs asks for the others.
    """
    waiting = set(those_who_wait(cohort).values_list("pk", flat=True))
    out = mentors_left_out(cohort)
    every = with_places_left(cohort)
    mentors = [each for each in every if each.side == "mentor" and each.enrolment_id not in out]
    mentees = [each for each in every if each.enrolment_id in waiting]
    return settled(cohort, asking_for_the_rest(cohort, mentees, every) + mentors)


def mentors_left_out(cohort: Cohort) -> set[UUID]:
    """Return the mentors of *cohort* who are nobody's next best at present."""
    mentors = cohort.enrolments.filter(side="mentor")
    out = set(mentors.filter(is_paused=True).values_list("pk", flat=True))
    return out | left_to_people(cohort, mentors.values_list("pk", flat=True)) if offers_next(cohort) else out


def offers_next(cohort: Cohort) -> bool:
    """Return whether who loses a mentor of *cohort* is offered the next best without a coordinator's doing."""
    plan: Any = getattr(cohort, "match_plan", None)
    return plan is not None and plan.offers_next


def with_places_left(cohort: Cohort) -> list[MatchingInput]:
    """Return everybody of *cohort* who can be matched, mentors with the places that are left, mentees with one."""
    taken = dict(cohort.enrolments.filter(places__isnull=False).annotate(n=Count("places")).values_list("pk", "n"))
    every = programmes.matching_inputs(cohort)
    left = {each.enrolment_id: max(0, each.capacity - taken.get(each.enrolment_id, 0)) for each in every}
    return [replace(each, capacity=left[each.enrolment_id] if each.side == "mentor" else 1) for each in every]


def settled(cohort: Cohort, found: list[MatchingInput], *, is_strict: bool = True) -> list[MatchingInput]:
    """Return the same people with partners as ids, their stage, and their own time zone or else the institution's."""
    blueprint = programmes.blueprint_of(cohort)
    sides = {side: [as_person(each) for each in found if each.side == side] for side in SIDES}
    answers = rules.settled(blueprint, sides["mentee"], sides["mentor"], is_strict=is_strict)
    zones = {side: [each.id for each in blueprint.side(side) if each.kind == "zone"] for side in SIDES}
    usual = cohort.programme.institution.time_zone
    stage = dict(cohort.enrolments.values_list("pk", "person__stage"))
    done = []
    for each in found:
        known = answers[str(each.enrolment_id)]
        zone = next((known[question] for question in zones[each.side] if known.get(question)), usual)
        group = stage.get(each.enrolment_id, "").strip().casefold()
        done.append(replace(each, answers=known | {"__zone__": zone, "__group__": group}))
    return done


def as_person(each: MatchingInput) -> Person:
    """Return somebody as the criteria read them, from what they answer today."""
    known = {**each.answers, "__person__": str(each.person_id)}
    zone = str(known.get("__zone__", ""))
    return Person(0, str(each.enrolment_id), each.name, each.email, known, each.capacity, zone)


def rules_of_conflicts(inputs: Sequence[MatchingInput]) -> list[list[str]]:
    """Return as rules of a run every pair of a mentee and a mentor whom a conflict keeps apart today."""
    sides: dict[str, dict[UUID, str]] = {side: {} for side in SIDES}
    for each in inputs:
        sides[each.side][each.person_id] = str(each.enrolment_id)
    pairs = boundaries.pairs_apart(each.person_id for each in inputs)
    return sorted(
        [sides["mentee"][one], sides["mentor"][other], "apart"]
        for one, other in pairs
        if one in sides["mentee"] and other in sides["mentor"]
    )


def in_conflict(run: MatchRun, pairs: Sequence[tuple[str, str | None]]) -> bool:
    """Whether a conflict in force now stands between the two of one of *pairs*, by enrolment."""
    person = {str(enrolment): pk for enrolment, pk in run.inputs.values_list("enrolment_id", "person_id")}
    apart = boundaries.pairs_apart(person.values())
    return any((person[one], person[str(other)]) in apart for one, other in pairs)
