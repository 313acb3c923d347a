"""What publishing a run would do, before it is done; and what it left out, after."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from chiron.boundaries import actions as boundary
from chiron.boundaries import policies as boundaries
from chiron.core.actions import Refused
from chiron.matching.models import MatchRun, Proposal
from chiron.matching.queries.inputs import staying
from chiron.matching.queries.paired import HAS_MENTOR, pairs_among
from chiron.notifications import queries as notifications
from chiron.programmes import queries as programmes
from chiron.programmes.models import Enrolment
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import actions as relationships
from chiron.relationships import rules as relating
from chiron.relationships.models import Relationship

REFUSALS: tuple[type[Refused], ...] = (
    boundary.InConflict,
    relationships.AreTogether,
    relationships.HasLeft,
    relationships.HasPaused,
    relationships.HasSomebody,
    relationships.NoPlaceLeft,
    relationships.OneAndTheSame,
)
WHY = {refusal.__name__: refusal.message for refusal in REFUSALS}
WHY_NOTHING = {
    "AlreadyPublished": _("This run was published already, perhaps by somebody else just now. Nobody is told twice."),
    "NothingToPublish": _(
        "None of the pairs of this run can be offered any more. Run again for those who have nobody."
    ),
    "Overtaken": _("Something changed while this run was being published, so nobody was moved. Publish it again."),
}
NOWHERE = UUID(int=0)

#: A mentee, a mentor, and the name of the refusal that they would meet together, or nothing.
Judged = tuple[Enrolment, Enrolment, str]


@dataclass(frozen=True)
class LeftOut:
    """A pair that is not offered, and why."""

    mentee: str
    mentor: str
    why: Any


@dataclass(frozen=True)
class Preview:
    """How many pairs a run would offer now, whom it would tell and how, and what it would leave out."""

    pairs: int
    mails: int
    invited: int
    unreachable: list[str]
    moved: int
    left_out: list[LeftOut]
    letters: list[tuple[str, str, str]]


def preview(run: MatchRun) -> Preview:
    """Return what publishing *run* would do now, in a number of queries that does not grow."""
    obstacles, judged = _judged(run)
    offered = [(mentee, mentor) for mentee, mentor, why in judged if not why]
    members = [member for pair in offered for member in pair]
    people = {member.person_id: member.person for member in members}.values()
    return Preview(
        pairs=len(offered),
        mails=sum(bool(member.person.email) for member in members),
        invited=sum(person.account_id is None and bool(person.email) for person in people),
        unreachable=sorted(person.name for person in people if not person.email),
        moved=sum(mentee.pk in obstacles.today for mentee, _mentor in offered),
        left_out=[LeftOut(one.person.name, other.person.name, WHY[why]) for one, other, why in judged if why],
        letters=_letters(run, *offered[0]) if offered else [],
    )


def unoffered(run: MatchRun) -> list[tuple[Enrolment, Enrolment]]:
    """Return the pairs of *run* that it has not offered, by the mentee's name."""
    rows = run.proposals.filter(mentor__isnull=False)
    offered = pairs_offered(run)
    both = [f"{side}__person__{name}" for side in ("mentee", "mentor") for name in ("institution", "account")]
    found: list[Proposal] = list(rows.select_related(*both).order_by("mentee__person__name", "pk"))
    kept = staying(run)
    return [
        (each.mentee, each.mentor)
        for each in found
        if each.mentor is not None
        and kept.get(str(each.mentee_id)) != str(each.mentor_id)
        and (each.mentee_id, each.mentor_id) not in offered
    ]


def pairs_offered(run: MatchRun) -> set[tuple[UUID, UUID]]:
    """Return the pairs that *run* has offered, whatever became of them, by enrolment: mentee, mentor."""
    return set(pairs_among(run.cohort.relationships.filter(run_id=run.pk)))


def has_something_to_offer(run: MatchRun) -> bool:
    """Whether a run has a pair that it has not offered and that can be offered now."""
    _obstacles, judged = _judged(run)
    return any(not why for _mentee, _mentor, why in judged)


def publishing_now(run: MatchRun) -> tuple[list[Relationship], dict[tuple[UUID, UUID], str]]:
    """Return the pairs of today that publishing *run* takes back, as their mentees get the new one, and what it leaves
    out: by enrolment, mentee and mentor, the name of the refusal.
    """
    obstacles, judged = _judged(run)
    moved = [mentee.pk for mentee, _mentor, why in judged if not why and mentee.pk in obstacles.today]
    rows = run.cohort.relationships.filter(state__in=relating.CURRENT)
    replaced = rows.filter(members__role="mentee", members__enrolment__in=moved).order_by("pk")
    return list(replaced), {(mentee.pk, mentor.pk): why for mentee, mentor, why in judged if why}


