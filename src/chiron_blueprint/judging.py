"""Whether pairs from any tool keep to what must hold, and to what a method promises: `chiron verify`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chiron_blueprint import asking
from chiron_blueprint.asking import Asked, Posed
from chiron_blueprint.claims import Claims
from chiron_blueprint.fit import problem
from chiron_blueprint.output.rows import points
from chiron_blueprint.words import Sentence, counted, listed, say

if TYPE_CHECKING:
    from chiron_blueprint.match import Cohort
    from chiron_engine import Check, Matching, Problem, Report

Pair = tuple[int, int]
CONSTRAINTS = ("locks", "capacity", "minimum")
OWN = ("shape", "total", "candidates", "forbidden", "pair_once", "asked", *CONSTRAINTS)
HOLD = ("once", "allowed", *CONSTRAINTS)
MOST = 20


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: whether it holds (None where that couldn't be decided), and in words."""

    name: str
    passed: bool | None
    sentence: Sentence
    more: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Every finding, and what is said beside: how good the pairs are. Fits are points of 100."""

    findings: tuple[Finding, ...]
    remarks: tuple[Sentence, ...]
    matched: int
    mentees: int
    pairs: int
    total_fit: float
    best_total_fit: float | None
    blocking: int | None

    @property
    def ok(self) -> bool:
        """Whether nothing failed and nothing stayed open."""
        return all(finding.passed is True for finding in self.findings)


def judge(cohort: Cohort, found: Claims, asked: Asked, *, promise: bool) -> Verdict:
    """Check the pairs of a file against its inputs; with `promise` also against what the method asked for promises.

    Raises CannotAsk.
    """
    from chiron_engine import ProblemError

    wish = asking.pose(cohort, asked)
    try:
        posed = problem(
            cohort.scoring, locked=wish.locked, forbidden=wish.forbidden, group=wish.group, also=found.pairs
        )
        return _judged(cohort, found, wish, posed, promise=promise)
    except ProblemError as error:
        raise asking.in_words(error, cohort.names()) from error


def _judged(cohort: Cohort, found: Claims, wish: Posed, posed: Problem, *, promise: bool) -> Verdict:
    report, matching = _engine(found, wish, posed)
    findings = [
        _people(found),
        _once(cohort, found, wish),
        _allowed(cohort, found, wish, posed),
        *(_engine_finding(cohort, report[name]) for name in CONSTRAINTS if name == "capacity" or _is_set(posed, name)),
        *_fits(cohort, found),
    ]
    if promise:
        findings += [_engine_finding(cohort, check) for check in report.checks if check.name not in OWN]
    mentees, total = len(cohort.scoring.mentees), sum(cohort.scoring.breakdown(*pair).fit for pair in set(found.pairs))
    matched = len(found.mentors_of())
    remarks = [
        say(
            "{matched} of {mentees} mentees have a mentor.",
            "{matched} de {mentees} personas tuteladas tienen mentor/a.",
            matched=matched,
            mentees=mentees,
        )
    ]
    best, blocking = None, None
    if matching is not None and all(each.passed for each in findings if each.name in HOLD):
        best, blocking = _best(posed), _blocking(posed, matching)
        remarks += _comparison(total / 100, best, blocking)
    counts = {"matched": matched, "mentees": mentees, "pairs": len(set(found.pairs))}
    return Verdict(
        tuple(findings), tuple(remarks), total_fit=total / 100, best_total_fit=best, blocking=blocking, **counts
    )


def _is_set(posed: Problem, constraint: str) -> bool:
    """Whether there is a lock, or a minimum, to keep."""
    return bool(posed.locked) if constraint == "locks" else bool(posed.minimum.any())


def _engine(found: Claims, wish: Posed, posed: Problem) -> tuple[Report, Matching | None]:
    """The engine's own checks of the pairs, and the matching where everybody has one mentor at most."""
    from chiron_engine import Matching, Several, Welfare, solve, verify, verify_several
    from chiron_engine.several import wanted_of

    mentors_of = found.mentors_of()
    if wish.wanted:
        everybody = tuple(tuple(mentors_of.get(row, ())) for row in range(posed.n_mentees))
        at = [posed.pair(*pair) for pair in found.pairs]
        total = int(sum(int(posed.score[pair]) for pair in at if pair >= 0))
        wanted = wanted_of(posed, wish.wanted)
        several = Several(everybody, wanted, total / posed.score_per_fit, total, 0)
        return verify_several(posed, several), None
    chosen = [mentors_of.get(row, [-1])[0] for row in range(posed.n_mentees)]
    matching = Matching.claimed(posed, chosen, method=wish.method, options=wish.options)
    if isinstance(matching.options, Welfare):
        # whoever made the pairs, prices that prove a total the highest prove it of theirs
        matching = replace(matching, certificate=solve(posed, options=matching.options).certificate)
    return verify(posed, matching), matching


def _engine_finding(cohort: Cohort, check: Check) -> Finding:
    people = cohort.names()
    return Finding(check.name, check.passed, Sentence(check.text("en", people=people), check.text("es", people=people)))


def _people(found: Claims) -> Finding:
    if not found.strays:
        known = Sentence(
            "Everybody named is in the two files.", "Todas las personas nombradas están en los dos archivos."
        )
        return Finding("people", True, known)
    rows = counted(len(found.strays), ("row names", "fila nombra"), ("rows name", "filas nombran"))
    said = say("{rows} somebody who can't be found.", "{rows} a alguien que no se encuentra.", rows=rows)
    return Finding("people", False, said, tuple(asking.strays(found, MOST)))


