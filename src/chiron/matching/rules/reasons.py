"""Why rules clash and why somebody has nobody, where the house knows more than the engine: in both languages."""

from typing import Any

import numpy as np

from chiron_blueprint.fit import Scoring
from chiron_blueprint.words import listed


class Clash(Exception):
    """The rules cannot all hold; `says` tells which, by language, with tokens for people."""

    def __init__(self, says: dict[str, str]) -> None:
        super().__init__(says["en"])
        self.says = says


def token(enrolment: object) -> str:
    """What stands for a person in a stored sentence."""
    return f"⟨{enrolment}⟩"


def locked_apart(mentee: str, mentor: str) -> Clash:
    """A lock on a pair that may not be."""
    return Clash(
        {
            "en": f"{mentee} and {mentor} are locked together, but the two cannot be brought together at present. "
            "Unlock the pair, then run again.",
            "es": f"{mentee} y {mentor} están fijados juntos, pero por ahora no se les puede juntar. "
            "Suelta la pareja y vuelve a ejecutar.",
        }
    )


def locked_refused(mentee: str, mentor: str) -> Clash:
    """A lock on a pair that one of the two asked not to be in."""
    return Clash(
        {
            "en": f"{mentee} and {mentor} are locked together, but one of the two asked not to be matched with the "
            "other. Unlock the pair, then run again.",
            "es": f"{mentee} y {mentor} están fijados juntos, pero una de las dos personas pidió no ir con la otra. "
            "Suelta la pareja y vuelve a ejecutar.",
        }
    )


def too_many_locks(locked: int, mentor: str, places: int) -> Clash:
    """More mentees locked to a mentor than there are places."""
    many = "" if places == 1 else "s"
    return Clash(
        {
            "en": f"{locked} mentees are locked to {mentor}, who has {places} free place{many}. Unlock one, or give "
            "the mentor another place.",
            "es": f"Hay {locked} personas fijadas con {mentor}, que tiene {places} plaza{many} libre{many}. Suelta una "
            "o añade una plaza.",
        }
    )


def locked_without_need(mentee: str, mentor: str) -> Clash:
    """A lock in a mosaic on a mentee all of whose needs are spoken for."""
    return Clash(
        {
            "en": f"{mentee} is locked to more mentors than needs were named. Unlock {mentor} or another, then run "
            "again.",
            "es": f"{mentee} tiene más mentores/as fijados que necesidades nombradas. Suelta a {mentor} o a otra "
            "persona y vuelve a ejecutar.",
        }
    )


def unsaid_need(name: str) -> dict[str, str]:
    """Nobody in a mosaic, as nothing was asked for."""
    return {
        "en": f"No mentor for {name}: they named nothing for which one is still missing.",
        "es": f"Sin mentor/a para {name}: no nombró nada para lo que aún falte.",
    }


def nobody_offers(name: str, candidates: int) -> dict[str, str]:
    """Nobody in a mosaic, as no candidate offers what was asked for."""
    return {
        "en": f"No mentor for {name}: none of the {candidates} who could be theirs offers what they asked for. It "
        "would take a mentor who does, or another need.",
        "es": f"Sin mentor/a para {name}: de las {candidates} personas posibles, nadie ofrece lo que pidió. Haría "
        "falta quien lo ofrezca, u otra necesidad.",
    }


def offers_are_full(name: str, nearest: str) -> dict[str, str]:
    """Nobody in a mosaic, as everybody who offers what was asked for is full."""
    return {
        "en": f"No mentor for {name}: everybody who offers what they asked for is full. One more place with {nearest}, "
        "kept for them, would do it.",
        "es": f"Sin mentor/a para {name}: quienes ofrecen lo que pidió ya no tienen plazas. Bastaría una plaza más con "
        f"{nearest}, reservada para {name}.",
    }


