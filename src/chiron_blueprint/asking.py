"""What can be asked of the pairs: the methods in a coordinator's words, and what some of them need beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from chiron_blueprint import claims, guess
from chiron_blueprint.claims import Claims
from chiron_blueprint.tables import Table, plain
from chiron_blueprint.words import Sentence, say

if TYPE_CHECKING:
    from chiron_blueprint.match import Cohort
    from chiron_engine import Options, People, ProblemError

WAYS: Final[dict[str, Sentence]] = {
    "welfare": Sentence("most total fit", "el mayor ajuste total"),
    "everybody": Sentence("everybody first, then most total fit", "primero todo el mundo, luego el mayor ajuste total"),
    "stable": Sentence(
        "nobody would rather swap: no two people prefer each other to whom they have",
        "nadie preferiría cambiar: no hay dos personas que se prefieran a lo que tienen",
    ),
    "fair": Sentence("nobody left far behind: the worst-off first", "nadie queda muy atrás: primero quien peor está"),
    "ranked": Sentence(
        "what suits each best: as many as possible get their first, then their second",
        "lo que más conviene a cada cual: el máximo de primeras opciones, luego de segundas",
    ),
    "equitable": Sentence(
        "most total fit with groups that fare alike (needs --groups)",
        "el mayor ajuste total con grupos que salen parecidos (necesita --groups)",
    ),
    "rematch": Sentence("least change from today (needs --today)", "el menor cambio respecto a hoy (necesita --today)"),
}


class CannotAsk(Exception):
    """Something asked for that can't be had; `sentence` says what is missing or wrong, and the mend."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True)
class Asked:
    """What is asked of the pairs.

    `way` is one of WAYS. `groups` names a column of the mentees' file and `within` how many points of mean fit its
    groups may be apart; `today` holds the present pairs, of which `changes` may change at most; `each` is how many
    mentors everybody gets at most (0: as the blueprint says, else one). `locked` and `forbidden` are files of pairs.
    """

    way: str = "welfare"
    seed: int = 0
    groups: str = ""
    within: float = 5.0
    today: Table | None = None
    changes: int | None = None
    each: int = 0
    locked: Table | None = None
    forbidden: Table | None = None


@dataclass(frozen=True)
class Posed:
    """What was asked, in positions: the engine's method and options, pairs locked and forbidden, groups, and how many
    mentors each may have; `told` says how files were read.
    """

    method: str
    options: Options | None
    locked: list[tuple[int, int]] = field(default_factory=list)
    forbidden: list[tuple[int, int]] = field(default_factory=list)
    group: list[str] | None = None
    wanted: list[int] | None = None
    told: list[Sentence] = field(default_factory=list)


def pose(cohort: Cohort, asked: Asked) -> Posed:
    """Turn what is asked into what the engine is given. Raises CannotAsk, or NotPairs on a file without pairs."""
    _check(asked)
    locked, forbidden = (_pairs(cohort, table) for table in (asked.locked, asked.forbidden))
    group = _groups(cohort, asked.groups) if asked.groups else None
    wanted = _wanted(cohort, asked.each)
    if wanted and asked.way not in ("welfare", "everybody"):
        raise CannotAsk(
            say(
                "Several mentors each go with the method welfare or everybody, not with {way}.",
                "Varios mentores/as por persona van con el método welfare o everybody, no con {way}.",
                way=asked.way,
            )
        )
    told: list[Sentence] = []
    method, options = _method(cohort, asked, told)
    return Posed(method, options, locked, forbidden, group, wanted, told)


def _check(asked: Asked) -> None:
    """The method is there and has what it needs; nothing is given that it doesn't use."""
    if asked.way not in WAYS:
        raise CannotAsk(
            say(
                "There is no method “{way}”. Choose one of: {known}.",
                "No existe el método «{way}». Elige uno de: {known}.",
                way=asked.way,
                known=", ".join(WAYS),
            )
        )
    needs = {"equitable": ("--groups", bool(asked.groups)), "rematch": ("--today", asked.today is not None)}
    what = {
        "--groups": Sentence(
            "a column of the mentees' file whose groups shall fare alike",
            "una columna del archivo de personas tuteladas cuyos grupos han de salir parecidos",
        ),
        "--today": Sentence("a file with the present pairs", "un archivo con las parejas actuales"),
    }
    for way, (option, given) in needs.items():
        if asked.way == way and not given:
            raise CannotAsk(
                say(
                    "The method {way} needs {option}: {what}.",
                    "El método {way} necesita {option}: {what}.",
                    way=way,
                    option=option,
                    what=what[option],
                )
            )
        if given and asked.way != way:
            raise CannotAsk(
                say(
                    "{option} goes with --method {way}.",
                    "{option} va con --method {way}.",
                    option=option,
                    way=way,
                )
            )
    if asked.changes is not None and asked.way != "rematch":
        raise CannotAsk(Sentence("--changes goes with --method rematch.", "--changes va con --method rematch."))


