"""Check-ins as the people asked see them, the marks they leave on the line, and how content a mentee is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import clock
from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.relationships import policies, rules
from chiron.relationships.models import CheckIn, CheckInAnswer, Rating, Relationship
from chiron.relationships.queries.lifecycle import counted_from, day
from chiron.relationships.queries.relationships import Mine, relationship_for
from chiron.relationships.queries.timeline import entries, panel, step
from chiron_blueprint.schema import model as blueprints


def question(relationship: Relationship, id: str) -> blueprints.CheckIn | None:
    """Return a question of the relationship's blueprint, or None where it asks no such thing."""
    asked = programmes.blueprint_of(relationship.cohort).check_ins
    return next((each for each in asked if each.id == id), None)


def question_of(check_in: CheckIn) -> blueprints.CheckIn | None:
    """Return the question behind a check-in; None where the programme asks it no more."""
    return question(check_in.relationship, check_in.question)


def is_open(check_in: CheckIn) -> bool:
    """Whether it can be answered today."""
    return clock.today() <= check_in.opened_on + rules.OPEN_FOR


def said_in(text: blueprints.Text) -> str:
    """Return a text of the blueprint in the reader's language, else in English, else in whichever it has."""
    return text.get((get_language() or "en")[:2]) or text.get("en") or next(iter(text.values()), "")


@dataclass(frozen=True)
class Asked:
    """A question as one person meets it: its words, its choices, and what they answered."""

    check_in: CheckIn
    mine: Mine
    ask: str
    choices: list[tuple[str, str]]
    own: CheckInAnswer | None

    @property
    def is_review(self) -> bool:
        """Whether what should change may be written for the others: the mid-point review."""
        return self.check_in.question == rules.MID_POINT

    @property
    def offers_rematch(self) -> bool:
        """Whether one of its answers asks the coordination for somebody else."""
        return any(key == "rematch" for key, _label in self.choices)

    @property
    def is_about_both(self) -> bool:
        """Whether it asks if they carry on together."""
        return self.check_in.question in rules.CARRY_ON


