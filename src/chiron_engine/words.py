"""The sentences of the engine, written in English and in Spanish."""

from __future__ import annotations

from typing import Final

from chiron_engine.check_words import CHECKS
from chiron_engine.errors import ProblemError
from chiron_engine.phrasing import phrase
from chiron_engine.several_words import SEVERAL

SENTENCES: Final[dict[str, dict[str, str]]] = {
    **CHECKS,
    **SEVERAL,
    "mentee": {"en": "mentee {row}", "es": "persona tutelada {row}"},
    "mentor": {"en": "mentor {row}", "es": "mentor/a {row}"},
    "pair.together.coordinator": {
        "en": "{mentee} and {mentor} are together, with a fit of {fit}.",
        "es": "Forman pareja {mentee} y {mentor}, con un ajuste de {fit}.",
    },
    "pair.together.person": {
        "en": "{mentee} and {mentor} are together, with a fit of {fit}.",
        "es": "Forman pareja {mentee} y {mentor}, con un ajuste de {fit}.",
    },
    "pair.locked.coordinator": {
        "en": "{mentee} and {mentor} are together because the pair was locked (fit {fit}).",
        "es": "Forman pareja {mentee} y {mentor} porque se fijó de antemano (ajuste {fit}).",
    },
    "pair.locked.person": {
        "en": "{mentee} and {mentor} were put together by the programme (fit {fit}).",
        "es": "El programa unió a {mentee} y a {mentor} (ajuste {fit}).",
    },
    "pair.forbidden.coordinator": {
        "en": "{mentee} and {mentor} may not be paired: a rule of the programme forbids it.",
        "es": "No pueden formar pareja {mentee} y {mentor}: lo prohíbe una regla del programa.",
    },
    "pair.forbidden.person": {
        "en": "This pair was not possible under the rules of the programme.",
        "es": "Esta pareja no era posible según las reglas del programa.",
    },
    "pair.no_candidate.coordinator": {
        "en": "{mentee} and {mentor} were not candidates for each other.",
        "es": "No entraban en consideración como pareja: {mentee} y {mentor}.",
    },
    "pair.no_candidate.person": {
        "en": "This pair was not among the candidates.",
        "es": "Esta pareja no estaba entre las candidatas.",
    },
    "pair.closed.coordinator": {
        "en": "{mentor} takes nobody this time, because too few mentees came to reach the minimum.",
        "es": "Esta vez {mentor} no recibe a nadie, porque no se llegó al mínimo de personas tuteladas.",
    },
    "pair.closed.person": {
        "en": "{mentor} takes nobody this time.",
        "es": "Esta vez {mentor} no recibe a nadie.",
    },
    "pair.no_places.coordinator": {"en": "{mentor} offers no places.", "es": "{mentor} no ofrece plazas."},
    "pair.no_places.person": {"en": "{mentor} has no places this time.", "es": "{mentor} no tiene plazas esta vez."},
    "pair.full.coordinator": {
        "en": "{mentee} and {mentor} (fit {fit}) are not together: {capacity:the only place is|all {capacity} places "
        "are} "
        "taken.",
        "es": "No forman pareja {mentee} y {mentor} (ajuste {fit}): {capacity:la única plaza está ocupada|las "
        "{capacity} "
        "plazas están ocupadas}.",
    },
    "pair.full.person": {
        "en": "All places with {mentor} went to others.",
        "es": "Todas las plazas con {mentor} fueron para otras personas.",
    },
    "pair.has_place.coordinator": {
        "en": "{mentee} and {mentor} (fit {fit}) are not together although a place is free.",
        "es": "No forman pareja {mentee} y {mentor} (ajuste {fit}) aunque queda una plaza libre.",
    },
    "pair.has_place.person": {
        "en": "Another pairing suited the whole programme better.",
        "es": "Otra combinación convenía más al conjunto del programa.",
    },
    "pair.wish": {
        "en": "{mentor} {count:is the only candidate|stands at place {place} among the {count} candidates} of "
        "{mentee}.",
        "es": "{mentor} {count:es la única candidatura|ocupa el puesto {place} entre las {count} candidaturas} para "
        "{mentee}.",
    },
    "pair.esteem": {
        "en": "{mentee} {count:is the only candidate|stands at place {place} among the {count} candidates} of "
        "{mentor}.",
        "es": "{mentee} {count:es la única candidatura|ocupa el puesto {place} entre las {count} candidaturas} para "
        "{mentor}.",
    },
    "pair.holders": {
        "en": "{count:The place is|The places are} held by {held}.",
        "es": "{count:Ocupa la plaza|Ocupan las plazas}: {held}.",
    },
    "pair.instead": {
        "en": "{mentee} has {mentor} instead (fit {fit}).",
        "es": "En su lugar, {mentee} tiene a {mentor} (ajuste {fit}).",
    },
    "pair.loss": {
        "en": "Making this pair would lower the total fit by at least {loss}.",
        "es": "Formar esta pareja bajaría el ajuste total al menos {loss}.",
    },
    "pair.blocking": {
        "en": "{mentee} and {mentor} would both rather have each other.",
        "es": "Tanto {mentee} como {mentor} se prefieren mutuamente a lo que tienen.",
    },
    "pair.place_value": {
        "en": "One more place with {mentor} would add {value} to the total fit.",
        "es": "Una plaza más con {mentor} añadiría {value} al ajuste total.",
    },
    "mentee.matched.coordinator": {
        "en": "{mentee} is with {mentor} (fit {fit}, {count} {count:candidate|candidates}).",
        "es": "{mentee} está con {mentor} (ajuste {fit}, {count} {count:candidatura|candidaturas}).",
    },
    "mentee.matched.person": {
        "en": "{mentee} is with {mentor} (fit {fit}).",
        "es": "{mentee} está con {mentor} (ajuste {fit}).",
    },
    "mentee.no_candidate.coordinator": {
        "en": "{mentee} has no mentor: nobody came into question.",
        "es": "{mentee} no tiene mentor/a: nadie reunía las condiciones.",
    },
    "mentee.no_candidate.person": {
        "en": "No mentor in this round met what was asked for. The programme will look further.",
        "es": "En esta ronda nadie cumplía lo pedido para mentorizar. El programa seguirá buscando.",
    },
    "mentee.forbidden.coordinator": {
        "en": "{mentee} has no mentor: every pair that came into question is forbidden.",
        "es": "{mentee} no tiene mentor/a: todas las parejas posibles están prohibidas.",
    },
    "mentee.forbidden.person": {
        "en": "The rules of the programme left no mentor in this round. The programme will look further.",
        "es": "Las reglas del programa no dejaron a nadie para mentorizar en esta ronda. El programa seguirá buscando.",
    },
    "mentee.full.coordinator": {
        "en": "{mentee} has no mentor: all places with {count:the only candidate|the {count} candidates} are taken.",
        "es": "{mentee} no tiene mentor/a: están ocupadas las plazas de {count:la única candidatura|las {count} "
        "candidaturas}.",
    },
    "mentee.full.person": {
        "en": "There were more people than places with suitable mentors. The programme keeps looking for a place.",
        "es": "Hubo más personas que plazas con mentores/as adecuados. El programa sigue buscando una plaza.",
    },
    "mentee.minimum.coordinator": {
        "en": "{mentee} has no mentor: a candidate was closed because too few came to reach the minimum.",
        "es": "{mentee} no tiene mentor/a: una de sus candidaturas se cerró porque no llegó a su mínimo.",
    },
    "mentee.minimum.person": {
        "en": "A suitable group did not reach the number it needs. The programme keeps looking for a place.",
        "es": "Un grupo adecuado no alcanzó el número necesario. El programa sigue buscando una plaza.",
    },
    "mentee.lowers_total.coordinator": {
        "en": "{mentee} has no mentor although a place is free: any pair for them lowers the total fit.",
        "es": "{mentee} no tiene mentor/a aunque queda alguna plaza: cualquier pareja para ella baja el ajuste total.",
    },
    "mentee.lowers_total.person": {
        "en": "No suitable mentor was found in this round. The programme keeps looking.",
        "es": "No se encontró a nadie adecuado en esta ronda. El programa sigue buscando.",
    },
    "mentee.equity.coordinator": {
        "en": "{mentee} has no mentor although a place is free: a pair would set the groups too far apart.",
        "es": "{mentee} no tiene mentor/a aunque queda alguna plaza: emparejarle separaría demasiado a los grupos.",
    },
    "mentee.equity.person": {
        "en": "No suitable mentor was found in this round. The programme keeps looking.",
        "es": "No se encontró a nadie adecuado en esta ronda. El programa sigue buscando.",
    },
    "mentee.changes.coordinator": {
        "en": "{mentee} has no mentor although a place is free: too few of today's pairs may change.",
        "es": "{mentee} no tiene mentor/a aunque queda alguna plaza: pueden cambiar muy pocas parejas actuales.",
    },
    "mentee.changes.person": {
        "en": "No suitable mentor was found in this round. The programme keeps looking.",
        "es": "No se encontró a nadie adecuado en esta ronda. El programa sigue buscando.",
    },
    "mentee.passed_over.full": {
        "en": "Not {mentor} (fit {fit}): the places are taken.",
        "es": "No con {mentor} (ajuste {fit}): las plazas están ocupadas.",
    },
    "mentee.passed_over.has_place": {
        "en": "Not {mentor} (fit {fit}): a place is free, but the total is higher this way.",
        "es": "No con {mentor} (ajuste {fit}): queda una plaza, pero así el total es mayor.",
    },
    "mentee.passed_over.no_places": {
        "en": "Not {mentor} (fit {fit}): no place is free.",
        "es": "No con {mentor} (ajuste {fit}): no tiene plazas libres.",
    },
    "mentee.passed_over.closed": {
        "en": "Not {mentor} (fit {fit}): closed, because the minimum was not reached.",
        "es": "No con {mentor} (ajuste {fit}): cerrado por no alcanzar el mínimo.",
    },
    "mentor.load.coordinator": {
        "en": "{mentor} has {load} of {capacity} {capacity:place|places} filled.",
        "es": "{mentor} tiene {load:ocupada|ocupadas} {load} de {capacity} {capacity:plaza|plazas}.",
    },
    "mentor.load.person": {
        "en": "{mentor} has {load} of {capacity} {capacity:place|places} filled.",
        "es": "{mentor} tiene {load:ocupada|ocupadas} {load} de {capacity} {capacity:plaza|plazas}.",
    },
    "mentor.place_value": {
        "en": "One more place with {mentor} would add {value} to the total fit.",
        "es": "Una plaza más con {mentor} añadiría {value} al ajuste total.",
    },
    "mentor.no_place_value": {
        "en": "One more place with {mentor} would not raise the total fit.",
        "es": "Una plaza más con {mentor} no subiría el ajuste total.",
    },
    "change.add_candidate": {
        "en": "It would take a further candidate: widen the criteria or invite another mentor.",
        "es": "Haría falta otra candidatura: amplía los criterios o invita a alguien más a mentorizar.",
    },
    "change.allow": {
        "en": "It would take allowing the pair with {mentor}.",
        "es": "Haría falta permitir la pareja con {mentor}.",
    },
    "change.add_place": {
        "en": "One more place with {mentor}, kept for {mentee}, would do it.",
        "es": "Bastaría una plaza más con {mentor}, reservada para {mentee}.",
    },
    "change.open": {
        "en": "{mentor} would have to take part with fewer mentees than the minimum of {amount}.",
        "es": "{mentor} tendría que participar con menos personas tuteladas que el mínimo de {amount}.",
    },
    "change.everybody_first": {
        "en": "Asking for everybody to be matched first would do it.",
        "es": "Bastaría pedir que primero se empareje a todo el mundo.",
    },
    "change.loosen_equity": {
        "en": "Allowing the groups to be further apart would do it.",
        "es": "Bastaría permitir mayor distancia entre los grupos.",
    },
    "change.more_changes": {
        "en": "Allowing more of today's pairs to change would do it.",
        "es": "Bastaría permitir que cambien más parejas actuales.",
    },
    "change.raise_fit": {
        "en": "The fit would have to be higher by at least {amount}.",
        "es": "El ajuste tendría que ser al menos {amount} mayor.",
    },
    "change.unlock": {
        "en": "The lock to {mentor} would have to go.",
        "es": "Habría que soltar la pareja fijada con {mentor}.",
    },
}


def sentence(key: str, language: str, **facts: object) -> str:
    """The sentence of that key in ``language``; raises ProblemError for a language that isn't there."""
    if language not in ("en", "es"):
        raise ProblemError("unknown_language", language=language)
    text = phrase(SENTENCES[key][language], **facts)
    if key in ("mentee", "mentor"):
        return text
    return text[:1].upper() + text[1:]
