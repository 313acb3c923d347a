"""What changes from one version of a blueprint to another, in sentences for a coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chiron_blueprint.schema.files import to_data
from chiron_blueprint.schema.model import Blueprint
from chiron_blueprint.words import Sentence, say, shortened

PARTS: dict[str, tuple[str, str]] = {
    "relationships": ("The relationship type", "El tipo de relación"),
    "phases": ("The phase", "La fase"),
    "criteria": ("The criterion", "El criterio"),
    "agenda": ("The agenda question", "La pregunta de agenda"),
    "agreement": ("The agreement's section", "La sección del acuerdo"),
    "check_ins": ("The check-in", "El seguimiento"),
    "instruments": ("The instrument", "El instrumento"),
    "mails": ("The mail", "El correo"),
    "how_to_run": ("The guide's section", "La sección de la guía"),
}
FIELDS: dict[str, tuple[str, str]] = {
    "weight": ("weight", "peso"),
    "hard": ("being obligatory", "obligatoriedad"),
    "missing": ("rule for blanks", "regla para respuestas vacías"),
    "compare": ("comparison", "comparación"),
    "required": ("being required", "obligatoriedad"),
    "options": ("choices", "opciones"),
    "list": ("list of choices", "lista de opciones"),
    "kind": ("kind", "tipo"),
    "ask": ("wording", "redacción"),
    "name": ("name", "nombre"),
    "wanted": ("wanted distance", "distancia deseada"),
    "text": ("text", "texto"),
    "days": ("days", "días"),
    "day": ("day", "día"),
    "starts_day": ("first day", "primer día"),
    "body": ("text", "texto"),
    "prompt": ("wording", "redacción"),
}


def diff(old: Blueprint, new: Blueprint) -> list[Sentence]:
    """One sentence for each difference, in the order of the file; empty where the two are equal."""
    before, after = to_data(old), to_data(new)
    found: list[Sentence] = []
    for key in ("id", "version", "licence", "languages", "name", "summary"):
        found += _field(say("The blueprint", "El diseño"), key, before.get(key), after.get(key))
    for side, whose in (
        ("mentee", ("The mentees' question", "La pregunta a personas tuteladas")),
        ("mentor", ("The mentors' question", "La pregunta a mentores/as")),
    ):
        found += _entries(Sentence(*whose), before["questions"][side], after["questions"][side])
    for key, name in PARTS.items():
        found += _entries(Sentence(*name), before.get(key, []), after.get(key, []))
    for name in sorted({*before.get("lists", {}), *after.get("lists", {})}):
        found += _list(name, before.get("lists", {}).get(name, []), after.get("lists", {}).get(name, []))
    cadence = say("The cadence", "La cadencia")
    old_cadence, new_cadence = before.get("cadence") or {}, after.get("cadence") or {}
    for key in dict.fromkeys((*old_cadence, *new_cadence)):
        found += _field(cadence, key, old_cadence.get(key), new_cadence.get(key))
    return found


def _entries(what: Sentence, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Sentence]:
    old = {each["id"]: each for each in before}
    new = {each["id"]: each for each in after}
    for id in old:
        if id not in new:
            yield say("{what} “{id}” goes.", "{what} «{id}» desaparece.", what=what, id=id)
    for id, each in new.items():
        if id not in old:
            yield say(
                "{what} “{id}” is new: {label}.",
                "{what} «{id}» es nueva: {label}.",
                what=what,
                id=id,
                label=_label(each),
            )
            continue
        named = say("{what} “{id}”", "{what} «{id}»", what=what, id=id)
        for key in dict.fromkeys((*old[id], *each)):
            yield from _field(named, key, old[id].get(key), each.get(key))
    kept_old = [id for id in old if id in new]
    kept_new = [id for id in new if id in old]
    if kept_old != kept_new:
        yield say("{what}: the order changes.", "{what}: cambia el orden.", what=what)


def _list(name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Sentence]:
    what = say("In the list “{name}” the choice", "En la lista «{name}» la opción", name=name)
    yield from _entries(what, before, after)


def _field(what: Sentence, key: str, before: Any, after: Any) -> Iterator[Sentence]:
    if before == after:
        return
    name = Sentence(*FIELDS.get(key, (key.replace("_", " "), key.replace("_", " "))))
    yield say(
        "{what}: {name} changes from {before} to {after}.",
        "{what}: {name} cambia de {before} a {after}.",
        what=what,
        name=name,
        before=_shown(before),
        after=_shown(after),
    )


def _shown(value: Any) -> Sentence:
    if value is None:
        return Sentence("nothing", "nada")
    if isinstance(value, dict) and "en" in value:
        return Sentence(f"“{shortened(str(value['en']), 80)}”", f"«{shortened(str(value.get('es', value['en'])), 80)}»")
    if isinstance(value, bool):
        return Sentence("yes", "sí") if value else Sentence("no", "no")
    if isinstance(value, list):
        ids = [str(each.get("id", "…")) if isinstance(each, dict) else str(each) for each in value]
        text = shortened(", ".join(ids), 80)
        return Sentence(text, text)
    if isinstance(value, dict):
        text = shortened(", ".join(f"{key} {each}" for key, each in value.items()), 80)
        return Sentence(text, text)
    return Sentence(str(value), str(value))


def _label(each: dict[str, Any]) -> Sentence:
    for key in ("name", "ask", "title", "prompt", "label", "subject"):
        if isinstance(each.get(key), dict):
            texts = each[key]
            return Sentence(shortened(texts.get("en", ""), 80), shortened(texts.get("es", texts.get("en", "")), 80))
    return Sentence(each["id"], each["id"])
