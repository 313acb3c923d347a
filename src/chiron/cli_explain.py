"""`chiron explain`: why these two, why not those, why nobody, what would change it. No Django."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiron import cli_inputs
from chiron.cli_inputs import say

if TYPE_CHECKING:
    from chiron_blueprint.answering import Answer, Answers
    from chiron_blueprint.match import Result

DESCRIPTION = """\
Explain pairs: those that `chiron match` makes of the two files with the same options, or those of a file (--pairs).

  --mentee WHO                whom somebody has and why; or why nobody, and the smallest change that would help
  --mentor WHO                who holds a mentor's places, and what one more place would bring
  --mentee WHO --mentor WHO   why these two are together, or why not and what would change it
  --unmatched                 everybody without a mentor
  --places                    where one more place would help most

WHO is an address, a name or an id. Without any of these, the unmatched and the places are shown.
"""
EPILOG = (
    cli_inputs.METHODS
    + """
Exit codes: 0 done; 2 wrong usage, nobody of that name, or a file that can't be read.
"""
)
MOST_PLACES = 20


def parser() -> argparse.ArgumentParser:
    """The options of `chiron explain`."""
    made = cli_inputs.parser("explain", DESCRIPTION, EPILOG)
    made.add_argument("--mentee", metavar="WHO", help="somebody of the mentees' file")
    made.add_argument("--mentor", metavar="WHO", help="somebody of the mentors' file")
    made.add_argument("--unmatched", action="store_true", help="everybody without a mentor")
    made.add_argument("--places", action="store_true", help="where one more place would help most")
    made.add_argument("--pairs", metavar="FILE", type=Path, help="explain the pairs of this file, from whatever tool")
    cli_inputs.add_columns(made)
    made.add_argument(
        "--for",
        dest="audience",
        choices=("coordinator", "person"),
        default="coordinator",
        help="person: only what the person concerned may read, nothing about others",
    )
    cli_inputs.add_reading(made)
    cli_inputs.add_asked(made)
    made.add_argument("--json", action="store_true", help="print the answers for programs")
    return made


def main(arguments: list[str]) -> int:
    """Run `chiron explain` and return its exit code."""
    return cli_inputs.refused(_run, parser().parse_args(arguments), "chiron explain")


def _run(options: argparse.Namespace) -> int:
    from chiron_blueprint import asking
    from chiron_blueprint.answering import Answers
    from chiron_blueprint.answering_several import SeveralAnswers
    from chiron_blueprint.words import Sentence

    if options.audience == "person" and not (options.mentee or options.mentor):
        raise asking.CannotAsk(
            Sentence(
                "--for person needs --mentee or --mentor: say who is to read it.",
                "--for person necesita --mentee o --mentor: di quién lo leerá.",
            )
        )
    result, forbidden = _result(options)
    answers = SeveralAnswers(result, forbidden) if result.several else Answers(result, forbidden)
    given = [(name, answer) for name, answer in _answers(answers, options)]
    if options.json:
        say(json.dumps(_data(answers, given, options), ensure_ascii=False, indent=1))
        return 0
    for _, answer in given:
        _tell(answer, options.language)
    if _wants_places(options):
        _tell_places(answers, options.language)
    return 0


def _result(options: argparse.Namespace) -> tuple[Result, list[tuple[int, int]]]:
    """The pairs to explain, and those that a file forbids."""
    from chiron_blueprint import asking, claims, match

    asked = cli_inputs.asked(options)
    cohort = cli_inputs.cohort(options)
    cli_inputs.tell_rejections(cohort, options)
    forbidden = asking.pose(cohort, asked).forbidden
    if options.pairs is None:
        return match.solved(cohort, asked), forbidden
    found = cohort.claims(claims.table_of(options.pairs), (options.mentee_column, options.mentor_column))
    for line in asking.strays(found):
        cli_inputs.complain(line.in_language(options.language))
    return match.claimed(cohort, found, asked), forbidden


def _answers(answers: Answers, options: argparse.Namespace) -> Iterator[tuple[str, Answer]]:
    from chiron_blueprint import answering, claims

    cohort, scoring = answers.cohort, answers.scoring
    row = column = -1
    if options.mentee:
        side = claims.Side(scoring.mentees, cohort.mentees.rejections, cohort.mentees.table.source)
        row = answering.find(side, scoring.mentees, options.mentee)
    if options.mentor:
        side = claims.Side(scoring.mentors, cohort.mentors.rejections, cohort.mentors.table.source)
        column = answering.find(side, scoring.mentors, options.mentor)
    if row >= 0 and column >= 0:
        yield "pair", answers.pair(row, column, options.audience)
    elif row >= 0:
        yield "mentee", answers.mentee(row, options.audience)
        yield from (("pair", each) for each in answers.pairs_of(row, options.audience))
    elif column >= 0:
        yield "mentor", answers.mentor(column, options.audience)
    if options.unmatched or _wants_all(options):
        yield from (("unmatched", answer) for answer in answers.unmatched())


def _wants_all(options: argparse.Namespace) -> bool:
    return not (options.mentee or options.mentor or options.unmatched or options.places)


def _wants_places(options: argparse.Namespace) -> bool:
    return bool(options.places or _wants_all(options))


def _tell(answer: Answer, language: str) -> None:
    from chiron_blueprint.answering import rows_of

    say(answer.about.in_language(language))
    for line in answer.lines:
        say(f"  {line.in_language(language)}")
    for figure, name, why in rows_of(answer.breakdown, language) if answer.breakdown else ():
        say(f"  {figure:>16}  {name}: {why}")


def _tell_places(answers: Answers, language: str) -> None:
    from chiron_blueprint.answering import place_line
    from chiron_blueprint.words import Sentence

    places = answers.places()
    heading = (
        Sentence("One more place would help most with:", "Una plaza más ayudaría sobre todo con:")
        if places
        else Sentence("One more place with nobody would change anything.", "Una plaza más no cambiaría nada.")
    )
    say(heading.in_language(language))
    for place in places[:MOST_PLACES]:
        say(f"  {place_line(place, answers.scoring.mentors[place.mentor].name).in_language(language)}")
    if len(places) > MOST_PLACES:
        say(f"  (+{len(places) - MOST_PLACES})")


def _data(answers: Answers, given: list[tuple[str, Answer]], options: argparse.Namespace) -> dict[str, Any]:
    data: dict[str, Any] = {
        **answers.totals(),
        "answers": [_one(kind, answer, options.language) for kind, answer in given],
    }
    if _wants_places(options):
        data["places"] = [
            {
                "mentor": answers.scoring.mentors[place.mentor].id,
                "filled": place.filled,
                "places": place.capacity,
                "more_matched": place.people,
                "more_fit": round(place.fit, 4),
            }
            for place in answers.places()
        ]
    return data


def _one(kind: str, answer: Answer, language: str) -> dict[str, Any]:
    shares = answer.breakdown.shares if answer.breakdown else ()
    return {
        "about": kind,
        **(answer.facts or {}),
        "sentences": [line.in_language(language) for line in answer.lines],
        "breakdown": [
            {
                "criterion": share.criterion,
                "points": share.points / 100,
                "of": share.possible / 100,
                "why": share.sentence.in_language(language),
            }
            for share in shares
        ],
    }
