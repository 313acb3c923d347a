"""When a mail may come: quiet hours that pass midnight, digests on their day, in every zone, summer and winter."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiron.notifications import rules

DUBLIN = ZoneInfo("Europe/Dublin")
NIGHT = rules.Wishes()


def at(text, zone=DUBLIN):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("2026-06-01T20:59", "2026-06-01T20:59"),
        ("2026-06-01T21:00", "2026-06-02T07:00"),
        ("2026-06-02T03:00", "2026-06-02T07:00"),
        ("2026-06-02T07:00", "2026-06-02T07:00"),
    ],
)
def test_what_comes_up_at_night_is_told_in_the_morning(when, told):
    assert rules.after_quiet(at(when), DUBLIN, NIGHT) == at(told)


def test_somebody_on_nights_is_quiet_by_day():
    by_day = rules.Wishes(quiet_from=time(9), quiet_until=time(17))
    assert rules.after_quiet(at("2026-06-01T10:00"), DUBLIN, by_day) == at("2026-06-01T17:00")
    assert rules.after_quiet(at("2026-06-01T03:00"), DUBLIN, by_day) == at("2026-06-01T03:00")


def test_without_quiet_hours_everything_comes_at_once():
    never = rules.Wishes(quiet_from=None, quiet_until=None)
    assert rules.after_quiet(at("2026-06-02T03:00"), DUBLIN, never) == at("2026-06-02T03:00")


def test_a_daily_digest_comes_at_its_hour_and_never_the_hour_that_has_passed():
    daily = rules.Wishes(pace="daily", digest_at=time(8))
    assert rules.next_digest(at("2026-06-01T07:59"), DUBLIN, daily) == at("2026-06-01T08:00")
    assert rules.next_digest(at("2026-06-01T08:00"), DUBLIN, daily) == at("2026-06-02T08:00")


def test_a_weekly_digest_comes_on_its_day():
    weekly = rules.Wishes(pace="weekly", digest_at=time(8), digest_on=4)
    assert rules.next_digest(at("2026-06-01T12:00"), DUBLIN, weekly) == at("2026-06-05T08:00")
    assert rules.next_digest(at("2026-06-05T12:00"), DUBLIN, weekly) == at("2026-06-12T08:00")


def test_the_hour_is_the_one_on_the_readers_wall_in_summer_and_in_winter():
    daily = rules.Wishes(pace="daily", digest_at=time(8))
    for day in ("2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"):
        told = rules.next_digest(at(f"{day}T12:00"), DUBLIN, daily)
        assert told.astimezone(DUBLIN).strftime("%H:%M") == "08:00"


ZONES = st.sampled_from(["Europe/Dublin", "America/St_Johns", "Pacific/Auckland", "Asia/Kathmandu", "UTC"])
TIMES = st.times()


@given(
    st.integers(1_704_067_200, 2_114_380_800).map(lambda at: datetime.fromtimestamp(at, UTC)), ZONES, TIMES, TIMES,
    st.sampled_from(rules.PACES), TIMES, st.integers(0, 6),
)  # fmt: skip
def test_a_mail_is_never_early_and_never_more_than_a_day_or_a_week_late(now, zone, start, end, pace, hour, day):
    wishes = rules.Wishes(pace, hour, day, start, end)
    told = rules.next_digest(now, ZoneInfo(zone), wishes)
    assert now <= told <= now + timedelta(days=8 if pace == "weekly" else 1, hours=2)
