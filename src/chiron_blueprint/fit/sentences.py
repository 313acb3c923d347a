"""The sentence that goes with each term: what these two people said, never more than that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from chiron_blueprint import hours
from chiron_blueprint.answers.languages import NAMES, language_name
from chiron_blueprint.words import DAYS, Sentence, counted, listed, say, shortened, spoken

if TYPE_CHECKING:
    from chiron_blueprint.fit.scoring import Scoring

PARTS = (
    (range(5, 12), ("morning", "por la mañana")),
    (range(12, 14), ("midday", "a mediodía")),
    (range(14, 18), ("afternoon", "por la tarde")),
    (range(18, 24), ("evening", "por la noche")),
    (range(5), ("night", "de madrugada")),
)
ORDINALS = (
    ("first", "primera"),
    ("second", "segunda"),
    ("third", "tercera"),
    ("fourth", "cuarta"),
    ("fifth", "quinta"),
)
#: Words that English writes with a capital wherever they stand.
PROPER = frozenset(name.casefold() for name, _spanish, _others in NAMES.values()) | frozenset(
    day.casefold() for day in DAYS["en"]
)
COUNTS = {
    "half": ("so it counts half", "así que cuenta la mitad"),
    "zero": ("so it counts nothing", "así que no suma"),
    "full": ("so it counts fully", "así que cuenta entero"),
    "ignore": ("so it is left out of the fit", "así que no entra en el ajuste"),
}


BY_ANSWERS = frozenset(("offer", "overlap", "same", "different", "distance", "close", "languages"))
MOST_KEPT = 200_000


def sentence(scoring: Scoring, at: int, mentee: int, mentor: int) -> Sentence:
    """What a criterion says of one pair; kept where it follows from two answers that others gave too."""
    criterion = scoring.criteria[at]
    if criterion.compare not in BY_ANSWERS:
        return _said(scoring, at, mentee, mentor)
    one, other = scoring.mentees[mentee].answers, scoring.mentors[mentor].answers
    key = (at, one.get(criterion.mentee), other.get(criterion.mentor))
    try:
        found = scoring.said.get(key)
    except TypeError:  # answers that were stored as lists
        return _said(scoring, at, mentee, mentor)
    if found is None:
        if len(scoring.said) > MOST_KEPT:
            scoring.said.clear()
        found = scoring.said[key] = _said(scoring, at, mentee, mentor)
    return found


def _said(scoring: Scoring, at: int, mentee: int, mentor: int) -> Sentence:
    criterion = scoring.criteria[at]
    mentees, mentors = scoring.present[at]
    if criterion.compare in ("preferred", "refused"):
        if not (mentees[mentee] or mentors[mentor]):
            return _blank(criterion.missing, ("Neither named anybody", "Nadie nombró a nadie"))
    elif not (mentees[mentee] and mentors[mentor]):
        return _blank(criterion.missing, _who_left_blank(bool(mentees[mentee]), bool(mentors[mentor])))
    return SAYINGS[criterion.compare](scoring.terms[at], mentee, mentor)


def _who_left_blank(mentee: bool, mentor: bool) -> tuple[str, str]:
    if not mentee and not mentor:
        return "Both left this blank", "Nadie respondió a esto"
    if not mentee:
        return "The mentee left this blank", "La persona tutelada no respondió a esto"
    return "The mentor left this blank", "Quien mentoriza no respondió a esto"


def _blank(rule: str, who: tuple[str, str]) -> Sentence:
    counts = COUNTS[rule]
    return Sentence(f"{who[0]}, {counts[0]}.", f"{who[1]}, {counts[1]}.")


def _labels(term: Any, ids: Iterable[int]) -> Sentence:
    return listed([_inside(term.options[index].label) for index in ids])


def _inside(label: Any) -> Sentence:
    """A choice as it stands within a sentence: "Clinical skill" is clinical skill there, "HIV medicine" stays."""
    return Sentence(_lowered(spoken(label, "en"), PROPER), _lowered(spoken(label, "es")))


@lru_cache(maxsize=10_000)
def _lowered(text: str, proper: frozenset[str] = frozenset()) -> str:
    first, _space, rest = text.partition(" ")
    stays = (
        first == "I"
        or any(letter.isupper() or letter.isdigit() for letter in first[1:])
        or any(word[0].isupper() for word in rest.split())
        or re.split(r"\W", first.casefold())[0] in proper
    )
    return text if stays else text[:1].lower() + text[1:]


def _offer(term: Any, mentee: int, mentor: int) -> Sentence:
    order = np.argsort(-term.asked[mentee], kind="stable")
    asked = [int(index) for index in order if term.asked[mentee, index] > 0]
    given = [index for index in asked if term.given[mentor, index] >= 1]
    near = [index for index in asked if 0 < term.given[mentor, index] < 1]
    lacking = [index for index in asked if term.given[mentor, index] == 0]
    if len(given) == len(asked):
        return _offers_all(term, given)
    if not given and not near:
        return say(
            "The mentor offers nothing of what was asked for: {lacking}.",
            "Quien mentoriza no ofrece nada de lo pedido: {lacking}.",
            lacking=_labels(term, lacking[:6]),
        )
    return _offers_some(term, mentor, asked, given, near, lacking)


def _offers_all(term: Any, given: list[int]) -> Sentence:
    labels = _labels(term, given)
    if len(given) == 1:
        return say("The mentor offers what was asked for: {l}.", "Quien mentoriza ofrece lo pedido: {l}.", l=labels)
    both = {2: ("both of the", "las dos cosas pedidas")}.get(
        len(given), (f"all {len(given)}", f"las {len(given)} cosas pedidas")
    )
    return say(
        "The mentor offers {l}, {all_en} things asked for.",
        "Quien mentoriza ofrece {l}, {all_es}.",
        l=labels,
        all_en=both[0],
        all_es=both[1],
    )


def _offers_some(
    term: Any, mentor: int, asked: list[int], given: list[int], near: list[int], lacking: list[int]
) -> Sentence:
    parts_en, parts_es = [], []
    if given:
        first = say(
            "The mentor offers {l}, {n} of the {all} things asked for.",
            "Quien mentoriza ofrece {l}, {n} de las {all} cosas pedidas.",
            l=_labels(term, given),
            n=len(given),
            all=len(asked),
        )
        parts_en.append(first.en)
        parts_es.append(first.es)
    for index in near[:2]:
        close = say(
            "Near to {asked}, which was asked for: {offered}.",
            "Cerca de {asked}, que se pidió: {offered}.",
            asked=_inside(term.options[index].label),
            offered=_inside(term.options[_nearest(term, mentor, index)].label),
        )
        parts_en.append(close.en)
        parts_es.append(close.es)
    if lacking:
        rest = say("Not {l}.", "No ofrece {l}.", l=_labels(term, lacking[:6]))
        parts_en.append(rest.en)
        parts_es.append(rest.es)
    return Sentence(" ".join(parts_en), " ".join(parts_es))


def _nearest(term: Any, mentor: int, asked: int) -> int:
    return int(np.argmax((term.offered[mentor] > 0) * term.likeness[asked]))


def _overlap(term: Any, mentee: int, mentor: int) -> Sentence:
    mine, theirs = term.asked[mentee] > 0, term.offered[mentor] > 0
    common = np.flatnonzero(mine & theirs).tolist()
    if common:
        only = np.flatnonzero(mine & ~theirs).tolist()
        if only:
            return say(
                "Both named {l}; only the mentee named {only}.",
                "Ambas personas nombraron {l}; solo la tutelada nombró {only}.",
                l=_labels(term, common),
                only=_labels(term, only[:5]),
            )
        return say("Both named {l}.", "Ambas personas nombraron {l}.", l=_labels(term, common))
    near = [index for index in np.flatnonzero(mine).tolist() if term.given[mentor, index] > 0]
    if near:
        return _close_to(term, mentor, near[0])
    return Sentence("They named nothing in common.", "No nombraron nada en común.")


def _close_to(term: Any, mentor: int, asked: int) -> Sentence:
    other = _nearest(term, mentor, asked)
    return say(
        "{one} and {other} are neighbouring.",
        "{one} y {other} son afines.",
        one=term.options[asked].label,
        other=term.options[other].label,
    )


def _same(term: Any, mentee: int, mentor: int) -> Sentence:
    mine, theirs = int(np.argmax(term.asked[mentee])), int(np.argmax(term.offered[mentor]))
    labels = {"one": term.options[mine].label, "other": term.options[theirs].label}
    if mine == theirs:
        return say("The same for both: {one}.", "Lo mismo para ambas personas: {one}.", **labels)
    if term.likeness[mine, theirs] > 0:
        return _close_to(term, mentor, mine)
    return say("They differ: {one} and {other}.", "Difieren: {one} y {other}.", **labels)


def _distance(term: Any, mentee: int, mentor: int) -> Sentence:
    low, high = int(term.levels[0][mentee]), int(term.levels[1][mentor])
    wanted = term.criterion.wanted
    names = {"mentee": _level(term, 0, mentee), "mentor": _level(term, 1, mentor)}
    good = wanted is None or wanted.at_least <= high - low <= wanted.at_most
    ends = ("as wished", "como se buscaba") if good else (_wish(wanted, "en"), _wish(wanted, "es"))
    if high == low:
        return say(
            "Both stand at {mentee}, {en}.", "Ambas personas están en {mentee}, {es}.", **names, en=ends[0], es=ends[1]
        )
    steps = counted(abs(high - low), ("step", "nivel"), ("steps", "niveles"))
    way = Sentence("above", "por encima de") if high > low else Sentence("below", "por debajo de")
    return say(
        "The mentor ({mentor}) is {steps} {way} the mentee ({mentee}), {en}.",
        "Quien mentoriza ({mentor}) está {steps} {way} la persona tutelada ({mentee}), {es}.",
        **names,
        steps=steps,
        way=way,
        en=ends[0],
        es=ends[1],
    )


def _level(term: Any, side: int, person: int) -> Any:
    """How a sentence names where somebody stands: the label chosen, or the number on the scale."""
    chosen = term.chosen[side][person]
    return term.options[chosen].label if chosen in term.options else str(chosen)


def _wish(wanted: Any, language: str) -> str:
    low, high = wanted.at_least, wanted.at_most
    span = {"en": f"{low} to {high}", "es": f"de {low} a {high}"}[language] if low != high else str(low)
    return f"where {span} above is wished for" if language == "en" else f"cuando se buscan {span} por encima"


def _close(term: Any, mentee: int, mentor: int) -> Sentence:
    one, other = (int(levels[at]) for levels, at in zip(term.levels, (mentee, mentor), strict=True))
    if one == other:
        return say("Both answered {one}.", "Ambas personas respondieron {one}.", one=_level(term, 0, mentee))
    return say(
        "The mentee answered {one}, the mentor {other}.",
        "La persona tutelada respondió {one} y quien mentoriza {other}.",
        one=_level(term, 0, mentee),
        other=_level(term, 1, mentor),
    )


def _hours(term: Any, mentee: int, mentor: int) -> Sentence:
    shared = hours.listed(term.shared(mentee, mentor))
    if not shared:
        return Sentence("They share no free hour in the week.", "No comparten ninguna hora libre a la semana.")
    amount = counted(len(shared), ("free hour", "hora libre"), ("free hours", "horas libres"))
    when = _when(shared)
    return say("They share {n} a week, {when}.", "Comparten {n} a la semana, {when}.", n=amount, when=when)


def _when(shared: tuple[int, ...]) -> Sentence:
    """Where in the week the hours lie: one part of a day, one day, or spread."""
    spots = Counter((hour // 24, _part(hour % 24)) for hour in shared)
    (day, part), count = min(spots.items(), key=lambda each: (-each[1], each[0]))
    names = PARTS[part][1]
    if count * 2 > len(shared):
        en = "on" if count == len(shared) == 1 else "all of them on" if count == len(shared) else "most of them"
        es = "el" if count == len(shared) == 1 else "todas el" if count == len(shared) else "la mayoría el"
        return Sentence(f"{en} {DAYS['en'][day]} {names[0]}", f"{es} {DAYS['es'][day]} {names[1]}")
    days = sorted({hour // 24 for hour in shared})
    if len(days) <= 3:
        return say(
            "on {days}",
            "{days}",
            days=Sentence(listed([DAYS["en"][d] for d in days]).en, listed([DAYS["es"][d] for d in days]).es),
        )
    return say("spread over {n} days", "repartidas en {n} días", n=len(days))


def _part(hour: int) -> int:
    return next(index for index, (span, _) in enumerate(PARTS) if hour in span)


def _languages(term: Any, mentee: int, mentor: int) -> Sentence:
    mine, theirs = term.spoken[0][mentee], term.spoken[1][mentor]
    common = sorted(set(mine) & set(theirs), key=lambda code: (-min(mine[code], theirs[code]), code))
    if not common:
        return Sentence("They share no language.", "No comparten ningún idioma.")
    best = min(mine[common[0]], theirs[common[0]])
    names = listed([language_name(code) for code in common if min(mine[code], theirs[code]) == best])
    if best >= 3:
        return say("Both work in {names}.", "Ambas personas trabajan en {names}.", names=names)
    return say(
        "They share {names}, one of them not yet fluently.",
        "Comparten {names}, una de ellas aún sin fluidez.",
        names=names,
    )


def _text(term: Any, mentee: int, mentor: int) -> Sentence:
    words = term.shared(mentee, mentor)
    if not words:
        return Sentence(
            "Their texts have no telling word in common.", "Sus textos no comparten ninguna palabra significativa."
        )
    quoted = listed([f"“{shortened(word, 20)}”" for word in words])
    return say("Both write of {words}.", "Ambos textos hablan de {words}.", words=quoted)


def _preferred(term: Any, mentee: int, mentor: int) -> Sentence:
    mentee_rank, mentor_rank = term.named.get((mentee, mentor), (-1, -1))
    if mentee_rank >= 0 and mentor_rank >= 0:
        return Sentence("Each named the other.", "Cada cual nombró a la otra persona.")
    if mentee_rank >= 0:
        return say(
            "The mentee named this mentor{place}.",
            "La persona tutelada nombró a este/a mentor/a{place}.",
            place=_place(mentee_rank),
        )
    if mentor_rank >= 0:
        return say(
            "The mentor named this mentee{place}.",
            "Quien mentoriza nombró a esta persona{place}.",
            place=_place(mentor_rank),
        )
    return Sentence("Neither named the other.", "Ninguna nombró a la otra.")


def _place(rank: int) -> Sentence:
    if rank >= len(ORDINALS):
        return Sentence("", "")
    return Sentence(f" {ORDINALS[rank][0]}", f" en {ORDINALS[rank][1]} opción")


def _refused(term: Any, mentee: int, mentor: int) -> Sentence:
    if (mentee, mentor) in term.named:
        return Sentence("One of them refused the other.", "Una de las dos personas rechazó a la otra.")
    return Sentence("Neither refused the other.", "Ninguna rechazó a la otra.")


SAYINGS: dict[str, Callable[[Any, int, int], Sentence]] = {
    "offer": _offer,
    "overlap": _overlap,
    "same": _same,
    "different": _same,
    "distance": _distance,
    "close": _close,
    "hours": _hours,
    "languages": _languages,
    "text": _text,
    "preferred": _preferred,
    "refused": _refused,
}
