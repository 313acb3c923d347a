"""When the mail server takes nothing: all mail waits together, one message tries for all, ever less often.

The pause is a row, so that it holds for every worker and outlives a restart, and an administrator can see it.
"""

from datetime import datetime, timedelta

from django.db.models import F

from chiron.core import clock
from chiron.core.models import MailOutage

#: How long all mail waits after each try in a row that failed; the last holds from there on.
PAUSES = [timedelta(seconds=seconds) for seconds in (30, 60, 120, 300, 900)]


def current() -> MailOutage | None:
    """Return the outage under way, or None."""
    return MailOutage.objects.first()


def try_for_all(outage: MailOutage, until: datetime) -> bool:
    """Take the try that is due, for one message; False where another worker has it."""
    return MailOutage.objects.filter(pk=outage.pk, until=outage.until).update(until=until) == 1


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
