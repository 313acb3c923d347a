"""How relationships do, ten thousand at a time in as many queries as one: from dates, never from what was written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    Expression,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import policies, rules
from chiron.relationships.models import Agreement, Correspondent, Meeting, Member, Relationship


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


@dataclass(frozen=True, slots=True)
class Figures:
    """How many mentees were offered somebody, began with somebody, signed an agreement, and met."""

    offered: int
    began: int
    signed: int
    met: int


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


def health_of(
    rows: QuerySet[Relationship], zone: ZoneInfo | None = None, cohorts: Collection[Cohort] | None = None
) -> list[Health]:
    """Return how each of *rows* does that lives; days are those of *zone*, or of the request.

    Three queries, or one where the *cohorts* of all of them are at hand.
    """
    living = _living(rows)
    rhythms = _rhythms(living) if cohorts is None else _rhythms_of(cohorts)
    names = ("pk", "cohort_id", "began_at", "ends_on", "last", "following", "signed", "unread")
    today, at, healths = clock.today(zone), _dated(zone), []
    for pk, cohort, began, ends, last, following, is_signed, unread in _with_dates(living).values_list(*names):
        dates = rules.Dates(at(began), ends, at(last), at(following), is_signed, at(unread))
        signs = rules.signs(dates, rhythms[cohort], today)
        healths.append(Health(pk, cohort, dates, signs, rules.state(rules.severity(signs))))
    return healths


def to_look_at(
    rows: QuerySet[Relationship], cohorts: Collection[Cohort], zone: ZoneInfo | None = None
) -> list[tuple[str, int]]:
    """Return those of *rows* in *cohorts* with a sign and how severe it is, the soonest to look at first. One query.

    It asks the database what `rules.signs` asks: of thousands most do well and are left there. The more signs, the
    sooner; then those that met longest ago. Their ids are as the database writes them, since few will be shown.
    """
    rhythms = _rhythms_of(cohorts)
    found = _living(rows.filter(cohort__in=rhythms)).annotate(
        severity=_severity(rhythms, zone),
        since=Coalesce(Subquery(_met().values("starts_at")[:1]), F("began_at")),
    )
    in_order = found.filter(severity__gt=0).order_by("-severity", "since", "pk")
    return list(in_order.values_list(Cast("pk", CharField()), "severity"))


def how_many_live(rows: QuerySet[Relationship]) -> int:
    """Return how many of *rows* began and have not ended."""
    return _living(rows).count()


def _living(rows: QuerySet[Relationship]) -> QuerySet[Relationship]:
    return rows.filter(state__in=rules.LIVE, began_at__isnull=False).order_by()


def _dated(zone: ZoneInfo | None) -> Any:
    where = zone or timezone.get_current_timezone()

    def day(instant: datetime | None) -> date | None:
        return None if instant is None else instant.astimezone(where).date()

    return day


def _rhythms_of(cohorts: Iterable[Cohort]) -> dict[UUID, rules.Rhythm]:
    return {each.pk: _rhythm(each) for each in cohorts}


def _rhythms(rows: QuerySet[Relationship]) -> dict[UUID, rules.Rhythm]:
    """What the blueprint behind each cohort hopes for, read from one relationship of each."""
    one_of = rows.values_list("cohort_id").annotate(one=Min(Cast("pk", CharField())))
    found = rows.filter(pk__in=[one for _cohort, one in one_of]).select_related("cohort__programme")
    return _rhythms_of(each.cohort for each in found)


def _rhythm(cohort: Cohort) -> rules.Rhythm:
    cadence = programmes.blueprint_of(cohort).cadence
    return rules.Rhythm(cadence.first_within_days, cadence.silence_days) if cadence else rules.Rhythm()


def _with_dates(rows: QuerySet[Relationship]) -> QuerySet[Relationship, Any]:
    """*Rows* with when they met last (``last``) and meet next, whether they signed, since when a message waits."""
    return rows.annotate(
        last=Subquery(_met().values("starts_at")[:1]),
        following=Subquery(_ahead().order_by("starts_at").values("starts_at")[:1]),
        signed=Exists(_signed()),
        unread=Subquery(_unread().order_by("told_at").values("told_at")[:1]),
    )


def _severity(rhythms: Mapping[UUID, rules.Rhythm], zone: ZoneInfo | None) -> Expression:
    """`rules.severity` of the row at hand."""
    today = clock.today(zone)

    def before(days: int) -> datetime:
        """The end of the day so many days ago: what was before it has been so for as many days."""
        return datetime.combine(today - timedelta(days=days - 1), time.min, zone or timezone.get_current_timezone())

    silent, ever = Q(pk__in=[]), Q(Exists(_meetings()))
    for rhythm in set(rhythms.values()):
        theirs = Q(cohort__in=[cohort for cohort, hoped in rhythms.items() if hoped == rhythm])
        first, silence = before(rhythm.first_within), before(rhythm.silence)
        lately = Q(Exists(_meetings().filter(starts_at__gte=silence)))
        since_long = Q(began_at__lt=max(first, silence)) & ~lately  # asked first: of most it is not so
        for_long = ~ever if first > silence else ever
        silent |= theirs & since_long & (Q(began_at__lt=min(first, silence)) | for_long)
    lesser = (
        Q(began_at__lt=before(rules.SIGNED_WITHIN)) & ~Q(Exists(_signed())),
        Q(pk__in=_all_unread().filter(told_at__lt=before(rules.READ_WITHIN)).values("relationship")),
        Q(ends_on__lt=today),
    )
    weighed = [(silent, rules.SILENCE), *((sign, 1) for sign in lesser)]
    return sum((Case(When(sign, then=weight), default=0) for sign, weight in weighed), Value(0))


def _meetings() -> QuerySet[Meeting]:
    """The meetings of the relationship at hand that were held or are booked."""
    return Meeting.objects.filter(relationship=OuterRef("pk"), state__in=["booked", "held"])


def _met() -> QuerySet[Meeting]:
    """Those that it had, the last first; what was booked and has gone by counts."""
    return _meetings().filter(starts_at__lte=clock.now()).order_by("-starts_at")


def _ahead() -> QuerySet[Meeting]:
    return Meeting.objects.filter(relationship=OuterRef("pk"), starts_at__gt=clock.now(), state="booked")


def _signed() -> QuerySet[Agreement]:
    return Agreement.objects.filter(relationship=OuterRef("pk"), state="in_force")


def _unread() -> QuerySet[Correspondent]:
    return _all_unread().filter(relationship=OuterRef("pk"))


def _all_unread() -> QuerySet[Correspondent]:
    """Who was told of a message and has not opened it; whoever has left will not."""
    unopened = Q(read_to__isnull=True) | Q(read_to__lt=F("told_at"))
    return Correspondent.objects.filter(unopened, policies.is_there(), told_at__isnull=False)


def minutes_met(rows: QuerySet[Relationship]) -> dict[UUID, int]:
    """Return how many minutes each of *rows* has met, as far as it was noted."""
    return dict(rows.filter(meetings__state="held").order_by().values_list("pk").annotate(Sum("meetings__minutes")))


def figures(members: QuerySet[Member]) -> Figures:
    """Return how far the mentees among *members* came, each of them once, whatever has become of it. One query."""
    began = Q(answer="accepted", relationship__began_at__isnull=False)
    here = {"relationship": OuterRef("relationship")}
    signed = Exists(Agreement.objects.filter(**here, state="in_force"))
    met = Exists(Meeting.objects.filter(**here, state__in=["booked", "held"], starts_at__lte=clock.now()))

    def ever(which: Q) -> Max:
        return Max(Case(When(which, then=1), default=0))

    mentees = members.filter(role__in=rules.SIDES["mentee"]).order_by().values("enrolment")
    each = mentees.annotate(began=ever(began), signed=ever(began & Q(signed)), met=ever(began & Q(met)))
    found = each.aggregate(Count("enrolment"), Sum("began"), Sum("signed"), Sum("met"))
    return Figures(*(number or 0 for number in found.values()))
