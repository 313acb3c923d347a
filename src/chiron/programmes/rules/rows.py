"""The rows of a file, one at a time, as they come into a cohort."""

from collections.abc import Iterator
from dataclasses import dataclass

from chiron_blueprint.answers import Mapping, Person, Reader, Rejection, resolved
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.tables import Row, Table, plain
from chiron_blueprint.words import say, shortened

CHUNK = 500
LONGEST_NAME = 200
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Incoming:
    """One row: a person with what the file calls them where it has no address, or a rejection."""

    row: int
    person: Person | None = None
    rejection: Rejection | None = None
    reference: str = ""
    has_capacity: bool = False
    cells: tuple[str, ...] = ()


def incoming(table: Table, mapping: Mapping, blueprint: Blueprint) -> Iterator[Incoming]:
    """Every row of *table* in order; remembers only addresses and names seen."""
    reader = Reader(table, mapping, blueprint)
    code = mapping.of_person("id")
    counts = {question.id for question in blueprint.side(mapping.side) if question.kind == "capacity"}
    has_capacity = any(field.question in counts for field in mapping.fields)
    seen: dict[str, int] = {}
    for row in table.rows():
        found = reader.row(row)
        if isinstance(found, Person):
            found = _checked(found, row, mapping, blueprint)
        if isinstance(found, Rejection):
            yield Incoming(row.number, rejection=found)
            continue
        reference = "" if found.email else _reference(found, row.cells[code.indexes[0]] if code else "")
        twice = _named_twice(found, row, reference, seen, mapping)
        yield twice or Incoming(row.number, found, None, reference, has_capacity, row.cells)


def _reference(person: Person, code: str) -> str:
    return (f"#{code.strip()}" if code.strip() else plain(person.name))[:LONGEST_NAME]


def _named_twice(person: Person, row: Row, reference: str, seen: dict[str, int], mapping: Mapping) -> Incoming | None:
    if not reference:
        return None
    first = seen.setdefault(reference, row.number)
    if first == row.number:
        return None
    reason = say(
        "{name} stands in row {first} already, and neither row has an e-mail address.",
        "{name} ya está en la fila {first}, y ninguna de las dos tiene correo.",
        name=person.name, first=first,
    )  # fmt: skip
    mend = say(
        "Add the addresses if these are two people; else delete one row.",
        "Añada los correos si son dos personas; si no, borre una fila.",
    )
    return Incoming(
        row.number, rejection=Rejection(row.number, _heading(mapping), reason, mend, row.cells, "name_twice")
    )


def _can_be_kept(row: Row) -> bool:
    """Whether a database takes the row's text: no half characters, no NUL."""
    text = "\x1f".join(row.cells)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _checked(person: Person, row: Row, mapping: Mapping, blueprint: Blueprint) -> Person | Rejection:
    """Refuse what no table can hold and what contradicts itself."""
    if not _can_be_kept(row):
        return Rejection(
            row.number, "",
            say("The row holds damaged characters.", "La fila contiene caracteres dañados."),
            say("Type the words again; save as CSV (UTF-8).", "Escriba de nuevo el texto; guárdelo como CSV (UTF-8)."),
            tuple(cell.encode(errors="replace").decode().replace("\0", "?") for cell in row.cells), "characters",
        )  # fmt: skip
    if len(person.name) > LONGEST_NAME or len(person.email) > LONGEST_EMAIL:
        return Rejection(
            row.number, _heading(mapping),
            say(
                "“{text}” is too long for a name or an address.",
                "«{text}» es demasiado largo para un nombre o un correo.",
                text=shortened(person.name),
            ),
            say("Write at most {most} characters.", "Escriba como mucho {most} caracteres.", most=LONGEST_NAME),
            row.cells, "name_long",
        )  # fmt: skip
    return _contradiction(person, row, mapping.side, blueprint) or person


def _contradiction(person: Person, row: Row, side: str, blueprint: Blueprint) -> Rejection | None:
    """Somebody who refuses and wishes for the same person, or refuses themselves."""
    asked = {criterion.compare: getattr(criterion, side) for criterion in blueprint.criteria}
    refused = asked.get("refused")
    if not refused or not person.answers.get(refused):
        return None
    named = {
        name for value in person.answers.values() if isinstance(value, tuple) for name in value if isinstance(name, str)
    }
    others = [Person(0, plain(name), name, name) for name in sorted(named)]
    found = resolved(side, [person], others, blueprint).rejections
    return (
        Rejection(row.number, found[0].column, found[0].reason, found[0].mend, row.cells, found[0].code)
        if found
        else None
    )


def _heading(mapping: Mapping) -> str:
    field = mapping.of_person("name") or mapping.of_person("first_name") or mapping.of_person("email")
    return field.heading if field else ""
