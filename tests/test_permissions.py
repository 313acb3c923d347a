"""Row 1 of the scorecard: every route, as everybody, against the table."""

import pytest

from chiron.core import routes
from tests import matrix, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(cast):
    return stage.assemble(cast)


def test_every_route_answers_everybody_as_the_table_says(everything, pytestconfig):
    rows = list(matrix.actual(everything))
    if pytestconfig.getoption("--write-permissions"):
        matrix.write(rows)
    expected = matrix.expected()
    wrong = [
        f"{row.route} {row.method}: {name} is answered {status}, the table says {wanted}"
        for row in rows
        for name, status, wanted in zip(
            matrix.PEOPLE, row.statuses, expected.get((row.route, row.method), ("a row",) * 9), strict=True
        )
        if status != wanted
    ]
    assert wrong == []


def test_the_table_has_no_row_for_a_route_that_is_gone():
    standing = {route.name for route in routes.routes()}
    assert {route for route, _ in matrix.expected()} - standing == set()


def test_no_route_breaks_for_anybody():
    broken = [key for key, statuses in matrix.expected().items() if any(status.startswith("5") for status in statuses)]
    assert broken == []


def test_the_outsider_reaches_nothing_of_the_hospital():
    """Farid administers another institution: what belongs to the hospital answers him 404, as if it were not."""
    allowed = {"200", "302", "303", "422"}
    by_object = {route.name for route in routes.routes() if "<uuid:" in route.pattern}
    reached = [
        (key, statuses[matrix.PEOPLE.index("farid")])
        for key, statuses in matrix.expected().items()
        if key[0] in by_object and statuses[matrix.PEOPLE.index("farid")] in allowed
    ]
    assert reached == [(("people:choose_institution", "GET"), "302"), (("people:choose_institution", "POST"), "302")]
