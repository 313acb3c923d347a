"""Spreadsheets in: CSV and Excel into a `Table`, parsed in a limited process of their own.

`read(path)` gives a `Table` or raises `TableRefused`; rows stay in a temporary file and are streamed from it.
"""

from chiron_blueprint.tables.headings import letter, plain
from chiron_blueprint.tables.reading import Limits, Row, Table, from_rows, read, rows_by
from chiron_blueprint.tables.refusals import TableRefused

__all__ = ["Limits", "Row", "Table", "TableRefused", "from_rows", "letter", "plain", "read", "rows_by"]
