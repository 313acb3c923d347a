"""From a problem to a matching by any of the methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from chiron_engine import checks
from chiron_engine import options as ways
from chiron_engine.errors import ProblemError

if TYPE_CHECKING:
    from chiron_engine.matching import Matching
    from chiron_engine.problem import Problem

OPTIONS: Final[dict[str, type[Any]]] = {
    "welfare": ways.Welfare,
    "stable": ways.Stable,
    "fair": ways.Fair,
    "equitable": ways.Equitable,
    "rematch": ways.Rematch,
}
METHODS: Final = tuple(OPTIONS)
WORDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "stable": {
        "best_for": ("mentee", "mentor"),
        "ties": ("lottery", "weak", "strong", "super"),
        "below_minimum": ("refuse", "close"),
    },
    "fair": {"kind": ("leximin", "rank_maximal")},
}


def solve(problem: Problem, method: str = "welfare", *, seed: int = 0, options: ways.Options | None = None) -> Matching:
    """Match by ``method``; ``options`` is the dataclass of that method (its defaults if None).

    The same problem and seed give the same answer on any machine, whatever the order of the rows. Raises Infeasible,
    with the constraints that clash, where there is no answer, and ProblemError on an unknown method or wrong options.
    """
    if method not in OPTIONS:
        raise ProblemError("unknown_method", method=method, known=", ".join(METHODS))
    chosen = _defaults(method) if options is None else options
    if not isinstance(chosen, OPTIONS[method]):
        expected, given = OPTIONS[method].__name__, type(chosen).__name__
        raise ProblemError("wrong_options", method=method, expected=expected, given=given)
    checks.options(chosen, WORDS.get(method, {}))
    checks.seed(seed)
    return _solver(method)(problem, seed=seed, options=chosen)  # type: ignore[no-any-return]


def _defaults(method: str) -> Any:
    if method in ("equitable", "rematch"):
        raise ProblemError("options_missing", method=method, expected=OPTIONS[method].__name__)
    return OPTIONS[method]()


def _solver(method: str) -> Any:
    """The method's function; its module is loaded when first asked for."""
    from importlib import import_module

    return import_module(f"chiron_engine.{method}").solve
