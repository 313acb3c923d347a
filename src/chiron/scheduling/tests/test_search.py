"""Common times, the most comfortable first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiron.scheduling.rules import OFFICE_WEEK, Busy, Timetable, mask, search, zones

MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
DUBLIN = "Europe/Dublin"


def at(day, hour, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def wanted(days=14, minutes=45, ideal=None):
    return search.Wanted(minutes, MONDAY, MONDAY + timedelta(days=days), ideal or MONDAY + timedelta(days=3))


def person(*busy, hours=OFFICE_WEEK, zone=DUBLIN, **more):
    return Timetable(zone, hours, busy=busy, **more)


def evenings(*days):
    return mask(day * 24 + hour for day in days for hour in range(17, 22))


def test_a_common_time_is_free_for_both():
    amara = person(Busy(at(0, 0), at(4, 0)), hours=evenings(0, 4))
    benoit = person(hours=evenings(4))
    found = search.common_times([amara, benoit], wanted(days=7))
    assert {each.starts_at.date() for each in found} == {at(4, 0).date()}
    assert all(each.starts_at.hour >= 17 and each.ends_at <= at(4, 22) for each in found)


def test_nobody_is_offered_a_time_within_the_rest_after_a_night():
    amara = person(Busy(at(0, 20), at(1, 8), "night"), hours=mask(range(24, 48)))
    found = search.common_times([amara], wanted(days=7))
    assert found
    assert all(each.starts_at >= at(1, 19) for each in found)


def test_rest_of_none_lets_the_morning_after_through():
    amara = person(Busy(at(0, 20), at(1, 8), "night"), hours=mask(range(24, 48)), rest_hours=0)
    assert search.is_free(amara, at(1, 9), 45)
    assert not search.is_free(amara, at(1, 7, 45), 45)


def test_a_rested_day_goes_before_one_after_or_before_a_night():
    nights = [Busy(at(day, 20), at(day + 1, 8), "night") for day in (0, 1)]
    found = search.common_times([person(*nights, hours=evenings(0, 2, 4)), person()], wanted(days=7))
    assert found[0].starts_at.date() == at(4, 0).date()


def test_the_preferred_part_of_the_day_goes_first():
    found = search.common_times([person(parts=frozenset({"midday"})), person()], wanted(days=5))
    assert found[0].starts_at.hour in (12, 13)


def test_what_suits_the_worst_off_counts_more_than_the_average():
    early, late = frozenset({"early"}), frozenset({"evening"})
    one, other = person(parts=early), person(parts=late)
    both = search.common_times([one, other], wanted(days=1, ideal=MONDAY))
    alone = search.common_times([one, one], wanted(days=1, ideal=MONDAY))
    assert both[0].comfort < alone[0].comfort


def test_meetings_are_spaced_towards_the_ideal_day():
    found = search.common_times([person(), person()], wanted(days=28, ideal=MONDAY + timedelta(days=21)))
    assert abs((found[0].starts_at - MONDAY).days - 21) <= 3


def test_offers_are_spread_over_days_and_parts_of_days():
    found = search.common_times([person(), person()], wanted(days=14))
    days = [each.starts_at.date() for each in found]
    assert len(found) == 6
    assert max(days.count(day) for day in days) <= 2


def test_the_reason_says_when_one_finishes_and_until_when_one_is_free():
    amara = person(Busy(at(0, 8), at(0, 17)), Busy(at(1, 7), at(1, 16)), hours=evenings(0))
    [best, *_] = search.common_times([amara, person(hours=evenings(0))], wanted(days=1))
    assert best.around[0].finishes_at == at(0, 17)
    assert best.around[0].free_until == at(1, 7)
    assert best.around[1].finishes_at is None


def test_without_a_common_time_nothing_is_offered():
    assert search.common_times([person(hours=evenings(0)), person(hours=evenings(1))], wanted()) == []
    assert search.common_times([person()], search.Wanted(45, MONDAY, MONDAY, MONDAY)) == []
    assert search.common_times([], wanted()) == []


def test_hours_are_wall_times_on_both_sides_of_a_change_of_clocks():
    amara = person(hours=mask(day * 24 + 9 for day in range(7)))
    found = search.common_times([amara], search.Wanted(60, MONDAY, MONDAY + timedelta(days=28), MONDAY), most=40)
    assert {zones.wall(each.starts_at, DUBLIN).hour for each in found} == {9}
    assert {each.starts_at.hour for each in found} == {8, 9}


def test_people_in_different_zones_meet_within_both_their_hours():
    dublin = person(hours=mask(day * 24 + hour for day in range(5) for hour in range(9, 18)))
    kathmandu = person(hours=mask(day * 24 + hour for day in range(5) for hour in range(9, 18)), zone="Asia/Kathmandu")
    found = search.common_times([dublin, kathmandu], wanted(minutes=60))
    assert found
    for each in found:
        for zone in (DUBLIN, "Asia/Kathmandu"):
            start, end = zones.wall(each.starts_at, zone), zones.wall(each.ends_at, zone)
            assert start.hour >= 9
            assert (end.hour, end.minute) <= (18, 0)


busy_times = st.lists(
    st.builds(
        lambda start, length, kind: Busy(
            MONDAY + timedelta(minutes=7 * start), MONDAY + timedelta(minutes=7 * (start + length)), kind
        ),
        st.integers(-300, 2500), st.integers(1, 400), st.sampled_from(["busy", "night", "on_call", "leave"]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(busy_times, min_size=1, max_size=4), st.sampled_from([15, 30, 45, 60, 90]))
def test_no_time_offered_touches_what_keeps_anybody_busy_or_their_rest(diaries, minutes):
    people = [person(*busy, zone=zone) for busy, zone in zip(diaries, [DUBLIN, "Asia/Kolkata", "UTC", DUBLIN])]  # noqa: B905
    for found in search.common_times(people, wanted(minutes=minutes), most=50):
        for each in people:
            for time in each.busy:
                rest = timedelta(hours=each.rest_hours if time.kind in ("night", "on_call") else 0)
                assert found.ends_at <= time.starts_at or found.starts_at >= time.ends_at + rest
            for step in range(0, minutes, 15):
                local = zones.wall(found.starts_at + timedelta(minutes=step), each.zone)
                assert each.hours >> (local.weekday() * 24 + local.hour) & 1


def test_the_property_would_notice_a_search_that_forgets_rest(monkeypatch):
    """The control: without rest after nights the property fails."""
    monkeypatch.setattr(search, "WEARYING", frozenset())
    amara = person(Busy(at(0, 20), at(1, 8), "night"), hours=mask(range(24, 48)))
    found = search.common_times([amara], wanted(days=7), most=50)
    assert any(each.starts_at < at(1, 19) for each in found)


@pytest.mark.parametrize("count", [2, 8])
def test_a_search_over_four_weeks_takes_a_moment(count):
    import time

    people = [person(*(Busy(at(day, 8), at(day, 13)) for day in range(number % 3, 28, 3))) for number in range(count)]
    search.common_times(people, wanted(days=28))
    began = time.perf_counter()
    search.common_times(people, wanted(days=28))
    assert time.perf_counter() - began < 0.5  # the bench measures; this notices a search gone wild