def check_in_for(person: Person, pk: UUID) -> Asked:
    """Return a question that *person* was asked; 404 otherwise."""
    found = policies.visible_check_ins(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    mine = relationship_for(person, found.relationship_id)
    found.relationship = mine.relationship
    asked = question_of(found)
    if asked is None or mine.member.role not in rules.roles_asked(asked.to):
        raise Http404
    own = policies.visible_answers(person).filter(check_in=found).first()
    choices = [(each.id, said_in(each.label)) for each in asked.choices]
    return Asked(found, mine, said_in(asked.ask), choices, own)


def open_check_ins(person: Person) -> list[CheckIn]:
    """Return what *person* is asked at present and has not answered, the oldest first. Three queries."""
    rows = policies.visible_check_ins(person).filter(
        opened_on__gte=clock.today() - rules.OPEN_FOR, relationship__state__in=rules.LIVE
    )
    rows = rows.exclude(answers__in=policies.visible_answers(person)).order_by("opened_on", "pk")
    found = list(rows.select_related("relationship__cohort__programme__blueprint"))
    places = policies.visible_memberships(person).filter(relationship__in=[each.relationship_id for each in found])
    role = dict(places.values_list("relationship_id", "role"))
    return [
        each
        for each in found
        if (asked := question_of(each)) and role.get(each.relationship_id) in rules.roles_asked(asked.to)
    ]


def to_be_asked(rows: QuerySet[Relationship], question: str, day: int) -> QuerySet[Relationship]:
    """Return those of *rows* for whom the *day* of *question* came a short time ago, and who were not asked it.

    The days of what was renewed count from there.
    """
    since = rows.annotate(since=Coalesce(_renewed(), "began_at"))
    if question == rules.MID_POINT:
        return rows.filter(pk__in=_half_way(not_asked(since, question), day))
    latest = clock.now() - timedelta(days=day)
    return not_asked(since.filter(since__lte=latest, since__gte=latest - rules.AS_LATE_AS), question)


def _half_way(rows: QuerySet[Any], day: int) -> list[UUID]:
    """Which of *rows* came half-way a short time ago: each by its own end."""
    today = clock.today()
    long_enough = rows.filter(since__lte=clock.now() - rules.following.SHORTEST_HALF)
    days = (
        (pk, rules.following.middle(timezone.localdate(since), day, ends_on))
        for pk, since, ends_on in long_enough.values_list("pk", "since", "ends_on")
    )
    return [pk for pk, on in days if on is not None and on <= today <= on + rules.AS_LATE_AS]


def not_asked(rows: QuerySet[Relationship], question: str) -> QuerySet[Relationship]:
    """Return those of *rows* that were not asked *question* since they began, or were renewed last.

    What was asked on the very day of a renewal led to it.
    """
    before = TruncDate(Coalesce(_renewed(), F("began_at") - clock.DAY))
    asked = CheckIn.objects.filter(relationship=OuterRef("pk"), question=question, opened_on__gt=OuterRef("before"))
    return rows.annotate(before=before).exclude(Exists(asked))


def _renewed() -> Subquery:
    return Subquery(policies.renewals().order_by("-sequence").values("at")[:1])


@dataclass(frozen=True)
class Going:
    """What the reader of a page is asked, and whether they may rate."""

    open: list[tuple[CheckIn, str]]
    may_rate: bool


@panel("check_in", column="start", position=30)
def check_in_panel(mine: Mine) -> Going | None:
    """Say what the reader is asked, and lead mentees to what they rate for themselves. Two queries at most."""
    if not mine.is_live:
        return None
    waiting = [(each, said_in(asked.ask)) for each, asked in _asked(mine) if is_open(each)]
    own = set(_own(mine).filter(check_in__in=[each for each, _ask in waiting]).values_list("check_in_id", flat=True))
    may_rate = mine.member.role in rules.SIDES["mentee"]
    unanswered = [(each, ask) for each, ask in waiting if each.pk not in own]
    return Going(unanswered, may_rate) if unanswered or may_rate else None


def _asked(mine: Mine) -> list[tuple[CheckIn, blueprints.CheckIn]]:
    """The check-ins of a relationship that the reader was asked, with their questions, loaded once a page."""
    prefetch_related_objects([mine.relationship], "check_ins")  # nothing where it was done before
    rows = sorted(mine.relationship.check_ins.all(), key=lambda each: (each.opened_on, each.number))
    found = ((each, question_of(each)) for each in rows)
    return [(each, asked) for each, asked in found if asked and mine.member.role in rules.roles_asked(asked.to)]


def _own(mine: Mine) -> QuerySet[CheckInAnswer]:
    return policies.visible_answers(mine.member.person)


@step(30)
def fit_step(mine: Mine) -> rules.Step | None:
    """The six-week check: its day, or that both carry on."""
    return _step(mine, rules.FIT, _("Fit check"))


@step(40)
def mid_point_step(mine: Mine) -> rules.Step | None:
    """The mid-point review: its day, or that both carry on."""
    return _step(mine, rules.MID_POINT, _("Mid-point review"))


def _step(mine: Mine, id: str, name: str) -> rules.Step | None:
    asked = question(mine.relationship, id)
    began = counted_from(mine)
    if asked is None or began is None:
        return None
    rows = [each for each, _ask in _asked(mine) if each.question == id and each.opened_on > began]
    if rows and rows[-1].outcome == "together" and rows[-1].outcome_at:
        detail = _("%(day)s, all carry on") if len(mine.others) > 1 else _("%(day)s, both carry on")
        return rules.Step(name, detail % {"day": day(timezone.localdate(rows[-1].outcome_at))}, is_done=True)
    if not rows:
        return _to_come(name, _falls_on(mine, asked, began))
    url = reverse("relationships:check_in", args=[rows[-1].pk]) if is_open(rows[-1]) and mine.is_live else ""
    return rules.Step(name, day(rows[-1].opened_on), is_done=not url, url=url)


def _falls_on(mine: Mine, asked: blueprints.CheckIn, began: date) -> date | None:
    last, on = mine.relationship.ends_on, began + timedelta(days=asked.day)
    if asked.id == rules.MID_POINT:
        return rules.following.middle(began, asked.day, last)
    return on if last is None or on < last else None


def _to_come(name: str, on: date | None) -> rules.Step | None:
    """A mark that is still ahead; none where it would come after the last day, as for a pair that began late."""
    return None if on is None else rules.Step(name, day(on), is_done=False)


@entries
def check_in_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell that all carry on, and what somebody wanted changed and the others to read. One query."""
    shared = CheckInAnswer.objects.none()
    reviews = [each for each, _ask in _asked(mine) if each.question == rules.MID_POINT]
    for each, _ask in _asked(mine):
        if each.outcome == "together" and each.outcome_at:
            title = _("Mid-point review") if each.question == rules.MID_POINT else _("Fit check")
            second = _("Asked separately, all of you chose to carry on.")
            yield rules.Entry(at=each.outcome_at, icon="circle-check", title=title, second=second)
    for review in reviews:
        shared = review.answers.all()
        notes = tuple(
            rules.Note(row.said["change"], mine.who(row.person_id), day(timezone.localdate(row.answered_at)))
            for row in shared
            if row.said.get("change")
        )
        if notes:
            at = max(row.answered_at for row in shared)
            yield rules.Entry(at=at, icon="clipboard-check", title=_("What should change from here"), notes=notes)


def to_talk_about(mine: Mine, since: datetime | None) -> list[rules.Point]:
    """Return what check-ins after *since* bring to a meeting: what somebody wants changed and all to read, else what
    the programme asks everybody from half-way on. Of what anybody answered for themselves, nothing.
    """
    review, roles = question(mine.relationship, rules.MID_POINT), {each.role for each in mine.everybody}
    found = []
    for each, asked in _asked(mine):
        if review is None or asked.day < review.day or not roles <= set(rules.roles_asked(asked.to)):
            continue
        said = each.answers.order_by("answered_at") if each.question == rules.MID_POINT else ()
        changes = [row for row in said if row.said.get("change") and (since is None or row.answered_at > since)]
        found += [_change(mine, row) for row in changes]
        if not changes and (since is None or each.opened_on >= timezone.localdate(since)):
            found.append(rules.Point(said_in(asked.ask), 5, key=f"check_in:{each.pk}"))
    return found


def _change(mine: Mine, row: CheckInAnswer) -> rules.Point:
    text = _("%(who)s would change: %(what)s") % {"who": mine.who(row.person_id), "what": row.said["change"]}
    return rules.Point(text, 10, key=f"change:{row.pk}")


@dataclass(frozen=True)
class Rated:
    """A rating as its writer sees it."""

    rated_at: datetime
    score: float
    areas: list[tuple[str, int, int]]


def score(rating: Rating) -> float | None:
    """Return the importance-weighted satisfaction of one rating, from 1 to 5."""
    return rules.weighted((weight, content) for _name, weight, content in rating.said.get("areas", []))


def ratings_of(mine: Mine) -> QuerySet[Rating]:
    """Return the reader's own ratings of a relationship, the newest first."""
    return policies.visible_ratings(mine.member.person).filter(relationship=mine.relationship).order_by("-rated_at")


def rated(mine: Mine) -> list[Rated]:
    """Return the reader's last twelve ratings, the newest first; an erased one is left out."""
    found = [(each, score(each)) for each in ratings_of(mine)[:12]]
    return [
        Rated(each.rated_at, value, [(name, weight, content) for name, weight, content in each.said["areas"]])
        for each, value in found
        if value is not None
    ]


def has_dropped(ratings: list[Rated]) -> bool:
    """Whether the last rating fell far below the one before."""
    return len(ratings) > 1 and rules.has_dropped(ratings[0].score, ratings[1].score)


def wishes_for_talk(person: Person) -> QuerySet[CheckInAnswer]:
    """Return who wishes a talk in the programmes that *person* coordinates, the longest waiting first."""
    rows = policies.visible_wishes_for_talk(person).select_related(
        "person", "check_in__relationship__cohort__programme"
    )
    return rows.order_by("answered_at", "pk")


def wish_for(person: Person, pk: UUID) -> CheckInAnswer:
    """Return one wish for a talk, for a coordinator; 404 otherwise."""
    found = wishes_for_talk(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
