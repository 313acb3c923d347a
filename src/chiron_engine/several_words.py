"""The sentences about several mentors each, in English and in Spanish."""

from __future__ import annotations

from typing import Final

SEVERAL: Final[dict[str, dict[str, str]]] = {
    "several.has": {
        "en": "{mentee}, who may have {wanted} {wanted:mentor|mentors}, is with {held}.",
        "es": "{mentee}, que puede tener {wanted} {wanted:mentor/a|mentores/as}, está con {held}.",
    },
    "several.enough.coordinator": {
        "en": "{mentee} and {mentor} (fit {fit}) are not together although a place is free: {mentee} has as many "
        "mentors as they may.",
        "es": "No forman pareja {mentee} y {mentor} (ajuste {fit}) aunque queda una plaza libre: {mentee} ya tiene "
        "tantos mentores/as como puede.",
    },
    "several.enough.person": {
        "en": "Other pairings suited the whole programme better.",
        "es": "Otras combinaciones convenían más al conjunto del programa.",
    },
    "several.loss": {
        "en": "Making this pair would lower the total fit by {loss}.",
        "es": "Formar esta pareja bajaría el ajuste total en {loss}.",
    },
    "several.no_loss": {
        "en": "With this pair made and others moved, the total fit could be at least as high.",
        "es": "Con esta pareja y otras cambiadas, el ajuste total podría ser al menos igual de alto.",
    },
    "several.loss_pairs": {
        "en": "Making this pair would cost {count} {count:pair|pairs} elsewhere.",
        "es": "Formar esta pareja costaría {count} {count:pareja|parejas} en otra parte.",
    },
    "several.full.coordinator": {
        "en": "No more: all places with {count:the only other candidate|the {count} other candidates} are taken.",
        "es": "No más: están ocupadas las plazas de {count:la única candidatura restante|las otras {count} "
        "candidaturas}.",
    },
    "several.full.person": {
        "en": "For more there were too few places with suitable mentors.",
        "es": "Para más faltaban plazas con mentores/as adecuados.",
    },
    "several.has_place.coordinator": {
        "en": "A candidate of {mentee} still has a free place.",
        "es": "Entre las candidaturas de {mentee} aún queda una plaza libre.",
    },
    "several.has_place.person": {
        "en": "There may still be a place. The programme keeps looking.",
        "es": "Puede que aún quede una plaza. El programa sigue buscando.",
    },
    "several.no_candidate.coordinator": {
        "en": "No more: nobody else came into question.",
        "es": "No más: nadie más reunía las condiciones.",
    },
    "several.no_candidate.person": {
        "en": "No other mentor met what was asked for.",
        "es": "Nadie más cumplía lo pedido para mentorizar.",
    },
    "several.forbidden.coordinator": {
        "en": "No more: every other pair that came into question is forbidden.",
        "es": "No más: las demás parejas posibles están prohibidas.",
    },
    "several.forbidden.person": {
        "en": "The rules of the programme left no further mentor.",
        "es": "Las reglas del programa no dejaron a nadie más para mentorizar.",
    },
    "several.passed_over.full": {
        "en": "Not {mentor} (fit {fit}): the places are taken.",
        "es": "No con {mentor} (ajuste {fit}): las plazas están ocupadas.",
    },
    "several.passed_over.no_places": {
        "en": "Not {mentor} (fit {fit}): no place is free.",
        "es": "No con {mentor} (ajuste {fit}): no tiene plazas libres.",
    },
    "several.passed_over.has_place": {
        "en": "Not {mentor} (fit {fit}), although a place is free.",
        "es": "No con {mentor} (ajuste {fit}), aunque queda una plaza.",
    },
    "several.passed_over.enough": {
        "en": "Not {mentor} (fit {fit}): a place is free, but this is as many as may be.",
        "es": "No con {mentor} (ajuste {fit}): queda una plaza, pero no puede tener más.",
    },
    "several.place_pairs": {
        "en": "One more place with {mentor} would make {count} more {count:pair|pairs} possible.",
        "es": "Una plaza más con {mentor} permitiría {count} {count:pareja|parejas} más.",
    },
}
