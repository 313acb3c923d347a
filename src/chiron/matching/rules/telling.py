"""What criteria say of two people, said to one of them: "you" for themselves, and only what the two share."""

import re
from typing import Final

Patterns = tuple[tuple[re.Pattern[str], str], ...]


def _patterns(*pairs: tuple[str, str]) -> Patterns:
    return tuple((re.compile(found), put) for found, put in pairs)


#: What the two do not share is for the coordinator who weighs it, and for the talk between the two.
UNSHARED: Final = {
    "en": _patterns((r"; only the mentee named .*\.$", "."), (r" Not [^.]*\.$", "")),
    "es": _patterns((r"; solo la tutelada nombró .*\.$", "."), (r" No ofrece [^.]*\.$", "")),
}
BOTH: Final = {
    "en": _patterns(
        (r"^Both (named|stand|answered|work|write) ", r"You both \1 "),
        (r"^The same for both: ", "The same for both of you: "),
        (r"^They (share|differ)", r"You \1"),
        (r", one of them not", ", one of you not"),
        (r"^Each named the other", "Each of you named the other"),
    ),
    "es": _patterns(
        (r"^Ambas personas (nombraron|están|respondieron|trabajan) ", r"Los dos \1 "),
        (r"^Lo mismo para ambas personas: ", "Lo mismo para los dos: "),
        (r", una de ellas aún sin fluidez", ", aunque uno de los dos aún sin fluidez"),
        (r"^Cada cual nombró a la otra persona", "Se nombraron mutuamente"),
    ),
}
ONE: Final = {
    ("mentee", "en"): _patterns(
        (r"^The mentor offers what was asked for", "Your mentor offers what you asked for"),
        (r"^The mentor offers ", "Your mentor offers "),
        (r"things asked for", "things you asked for"),
        (r", which was asked for: ", ", which you asked for: "),
        (r"^The mentor \((.*)\) is (.*) the mentee \((.*)\), ", r"Your mentor (\1) is \2 you (\3), "),
        (r"^The mentee answered (.*), the mentor ", r"You answered \1, your mentor "),
        (r"^The mentee named this mentor", "You named this mentor"),
        (r"^The mentor named this mentee", "Your mentor named you"),
    ),
    ("mentor", "en"): _patterns(
        (r"^The mentor offers what was asked for", "You offer what the mentee asked for"),
        (r"^The mentor offers ", "You offer "),
        (r"things asked for", "things the mentee asked for"),
        (r", which was asked for: ", ", which the mentee asked for, you offer "),
        (r"^The mentor \((.*)\) is (.*) the mentee \((.*)\), ", r"You (\1) are \2 the mentee (\3), "),
        (r"^The mentee answered (.*), the mentor ", r"The mentee answered \1, you "),
        (r"^The mentee named this mentor", "The mentee named you"),
        (r"^The mentor named this mentee", "You named this mentee"),
    ),
    ("mentee", "es"): _patterns(
        (r"^Quien mentoriza ofrece lo pedido", "Tu mentor/a ofrece lo que pediste"),
        (r"^Quien mentoriza ofrece ", "Tu mentor/a ofrece "),
        (r"cosas pedidas", "cosas que pediste"),
        (r", que se pidió: ", ", que pediste: "),
        (r"^Quien mentoriza \((.*)\) está (.*) la persona tutelada \((.*)\), ", r"Tu mentor/a (\1) está \2 ti (\3), "),
        (r"^La persona tutelada respondió (.*) y quien mentoriza ", r"Respondiste \1 y tu mentor/a "),
        (r"^La persona tutelada nombró a este/a mentor/a", "Nombraste a este/a mentor/a"),
        (r"^Quien mentoriza nombró a esta persona", "Tu mentor/a te nombró"),
    ),
    ("mentor", "es"): _patterns(
        (r"^Quien mentoriza ofrece lo pedido", "Ofreces lo que pidió"),
        (r"^Quien mentoriza ofrece ", "Ofreces "),
        (r"cosas pedidas", "cosas que pidió"),
        (r", que se pidió: ", ", que pidió, ofreces "),
        (r"^Quien mentoriza \((.*)\) está (.*) la persona tutelada \((.*)\), ", r"Estás (\1) \2 esa persona (\3), "),
        (r"^La persona tutelada respondió (.*) y quien mentoriza ", r"La otra persona respondió \1 y tú "),
        (r"^La persona tutelada nombró a este/a mentor/a", "Te nombró"),
        (r"^Quien mentoriza nombró a esta persona", "Nombraste a esta persona"),
    ),
}


def told_to(side: str, sentence: str, language: str) -> str:
    """What a criterion says of two people, said to the one on *side*."""
    for patterns in (UNSHARED[language], BOTH[language], ONE[side, language]):
        for found, put in patterns:
            sentence = found.sub(put, sentence)
    return sentence
