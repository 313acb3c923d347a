"""Guess what the columns of two spreadsheets mean and draft the blueprint that matches them.

`blueprint(mentees, mentors)` does it all; `columns(table)` guesses one file; `mapping(columns, blueprint, side)`
finds the columns that answer the questions of a blueprint that stands.
"""

from chiron_blueprint.guess.drafting import Guess, blueprint, drafted
from chiron_blueprint.guess.fitting import mapping
from chiron_blueprint.guess.guesses import Column, Option
from chiron_blueprint.guess.reading import both, columns, people

__all__ = ["Column", "Guess", "Option", "blueprint", "both", "columns", "drafted", "mapping", "people"]
