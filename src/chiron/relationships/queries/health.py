"""How relationships do, ten thousand at a time in as many queries as one: from dates, never from what was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.programmes import queries as programmes
from chiron.relationships import rules
from chiron.relationships.models import Agreement, Correspondent, Meeting, Relationship


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


def health_of(rows: QuerySet[Relationship], zone: ZoneInfo | None = None, *, to_look_at: bool = False) -> list[Health]:
    """Return how each of *rows* does that lives; days are those of *zone*, or of the request. Three queries.

    ``to_look_at`` returns only those with a sign: of thousands most do well and are left in the database.
    """
    living = rows.filter(state__in=rules.LIVE, began_at__isnull=False).order_by()
    rhythms = _rhythms(living)
    dated = _with_dates(living)
    if to_look_at:
        dated = dated.filter(_perhaps(rhythms.values()))
    names = ("pk", "cohort_id", "began_at", "ends_on", "last", "following", "signed", "unread")
    today, at, healths = clock.today(zone), _dated(zone), []
    for pk, cohort, began, ends, last, following, is_signed, unread in dated.values_list(*names):
        dates = rules.Dates(at(began), ends, at(last), at(following), is_signed, at(unread))
        signs = rules.signs(dates, rhythms[cohort], today)
        if signs or not to_look_at:
            healths.append(Health(pk, cohort, dates, signs, rules.state(signs)))
    return healths


def _dated(zone: ZoneInfo | None) -> Any:
    where = zone or timezone.get_current_timezone()

    def day(instant: datetime | None) -> date | None:
        return None if instant is None else instant.astimezone(where).date()

    return day


def _rhythms(rows: QuerySet[Relationship]) -> dict[UUID, rules.Rhythm]:
    """What the blueprint behind each cohort hopes for, read from one relationship of each."""
    one_of = rows.values_list("cohort_id").annotate(one=Min(Cast("pk", CharField())))
    found = {}
    for each in rows.filter(pk__in=[one for _cohort, one in one_of]).select_related("cohort__programme"):
        cadence = programmes.blueprint_of(each.cohort).cadence
        hoped = rules.Rhythm(cadence.first_within_days, cadence.silence_days) if cadence else rules.Rhythm()
        found[each.cohort_id] = hoped
    return found


def _with_dates(rows: QuerySet[Relationship]) -> QuerySet[Relationship, Any]:
    """*Rows* with when they met last (``last``) and meet next, whether they signed, since when a message waits.

    What was booked and has gone by counts as met.
    """
    their = OuterRef("pk")
    met = _meetings(relationship=their, starts_at__lte=clock.now()).order_by("-starts_at")
    ahead = Meeting.objects.filter(relationship=their, starts_at__gt=clock.now(), state="booked").order_by("starts_at")
    unread = _unread().filter(relationship=their).order_by("told_at")
    return rows.annotate(
        last=Subquery(met.values("starts_at")[:1]),
        following=Subquery(ahead.values("starts_at")[:1]),
        signed=_theirs(_signed()),
        unread=Subquery(unread.values("told_at")[:1]),
    )


def _meetings(**conditions: Any) -> QuerySet[Meeting]:
    """The meetings that were held or are booked, and for which *conditions* hold."""
    return Meeting.objects.filter(state__in=["booked", "held"], **conditions)


def _signed() -> QuerySet[Agreement]:
    return Agreement.objects.filter(state="in_force")


def _unread() -> QuerySet[Correspondent]:
    """Who was told of a message and has not opened it."""
    unopened = Q(read_to__isnull=True) | Q(read_to__lt=F("told_at"))
    return Correspondent.objects.filter(unopened, told_at__isnull=False)


def _theirs(rows: QuerySet[Any]) -> Exists:
    """Whether a relationship has any of *rows*."""
    return Exists(rows.filter(relationship=OuterRef("pk")))


def _perhaps(rhythms: Iterable[rules.Rhythm]) -> Q:
    """The condition that leaves out only what `rules.signs` says nothing about: wider than it, by a day and more.

    Whether there is a meeting or a signature is looked up row by row, in an index; the few unread messages are found
    once for all rows.
    """
    hoped, now = list(rhythms) or [rules.Rhythm()], clock.now()
    silence = min(each.silence for each in hoped)

    def before(days: int) -> datetime:
        return now - timedelta(days=days - 2)

    is_old = Q(began_at__lte=before(min(silence, *(each.first_within for each in hoped))))
    silent = is_old & ~Q(_theirs(_meetings(starts_at__gt=before(silence))))
    unsigned = Q(began_at__lte=before(rules.SIGNED_WITHIN)) & ~Q(_theirs(_signed()))
    unread = Q(pk__in=_unread().filter(told_at__lte=before(rules.READ_WITHIN)).values("relationship"))
    return silent | unsigned | unread | Q(ends_on__lte=(now + timedelta(days=1)).date())


def minutes_met(rows: QuerySet[Relationship]) -> dict[UUID, int]:
    """Return how many minutes each of *rows* has met, as far as it was noted."""
    return dict(rows.filter(meetings__state="held").order_by().values_list("pk").annotate(Sum("meetings__minutes")))


def figures(rows: QuerySet[Relationship]) -> tuple[int, int, int]:
    """Return of *rows* that live: how many there are, have signed their agreement, and have met. One query."""
    living = rows.filter(state__in=rules.LIVE, began_at__isnull=False).order_by()
    signed, met = _theirs(_signed()), _theirs(_meetings(starts_at__lte=clock.now()))
    found = living.aggregate(number=Count("pk"), agreed=Count("pk", filter=Q(signed)), met=Count("pk", filter=Q(met)))
    return found["number"], found["agreed"], found["met"]
