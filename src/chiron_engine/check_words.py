"""The sentences of checks, written in English and in Spanish."""

from __future__ import annotations

from typing import Final

CHECKS: Final[dict[str, dict[str, str]]] = {
    "check.shape.passed": {
        "en": "Every mentee has an entry, and every mentor named exists.",
        "es": "Cada mentorizado tiene su entrada y todos los mentores nombrados existen.",
    },
    "check.shape.failed": {
        "en": "The matching has {given} entries for {expected} mentees, or names a mentor who doesn't exist.",
        "es": "El emparejamiento tiene {given} entradas para {expected} mentorizados, o nombra a un mentor que no "
        "existe.",
    },
    "check.candidates.passed": {
        "en": "Every pair is a candidate pair.",
        "es": "Todas las parejas son candidatas.",
    },
    "check.candidates.failed": {
        "en": "{count} pair(s) are no candidates: {pairs}.",
        "es": "{count} pareja(s) no son candidatas: {pairs}.",
    },
    "check.forbidden.passed": {"en": "No forbidden pair was made.", "es": "No hay ninguna pareja prohibida."},
    "check.forbidden.failed": {
        "en": "{count} forbidden pair(s) were made: {pairs}.",
        "es": "Se formaron {count} pareja(s) prohibidas: {pairs}.",
    },
    "check.locks.passed": {"en": "Every locked pair is there.", "es": "Están todas las parejas fijadas."},
    "check.locks.failed": {
        "en": "{count} locked pair(s) are missing: {pairs}.",
        "es": "Faltan {count} pareja(s) fijadas: {pairs}.",
    },
    "check.capacity.passed": {
        "en": "No mentor has more mentees than places.",
        "es": "Ningún mentor tiene más mentorizados que plazas.",
    },
    "check.capacity.failed": {
        "en": "{count} mentor(s) have more mentees than places: {mentors}.",
        "es": "{count} mentor(es) tienen más mentorizados que plazas: {mentors}.",
    },
    "check.minimum.passed": {"en": "Every minimum is reached.", "es": "Se alcanzan todos los mínimos."},
    "check.minimum.failed": {
        "en": "{count} mentor(s) have fewer mentees than their minimum: {mentors}.",
        "es": "{count} mentor(es) tienen menos mentorizados que su mínimo: {mentors}.",
    },
    "check.total.passed": {"en": "The fits add up to {found:.2f}.", "es": "Las afinidades suman {found:.2f}."},
    "check.total.failed": {
        "en": "The fits add up to {found:.2f}, not to {claimed:.2f} as stated.",
        "es": "Las afinidades suman {found:.2f}, no {claimed:.2f} como se indica.",
    },
    "check.stable.passed": {
        "en": "No two people would rather have each other ({ties} stability).",
        "es": "No hay dos personas que se prefieran mutuamente a lo que tienen (estabilidad {ties}).",
    },
    "check.stable.failed": {
        "en": "{count} pair(s) would rather have each other: {pairs}.",
        "es": "{count} pareja(s) se prefieren mutuamente a lo que tienen: {pairs}.",
    },
    "check.everybody.passed": {
        "en": "{matched} mentees are matched, and more is impossible.",
        "es": "Hay {matched} mentorizados emparejados, y más es imposible.",
    },
    "check.everybody.failed": {
        "en": "{matched} mentees are matched, but {most} could be.",
        "es": "Hay {matched} mentorizados emparejados, pero podría haber {most}.",
    },
    "check.optimal.passed": {
        "en": "No other matching has a higher total: the places' prices prove {bound:.2f} to be the most.",
        "es": "Ningún otro emparejamiento suma más: los precios de las plazas prueban que {bound:.2f} es el máximo.",
    },
    "check.optimal.failed": {
        "en": "The total {total:.2f} is not proved the highest: the proof leaves room up to {bound:.2f}.",
        "es": "No queda probado que {total:.2f} sea el máximo: la prueba deja margen hasta {bound:.2f}.",
    },
    "check.unproved.failed": {
        "en": "{total:.2f} is not the highest total: a better matching exists.",
        "es": "{total:.2f} no es el total más alto: existe un emparejamiento mejor.",
    },
    "check.fairest.passed": {
        "en": "No matching is fairer ({kind}).",
        "es": "Ningún emparejamiento es más justo ({kind}).",
    },
    "check.fairest.failed": {
        "en": "A fairer matching exists ({kind}).",
        "es": "Existe un emparejamiento más justo ({kind}).",
    },
    "check.fairest.open": {
        "en": "The problem is too large for the proof that no matching is fairer ({kind}).",
        "es": "El problema es demasiado grande para probar que ningún emparejamiento es más justo ({kind}).",
    },
    "check.equity.passed": {
        "en": "The groups' mean fits are {gap:.2f} apart, within {delta:g}.",
        "es": "Las medias de los grupos distan {gap:.2f}, dentro de {delta:g}.",
    },
    "check.equity.failed": {
        "en": "The groups' mean fits are {gap:.2f} apart; {delta:g} is allowed, or another figure was stated.",
        "es": "Las medias de los grupos distan {gap:.2f}; se admite {delta:g}, o se declaró otra cifra.",
    },
    "check.changes.passed": {
        "en": "{changed} of today's pairs change; {allowed} may.",
        "es": "Cambian {changed} de las parejas actuales; se admiten {allowed}.",
    },
    "check.changes.failed": {
        "en": "{changed} of today's pairs change, but only {allowed} may.",
        "es": "Cambian {changed} de las parejas actuales, pero solo se admiten {allowed}.",
    },
    "check.fewest_changes.passed": {
        "en": "{changed} of today's pairs change, and fewer is impossible without leaving somebody out.",
        "es": "Cambian {changed} de las parejas actuales, y no es posible con menos sin dejar a alguien fuera.",
    },
    "check.fewest_changes.failed": {
        "en": "{changed} of today's pairs change, or somebody is left out, where better is possible.",
        "es": "Cambian {changed} de las parejas actuales, o alguien queda fuera, cuando es posible mejorarlo.",
    },
    "check.fewest_changes.open": {
        "en": "{changed} of today's pairs change; the problem is too large for the proof that fewer is impossible.",
        "es": "Cambian {changed} de las parejas actuales; el problema es demasiado grande para probar que no puede "
        "ser con menos.",
    },
    "check.wanted.passed": {"en": "Only roles asked for were filled.", "es": "Solo se cubrieron funciones pedidas."},
    "check.wanted.failed": {
        "en": "{count} role(s) nobody asked for were filled (mentee-role): {pairs}.",
        "es": "Se cubrieron {count} función(es) que nadie pidió (mentorizado-función): {pairs}.",
    },
    "check.one_role.passed": {"en": "No pair has two roles.", "es": "Ninguna pareja tiene dos funciones."},
    "check.one_role.failed": {
        "en": "{count} pair(s) have two roles: {pairs}.",
        "es": "{count} pareja(s) tienen dos funciones: {pairs}.",
    },
    "check.coverage.passed": {
        "en": "{covered} wishes are met, and neither more nor a higher total is possible.",
        "es": "Se cumplen {covered} deseos, y no es posible ni más ni un total mayor.",
    },
    "check.coverage.failed": {
        "en": "{covered} wishes are met, but more, or a higher total, is possible.",
        "es": "Se cumplen {covered} deseos, pero son posibles más, o un total mayor.",
    },
    "check.coverage.open": {
        "en": "{covered} wishes are met; the problem is too large for the proof that more is impossible.",
        "es": "Se cumplen {covered} deseos; el problema es demasiado grande para probar que más es imposible.",
    },
    "check.sizes.passed": {
        "en": "Every group has {low} to {high} members.",
        "es": "Todos los grupos tienen de {low} a {high} miembros.",
    },
    "check.sizes.failed": {
        "en": "Groups with fewer than {low} or more than {high} members: {groups}.",
        "es": "Grupos con menos de {low} o más de {high} miembros: {groups}.",
    },
    "check.hours.passed": {
        "en": "Every group shares at least {shared} hour(s).",
        "es": "Cada grupo comparte al menos {shared} hora(s).",
    },
    "check.hours.failed": {
        "en": "Groups that share fewer than {shared} hour(s), or others than stated: {groups}.",
        "es": "Grupos que comparten menos de {shared} hora(s), u otras que las indicadas: {groups}.",
    },
    "check.apart.passed": {
        "en": "Nobody is with somebody they must not meet.",
        "es": "Nadie está con alguien con quien no debe coincidir.",
    },
    "check.apart.failed": {
        "en": "People who must not meet are together: {pairs}.",
        "es": "Coinciden personas que no deben hacerlo: {pairs}.",
    },
    "check.figures.passed": {
        "en": "{alone} people are alone of their category in their group, {unplaced} have no group.",
        "es": "{alone} personas están solas en su categoría dentro de su grupo; {unplaced} no tienen grupo.",
    },
    "check.figures.failed": {
        "en": "The figures stated are wrong: {alone} are alone of their category, {unplaced} have no group.",
        "es": "Las cifras declaradas no son correctas: {alone} están solas en su categoría, {unplaced} no tienen "
        "grupo.",
    },
    "check.twice.passed": {"en": "Nobody meets anybody twice.", "es": "Nadie se reúne dos veces con la misma persona."},
    "check.twice.failed": {
        "en": "Some meet twice (mentee, mentor): {pairs}.",
        "es": "Hay quienes se reúnen dos veces (mentorizado, mentor): {pairs}.",
    },
    "check.seats.passed": {
        "en": "No mentor has more people at once than seats.",
        "es": "Ningún mentor tiene a la vez más personas que asientos.",
    },
    "check.seats.failed": {
        "en": "Mentors with more people at once than seats: {mentors}.",
        "es": "Mentores con más personas a la vez que asientos: {mentors}.",
    },
    "check.rounds.passed": {"en": "The rounds are equally full.", "es": "Las rondas están igual de llenas."},
    "check.rounds.failed": {
        "en": "The rounds are not equally full: {sizes}.",
        "es": "Las rondas no están igual de llenas: {sizes}.",
    },
    "check.meetings.passed": {
        "en": "{meetings} meetings: more, a more even share or a higher total is impossible.",
        "es": "{meetings} encuentros: no es posible que haya más, mejor repartidos o con un total mayor.",
    },
    "check.meetings.failed": {
        "en": "{meetings} meetings: more, a more even share or a higher total is possible.",
        "es": "{meetings} encuentros: es posible que haya más, mejor repartidos o con un total mayor.",
    },
    "check.meetings.open": {
        "en": "{meetings} meetings: whether that is the most was not decided.",
        "es": "{meetings} encuentros: no se decidió si es el máximo.",
    },
    "check.optimal.open": {
        "en": "No proof came with this matching, so whether its total is the highest is not known.",
        "es": "Este emparejamiento llegó sin prueba, así que no se sabe si su total es el máximo.",
    },
}
