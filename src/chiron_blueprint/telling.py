"""What the command line says of a result, in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiron_blueprint.output.rows import points
from chiron_blueprint.words import Sentence, counted, in_language, say

if TYPE_CHECKING:
    from chiron_blueprint.match import Result, Side
    from chiron_blueprint.tables import Table

MOST_LINES = 20
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
DELIMITERS = {
    ",": ("commas", "comas"),
    ";": ("semicolons", "puntos y coma"),
    "\t": ("tabs", "tabuladores"),
    "|": ("bars", "barras"),
}


def table(file: Table) -> Sentence:
    """How a file was read."""
    rows = counted(len(file), ("row", "fila"), ("rows", "filas"))
    if file.format == "xlsx":
        kind = say("sheet “{sheet}”", "hoja «{sheet}»", sheet=file.sheet)
    else:
        by = Sentence(*DELIMITERS.get(file.delimiter, (repr(file.delimiter), repr(file.delimiter))))
        kind = say("{code}, {by}", "{code}, {by}", code=ENCODINGS.get(file.encoding, file.encoding), by=by)
    if file.has_header:
        heads = say("headings in line {line}", "encabezados en la línea {line}", line=file.header_line)
    else:
        heads = Sentence("no headings", "sin encabezados")
    return say(
        "{source}: {rows} ({kind}; {heads})",
        "{source}: {rows} ({kind}; {heads})",
        source=file.source,
        rows=rows,
        kind=kind,
        heads=heads,
    )


def told(result: Result, language: str) -> Iterator[str]:
    """How the files were understood and what fit is made of."""
    for side, columns in (
        (result.mentees, result.guess.mentees if result.guess else ()),
        (result.mentors, result.guess.mentors if result.guess else ()),
    ):
        yield table(side.table).in_language(language)
        for column in columns:
            yield f"  {column.sentence.in_language(language)}"
        if not result.guess:
            yield f"  {_mapped(side, result).in_language(language)}"
        for note in side.notes[:MOST_LINES]:
            where = say("row {row}, “{column}”: ", "fila {row}, «{column}»: ", row=note.row, column=note.column)
            yield f"  {where.in_language(language)}{note.text.in_language(language)}"
    yield from _criteria(result, language)


def _mapped(side: Side, result: Result) -> Sentence:
    """Which questions of a given blueprint found their column, and which didn't."""
    asked = result.blueprint.side(side.mapping.side)
    found = {field.question for field in side.mapping.fields}
    lacking = [question.id for question in asked if question.id not in found]
    if not lacking:
        return Sentence("Every question of the blueprint has its column.", "Cada pregunta del diseño tiene su columna.")
    return say(
        "No column answers: {lacking}. Give the question `headings:` with the column's name.",
        "Ninguna columna responde a: {lacking}. Añada a la pregunta `headings:` con el nombre de la columna.",
        lacking=", ".join(lacking),
    )


def _criteria(result: Result, language: str) -> Iterator[str]:
    guessed = (
        dict(zip([each.id for each in result.blueprint.criteria], result.guess.criteria, strict=True))
        if result.guess
        else {}
    )
    if not result.scoring.criteria:
        nothing = Sentence(
            "Nothing in the two files can be compared, so every pair fits equally; ties are drawn by lot.",
            "Nada en los dos archivos se puede comparar, así que todas las parejas encajan igual; decide el sorteo.",
        )
        yield nothing.in_language(language)
        return
    heading = (
        Sentence("Fit out of 100, guessed:", "Ajuste sobre 100, deducido:")
        if result.guess
        else Sentence("Fit out of 100:", "Ajuste sobre 100:")
    )
    yield heading.in_language(language)
    for at, criterion in enumerate(result.scoring.criteria):
        possible = points(int(result.scoring.possible[-1, at]), language)
        hard = Sentence("must hold", "obligatorio").in_language(language)
        said = (
            guessed[criterion.id].in_language(language)
            if criterion.id in guessed
            else in_language(criterion.name, language)
        )
        yield f"  {possible if criterion.weight else '–':>5}  {said}{f' ({hard})' if criterion.hard else ''}"
    if result.guess:
        for side, column in result.guess.unpaired:
            only = say(
                "“{heading}” has no counterpart in the other file: not compared.",
                "«{heading}» no tiene equivalente en el otro archivo: no se compara.",
                heading=column.heading,
            )
            where = result.mentees if side == "mentee" else result.mentors
            yield f"         {where.table.source}: {only.in_language(language)}"


def rejections(side: Side, language: str, written: Path | None = None) -> Iterator[str]:
    """One line for each rejected row; long lists are cut with a word on where the rest is."""
    for rejection in side.rejections[:MOST_LINES]:
        yield rejection.sentence(language, side.table.source)
    more = len(side.rejections) - MOST_LINES
    if more > 0:
        where = str(written) if written else "--rejects FILE"
        yield say(
            "{source}: {more} more rejected; see {where}.",
            "{source}: {more} más rechazadas; véase {where}.",
            source=side.table.source,
            more=more,
            where=where,
        ).in_language(language)


def nobody(side: Side) -> Sentence:
    """No row of a file can be used."""
    return say(
        "{source}: no row can be used, so there is nothing to match.",
        "{source}: no se puede usar ninguna fila, así que no hay nada que emparejar.",
        source=side.table.source,
    )


def closing(result: Result, language: str, output: str) -> Iterator[str]:
    """What was matched and where it went."""
    fits = sorted(pair.breakdown.fit for pair in result.pairs if pair.breakdown)
    places = sum(person.capacity for person in result.mentors.people)
    yield say(
        "{matched} of {mentees} mentees have a mentor; {mentors} mentors offer {places} places.",
        "{matched} de {mentees} personas tuteladas tienen mentor/a; {mentors} mentores/as ofrecen {places} plazas.",
        matched=len({pair.mentee.id for pair in result.pairs if pair.breakdown}),
        mentees=len(result.mentees.people),
        mentors=len(result.mentors.people),
        places=places,
    ).in_language(language)
    if fits:
        yield say(
            "Mean fit {mean}, lowest {low}.",
            "Ajuste medio {mean}, el más bajo {low}.",
            mean=f"{sum(fits) / len(fits) / 100:.1f}",
            low=points(fits[0]),
        ).in_language(language)
    yield from (sentence.in_language(language) for sentence in result.told)
    if result.rejected:
        yield counted(
            result.rejected,
            ("row was rejected.", "fila fue rechazada."),
            ("rows were rejected.", "filas fueron rechazadas."),
        ).in_language(language)
    yield say("Written to {output}.", "Escrito en {output}.", output=output).in_language(language)


def column_data(result: Result, language: str) -> list[dict[str, Any]]:
    """The guessed columns for programs."""
    if not result.guess:
        return []
    return [
        {
            "file": side,
            "heading": column.heading,
            "columns": [index + 1 for index in column.indexes],
            "kind": column.kind,
            "confidence": column.confidence,
            "sentence": column.sentence.in_language(language),
        }
        for side, columns in (("mentees", result.guess.mentees), ("mentors", result.guess.mentors))
        for column in columns
    ]


def rejection_data(result: Result, language: str) -> list[dict[str, Any]]:
    """The rejected rows for programs."""
    return [
        {
            "file": side.table.source,
            "row": each.row,
            "column": each.column,
            "code": each.code,
            "reason": each.reason.in_language(language),
            "mend": each.mend.in_language(language),
        }
        for side in (result.mentees, result.mentors)
        for each in side.rejections
    ]
