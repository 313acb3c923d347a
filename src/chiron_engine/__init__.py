"""Matching as plain, typed Python: problems in, pairs with proofs and reasons out.

>>> from chiron_engine import Problem, solve, verify
>>> problem = Problem.from_matrix([[80, 60], [70, 10]], capacity=1)
>>> matching = solve(problem, method="welfare")
>>> matching.mentor_of.tolist(), matching.total_fit
([1, 0], 130.0)
>>> verify(problem, matching).ok
True
"""

from chiron_engine.equitable import frontier
from chiron_engine.errors import Infeasible, ProblemError
from chiron_engine.explaining import Change, Explanation, Holder, PersonExplanation, explain
from chiron_engine.matching import Certificate, Equity, Matching, Reason
from chiron_engine.options import Equitable, Fair, Options, Rematch, Stable, Welfare
from chiron_engine.problem import Problem
from chiron_engine.solving import METHODS, solve
from chiron_engine.telling import People
from chiron_engine.verifying import Check, Report, verify

__all__ = [
    "METHODS",
    "Certificate",
    "Change",
    "Check",
    "Equitable",
    "Equity",
    "Explanation",
    "Fair",
    "Holder",
    "Infeasible",
    "Matching",
    "Options",
    "People",
    "PersonExplanation",
    "Problem",
    "ProblemError",
    "Reason",
    "Rematch",
    "Report",
    "Stable",
    "Welfare",
    "explain",
    "frontier",
    "solve",
    "verify",
]