def _once(cohort: Cohort, found: Claims, wish: Posed) -> Finding:
    """Nobody with more mentors than they may have, and no pair twice."""
    over = []
    for mentee, mentors in found.mentors_of().items():
        most = wish.wanted[mentee] if wish.wanted else 1
        if len(mentors) > most:
            over.append((mentee, mentors, most))
    if not over:
        text = Sentence("Nobody has more mentors than they may.", "Nadie tiene más mentores/as de lo previsto.")
        return Finding("once", True, text)
    more = tuple(
        say(
            "{name} has {mentors}; {most} at most.",
            "{name} tiene a {mentors}; {most} como mucho.",
            name=cohort.scoring.mentees[mentee].name,
            mentors=listed([cohort.scoring.mentors[mentor].name for mentor in mentors]),
            most=most,
        )
        for mentee, mentors, most in over[:MOST]
    )
    people = counted(len(over), ("mentee has", "persona tutelada tiene"), ("mentees have", "personas tuteladas tienen"))
    said = say("{people} more mentors than they may.", "{people} más mentores/as de lo previsto.", people=people)
    return Finding("once", False, said, more)


def _allowed(cohort: Cohort, found: Claims, wish: Posed, posed: Problem) -> Finding:
    """Every pair is one that may be made; else by which criterion, file or rule it may not."""
    made = [pair for pair in dict.fromkeys(found.pairs) if posed.pair(*pair) < 0]
    if not made:
        text = Sentence("No pair is made that may not be.", "No hay ninguna pareja que no deba formarse.")
        return Finding("allowed", True, text)
    barred = set(wish.forbidden)
    more = tuple(
        say(
            "{mentee} and {mentor}: {why}",
            "{mentee} y {mentor}: {why}",
            mentee=cohort.scoring.mentees[pair[0]].name,
            mentor=cohort.scoring.mentors[pair[1]].name,
            why=why_not(cohort, pair, is_forbidden=pair in barred),
        )
        for pair in made[:MOST]
    )
    pairs = counted(len(made), ("pair is made that", "pareja que"), ("pairs are made that", "parejas que"))
    return Finding("allowed", False, say("{pairs} may not be.", "Hay {pairs} no debe formarse.", pairs=pairs), more)


def why_not(cohort: Cohort, pair: Pair, *, is_forbidden: bool) -> Sentence:
    """What rules a pair out."""
    if is_forbidden:
        return Sentence("the file of forbidden pairs names them.", "está en el archivo de parejas prohibidas.")
    breakdown = cohort.scoring.breakdown(*pair)
    names = [criterion.name for criterion in cohort.scoring.criteria if criterion.id in breakdown.barred_by]
    if not names:
        return Sentence("they are one person.", "son la misma persona.")
    return say("ruled out by {criteria}.", "lo impide {criteria}.", criteria=listed(names))


def _fits(cohort: Cohort, found: Claims) -> Iterator[Finding]:
    """Whether the fits that the file states are those of its pairs."""
    if not found.fits:
        return
    wrong = []
    for pair, stated in found.fits.items():
        fit = cohort.scoring.breakdown(*pair).fit
        if abs(stated * 100 - fit) > 0.5:
            wrong.append((pair, stated, fit))
    if not wrong:
        yield Finding(
            "fits", True, Sentence("Every fit stated is right.", "Todos los ajustes indicados son correctos.")
        )
        return
    more = tuple(
        Sentence(*(
            template.format(
                mentee=cohort.scoring.mentees[mentee].name,
                mentor=cohort.scoring.mentors[mentor].name,
                stated=points(round(stated * 100), language),
                fit=points(fit, language),
            )
            for language, template in (
                ("en", "{mentee} and {mentor}: {stated} is stated, their fit is {fit}."),
                ("es", "{mentee} y {mentor}: se indica {stated} y su ajuste es {fit}."),
            )
        ))
        for (mentee, mentor), stated, fit in wrong[:MOST]
    )  # fmt: skip
    fits = counted(
        len(wrong), ("fit stated isn't", "ajuste indicado no es"), ("fits stated aren't", "ajustes indicados no son")
    )
    said = say("{fits} what these inputs give.", "{fits} el que dan estos datos.", fits=fits)
    yield Finding("fits", False, said, more)


def _best(posed: Problem) -> float:
    from chiron_engine import solve

    return solve(posed).total_fit


def _blocking(posed: Problem, matching: Matching) -> int:
    from chiron_engine import Stable, verify

    return int(verify(posed, replace(matching, method="stable", options=Stable()))["stable"].facts["count"])


def _comparison(total: float, best: float, blocking: int) -> Iterator[Sentence]:
    share = 100 * total / best if best else 100.0
    yield say(
        "Total fit {total}; the highest possible under the same rules is {best} ({share} %).",
        "Ajuste total {total}; el máximo posible con las mismas reglas es {best} ({share} %).",
        total=f"{total:.2f}",
        best=f"{best:.2f}",
        share=f"{share:.1f}",
    )
    if not blocking:
        yield Sentence(
            "No two people would rather have each other than whom they have.",
            "No hay dos personas que se prefieran entre sí a lo que tienen.",
        )
        return
    swaps = counted(blocking, ("pair", "pareja"), ("pairs", "parejas"))
    yield say(
        "{swaps} of people would rather have each other than whom they have.",
        "{swaps} de personas se preferirían entre sí a lo que tienen.",
        swaps=swaps,
    )
