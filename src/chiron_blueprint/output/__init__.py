"""Results as files: pairs as CSV, Excel, JSON and a page to hand on, and rejected rows to mend; one export writer."""

from chiron_blueprint.output.export import cell, csv_text, neutral, write_csv, write_xlsx
from chiron_blueprint.output.pairs import FORMATS, write
from chiron_blueprint.output.rejects import rejects
from chiron_blueprint.output.rows import COLUMNS, Pair, points, table, why

__all__ = [
    "COLUMNS",
    "FORMATS",
    "Pair",
    "cell",
    "csv_text",
    "neutral",
    "points",
    "rejects",
    "table",
    "why",
    "write",
    "write_csv",
    "write_xlsx",
]