def _judged(run: MatchRun) -> "tuple[Obstacles, list[Judged]]":
    """Every pair that a run has not offered, with the name of the refusal that it would meet, or nothing."""
    pairs = unoffered(run)
    obstacles = Obstacles(run, pairs)
    return obstacles, obstacles.judged(pairs)


def why_not_published(run: MatchRun) -> Any:
    """Return why nothing came of the last publishing that was asked; nothing where something did."""
    if run.publication.get("state") != "refused":
        return ""
    return WHY_NOTHING.get(run.publication["why"], Refused.message)


class Obstacles:
    """What the action will refuse, looked up beforehand for many pairs at once."""

    def __init__(self, run: MatchRun, pairs: list[tuple[Enrolment, Enrolment]]) -> None:
        self.apart = boundaries.pairs_apart(member.person_id for pair in pairs for member in pair)
        enrolments = run.cohort.enrolments
        guided = enrolments.annotate(n=Count("memberships", filter=HAS_MENTOR)).filter(n__gt=0)
        self.mentors = Counter(dict(guided.values_list("pk", "n")))
        kind = relating.types.type_of_pairs(programmes.blueprint_of(run.cohort))
        self.each = relating.types.mentors_each(kind)
        going_on = run.cohort.relationships.filter(state__in=relating.CURRENT, kind=kind.id)
        self.together = set(pairs_among(going_on)) if self.each > 1 else set()
        taken = enrolments.filter(places__isnull=False).annotate(n=Count("places"))
        self.taken = Counter(dict(taken.values_list("pk", "n")))
        today = staying(run)
        moved = {mentee.pk for mentee, _mentor in pairs if str(mentee.pk) in today}
        self.today = {mentee: UUID(today[str(mentee)]) for mentee in moved}
        self.taken.subtract(self.today.values())
        self.mentors.subtract(moved)

    def judged(self, pairs: list[tuple[Enrolment, Enrolment]]) -> list[Judged]:
        """Every pair with the refusal it meets, where whoever cannot move stays and keeps the place they have.

        All are judged anew for each who turns out to stay, as somebody else may have been to have that place.
        """
        staying: dict[UUID, str] = {}
        taken, mentors = self.taken, self.mentors
        while True:
            self.taken = taken + Counter(self.today[mentee] for mentee in staying)
            self.mentors = mentors + Counter(staying.keys())
            found = [(one, other, staying.get(one.pk) or self.to(one, other)) for one, other in pairs]
            more = {one.pk: why for one, _other, why in found if why and one.pk in self.today.keys() - staying.keys()}
            if not more:
                return found
            staying |= more

    def to(self, mentee: Enrolment, mentor: Enrolment) -> str:
        """The name of the refusal, or nothing; a pair that can be takes its place."""
        if mentee.state not in MATCHABLE or mentor.state not in MATCHABLE:
            return "HasLeft"
        if mentee.person_id == mentor.person_id:
            return "OneAndTheSame"
        if (mentee.pk, mentor.pk) in self.together:
            return "AreTogether"
        if self.mentors[mentee.pk] >= self.each:
            return "HasSomebody"
        if mentor.is_paused:
            return "HasPaused"
        if self.taken[mentor.pk] >= mentor.capacity:
            return "NoPlaceLeft"
        if (mentee.person_id, mentor.person_id) in self.apart:
            return "InConflict"
        self.taken[mentor.pk] += 1
        self.mentors[mentee.pk] += 1
        return ""


def _letters(run: MatchRun, mentee: Enrolment, mentor: Enrolment) -> list[tuple[str, str, str]]:
    """The mails as the first pair would get them: to whom, subject, text. The link leads nowhere yet."""
    found = []
    for member in (mentee, mentor):
        if member.person.email:
            mail = notifications.mail_to(
                member.person,
                "relationships/mail/offer.txt",
                programme=run.cohort.programme.name,
                relationship=NOWHERE,
                role=member.side,
            )
            found.append((member.person.name, str(mail["Subject"]), mail.get_content().replace(str(NOWHERE), "…")))
    return found


def left_out(run: MatchRun) -> list[LeftOut]:
    """Return the pairs that publishing *run* left out, by today's names."""
    noted = run.figures.get("left_out", [])
    ids = {pk for mentee, mentor, _why in noted for pk in (mentee, mentor)}
    names = {str(pk): name for pk, name in run.cohort.enrolments.filter(pk__in=ids).values_list("pk", "person__name")}
    return [LeftOut(names.get(mentee, ""), names.get(mentor, ""), WHY.get(why, "")) for mentee, mentor, why in noted]
