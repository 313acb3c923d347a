"""How far a page reaches: what one person opens is found by indexes, however many others the institution has.

SQLite is asked how it would find the rows of every query of every page of a mentee and a mentor. A table that is read
whole, or by its institution, takes longer with everybody who joins.
"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import matrix, stage
from tests.cast import client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the plans are SQLite's"),
]

#: Tables with a few rows in an institution.
SMALL = {"people_helpcontact", "people_institution", "programmes_programme", "programmes_blueprintversion"}

OURS = re.compile(r'"((?:people|programmes|matching|boundaries|relationships|scheduling|learning)_\w+)"(?: (\w+))?')


def far(sql):
    """The tables that a query reads whole or by their institution."""
    named = {alias or table: table for table, alias in OURS.findall(sql)}
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        steps = [row[3] for row in cursor.fetchall()]
    for step in steps:
        kind, name, *_more = step.split()
        table = named.get(name, "")
        if table and table not in SMALL and (kind == "SCAN" or "(institution_id=?" in step):
            yield table, step


@pytest.mark.parametrize("name", ["amara", "benoit"])
def test_the_pages_of_one_person_find_their_rows_by_index(cast, name):
    standing, readers = stage.assemble(cast), matrix.readers()
    browser = client_of(cast.everybody()[name])
    found = {}
    pages = [route for route in matrix.our_routes() if name in readers.get(route.name, ())]
    for route in pages:
        with CaptureQueriesContext(connection) as seen:
            matrix.ask(browser, "GET", matrix.address(route, standing))
        for query in seen:
            if query["sql"].startswith("SELECT"):
                found.update({(route.name, *each): query["sql"] for each in far(query["sql"])})
    assert len(pages) > 50
    assert not found, "\n".join(map(str, found))


def test_a_query_that_reads_everybody_is_seen(cast):
    with CaptureQueriesContext(connection) as seen:
        list(cast.hospital.people.values_list("pk"))
    assert [table for query in seen for table, _step in far(query["sql"])] == ["people_person"]