def both_sides(enrolment: str, code: str) -> Clash:
    """Somebody who refused themselves, or who both wishes for and refuses the same person."""
    who = token(enrolment)
    if code == "self_refused":
        return Clash(
            {
                "en": f"{who} stands on both sides of a refusal: the name given is their own. Correct the answer, then "
                "run again.",
                "es": f"{who} está en ambos lados de un rechazo: el nombre indicado es el propio. Corrige la respuesta "
                "y vuelve a ejecutar.",
            }
        )
    return Clash(
        {
            "en": f"{who} both wishes for and refuses the same person. Leave the name in one of the two answers, then "
            "run again.",
            "es": f"{who} desea y rechaza a la misma persona. Deja el nombre en una sola de las dos respuestas y "
            "vuelve a ejecutar.",
        }
    )


def refine(scoring: Scoring, pairing: Any, row: int, reason: str, says: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Tell apart what is one to the engine: nobody meets what must hold, a conflict, an offer in vain, or a forbid."""
    if reason not in ("no_candidate", "forbidden"):
        return reason, says
    mentee = scoring.mentees[row]
    possible = np.flatnonzero(scoring.table(np.array([row], dtype=np.int64))[1][0]).tolist()
    if not possible:
        return "no_candidate", _nobody_meets(scoring, row, mentee.name)
    kept = {other for one, other in pairing.apart if one == mentee.id}
    if all(scoring.mentors[column].id in kept for column in possible):
        return "kept_apart", _all_apart(mentee.name, len(possible))
    kept |= {other for one, other in pairing.tried if one == mentee.id}
    if all(scoring.mentors[column].id in kept for column in possible):
        return "tried", _all_tried(mentee.name, len(possible))
    return "forbidden", _all_forbidden(mentee.name, len(possible))


def _nobody_meets(scoring: Scoring, row: int, name: str) -> dict[str, str]:
    barred = {each for column in range(len(scoring.mentors)) for each in scoring.breakdown(row, column).barred_by}
    criteria = listed([criterion.name for criterion in scoring.criteria if criterion.id in barred])
    if not barred:
        return {
            "en": f"No mentor for {name}: nobody else takes part as a mentor.",
            "es": f"Sin mentor/a para {name}: nadie más participa como mentor/a.",
        }
    return {
        "en": f"No mentor for {name}: nobody meets what must hold ({criteria.en}). It would take another mentor, or "
        "asking less there.",
        "es": f"Sin mentor/a para {name}: nadie cumple lo que es obligatorio ({criteria.es}). Haría falta otra persona "
        "que mentorice, o pedir menos en eso.",
    }


def _all_apart(name: str, count: int) -> dict[str, str]:
    if count == 1:
        return {
            "en": f"The only candidate cannot be brought together with {name} at present. It would take another "
            "mentor.",
            "es": f"A quien podría serlo no se le puede juntar con {name} por ahora. Haría falta otra persona.",
        }
    return {
        "en": f"None of the {count} candidates can be brought together with {name} at present. It would take "
        "another mentor.",
        "es": f"A ninguna de las {count} personas que podrían serlo se la puede juntar con {name} por ahora. Haría "
        "falta otra persona.",
    }


def _all_tried(name: str, count: int) -> dict[str, str]:
    if count == 1:
        return {
            "en": f"The only candidate is with {name} or was offered before. It would take another mentor, or asking "
            "less of what must hold.",
            "es": f"La única candidatura ya está con {name} o se propuso antes. Haría falta otra persona que "
            "mentorice, o pedir menos en lo que es obligatorio.",
        }
    return {
        "en": f"All {count} candidates are with {name}, were offered before or cannot be brought together with them. "
        "It would take another mentor, or asking less of what must hold.",
        "es": f"Las {count} candidaturas ya están con {name}, se propusieron antes o no se las puede juntar. "
        "Haría falta otra persona que mentorice, o pedir menos en lo que es obligatorio.",
    }


def _all_forbidden(name: str, count: int) -> dict[str, str]:
    if count == 1:
        return {
            "en": f"You forbade the only candidate of {name}. Take the forbid back, or find another mentor.",
            "es": f"La única candidatura de {name} está prohibida. Retira la prohibición o busca a otra persona.",
        }
    return {
        "en": f"All {count} candidates of {name} are forbidden or kept apart. Taking a forbid back would do it.",
        "es": f"Las {count} candidaturas de {name} están prohibidas o aparte. Bastaría retirar una prohibición.",
    }
