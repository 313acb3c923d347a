"""When the mail server takes nothing: all mail waits together, one message tries for all, ever less often.

The pause is a row, so that it holds for every worker and outlives a restart, and an administrator can see it. The
mailbox into which answers come may be away, too: it is asked every two minutes anyway, and what is kept is only told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import F

from chiron.core import clock
from chiron.core.models import MailOutage

#: How long all mail waits after each try in a row that failed; the last holds from there on.
PAUSES = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900)]

MAILBOX = "mailbox-of-answers"


def current() -> MailOutage | None:
    """Return the outage under way, or None."""
    return MailOutage.objects.first()


def try_for_all(outage: MailOutage, until: datetime) -> bool:
    """Take the try that is due, for one message; False where another worker has it."""
    return MailOutage.objects.filter(pk=outage.pk, until=outage.until).update(until=until) == 1


def give_back() -> None:
    """Let the next message try: the one that was to try for all did not have to go."""
    MailOutage.objects.filter(pk=1).update(until=clock.now())


def note(problem: str) -> None:
    """Note that the server failed: all mail waits from now on, longer each time."""
    now = clock.now()
    first = {"since": now, "until": now + PAUSES[0], "problem": problem}
    outage, is_new = MailOutage.objects.get_or_create(pk=1, defaults=first)
    if not is_new:
        pause = PAUSES[min(outage.tries, len(PAUSES) - 1)]
        MailOutage.objects.filter(pk=1).update(tries=F("tries") + 1, until=now + pause, problem=problem)


def end() -> None:
    """Note that the server answers: what waits goes out."""
    MailOutage.objects.all().delete()


@dataclass(frozen=True)
class Mailbox:
    """The mailbox of answers cannot be read: since when, and the name of the error or what the server said."""

    since: datetime
    problem: str


def note_mailbox(problem: str) -> None:
    """Note that the mailbox of answers was not read."""
    known = mailbox()
    since = known.since if known else clock.now()
    cache.set(MAILBOX, {"since": since.isoformat(), "problem": problem[:120]}, None)


def mailbox() -> Mailbox | None:
    """Return what is wrong with the mailbox of answers, or None; None, too, where there is no mailbox any more."""
    found = cache.get(MAILBOX) if settings.CHIRON_IMAP_URL else None
    return Mailbox(datetime.fromisoformat(found["since"]), found["problem"]) if found else None


def end_mailbox() -> None:
    """Note that the mailbox of answers was read."""
    cache.delete(MAILBOX)
