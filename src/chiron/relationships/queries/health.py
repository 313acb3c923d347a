"""How relationships do, ten thousand at a time in as many queries as one: from dates, never from what was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Min, Q, QuerySet, Sum
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.programmes import queries as programmes
from chiron.relationships import rules
from chiron.relationships.models import Relationship


@dataclass(frozen=True, slots=True)
class Health:
    """How one relationship does, and the dates it is known by."""

    pk: UUID
    cohort_id: UUID
    dates: rules.Dates
    signs: list[rules.Sign]
    state: str

    @property
    def sentence(self) -> str:
        """The state explained, in the reader's language: "no meeting for 47 days, agreement unsigned"."""
        return in_words(self.signs) if self.signs else _well(self.dates)

    @property
    def silence(self) -> tuple[str, date] | None:
        """The sign for which its people are reminded, and since when it has been so; None where there is none."""
        for sign in self.signs:
            if sign.name in rules.SILENCES:
                return sign.name, self.dates.last_met or self.dates.began
        return None


def in_words(signs: Iterable[rules.Sign]) -> str:
    """Return signs as one sentence without its full stop."""
    return ", ".join(_WORDS[sign.name](sign.days) for sign in signs)


_WORDS: Mapping[str, Any] = {
    "no_first_meeting": lambda n: (
        ngettext("no first meeting in %(n)d day", "no first meeting in %(n)d days", n) % {"n": n}
    ),
    "no_meeting": lambda n: ngettext("no meeting for %(n)d day", "no meeting for %(n)d days", n) % {"n": n},
    "unsigned": lambda n: _("agreement unsigned"),
    "unread": lambda n: ngettext("a message unread for %(n)d day", "a message unread for %(n)d days", n) % {"n": n},
    "past_end": lambda n: ngettext("%(n)d day past its end", "%(n)d days past its end", n) % {"n": n},
}


def _well(dates: rules.Dates) -> str:
    """Where all is well: when they met and meet."""
    met = _("met on %(day)s") % {"day": _day(dates.last_met)} if dates.last_met else ""
    meets = _("meets on %(day)s") % {"day": _day(dates.next_meets)} if dates.next_meets else ""
    return ", ".join(part for part in (met, meets) if part) or _("began on %(day)s") % {"day": _day(dates.began)}


def _day(on: date | None) -> str:
    return formats.date_format(on, "MONTH_DAY_FORMAT") if on else ""


def health_of(rows: QuerySet[Relationship], zone: ZoneInfo | None = None) -> list[Health]:
    """Return how each of *rows* does that lives; days are those of *zone*, or of the request. Five queries."""
    living = rows.filter(state__in=rules.LIVE, began_at__isnull=False).order_by()
    found = list(living.values_list("pk", "cohort_id", "cohort__programme_id", "began_at", "ends_on"))
    rhythms = _rhythms(living, {programme: pk for pk, _cohort, programme, _began, _ends in found})
    meetings, signed, unread = meeting_dates(living), _signed(living), _unread_since(living)
    today, at = clock.today(zone), _dated(zone)
    healths = []
    for pk, cohort, programme, began, ends in found:
        last, following = meetings.get(pk, (None, None))
        dates = rules.Dates(at(began), ends, at(last), at(following), pk in signed, at(unread.get(pk)))
        signs = rules.signs(dates, rhythms[programme], today)
        healths.append(Health(pk, cohort, dates, signs, rules.state(signs)))
    return healths


def _dated(zone: ZoneInfo | None) -> Any:
    where = zone or timezone.get_current_timezone()

    def day(instant: datetime | None) -> date | None:
        return None if instant is None else instant.astimezone(where).date()

    return day


def _rhythms(rows: QuerySet[Relationship], one_of: Mapping[UUID, UUID]) -> dict[UUID, rules.Rhythm]:
    """What the blueprint of each programme hopes for, read from one relationship of each."""
    found = {}
    for each in rows.filter(pk__in=list(one_of.values())).select_related("cohort__programme"):
        cadence = programmes.blueprint_of(each.cohort.programme).cadence
        hoped = rules.Rhythm(cadence.first_within_days, cadence.silence_days) if cadence else rules.Rhythm()
        found[each.cohort.programme_id] = hoped
    return found


def meeting_dates(rows: QuerySet[Relationship]) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """Return when each of *rows* met last and meets next. What was booked and has gone by counts as met."""
    now = clock.now()
    met = Max("meetings__starts_at", filter=Q(meetings__state__in=["booked", "held"], meetings__starts_at__lte=now))
    meets = Min("meetings__starts_at", filter=Q(meetings__state="booked", meetings__starts_at__gt=now))
    return {pk: (last, following) for pk, last, following in rows.values_list("pk").annotate(last=met, following=meets)}


def _signed(rows: QuerySet[Relationship]) -> set[UUID]:
    """Those of *rows* whose agreement is in force; all of them where nothing is signed in this installation."""
    if not hasattr(Relationship, "agreements"):
        return set(rows.values_list("pk", flat=True))
    in_force: Any = {"agreements__state": "in_force"}
    return set(rows.filter(**in_force).values_list("pk", flat=True))


def _unread_since(rows: QuerySet[Relationship]) -> dict[UUID, datetime]:
    """Since when a message waits for somebody who was told of it and has not opened it, where one does."""
    waiting = Q(correspondents__read_to__isnull=True) | Q(correspondents__read_to__lt=F("correspondents__told_at"))
    told = rows.filter(waiting, correspondents__told_at__isnull=False)
    return dict(told.values_list("pk").annotate(Min("correspondents__told_at")))


def minutes_met(rows: QuerySet[Relationship]) -> dict[UUID, int]:
    """Return how many minutes each of *rows* has met, as far as it was noted."""
    return dict(rows.filter(meetings__state="held").order_by().values_list("pk").annotate(Sum("meetings__minutes")))
