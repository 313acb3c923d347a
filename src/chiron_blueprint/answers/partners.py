"""What can only be checked when both files are known: whom people named, and who is on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from chiron_blueprint.answers.people import Note, Person, Rejection
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.tables import plain
from chiron_blueprint.words import say, shortened


@dataclass(frozen=True)
class Resolved:
    """People of one side with the names they gave turned into ids, the rows refused, and what to tell."""

    people: list[Person]
    rejections: list[Rejection]
    notes: list[Note]


class Directory:
    """People by e-mail, name and id."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.by_name: dict[str, set[str]] = {}
        for person in people:
            for name in (person.email, person.name, person.id):
                if name:
                    self.by_name.setdefault(plain(name), set()).add(person.id)

    def find(self, name: str) -> set[str]:
        """The ids that a name may mean; empty where nobody has it."""
        return self.by_name.get(plain(name), set())


def resolved(side: str, people: Sequence[Person], others: Sequence[Person], blueprint: Blueprint) -> Resolved:
    """Turn the names that `people` gave into ids of `others`; refuse who stands on both sides of a forbid."""
    wished, refused = (_questions(blueprint, side, compare) for compare in ("preferred", "refused"))
    outcome = Resolved([], [], [])
    if not wished and not refused:
        outcome.people.extend(people)
        return outcome
    directory, own = Directory(others), Directory(people)
    headings = {
        question.id: question.headings[0] if question.headings else question.id for question in blueprint.side(side)
    }
    for person in people:
        answers = dict(person.answers)
        for id in (*wished, *refused):
            if id in answers:
                answers[id] = _ids(person, headings[id], answers[id], directory, outcome.notes)
        problem = _contradiction(person, answers, wished, refused, own, headings)
        if problem:
            outcome.rejections.append(problem)
        else:
            outcome.people.append(replace(person, answers=answers))
    return outcome


def _questions(blueprint: Blueprint, side: str, compare: str) -> tuple[str, ...]:
    found = (getattr(criterion, side) for criterion in blueprint.criteria if criterion.compare == compare)
    return tuple(id for id in found if id)


def _ids(
    person: Person, heading: str, names: Sequence[str], directory: Directory, notes: list[Note]
) -> tuple[str, ...]:
    """The ids meant; a name that means nobody or several people is told and passed over."""
    found: list[str] = []
    for name in names:
        ids = directory.find(name)
        if len(ids) == 1:
            found.extend(ids)
            continue
        if ids:
            text = say(
                "“{name}” is the name of {number} people; write the e-mail address.",
                "«{name}» es el nombre de {number} personas; escriba el correo.",
                name=shortened(name),
                number=len(ids),
            )
        else:
            text = say(
                "“{name}” is nobody in the other file.", "«{name}» no está en el otro archivo.", name=shortened(name)
            )
        notes.append(Note(person.row, heading, text))
    return tuple(dict.fromkeys(found))


def _contradiction(
    person: Person,
    answers: dict[str, object],
    wished: Sequence[str],
    refused: Sequence[str],
    own: Directory,
    headings: dict[str, str],
) -> Rejection | None:
    forbidden = {id for question in refused for id in _given(answers, question)}
    for question in refused:
        named_self = any(own.find(str(name)) == {person.id} for name in _given(dict(person.answers), question))
        if named_self or person.id in _given(answers, question):
            return Rejection(
                person.row,
                headings[question],
                say(
                    "{name} stands on both sides of this refusal.",
                    "{name} está en ambos lados de este rechazo.",
                    name=person.name,
                ),
                say("Name the other person, or empty the cell.", "Nombre a la otra persona o vacíe la celda."),
                code="self_refused",
            )
    for question in wished:
        if both := forbidden.intersection(_given(answers, question)):
            return Rejection(
                person.row,
                headings[question],
                say(
                    "{other} is both wished for and refused.",
                    "{other} figura a la vez como deseado/a y rechazado/a.",
                    other=min(both),
                ),
                say("Leave the name in one of the two columns.", "Deje el nombre en una sola de las dos columnas."),
                code="wished_and_refused",
            )
    return None


def _given(answers: dict[str, object], question: str) -> tuple[str, ...]:
    value = answers.get(question, ())
    return tuple(str(each) for each in value) if isinstance(value, tuple) else ()