def _method(cohort: Cohort, asked: Asked, told: list[Sentence]) -> tuple[str, Options | None]:
    from chiron_engine import Equitable, Fair, Rematch, Welfare

    if asked.way == "equitable":
        return "equitable", Equitable(asked.within)
    if asked.way == "rematch":
        assert asked.today is not None
        return "rematch", Rematch(_today(cohort, asked.today, told), asked.changes)
    if asked.way == "everybody":
        return "welfare", Welfare(everybody_first=True)
    return ("fair", Fair("rank_maximal")) if asked.way == "ranked" else (asked.way, None)


def _pairs(cohort: Cohort, table: Table | None) -> list[tuple[int, int]]:
    """The pairs of a file that must be understood whole: a conflict passed over would be a pair made."""
    if table is None:
        return []
    found = cohort.claims(table)
    if found.strays:
        first = found.strays[0]
        raise CannotAsk(
            say(
                "{file}, row {row}: {why}",
                "{file}, fila {row}: {why}",
                file=found.source,
                row=first.row,
                why=first.sentence,
            )
        )
    return list(dict.fromkeys(found.pairs))


def _today(cohort: Cohort, table: Table, told: list[Sentence]) -> npt.NDArray[np.int64]:
    """Whom each mentee has today; who left since is told and leaves nobody behind."""
    found = cohort.claims(table)
    current = np.full(len(cohort.scoring.mentees), -1, dtype=np.int64)
    for mentee, mentors in found.mentors_of().items():
        if len(set(mentors)) > 1:
            raise CannotAsk(
                say(
                    "{file}: {name} has {count} mentors today; the rematch is for one each.",
                    "{file}: {name} tiene hoy {count} mentores/as; el reemparejamiento es para uno por persona.",
                    file=found.source,
                    name=cohort.scoring.mentees[mentee].name,
                    count=len(set(mentors)),
                )
            )
        current[mentee] = mentors[0]
    told.extend(strays(found))
    return current


def strays(found: Claims, most: int = 20) -> list[Sentence]:
    """What couldn't be understood in a file of pairs, a sentence each."""
    return [
        say("{file}, row {row}: {why}", "{file}, fila {row}: {why}", file=found.source, row=each.row, why=each.sentence)
        for each in found.strays[:most]
    ]


def _groups(cohort: Cohort, heading: str) -> list[str]:
    """The group of each mentee, as the cell says; blanks are a group of their own."""
    table = cohort.mentees.table
    at = next((at for at, name in enumerate(table.header) if plain(name) == plain(heading)), -1)
    if at < 0:
        raise CannotAsk(
            say(
                "{file} has no column “{name}”; there are: {headings}.",
                "{file} no tiene la columna «{name}»; hay: {headings}.",
                file=table.source,
                name=heading,
                headings=", ".join(table.header),
            )
        )
    if _is_identity(cohort, at):
        raise CannotAsk(
            say(
                "“{name}” describes identity, which never decides who is paired with whom. Choose another column.",
                "«{name}» describe la identidad, que nunca decide quién se empareja con quién. Elige otra columna.",
                name=table.header[at],
            )
        )
    cells = {row.number: row.cells[at].strip() or "–" for row in table.rows()}
    return [cells[person.row] for person in cohort.scoring.mentees]


def _is_identity(cohort: Cohort, at: int) -> bool:
    questions = {question.id: question for question in cohort.blueprint.side("mentee")}
    asked = [questions[field.question] for field in cohort.mentees.mapping.fields
             if at in field.indexes and field.question in questions]  # fmt: skip
    guessed = next(column for column in guess.columns(cohort.mentees.table) if at in column.indexes)
    return guessed.kind == "identity" or any(question.identity for question in asked)


def _wanted(cohort: Cohort, each: int) -> list[int] | None:
    """How many mentors each may have: a blueprint may ask mentees for their number; None where it is one for all."""
    kinds = {question.kind for question in cohort.blueprint.side("mentee")}
    own = [person.capacity for person in cohort.scoring.mentees] if "capacity" in kinds and not cohort.guess else None
    wanted: Sequence[int]
    if each and own:
        wanted = [min(each, number) for number in own]
    else:
        wanted = own or [max(each, 1)] * len(cohort.scoring.mentees)
    return list(wanted) if max(wanted, default=1) > 1 else None


def in_words(error: ProblemError, people: People) -> CannotAsk:
    """What the engine refused, by the names of those concerned."""
    return CannotAsk(Sentence(error.text("en", people=people), error.text("es", people=people)))


def claims_of(cohort: Cohort, table: Table, columns: tuple[str, str] = ("", "")) -> Claims:
    """The pairs of a table among the people of a cohort. Raises NotPairs."""
    mentees = claims.Side(cohort.scoring.mentees, cohort.mentees.rejections, cohort.mentees.table.source)
    mentors = claims.Side(cohort.scoring.mentors, cohort.mentors.rejections, cohort.mentors.table.source)
    return claims.read(table, mentees, mentors, columns=columns)
