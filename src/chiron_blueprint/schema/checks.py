"""What the JSON Schema can't say: names that must exist, languages that must be there, comparisons that make sense."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from chiron_blueprint.schema.model import SIDES
from chiron_blueprint.schema.yaml_reading import Path, Placed
from chiron_blueprint.words import Sentence, listed, say

CHOICES = frozenset(("single", "multiple", "ranking"))
KINDS: dict[str, frozenset[str]] = {
    "offer": CHOICES,
    "overlap": CHOICES,
    "same": frozenset(("single",)),
    "different": frozenset(("single",)),
    "distance": frozenset(("single", "scale")),
    "close": frozenset(("single", "scale")),
    "hours": frozenset(("availability",)),
    "languages": frozenset(("languages",)),
    "text": frozenset(("text",)),
    "preferred": frozenset(("partners",)),
    "refused": frozenset(("partners",)),
}
NEEDS_OPTIONS = CHOICES


def check(placed: Placed) -> None:
    """Note everything that is wrong with data that the schema finds right."""
    data = placed.data
    _unique_ids(placed, data, ())
    _languages(placed, data, data["languages"], ())
    for side in SIDES:
        for index, question in enumerate(data["questions"][side]):
            _question(placed, data, question, ("questions", side, index))
        _once(placed, data["questions"][side], ("questions", side))
    for name, options in data.get("lists", {}).items():
        _parents(placed, options, ("lists", name))
    for index, criterion in enumerate(data["criteria"]):
        _criterion(placed, data, criterion, ("criteria", index))
    for index, prompt in enumerate(data.get("agenda", ())):
        phases = [phase["id"] for phase in data.get("phases", ())]
        if prompt["phase"] not in phases:
            _no_such(placed, ("agenda", index, "phase"), prompt["phase"], phases, ("phase", "fase"))
    _sums(placed, data)


def _unique_ids(placed: Placed, data: Any, path: Path) -> None:
    """Ids in one list are different."""
    if isinstance(data, list):
        seen: dict[str, int] = {}
        for index, each in enumerate(data):
            id = each.get("id") if isinstance(each, dict) else None
            if id in seen:
                placed.add(
                    placed.place((*path, index, "id")),
                    (*path, index, "id"),
                    say(
                        "The id “{id}” is used twice in this list.",
                        "El id «{id}» se usa dos veces en esta lista.",
                        id=str(id),
                    ),
                    say("Give this one another.", "Dele otro a este."),
                )
            if id is not None:
                seen[id] = index
            _unique_ids(placed, each, (*path, index))
    elif isinstance(data, dict):
        for key, each in data.items():
            _unique_ids(placed, each, (*path, key))


def _languages(placed: Placed, data: Any, languages: list[str], path: Path) -> None:
    """Every text has every language of the blueprint."""
    if isinstance(data, list):
        for index, each in enumerate(data):
            _languages(placed, each, languages, (*path, index))
    elif (
        isinstance(data, dict)
        and data
        and all(isinstance(value, str) for value in data.values())
        and _is_text(data, languages)
    ):
        for language in languages:
            if not data.get(language, "").strip():
                placed.add(
                    placed.place(path),
                    path,
                    say("The text in “{language}” is missing.", "Falta el texto en «{language}».", language=language),
                    say("Add a line “{language}:” to it.", "Añada una línea «{language}:».", language=language),
                )
    elif isinstance(data, dict):
        for key, each in data.items():
            _languages(placed, each, languages, (*path, key))


def _is_text(data: dict[str, Any], languages: list[str]) -> bool:
    return any(key in languages for key in data) or all(
        len(key.split("-")[0]) in (2, 3) and key != "id" for key in data
    )


def _question(placed: Placed, data: Any, question: dict[str, Any], path: Path) -> None:
    kind = question["kind"]
    if "list" in question and question["list"] not in data.get("lists", {}):
        _no_such(placed, (*path, "list"), question["list"], list(data.get("lists", {})), ("list", "lista"))
    if kind in NEEDS_OPTIONS and not question.get("options") and not question.get("list"):
        _wrong(
            placed,
            path,
            ("A question of kind “{kind}” needs choices.", "Una pregunta de tipo «{kind}» necesita opciones."),
            ("Add `options:` or `list:`.", "Añada `options:` o `list:`."),
            kind,
        )
    if kind == "scale" and "scale" not in question:
        _wrong(
            placed,
            path,
            ("A scale needs its ends.", "Una escala necesita sus extremos."),
            ("Add `scale: {{low: 1, high: 5}}`.", "Añada `scale: {{low: 1, high: 5}}`."),
            kind,
        )
    if kind == "scale" and question.get("scale", {}).get("low", 0) >= question.get("scale", {}).get("high", 1):
        _wrong(
            placed,
            (*path, "scale"),
            ("The scale's low end isn't below its high end.", "El extremo bajo no es menor que el alto."),
            ("Swap the two numbers.", "Intercambie los números."),
            kind,
        )
    if kind == "consent" and not question.get("consent_version"):
        _wrong(
            placed,
            path,
            ("A consent needs the version of its text.", "Un consentimiento necesita la versión de su texto."),
            ('Add `consent_version: "1"`.', 'Añada `consent_version: "1"`.'),
            kind,
        )
    if question.get("options") and question.get("list"):
        _wrong(
            placed,
            (*path, "list"),
            ("The question has `options` and `list`.", "La pregunta tiene `options` y `list`."),
            ("Keep one of the two.", "Deje uno de los dos."),
            kind,
        )
    _parents(placed, question.get("options", ()), (*path, "options"))


def _once(placed: Placed, questions: list[dict[str, Any]], path: Path) -> None:
    """Capacity and zone are asked at most once a side."""
    for kind in ("capacity", "zone"):
        found = [index for index, question in enumerate(questions) if question["kind"] == kind]
        for index in found[1:]:
            _wrong(
                placed,
                (*path, index, "kind"),
                ("“{kind}” is asked twice.", "«{kind}» se pregunta dos veces."),
                ("Keep one of the two questions.", "Deje una de las dos preguntas."),
                kind,
            )


def _parents(placed: Placed, options: Iterable[dict[str, Any]], path: Path) -> None:
    above = {option["id"]: option.get("parent", "") for option in options}
    for index, (id, parent) in enumerate(above.items()):
        if parent and parent not in above:
            _no_such(placed, (*path, index, "parent"), parent, list(above), ("option", "opción"))
        seen, higher = {id}, parent
        while higher:
            if higher in seen:
                _wrong(
                    placed,
                    (*path, index, "parent"),
                    ("“{kind}” is above itself.", "«{kind}» está por encima de sí misma."),
                    ("Break the circle.", "Rompa el círculo."),
                    id,
                )
                break
            seen.add(higher)
            higher = above.get(higher, "")


def _criterion(placed: Placed, data: Any, criterion: dict[str, Any], path: Path) -> None:
    compare = criterion["compare"]
    either = compare in ("preferred", "refused")
    if either and not criterion.get("mentee") and not criterion.get("mentor"):
        _wrong(
            placed,
            path,
            ("The criterion names no question.", "El criterio no nombra ninguna pregunta."),
            ("Add `mentee:` or `mentor:`.", "Añada `mentee:` o `mentor:`."),
            compare,
        )
    for side in SIDES:
        if side in criterion and (criterion[side] or not either):
            _criterion_question(placed, data, criterion, side, (*path, side))
        elif not either:
            _wrong(
                placed,
                path,
                ("“{kind}” is missing.", "Falta «{kind}»."),
                ("Add `{kind}:` with a question's id.", "Añada `{kind}:` con el id de una pregunta."),
                side,
            )
    _criterion_figures(placed, criterion, path)


def _criterion_figures(placed: Placed, criterion: dict[str, Any], path: Path) -> None:
    compare = criterion["compare"]
    if not criterion["weight"] and not criterion.get("hard"):
        _wrong(
            placed,
            (*path, "weight"),
            ("The criterion counts nothing and bars nothing.", "El criterio no cuenta ni impide nada."),
            ("Give it a weight, or make it `hard: true`.", "Dele un peso o márquelo `hard: true`."),
            compare,
        )
    if compare == "refused" and not criterion.get("hard"):
        _wrong(
            placed,
            path,
            ("A refusal must be hard.", "Un rechazo debe ser obligatorio."),
            ("Add `hard: true`.", "Añada `hard: true`."),
            compare,
        )
    if compare == "distance" and "wanted" not in criterion:
        _wrong(
            placed,
            path,
            ("A distance needs what is wanted.", "Una distancia necesita lo deseado."),
            ("Add `wanted: {{at_least: 1, at_most: 2}}`.", "Añada `wanted: {{at_least: 1, at_most: 2}}`."),
            compare,
        )
    wanted = criterion.get("wanted", {"at_least": 0, "at_most": 0})
    if wanted["at_least"] > wanted["at_most"]:
        _wrong(
            placed,
            (*path, "wanted"),
            ("`at_least` is above `at_most`.", "`at_least` es mayor que `at_most`."),
            ("Swap the two numbers.", "Intercambie los números."),
            compare,
        )


def _criterion_question(placed: Placed, data: Any, criterion: dict[str, Any], side: str, path: Path) -> None:
    questions = {question["id"]: question for question in data["questions"][side]}
    question = questions.get(criterion[side])
    if question is None:
        whom = {"mentee": "la persona tutelada", "mentor": "quien mentoriza"}[side]
        _no_such(placed, path, criterion[side], list(questions), (f"question to the {side}", f"pregunta a {whom}"))
        return
    compare = criterion["compare"]
    if question.get("identity"):
        _wrong(
            placed,
            path,
            (
                "“{kind}” asks about identity, which is never a term of fit.",
                "«{kind}» pregunta por la identidad, que nunca cuenta para el ajuste.",
            ),
            ("Take the criterion out.", "Quite el criterio."),
            criterion[side],
        )
    elif question["kind"] not in KINDS[compare]:
        placed.add(
            placed.place(path),
            path,
            say(
                "“{compare}” can't compare a question of kind “{kind}”.",
                "«{compare}» no puede comparar una pregunta de tipo «{kind}».",
                compare=compare,
                kind=question["kind"],
            ),
            say(
                "Name a question of kind {kinds}.",
                "Nombre una pregunta de tipo {kinds}.",
                kinds=listed(sorted(KINDS[compare]), last="or"),
            ),
        )
    elif compare in ("distance", "close") and question["kind"] == "single" and not question.get("ordered"):
        _wrong(
            placed,
            path,
            ("The options of “{kind}” stand in no order.", "Las opciones de «{kind}» no tienen orden."),
            ("Add `ordered: true` to the question.", "Añada `ordered: true` a la pregunta."),
            criterion[side],
        )


def _sums(placed: Placed, data: Any) -> None:
    """Something counts; roles have as many seats as they say."""
    if data["criteria"] and not any(criterion["weight"] for criterion in data["criteria"]):
        _wrong(
            placed,
            ("criteria",),
            ("No criterion has a weight.", "Ningún criterio tiene peso."),
            ("Give at least one a weight.", "Dele peso al menos a uno."),
            "",
        )
    for index, relationship in enumerate(data["relationships"]):
        for at, role in enumerate(relationship["roles"]):
            if role.get("at_least", 1) > role.get("at_most", max(1, role.get("at_least", 1))):
                _wrong(
                    placed,
                    ("relationships", index, "roles", at),
                    ("`at_least` is above `at_most`.", "`at_least` es mayor que `at_most`."),
                    ("Swap the two numbers.", "Intercambie los números."),
                    "",
                )


def _wrong(placed: Placed, path: Path, message: tuple[str, str], mend: tuple[str, str], kind: str) -> None:
    placed.add(placed.place(path), path, say(*message, kind=kind), say(*mend, kind=kind))


def _no_such(placed: Placed, path: Path, name: str, known: list[str], what: tuple[str, str]) -> None:
    message = say("There is no {what} “{name}”.", "No existe la {what} «{name}».", what=Sentence(*what), name=name)
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        mend = say("Did you mean “{near}”?", "¿Quiso decir «{near}»?", near=near[0])
    elif known:
        mend = say("There are {known}.", "Existen {known}.", known=listed(known[:12]))
    else:
        mend = say("Define it first.", "Defínala primero.")
    placed.add(placed.place(path), path, message, mend)
