"""When an open offer is recalled and when it lapses; when a relationship closes."""

from datetime import date, datetime, timedelta

#: After so many days without an answer one is reminded, once each; then the offer lapses.
REMINDERS = (timedelta(days=4), timedelta(days=10))
LAPSES_AFTER = timedelta(days=14)

#: The closing is opened so many days before the end, and settled so many days after it whatever was answered.
CLOSES_BEFORE = timedelta(days=30)
SETTLES_AFTER = timedelta(days=30)

#: Opened earlier, a closing is settled after as long as one has that opens by itself.
SETTLED_WITHIN = CLOSES_BEFORE + SETTLES_AFTER

#: Half of a time together that is shorter than the programme's is looked at from so many days on: after the fit check.
SHORTEST_HALF = timedelta(days=56)

#: The wishes at a closing of whoever does not rest where it ends: they go on with somebody else then.
GOES_ON = ("renew", "rematch")


def reminders_due(offered_at: datetime, now: datetime) -> int:
    """How many reminders an answer that was asked for at *offered_at* should have had by now."""
    return sum(now >= offered_at + each for each in REMINDERS)


def ends_on(began: date, cohort_ends: date, closing_day: int) -> date:
    """Return when a relationship is to end: with its cohort, or a whole span later where that is over."""
    return cohort_ends if cohort_ends > began + CLOSES_BEFORE else began + timedelta(days=closing_day)


def middle(since: date, day: int, ends_on: date | None) -> date | None:
    """Return when those who are together *since* a day are half-way: on the programme's *day*.

    Where the closing would come first it is half of the time they have; None where that is too short.
    """
    on = since + timedelta(days=day)
    if ends_on is None or on < ends_on - CLOSES_BEFORE:
        return on
    half = (ends_on - since) // 2
    return since + half if half >= SHORTEST_HALF else None


def settles_on(opened: date, ends_on: date) -> date:
    """Return when a closing is settled with what was said by then; opened after the end, all still have some time."""
    return max(opened + SETTLES_AFTER, min(opened + SETTLED_WITHIN, ends_on + SETTLES_AFTER))


def outcome(wishes: list[str], members: int) -> str:
    """Return where a closing leads: "active" where everybody goes on, "ended" once all have said, else "closing"."""
    if len(wishes) < members:
        return "closing"
    return "active" if all(each == "renew" for each in wishes) else "ended"
