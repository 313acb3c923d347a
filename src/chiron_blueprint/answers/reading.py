"""A file's rows as people or rejections, one at a time, so that a hundred thousand need no more memory than one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from chiron_blueprint.answers import cells
from chiron_blueprint.answers.mapping import Field, Mapping
from chiron_blueprint.answers.people import Answer, Note, Person, Rejection, Unreadable
from chiron_blueprint.guess.columns import MAIL
from chiron_blueprint.hours import mask
from chiron_blueprint.schema.model import Blueprint, Question
from chiron_blueprint.tables import Row, Table, plain
from chiron_blueprint.words import say, shortened


class Reader:
    """Reads rows of one file; remembers only the addresses it has seen."""

    def __init__(self, table: Table, mapping: Mapping, blueprint: Blueprint) -> None:
        self.table = table
        self.mapping = mapping
        self.questions = {question.id: question for question in blueprint.side(mapping.side)}
        self.choices = {
            id: cells.Choices(question, blueprint.options(question))
            for id, question in self.questions.items()
            if question.kind in ("single", "multiple", "ranking") and not question.identity
        }
        self.fields = [field for field in mapping.fields if field.question in self.questions]
        self.required = {id: question for id, question in self.questions.items() if question.required}
        self.notes: list[Note] = []
        self.seen: dict[str, tuple[int, str]] = {}

    def rows(self) -> Iterator[Person | Rejection]:
        """Every row of the file, in order."""
        for row in self.table.rows():
            yield self.row(row)

    def row(self, row: Row) -> Person | Rejection:
        """One row."""
        where = ""
        try:
            if row.extra:
                raise _too_long(row, self.table.width)
            email, name = self._who(row)
            answers: dict[str, Answer] = {}
            for field in self.fields:
                where = field.heading
                value = self._answer(row, field, self.questions[field.question])
                if cells.answered(value):
                    answers[field.question] = value
            for id, question in self.required.items():
                where = self._heading(id)
                _check_required(question, answers)
            where = self._heading_of_person("email")
            self._check_twice(row, email, name)
        except Unreadable as problem:
            return Rejection(row.number, problem.column or where, problem.reason, problem.mend, row.cells, problem.code)
        return self._person(row, email, name, answers)

    def _person(self, row: Row, email: str, name: str, answers: dict[str, Answer]) -> Person:
        capacity, zone = 1, ""
        for id, value in answers.items():
            kind = self.questions[id].kind
            capacity = value if kind == "capacity" else capacity
            zone = value if kind == "zone" else zone
        return Person(
            row.number, email or str(row.number), name or email or f"#{row.number}", email, answers, capacity, zone
        )

    def _who(self, row: Row) -> tuple[str, str]:
        """Address and name."""
        name = self._part(row, "name") or f"{self._part(row, 'first_name')} {self._part(row, 'last_name')}".strip()
        email = self._part(row, "email").lower().removeprefix("mailto:").strip("<> ")
        if email and not MAIL.fullmatch(email):
            raise Unreadable(
                "email",
                say(
                    "“{cell}” is not an e-mail address.", "«{cell}» no es un correo electrónico.", cell=shortened(email)
                ),
                say(
                    "Write it as name@place.org, or leave it empty.", "Escríbalo como nombre@lugar.org o déjelo vacío."
                ),
                self._heading_of_person("email"),
            )
        if not email and not name and (self.mapping.of_person("email") or self.mapping.of_person("name")):
            raise Unreadable(
                "nobody",
                say(
                    "The row names nobody: neither name nor e-mail.", "La fila no nombra a nadie: ni nombre ni correo."
                ),
                say("Write one of them, or delete the row.", "Escriba uno de ellos o borre la fila."),
                self._heading_of_person("email"),
            )
        return email, name

    def _part(self, row: Row, person: str) -> str:
        """A part of who the person is, on one line; the apostrophe of an export is taken off."""
        field = self.mapping.of_person(person)
        if field is None:
            return ""
        text = " ".join(row.cells[field.indexes[0]].split())
        try:
            cells.check_formula(text)
        except Unreadable as problem:
            problem.column = field.heading
            raise
        return "" if cells.is_blank(text) else text.removeprefix("'") if text[1:2] in set("=+-@") else text

    def _check_twice(self, row: Row, email: str, name: str) -> None:
        if not email:
            return
        first, first_name = self.seen.setdefault(email, (row.number, name))
        if first == row.number:
            return
        if plain(first_name) != plain(name):
            raise Unreadable(
                "email_twice",
                say(
                    "{email} stands in row {first} already, with another name ({other}, here {name}).",
                    "{email} ya está en la fila {first}, con otro nombre ({other}, aquí {name}).",
                    email=email,
                    first=first,
                    other=first_name or "–",
                    name=name or "–",
                ),
                say("Mend the address of one of the two.", "Corrija el correo de una de las dos."),
            )
        raise Unreadable(
            "row_twice",
            say(
                "{email} stands in row {first} already.",
                "{email} ya está en la fila {first}.",
                email=email,
                first=first,
            ),
            say("Delete one of the two rows.", "Borre una de las dos filas."),
        )

    def _answer(self, row: Row, field: Field, question: Question) -> Answer:
        if field.labels:
            return self._from_several(row, field, question)
        cell = row.cells[field.indexes[0]]
        if cells.is_blank(cell):
            return None
        cells.check_formula(cell)
        if question.identity:
            return cell
        return READERS[question.kind](self, row, field, question, cell)

    def _from_several(self, row: Row, field: Field, question: Question) -> Answer:
        """One answer out of several columns."""
        values = [row.cells[index] for index in field.indexes]
        for cell in values:
            cells.check_formula(cell)
        if question.kind == "availability":
            return self._hours(row, field, values)
        if question.kind in ("ranking", "partners"):
            given = [cell for cell in values if not cells.is_blank(cell)]
            found = given if question.kind == "partners" else [self.choices[question.id].one(cell) for cell in given]
            return tuple(dict.fromkeys(found))
        ticked = [label for label, cell in zip(field.labels, values, strict=True) if cells.is_ticked(cell)]
        return (
            tuple(dict.fromkeys(self.choices[question.id].one(label) for label in ticked))
            if question.id in self.choices
            else "; ".join(ticked)
        )

    def _hours(self, row: Row, field: Field, values: list[str]) -> int:
        bits = 0
        for index, label, cell in zip(field.indexes, field.labels, values, strict=True):
            stands_for = int(label, 16)
            if not cells.is_ticked(cell):
                continue
            if re.search(r"[a-z]{3}|\d\D+\d", plain(cell)) and plain(cell) not in (
                "yes",
                "true",
                "available",
                "disponible",
            ):
                found, unknown = cells.availability(
                    f"monday {cell}" if not re.match(r"\s*mon", cell, re.IGNORECASE) else cell
                )
                day = (stands_for & -stands_for).bit_length() - 1
                bits |= _moved_to(found, day // 24)
                self._note_unknown(row, self.table.header[index], unknown)
            else:
                bits |= stands_for if stands_for.bit_count() < 24 else stands_for & DAYTIME
        return bits

    def _note_unknown(self, row: Row, heading: str, unknown: str) -> None:
        if unknown:
            text = say(
                "“{word}” was not understood; the rest was.", "«{word}» no se entendió; el resto sí.", word=unknown
            )
            self.notes.append(Note(row.number, heading, text))

    def _heading(self, question: str) -> str:
        return next((field.heading for field in self.fields if field.question == question), question)

    def _heading_of_person(self, part: str) -> str:
        field = self.mapping.of_person(part) or self.mapping.of_person("name") or self.mapping.of_person("first_name")
        return field.heading if field else ""


DAYTIME = mask(day * 24 + hour for day in range(7) for hour in range(8, 20))


def _moved_to(monday: int, day: int) -> int:
    return (monday & mask(range(24))) << (24 * day)


def _single(reader: Reader, row: Row, field: Field, question: Question, cell: str) -> Answer:
    return reader.choices[question.id].one(cell)


def _many(reader: Reader, row: Row, field: Field, question: Question, cell: str) -> Answer:
    return _at_most(question, reader.choices[question.id].many(cell, field.separator))


def _at_most(question: Question, found: tuple[str, ...]) -> tuple[str, ...]:
    if question.at_most and len(found) > question.at_most:
        raise Unreadable(
            "too_many",
            say(
                "{number} choices are made; {most} are allowed.",
                "Hay {number} opciones; se permiten {most}.",
                number=len(found),
                most=question.at_most,
            ),
            say("Leave the most important {most}.", "Deje las {most} más importantes.", most=question.at_most),
        )
    return found


def _availability(reader: Reader, row: Row, field: Field, question: Question, cell: str) -> Answer:
    bits, unknown = cells.availability(cell)
    reader._note_unknown(row, field.heading, unknown)
    return bits


def _capacity(reader: Reader, row: Row, field: Field, question: Question, cell: str) -> Answer:
    number, span = cells.capacity(cell)
    if span:
        text = say(
            "“{cell}” was read as {number}.", "«{cell}» se leyó como {number}.", cell=shortened(cell), number=number
        )
        reader.notes.append(Note(row.number, field.heading, text))
    return number


READERS: dict[str, Callable[[Reader, Row, Field, Question, str], Answer]] = {
    "single": _single,
    "multiple": _many,
    "ranking": _many,
    "scale": lambda reader, row, field, question, cell: cells.scale(cell, question),
    "text": lambda reader, row, field, question, cell: cell,
    "availability": _availability,
    "capacity": _capacity,
    "consent": lambda reader, row, field, question, cell: cells.consent(cell),
    "languages": lambda reader, row, field, question, cell: cells.languages(cell, field.separator),
    "partners": lambda reader, row, field, question, cell: cells.partners(cell, field.separator),
    "zone": lambda reader, row, field, question, cell: cells.zone(cell),
}


def _check_required(question: Question, answers: dict[str, Answer]) -> None:
    if question.kind == "consent" and answers.get(question.id) is False:
        raise Unreadable(
            "no_consent",
            say(
                "The person didn't consent, and nobody takes part without.",
                "La persona no dio su consentimiento, y sin él nadie participa.",
            ),
            say("Ask them, or delete the row.", "Pregúntele o borre la fila."),
        )
    if question.id not in answers:
        raise Unreadable(
            "missing",
            say("The answer is missing, and the programme needs it.", "Falta la respuesta, y el programa la necesita."),
            say("Fill in the cell.", "Rellene la celda."),
        )


def _too_long(row: Row, width: int) -> Unreadable:
    return Unreadable(
        "too_long",
        say(
            "The row has {found} cells, the headings {width}.",
            "La fila tiene {found} celdas y los encabezados {width}.",
            found=width + row.extra,
            width=width,
        ),
        say(
            "A cell that holds the delimiter needs quotation marks.",
            "Una celda que contiene el separador necesita comillas.",
        ),
    )
