"""Answers into fit: `Scoring(blueprint, mentees, mentors)` gives tables, and a breakdown in words for any pair.

`problem(scoring)` hands it to the engine; `sensitivity(scoring)` says what hangs on each weight. Points are hundredths.
"""

from chiron_blueprint.fit.candidates import candidates, problem
from chiron_blueprint.fit.scoring import Breakdown, Scoring, Share
from chiron_blueprint.fit.sensitivity import Sensitivity, sensitivity

__all__ = ["Breakdown", "Scoring", "Sensitivity", "Share", "candidates", "problem", "sensitivity"]
