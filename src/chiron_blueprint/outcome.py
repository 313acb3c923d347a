"""What came of what was asked: proved how, at what price, with how many disturbed; a sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from chiron_blueprint.words import Sentence, say

if TYPE_CHECKING:
    from chiron_blueprint.match import Cohort
    from chiron_engine import Matching, Problem, Several

PROOFS = ("optimal", "everybody", "stable")


def sentences(cohort: Cohort, problem: Problem, matching: Matching, several: Several | None) -> Iterator[Sentence]:
    """The sentences about one answer. AssertionError where it doesn't pass its own verification."""
    from chiron_engine import Equitable, Rematch, Stable, Welfare

    if several:
        yield from _short(cohort, several)
        return
    options = matching.options
    if isinstance(options, Welfare | Stable):
        yield from _proved(cohort, problem, matching)
    if isinstance(options, Equitable):
        yield from _equity(matching)
    if isinstance(options, Rematch):
        changed = matching.changed_from(options.current)
        yield say(
            "{changed} of today's pairs would change; {names}",
            "Cambiarían {changed} de las parejas actuales; {names}",
            changed=len(changed),
            names=_named(cohort, changed),
        )


def _named(cohort: Cohort, rows: list[int], most: int = 10) -> Sentence:
    """The first of some mentees by name."""
    names = ", ".join(cohort.scoring.mentees[row].name for row in rows[:most])
    if not rows:
        return Sentence("nobody is disturbed.", "nadie cambia de pareja.")
    rest = f" (+{len(rows) - most})" if len(rows) > most else ""
    return Sentence(f"it concerns {names}{rest}.", f"afecta a {names}{rest}.")


def _proved(cohort: Cohort, problem: Problem, matching: Matching) -> Iterator[Sentence]:
    from chiron_engine import verify

    report = verify(problem, matching)
    if not report.ok:
        failed = ", ".join(check.name for check in report.checks if check.passed is not True)
        raise AssertionError(f"the engine's answer did not pass its own verification: {failed}")
    for check in report.checks:
        if check.name in PROOFS:
            yield Sentence(check.text("en"), check.text("es"))


def _equity(matching: Matching) -> Iterator[Sentence]:
    equity = matching.equity
    assert equity is not None
    means = ", ".join(f"{group} {mean:.1f}" for group, mean in equity.means.items())
    yield say(
        "Mean fit by group, who is unmatched counting 0: {means}; {gap} apart.",
        "Ajuste medio por grupo, contando 0 a quien no tiene: {means}; a {gap} de distancia.",
        means=means,
        gap=f"{equity.gap:.1f}",
    )
    yield say(
        "That costs {price} of the total fit that is possible without it.",
        "Eso cuesta {price} del ajuste total posible sin ello.",
        price=f"{equity.price:.1f}",
    )


def _short(cohort: Cohort, several: Several) -> Iterator[Sentence]:
    short = several.short()
    yield say(
        "{pairs} pairs; {full} of {all} mentees have as many mentors as they may.",
        "{pairs} parejas; {full} de {all} personas tuteladas tienen tantos mentores/as como se previó.",
        pairs=len(several.pairs),
        full=len(several.wanted) - len(short),
        all=len(several.wanted),
    )
