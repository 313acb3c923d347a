"""Where the marks stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiron.ui import charts

numbers = st.floats(min_value=0, max_value=1e6)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 100)), min_size=1, max_size=8))
def test_the_reader_can_add_up_an_explanation(parts):
    rows = [{"name": "x", "sentence": "", "points": part * of, "of": of} for part, of in parts]
    told = charts.explained(rows)
    assert told["total"] == pytest.approx(sum(row["points"] for row in rows))
    ends = 0.0
    for row in told["rows"]:
        assert float(row["start"]) == pytest.approx(ends, abs=0.06)
        assert float(row["filled"]) <= float(row["slot"]) + 0.01
        ends += float(row["slot"])
    assert ends == pytest.approx(100, abs=0.1)


@given(numbers, numbers)
def test_a_share_stays_within_its_bar(part, whole):
    assert 0 <= charts.share(part, whole) <= 100


def test_numbers_are_written_for_svg():
    assert [charts.number(value) for value in (0, 35.0, 86.456, 100, 0.004)] == ["0", "35", "86.46", "100", "0"]


def test_bins_stand_on_the_axis_and_the_tallest_fills_the_box():
    shape = charts.bins([1, 4, 2], [0, 2, 1])
    assert [bar["height"] for bar in shape["bars"]] == ["25", "100", "50"]
    assert all(float(bar["y"]) + float(bar["height"]) == 100 for bar in shape["bars"])
    assert shape["outline"].startswith("0,100 0,100 33.33,100 33.33,50")
    assert charts.bins([])["bars"] == []


@pytest.mark.parametrize(
    ("low", "high", "clear"), [(0.1, 0.5, True), (-0.5, -0.1, True), (0.0, 0.4, False), (-1, 1, False)]
)
def test_a_mark_is_filled_only_where_the_interval_is_clear_of_the_reference(low, high, clear):
    marks = {"low": low, "estimate": (low + high) / 2, "high": high, "from": -1, "to": 1, "reference": 0}
    assert charts.interval(marks)["clear"] is clear


def test_an_interval_without_reference_is_filled():
    placed = charts.interval({"low": 1, "estimate": 2, "high": 3, "from": 0, "to": 4})
    assert placed == {"low": "25", "estimate": "50", "high": "75", "has_reference": False, "clear": True}


def test_a_goal_that_fell_back_keeps_its_line():
    line = charts.goal(4, 2, 5)
    assert (line["from"], line["length"], line["target"]) == ("25", "50", "100")
    assert line["ticks"] == ["0", "25", "50", "75", "100"]


@given(st.sets(st.integers(0, 167)), st.integers(0, 6))
def test_the_week_has_every_hour_once_and_keeps_what_was_chosen(chosen, first_day):
    cells = [cell for row in charts.week(chosen, first_day) for cell in row["cells"]]
    assert sorted(cell["value"] for cell in cells) == list(range(168))
    assert {cell["value"] for cell in cells if cell["chosen"]} == chosen
    assert cells[0]["day"] == first_day


def test_the_parts_of_a_bar_follow_each_other():
    parts = charts.segments([{"value": 1, "kind": "full"}, {"value": 3, "kind": "part"}])
    assert [(part["x"], part["kind"]) for part in parts] == [("0", "full"), ("25", "part")]
    assert charts.segments([]) == []
