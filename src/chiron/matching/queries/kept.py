"""A run again from what it kept: its blueprint, its people as they answered then, its rules."""

from collections.abc import Sequence

from chiron.core import encryption
from chiron.matching import rules
from chiron.matching.models import MatchRun, RunInput
from chiron.programmes import queries as programmes
from chiron.programmes import rules as answering
from chiron.programmes.models import Cohort
from chiron.relationships import rules as relating
from chiron_blueprint.answers import Person
from chiron_blueprint.schema import Blueprint

SIDES = ("mentee", "mentor")


def blueprint_of(run: MatchRun) -> Blueprint:
    """Return the blueprint that *run* was made by, whatever the programme runs on today."""
    if run.blueprint_id in (None, programmes.version_id_of(run.cohort)) or run.blueprint is None:
        return programmes.blueprint_of(run.cohort)
    return programmes.loaded(run.blueprint)


def mentors_each(blueprint: Blueprint) -> int:
    """Return how many mentors one mentee may have at a time."""
    return relating.types.mentors_each(relating.types.type_of_pairs(blueprint))


def pairing_of(run: MatchRun) -> rules.Pairing:
    """Return what a run was made of, from the rows it kept: the same answers, places, weights, rules and conflicts."""
    rows = list(run.inputs.select_related("person", "enrolment").order_by("position"))
    encryption.preload(row.person_id for row in rows)
    people = {side: [person_of(row) for row in rows if row.enrolment.side == side] for side in SIDES}
    group = {person.id: str(person.answers.get("__group__", "")) for person in people["mentee"]}
    blueprint = blueprint_of(run)
    return rules.Pairing(
        blueprint=blueprint,
        mentees=people["mentee"],
        mentors=people["mentor"],
        weights=run.weights,
        rules=_set_by_hand(run, people["mentee"], blueprint),
        apart=frozenset((one, other) for one, other, kind in run.rules if kind == "apart"),
        tried=frozenset((one, other) for one, other, kind in run.rules if kind in ("tried", "together")),
        today={one: other for one, other, kind in run.rules if kind == "today"},
        group=rules.large_groups(group, threshold_of(run.cohort)),
        options=run.options,
        mentors_each=mentors_each(blueprint),
    )


def _set_by_hand(run: MatchRun, mentees: Sequence[Person], blueprint: Blueprint) -> list[rules.Rule]:
    """The locks and forbids of a run, but locks on pairs that go on and, beside those, on more than is still needed."""
    together = {(one, other) for one, other, kind in run.rules if kind == "together"}
    beside, most = {one for one, _other in together}, mentors_each(blueprint)
    room = {
        each.id: len(rules.needs_of(blueprint, each.answers, most)) if run.method == rules.MOSAIC else 1
        for each in mentees
        if each.id in beside
    }
    found = []
    for rule in (rules.Rule(*said) for said in run.rules if said[2] in ("lock", "forbid")):
        if rule.kind == "lock" and rule.mentee in room:
            if (rule.mentee, rule.mentor) in together or not room[rule.mentee]:
                continue
            room[rule.mentee] -= 1
        found.append(rule)
    return found


def person_of(row: RunInput) -> Person:
    """Return somebody as the engine reads them, from what a run kept of them."""
    answers = {**answering.thawed(row.answers), "__person__": str(row.person_id)}
    return Person(
        row=row.position,
        id=str(row.enrolment_id),
        name=row.person.name,
        email=row.person.email,
        answers=answers,
        capacity=row.capacity,
        zone=str(answers.get("__zone__", "")),
    )


def threshold_of(cohort: Cohort) -> int:
    """Return the smallest group that may be shown, or compared, at the institution."""
    threshold: int = cohort.programme.institution.disclosure_threshold
    return threshold
