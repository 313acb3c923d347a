"""What is wrong with a problem, in words and in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from chiron_engine.phrasing import phrase

if TYPE_CHECKING:
    from chiron_engine.telling import People

MESSAGES: Final[dict[str, dict[str, str]]] = {
    "unknown_method": {
        "en": "There is no method “{method}”. Choose one of: {known}.",
        "es": "No existe el método «{method}». Elige uno de: {known}.",
    },
    "wrong_options": {
        "en": "The method “{method}” takes options of type {expected}, not {given}.",
        "es": "El método «{method}» admite opciones de tipo {expected}, no {given}.",
    },
    "options_missing": {
        "en": "The method “{method}” needs options of type {expected}.",
        "es": "El método «{method}» necesita opciones de tipo {expected}.",
    },
    "too_few_changes": {
        "en": "At most {changes} of today's pairs may change, but at least {needed} must, to keep to the constraints.",
        "es": "Pueden cambiar como mucho {changes} de las parejas actuales, pero deben cambiar al menos {needed} para "
        "respetar las condiciones.",
    },
    "no_equity": {
        "en": "No matching was found in which the groups' mean fits are within {delta}; the closest are {gap} apart.",
        "es": "No se halló un emparejamiento con las medias de los grupos a menos de {delta}; lo más cerca es {gap}.",
    },
    "bad_option": {
        "en": "The option {option} is {value}; it must be {expected}.",
        "es": "La opción {option} vale {value}; debe ser {expected}.",
    },
    "not_a_matrix": {
        "en": "Fit must be a table with one row per mentee and one column per mentor; this has {dimensions} "
        "{dimensions:dimension|dimensions}.",
        "es": "El ajuste debe ser una tabla con una fila por persona tutelada y una columna por mentor/a; esta "
        "tiene {dimensions} {dimensions:dimensión|dimensiones}.",
    },
    "wrong_length": {
        "en": "{what} has {given} {given:entry|entries}; it needs {expected}.",
        "es": "{what} tiene {given} {given:entrada|entradas}; necesita {expected}.",
    },
    "uneven_rows": {
        "en": "The rows of {what} have different lengths; every row needs an entry for every column.",
        "es": "Las filas de {what} tienen longitudes distintas; cada fila necesita una entrada por columna.",
    },
    "not_numbers": {
        "en": "{what} must hold numbers.",
        "es": "{what} debe contener números.",
    },
    "not_whole": {
        "en": "{what} at position {index} is {value}; it must be a whole number.",
        "es": "{what} en la posición {index} es {value}; debe ser un número entero.",
    },
    "not_finite": {
        "en": "The fit of mentee {mentee} and mentor {mentor} is {value}. Give a number, or leave the pair out "
        "(allowed=False).",
        "es": "El ajuste entre la persona tutelada {mentee} y mentor/a {mentor} es {value}. Da un número o excluye la "
        "pareja (allowed=False).",
    },
    "too_large": {
        "en": "Fits as large as {value} can't be added exactly for {people} mentees; divide them all by the same "
        "number.",
        "es": "Ajustes tan grandes como {value} no pueden sumarse con exactitud para {people} personas tuteladas; "
        "divídelos todos por el mismo número.",
    },
    "negative": {
        "en": "{what} of mentor {mentor} is {value}; it can't be below zero.",
        "es": "{what} de mentor/a {mentor} es {value}; no puede ser negativo.",
    },
    "negative_rank": {
        "en": "{what} of the pair mentee {mentee}, mentor {mentor} is {value}; ranks count up from zero or one.",
        "es": "{what} de la pareja persona tutelada {mentee}, mentor/a {mentor} es {value}; los puestos se cuentan "
        "desde cero o uno.",
    },
    "out_of_range": {
        "en": "Entry {index} of {what} names {value}, but the numbers run from 0 to {last}.",
        "es": "La entrada {index} de {what} nombra {value}, pero los números van de 0 a {last}.",
    },
    "duplicate_pair": {
        "en": "The pair mentee {mentee}, mentor {mentor} is given twice.",
        "es": "La pareja persona tutelada {mentee}, mentor/a {mentor} aparece dos veces.",
    },
    "duplicate_id": {
        "en": "The id “{value}” stands for two {what}: rows {first} and {second}.",
        "es": "El identificador «{value}» corresponde a dos {what}: filas {first} y {second}.",
    },
    "lock_forbidden": {
        "en": "The pair mentee {mentee}, mentor {mentor} is locked and forbidden at once. Undo one of the two.",
        "es": "La pareja persona tutelada {mentee}, mentor/a {mentor} está fijada y prohibida a la vez. Deshaz una "
        "de las dos cosas.",
    },
    "lock_unknown": {
        "en": "The locked pair mentee {mentee}, mentor {mentor} is not among the candidates. Add it with its fit.",
        "es": "La pareja fijada persona tutelada {mentee}, mentor/a {mentor} no está entre las candidatas. Añádela "
        "con su "
        "ajuste.",
    },
    "lock_twice": {
        "en": "Mentee {mentee} is locked to two mentors: {mentor} and {other}.",
        "es": "La persona tutelada {mentee} está fijada a dos mentores/as: {mentor} y {other}.",
    },
    "lock_two_roles": {
        "en": "The pair mentee {mentee}, mentor {mentor} is locked in two roles, and one pair may have only one.",
        "es": "La pareja persona tutelada {mentee}, mentor/a {mentor} está fijada en dos funciones, y solo puede "
        "tener una.",
    },
    "lock_capacity": {
        "en": "{locks} {locks:mentee is|mentees are} locked to mentor {mentor}, who offers {capacity} "
        "{capacity:place|places}.",
        "es": "Hay {locks} {locks:persona tutelada fijada|personas tuteladas fijadas} a mentor/a {mentor}, que ofrece "
        "{capacity} "
        "{capacity:plaza|plazas}.",
    },
    "minimum_capacity": {
        "en": "Mentor {mentor} must have at least {minimum} {minimum:mentee|mentees} but offers {capacity} "
        "{capacity:place|places}.",
        "es": "Mentor/a {mentor} debe tener al menos {minimum} {minimum:persona tutelada|personas tuteladas}, pero "
        "ofrece "
        "{capacity} {capacity:plaza|plazas}.",
    },
    "minimum_clash": {
        "en": "The minimum of {mentors} can't be met: it takes {needed} {needed:mentee|mentees}, and only {available} "
        "can go there.",
        "es": "El mínimo de {mentors} no puede cumplirse: {needed:hace falta {needed} persona tutelada|hacen falta "
        "{needed} personas tuteladas} y solo {available} {available:puede|pueden} ir ahí.",
    },
    "too_fine": {
        "en": "Fits with so many digits can't be weighed exactly for {people} mentees with up to {most} mentors each; "
        "round them.",
        "es": "Ajustes con tantas cifras no pueden sopesarse con exactitud para {people} personas tuteladas con hasta "
        "{most} mentores/as cada una; redondéalos.",
    },
    "several_minimum": {
        "en": "The minima can't all be met, even with up to {most} {most:mentor|mentors} for each mentee: too few "
        "people would come to {mentors}.",
        "es": "No pueden cumplirse todos los mínimos, ni siquiera con hasta {most} {most:mentor/a|mentores/as} por "
        "persona tutelada: llegarían muy pocas personas a {mentors}.",
    },
    "minimum_stable": {
        "en": "No stable matching gives {mentors} the minimum asked for: every one of them gives too few. "
        'Lower the minimum, or close mentors who fall short (below_minimum="close").',
        "es": "Ningún emparejamiento estable da a {mentors} el mínimo pedido: todos se quedan cortos. "
        'Baja el mínimo o cierra a quienes no lleguen (below_minimum="close").',
    },
    "no_strongly_stable": {
        "en": "No strongly stable matching exists for these ranks: their ties make one impossible. Use weak stability.",
        "es": "No existe un emparejamiento fuertemente estable con estas listas: los empates lo impiden. "
        "Usa la estabilidad débil.",
    },
    "no_super_stable": {
        "en": "No super-stable matching exists for these ranks: their ties make one impossible. Use weak stability.",
        "es": "No existe un emparejamiento superestable con estas listas: los empates lo impiden. "
        "Usa la estabilidad débil.",
    },
    "rank_missing": {
        "en": "{what} is missing for the pair mentee {mentee}, mentor {mentor}.",
        "es": "Falta {what} para la pareja persona tutelada {mentee}, mentor/a {mentor}.",
    },
    "unknown_language": {
        "en": "There are no sentences in “{language}”; there are: en, es.",
        "es": "No hay frases en «{language}»; hay: en, es.",
    },
    "apart_self": {
        "en": "Person {person} can't be kept apart from themselves; name two people.",
        "es": "La persona {person} no puede separarse de sí misma; nombra a dos personas.",
    },
    "live_needs_optimum": {
        "en": "What-if starts from a welfare matching that solve() made for this problem, without minima.",
        "es": "Las pruebas parten de un emparejamiento «welfare» hecho por solve() para este problema, sin mínimos.",
    },
    "no_subject": {
        "en": "Say whom to explain: a mentee, a mentor or both.",
        "es": "Indica a quién explicar: una persona tutelada, un mentor/a o ambos.",
    },
    "group_missing": {
        "en": "The method “equitable” needs the group of every mentee.",
        "es": "El método «equitable» necesita el grupo de cada persona tutelada.",
    },
}


def _named(mentors: list[int], language: str, names: Sequence[str] | None) -> str:
    """Mentors by name or number; the first eight of a long list."""
    one, many, conjunction = {"en": ("mentor", "mentors", "and"), "es": ("mentor/a", "mentores/as", "y")}[language]
    shown = [str(mentor) if names is None else names[mentor] for mentor in mentors[:8]]
    rest = len(mentors) - len(shown)
    if rest:
        shown.append(str(rest) + {"en": " more", "es": " más"}[language])
    if len(shown) == 1:
        return f"{one} {shown[0]}"
    return f"{many} {', '.join(shown[:-1])} {conjunction} {shown[-1]}"


class ProblemError(ValueError):
    """A problem that can't be put to the engine; says what is wrong and how to mend it.

    ``str(error)`` is English; :meth:`text` gives either language; ``code`` and ``facts`` are for programs.
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str, *, people: People | None = None) -> str:
        """The message in ``language`` ("en" or "es"), with names where ``people`` has them, else row numbers."""
        mentees, mentors = (None, None) if people is None else (people.mentees, people.mentors)
        facts: dict[str, object] = {}
        for name, value in self.facts.items():
            known = mentees if name == "mentee" else mentors if name in ("mentor", "other") else None
            if isinstance(value, list):
                facts[name] = _named(value, language, mentors)
            else:
                facts[name] = known[value] if known is not None and isinstance(value, int) else value
        return phrase(MESSAGES[self.code][language], **facts)


class Infeasible(ProblemError):
    """A well-formed problem without an answer; names the constraints that clash."""
