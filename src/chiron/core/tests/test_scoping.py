"""Rows that belong to somebody cannot be read by accident."""

import pytest

from chiron.core.scoping import Unscoped
from chiron.programmes.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "read",
    [
        list,
        len,
        bool,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: list(rows.iterator()),
        lambda rows: list(rows.values_list("pk")),
        lambda rows: rows.update(capacity=9),
        lambda rows: rows.delete(),
        lambda rows: rows.in_bulk(),
    ],
)
def test_an_unscoped_query_raises_however_it_is_read(cast, read):
    with pytest.raises(Unscoped):
        read(Enrolment.objects.filter(side="mentee"))


def test_a_scoped_query_and_what_hangs_on_a_loaded_row_can_be_read(cast):
    assert Enrolment.objects.scoped().filter(side="mentee").count() == 1
    assert cast.cohort.enrolments.count() == 3
    assert cast.amara_enrolled.application.answers == {}
