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
from chiron_engine.explaining_several import (
    SeveralMentee,
    SeveralMentor,
    SeveralPair,
    explain_several_mentee,
    explain_several_mentor,
    explain_several_pair,
)
from chiron_engine.groups import Grouping, GroupProblem, form_groups
from chiron_engine.groups import describe as describe_groups
from chiron_engine.live import Live, Step, cost_of_lock
from chiron_engine.matching import Certificate, Equity, Matching, Reason
from chiron_engine.mosaic import Mosaic, MosaicProblem, solve_mosaic
from chiron_engine.mosaic import describe as describe_mosaic
from chiron_engine.options import Equitable, Fair, Options, Rematch, Stable, Welfare
from chiron_engine.problem import Problem
from chiron_engine.several import Several, solve_several
from chiron_engine.solving import METHODS, solve
from chiron_engine.speed import SpeedPlan, SpeedProblem, plan_speed
from chiron_engine.speed import describe as describe_speed
from chiron_engine.telling import People
from chiron_engine.verifying import Check, Report, verify
from chiron_engine.verifying_groups import verify_groups
from chiron_engine.verifying_mosaic import verify_mosaic
from chiron_engine.verifying_several import verify_several
from chiron_engine.verifying_speed import verify_speed

__all__ = [
    "METHODS",
    "Certificate",
    "Change",
    "Check",
    "Equitable",
    "Equity",
    "Explanation",
    "Fair",
    "GroupProblem",
    "Grouping",
    "Holder",
    "Infeasible",
    "Live",
    "Matching",
    "Mosaic",
    "MosaicProblem",
    "Options",
    "People",
    "PersonExplanation",
    "Problem",
    "ProblemError",
    "Reason",
    "Rematch",
    "Report",
    "Several",
    "SeveralMentee",
    "SeveralMentor",
    "SeveralPair",
    "SpeedPlan",
    "SpeedProblem",
    "Stable",
    "Step",
    "Welfare",
    "cost_of_lock",
    "describe_groups",
    "describe_mosaic",
    "describe_speed",
    "explain",
    "explain_several_mentee",
    "explain_several_mentor",
    "explain_several_pair",
    "form_groups",
    "frontier",
    "plan_speed",
    "solve",
    "solve_mosaic",
    "solve_several",
    "verify",
    "verify_groups",
    "verify_mosaic",
    "verify_several",
    "verify_speed",
]
