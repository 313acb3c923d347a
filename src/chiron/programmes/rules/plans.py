"""What is noted of a file that was read, and how files make or extend a blueprint."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chiron.programmes.rules import columns as using
from chiron_blueprint import guess
from chiron_blueprint.answers import Mapping as Columns
from chiron_blueprint.guess.drafting import slug
from chiron_blueprint.guess.guesses import Column
from chiron_blueprint.schema.model import SIDES, Blueprint, Question
from chiron_blueprint.tables import Table

#: Words by which the right sheet of a workbook is known.
SHEETS = {
    "mentee": ("mentee", "student", "resident", "trainee", "alumn", "estudiante", "residente", "tutelad", "mentorad"),
    "mentor": ("mentor", "faculty", "consultant", "attending", "docente", "tutor", "profesor"),
}


@dataclass(frozen=True)
class Settled:
    """How the files of an import fill a blueprint: its design where that is new, and each side's mapping."""

    design: Blueprint | None
    mappings: dict[str, Columns]
    is_complete: bool


def guessed(tables: Mapping[str, Table]) -> dict[str, tuple[Column, ...]]:
    """Guess the columns of one file, or of two that belong together."""
    named = {side: guess.people(table) for side, table in tables.items()}
    other = {"mentee": "mentor", "mentor": "mentee"}
    return {side: guess.columns(table, partners=named.get(other[side], ())) for side, table in tables.items()}


def plan(side: str, table: Table, columns: Sequence[Column], blueprint: Blueprint | None) -> dict[str, Any]:
    """What is kept of a file that was read; without a *blueprint* the columns make one."""
    if blueprint is None:
        uses = {using.key_of(column): using.guessed_use(column) for column in columns}
    else:
        uses = using.fitting_uses(columns, blueprint, side)
    return {
        "header": list(table.header),
        "has_header": table.has_header,
        "titles": list(table.titles),
        "format": table.format,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "columns": [using.to_data(column) for column in columns],
        "uses": uses,
    }


def empty_design(name: str) -> Blueprint:
    """The blueprint of a programme whose questions are still to come from its spreadsheets."""
    return _named(guess.drafted((), ()).blueprint, name)


def _named(design: Blueprint, name: str) -> Blueprint:
    return replace(design, id=slug(name), name={"en": name, "es": name})


def drafted(name: str, columns: Mapping[str, Sequence[Column]]) -> Settled:
    """The blueprint that two files make, and how their columns fill it."""
    found = guess.drafted(tuple(columns.get("mentee", ())), tuple(columns.get("mentor", ())))
    mappings = {"mentee": found.mentee_mapping, "mentor": found.mentor_mapping}
    return Settled(_named(found.blueprint, name), mappings, all(columns.get(side) for side in SIDES))


def criteria_of(columns: Mapping[str, Sequence[Column]]) -> list[dict[str, Any]]:
    """What would be compared, a sentence each with its weight of 100, if the guess stands."""
    found = guess.drafted(tuple(columns.get("mentee", ())), tuple(columns.get("mentor", ())))
    told = zip(found.criteria, found.blueprint.criteria, strict=True)
    return [{"en": sentence.en, "es": sentence.es, "weight": criterion.weight} for sentence, criterion in told]


def alone_of(columns: Mapping[str, Sequence[Column]]) -> list[str]:
    """The headings of answers that the other file has nothing to compare with."""
    found = guess.drafted(tuple(columns.get("mentee", ())), tuple(columns.get("mentor", ())))
    return [column.heading for _side, column in found.unpaired]


def fitted(
    blueprint: Blueprint, columns: Mapping[str, Sequence[Column]], uses: Mapping[str, Mapping[str, str]]
) -> tuple[Blueprint | None, dict[str, Columns]]:
    """How files fill a blueprint that stands, with a question more for each column that asks for one."""
    design, mappings = blueprint, {}
    for side, found in columns.items():
        added = [column for column in found if uses[side].get(using.key_of(column), "").startswith("kind:")]
        design, named = _extended(design, side, added)
        full = {**uses[side], **named}
        mappings[side] = using.mapping_of(side, found, full)
    return (None if design is blueprint else design), mappings


def _extended(design: Blueprint, side: str, added: Sequence[Column]) -> tuple[Blueprint, dict[str, str]]:
    """The design with a question for each of *added*, none compared yet; and the use of each column."""
    if not added:
        return design, {}
    drafts = guess.drafted(tuple(added), ()) if side == "mentee" else guess.drafted((), tuple(added))
    taken = {question.id for question in design.side(side)}
    uses: dict[str, str] = {}
    questions = list(design.side(side))
    for column, question in zip(added, drafts.blueprint.side(side), strict=True):
        name = slug(column.heading, taken)
        taken.add(name)
        questions.append(replace(question, id=name))
        uses[using.key_of(column)] = f"question:{name}"
    changed = replace(design.questions, **{side: tuple(questions)})
    return replace(design, questions=changed, lists={**drafts.blueprint.lists, **design.lists}), uses


def answered_by(plan: Mapping[str, Any]) -> set[str]:
    """The questions that a file has a column for: as it was imported, else as it stands to be confirmed."""
    if "mapping" in plan:
        return {each["question"] for each in plan["mapping"]["fields"] if each["question"]}
    return {use.partition(":")[2] for use in plan.get("uses", {}).values()}


def unanswered(blueprint: Blueprint, side: str, asked: Collection[str]) -> list[Question]:
    """The questions that have to be answered and to which the file has no column (*asked*: those it has)."""
    return [each for each in blueprint.side(side) if each.required and not each.identity and each.id not in asked]


def waiving(blueprint: Blueprint, mapping: Columns) -> Blueprint:
    """The blueprint as a file is held against it: what it has no column for at all is asked of people later."""
    missing = {each.id for each in unanswered(blueprint, mapping.side, {each.question for each in mapping.fields})}
    asked = tuple(
        replace(each, required=each.required and each.id not in missing) for each in blueprint.side(mapping.side)
    )
    return replace(blueprint, questions=replace(blueprint.questions, **{mapping.side: asked}))
