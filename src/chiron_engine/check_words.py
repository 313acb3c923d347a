"""The sentences of checks, written in English and in Spanish."""

from __future__ import annotations

from typing import Final

CHECKS: Final[dict[str, dict[str, str]]] = {
    "check.shape.passed": {
        "en": "Every mentee has an entry, and every mentor named exists.",
        "es": "Cada persona tutelada tiene su entrada y todos los mentores/as nombrados existen.",
    },
    "check.shape.failed": {
        "en": "The matching has {given} {given:entry|entries} for {expected} {expected:mentee|mentees}, or names a "
        "mentor who doesn't exist.",
        "es": "El emparejamiento tiene {given} {given:entrada|entradas} para {expected} {expected:persona tutelada|"
        "personas tuteladas}, o nombra a un mentor/a que no existe.",
    },
    "check.candidates.passed": {
        "en": "Every pair is a candidate pair.",
        "es": "Todas las parejas son candidatas.",
    },
    "check.candidates.failed": {
        "en": "{count} {count:pair is no candidate|pairs are no candidates}: {pairs}.",
        "es": "{count} {count:pareja no es candidata|parejas no son candidatas}: {pairs}.",
    },
    "check.forbidden.passed": {"en": "No forbidden pair was made.", "es": "No hay ninguna pareja prohibida."},
    "check.forbidden.failed": {
        "en": "{count} forbidden {count:pair was|pairs were} made: {pairs}.",
        "es": "{count:Se formó|Se formaron} {count} {count:pareja prohibida|parejas prohibidas}: {pairs}.",
    },
    "check.locks.passed": {"en": "Every locked pair is there.", "es": "Están todas las parejas fijadas."},
    "check.locks.failed": {
        "en": "{count} locked {count:pair is|pairs are} missing: {pairs}.",
        "es": "{count:Falta|Faltan} {count} {count:pareja fijada|parejas fijadas}: {pairs}.",
    },
    "check.capacity.passed": {
        "en": "No mentor has more mentees than places.",
        "es": "Nadie tiene más personas tuteladas que plazas.",
    },
    "check.capacity.failed": {
        "en": "{count} {count:mentor has|mentors have} more mentees than places: {mentors}.",
        "es": "{count} {count:mentor/a tiene|mentores/as tienen} más personas tuteladas que plazas: {mentors}.",
    },
    "check.minimum.passed": {"en": "Every minimum is reached.", "es": "Se alcanzan todos los mínimos."},
    "check.minimum.failed": {
        "en": "{count} {count:mentor has fewer mentees than the|mentors have fewer mentees than their} minimum: "
        "{mentors}.",
        "es": "{count} {count:mentor/a tiene|mentores/as tienen} menos personas tuteladas que su mínimo: {mentors}.",
    },
    "check.total.passed": {"en": "The fits add up to {found:.2f}.", "es": "Los ajustes suman {found:.2f}."},
    "check.total.failed": {
        "en": "The fits add up to {found:.2f}, not to {claimed:.2f} as stated.",
        "es": "Los ajustes suman {found:.2f}, no {claimed:.2f} como se indica.",
    },
    "check.stable.passed": {
        "en": "No two people would rather have each other ({ties} stability).",
        "es": "No hay dos personas que se prefieran mutuamente a lo que tienen (estabilidad {ties}).",
    },
    "check.stable.failed": {
        "en": "{count} {count:pair|pairs} would rather have each other: {pairs}.",
        "es": "{count} {count:pareja se prefiere|parejas se prefieren} mutuamente a lo que tienen: {pairs}.",
    },
    "check.everybody.passed": {
        "en": "{matched} {matched:mentee is|mentees are} matched, and more is impossible.",
        "es": "Hay {matched} {matched:persona tutelada emparejada|personas tuteladas emparejadas}, y más es imposible.",
    },
    "check.everybody.failed": {
        "en": "{matched} {matched:mentee is|mentees are} matched, but {most} could be.",
        "es": "Hay {matched} {matched:persona tutelada emparejada|personas tuteladas emparejadas}, pero podría haber "
        "{most}.",
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
        "en": "{changed} of today's pairs {changed:changes|change}; {allowed} may.",
        "es": "{changed:Cambia|Cambian} {changed} de las parejas actuales; se admiten {allowed}.",
    },
    "check.changes.failed": {
        "en": "{changed} of today's pairs {changed:changes|change}, but only {allowed} may.",
        "es": "{changed:Cambia|Cambian} {changed} de las parejas actuales, pero solo se admiten {allowed}.",
    },
    "check.fewest_changes.passed": {
        "en": "{changed} of today's pairs {changed:changes|change}, and fewer is impossible without leaving somebody "
        "out.",
        "es": "{changed:Cambia|Cambian} {changed} de las parejas actuales, y no es posible con menos sin dejar a "
        "alguien fuera.",
    },
    "check.fewest_changes.failed": {
        "en": "{changed} of today's pairs {changed:changes|change}, or somebody is left out, where better is possible.",
        "es": "{changed:Cambia|Cambian} {changed} de las parejas actuales, o alguien queda fuera, cuando es posible "
        "mejorarlo.",
    },
    "check.fewest_changes.open": {
        "en": "{changed} of today's pairs {changed:changes|change}; the problem is too large for the proof that fewer "
        "is impossible.",
        "es": "{changed:Cambia|Cambian} {changed} de las parejas actuales; el problema es demasiado grande para "
        "probar que no puede "
        "ser con menos.",
    },
    "check.wanted.passed": {"en": "Only roles asked for were filled.", "es": "Solo se cubrieron funciones pedidas."},
    "check.wanted.failed": {
        "en": "{count} {count:role|roles} nobody asked for {count:was|were} filled (mentee-role): {pairs}.",
        "es": "{count:Se cubrió|Se cubrieron} {count} {count:función|funciones} que nadie pidió (persona-función): "
        "{pairs}.",
    },
    "check.one_role.passed": {"en": "No pair has two roles.", "es": "Ninguna pareja tiene dos funciones."},
    "check.one_role.failed": {
        "en": "{count} {count:pair has|pairs have} two roles: {pairs}.",
        "es": "{count} {count:pareja tiene|parejas tienen} dos funciones: {pairs}.",
    },
    "check.pair_once.passed": {"en": "No pair is made twice.", "es": "Ninguna pareja se repite."},
    "check.pair_once.failed": {
        "en": "{count} {count:pair is|pairs are} made twice: {pairs}.",
        "es": "{count:Se repite|Se repiten} {count} {count:pareja|parejas}: {pairs}.",
    },
    "check.asked.passed": {
        "en": "Nobody has more mentors than they may.",
        "es": "Nadie tiene más mentores/as de lo previsto.",
    },
    "check.asked.failed": {
        "en": "{count} {count:mentee has|mentees have} more mentors than they may: {mentees}.",
        "es": "{count} {count:persona tutelada tiene|personas tuteladas tienen} más mentores/as de lo previsto: "
        "{mentees}.",
    },
    "check.breadth.passed": {
        "en": "Nobody more could have a first mentor, or a second, and so on; and no other such answer has a higher "
        "total than {total:.2f}.",
        "es": "Nadie más podría tener un primer mentor/a, ni un segundo, etcétera; y ninguna otra solución así suma "
        "más "
        "de {total:.2f}.",
    },
    "check.breadth.failed": {
        "en": "More people could have a mentor, or a second one, or the total could be higher than {total:.2f}.",
        "es": "Más personas podrían tener mentor/a, o un segundo mentor/a, o el total podría superar {total:.2f}.",
    },
    "check.breadth.open": {
        "en": "{pairs} {pairs:pair|pairs} with a total of {total:.2f}; the problem is too large for the proof that "
        "none "
        "is better.",
        "es": "{pairs} {pairs:pareja|parejas} con un total de {total:.2f}; el problema es demasiado grande para probar "
        "que nada es mejor.",
    },
    "check.coverage.passed": {
        "en": "{covered} {covered:wish is|wishes are} met, and neither more nor a higher total is possible.",
        "es": "{covered:Se cumple|Se cumplen} {covered} {covered:deseo|deseos}, y no es posible ni más ni un total "
        "mayor.",
    },
    "check.coverage.failed": {
        "en": "{covered} {covered:wish is|wishes are} met, but more, or a higher total, is possible.",
        "es": "{covered:Se cumple|Se cumplen} {covered} {covered:deseo|deseos}, pero son posibles más, o un total "
        "mayor.",
    },
    "check.coverage.open": {
        "en": "{covered} {covered:wish is|wishes are} met; the problem is too large for the proof that more is "
        "impossible.",
        "es": "{covered:Se cumple|Se cumplen} {covered} {covered:deseo|deseos}; el problema es demasiado grande para "
        "probar que más es imposible.",
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
        "en": "Every group shares at least {shared} {shared:hour|hours}.",
        "es": "Cada grupo comparte al menos {shared} {shared:hora|horas}.",
    },
    "check.hours.failed": {
        "en": "Groups that share fewer than {shared} {shared:hour|hours}, or others than stated: {groups}.",
        "es": "Grupos que comparten menos de {shared} {shared:hora|horas}, u otras que las indicadas: {groups}.",
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
        "en": "{alone} {alone:person is|people are} alone of their category in their group, {unplaced} "
        "{unplaced:has|have} no group.",
        "es": "{alone} {alone:persona está sola|personas están solas} en su categoría dentro de su grupo; {unplaced} "
        "{unplaced:no tiene|no tienen} grupo.",
    },
    "check.figures.failed": {
        "en": "The figures stated are wrong: {alone} {alone:is|are} alone of their category, {unplaced} "
        "{unplaced:has|have} no group.",
        "es": "Las cifras declaradas no son correctas: {alone} {alone:está sola|están solas} en su categoría, "
        "{unplaced} "
        "{unplaced:no tiene|no tienen} grupo.",
    },
    "check.twice.passed": {"en": "Nobody meets anybody twice.", "es": "Nadie se reúne dos veces con la misma persona."},
    "check.twice.failed": {
        "en": "Some meet twice (mentee, mentor): {pairs}.",
        "es": "Hay quienes se reúnen dos veces (persona tutelada, mentor/a): {pairs}.",
    },
    "check.seats.passed": {
        "en": "No mentor has more people at once than seats.",
        "es": "Nadie que mentoriza tiene a la vez más personas que asientos.",
    },
    "check.seats.failed": {
        "en": "Mentors with more people at once than seats: {mentors}.",
        "es": "Mentores/as con más personas a la vez que asientos: {mentors}.",
    },
    "check.rounds.passed": {"en": "The rounds are equally full.", "es": "Las rondas están igual de llenas."},
    "check.rounds.failed": {
        "en": "The rounds are not equally full: {sizes}.",
        "es": "Las rondas no están igual de llenas: {sizes}.",
    },
    "check.meetings.passed": {
        "en": "{meetings} {meetings:meeting|meetings}: more, a more even share or a higher total is impossible.",
        "es": "{meetings} {meetings:encuentro|encuentros}: no es posible que haya más, mejor repartidos o con un "
        "total mayor.",
    },
    "check.meetings.failed": {
        "en": "{meetings} {meetings:meeting|meetings}: more, a more even share or a higher total is possible.",
        "es": "{meetings} {meetings:encuentro|encuentros}: es posible que haya más, mejor repartidos o con un total "
        "mayor.",
    },
    "check.meetings.open": {
        "en": "{meetings} {meetings:meeting|meetings}: whether that is the most was not decided.",
        "es": "{meetings} {meetings:encuentro|encuentros}: no se decidió si es el máximo.",
    },
    "check.optimal.open": {
        "en": "No proof came with this matching, so whether its total is the highest is not known.",
        "es": "Este emparejamiento llegó sin prueba, así que no se sabe si su total es el máximo.",
    },
}
