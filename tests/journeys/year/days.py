"""A year as the house lives it: the clock moves on a day at a time, and the worker does what is due."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from chiron.core import clock, worker

EVERY_DAY_UNTIL = date(2027, 1, 7)


class Days:
    """The frozen clock, the worker, and every mail that it handed over, each with the day on which it came."""

    def __init__(self, frozen: Any) -> None:
        self.frozen = frozen
        self.mails: list[tuple[date, EmailMessage]] = []
        self.read = 0
        self.worker = worker.Worker(lambda mail: self.mails.append((clock.today(), mail)))

    def work(self) -> list[EmailMessage]:
        """Let the worker do all that is due; return the mails of this moment."""
        self.worker.once()
        assert set(worker.backlog()) <= {"SUCCESSFUL", "READY"}, worker.backlog()
        return self.new()

    def new(self) -> list[EmailMessage]:
        """Return the mails that nobody has asked for yet."""
        found = [mail for _day, mail in self.mails[self.read :]]
        self.read = len(self.mails)
        return found

    def until(self, day: date) -> list[EmailMessage]:
        """Live on to the morning of *day*, with `chiron worker --once` each morning; return the mails of these days.

        In the year's second half the server runs each third morning only: what was due meanwhile is made up for.
        """
        while clock.today() < day:
            step = 1 if clock.today() < EVERY_DAY_UNTIL else min(3, (day - clock.today()).days)
            morning = (clock.now() + timedelta(days=step)).replace(hour=8, minute=30)
            self.frozen.move_to(morning, tick=False)
            self.worker.once()
        return self.work()

    def after(self, moment: datetime) -> list[EmailMessage]:
        """Live on to a moment, with its day's tick of the worker."""
        self.until(moment.date())
        self.frozen.move_to(moment, tick=False)
        return self.work()
