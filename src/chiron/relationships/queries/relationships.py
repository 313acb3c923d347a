"""What the pages of relationships need, each in a known number of queries."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.people.models import Person
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import policies, rules
from chiron.relationships.models import Member, Relationship

PAGE = 50
#: So many words of what is searched for are looked at.
WORDS = 12
STATES = rules.RELATIONSHIP_STATES


@dataclass(frozen=True)
class Mine:
    """A relationship as one of its members sees it: their own place, the others, and why."""

    relationship: Relationship
    member: Member
    others: list[Member]
    why: list[str]
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """Rows that several parts of one page share."""

    @property
    def has_begun(self) -> bool:
        """Whether what is written in it can be read: it lives, or has come to its end."""
        return self.relationship.state in rules.BEGUN and self.member.answer in ("accepted",)

    @property
    def is_live(self) -> bool:
        """Whether its members meet and write now."""
        return self.relationship.state in rules.LIVE

    @property
    def is_group(self) -> bool:
        """Whether it is a group, which goes on without whoever leaves it as long as two are left."""
        return self.member.role in rules.types.OF_GROUPS

    @property
    def goes_on(self) -> bool:
        """Whether it would go on without the reader."""
        return self.is_group and len(self.others) >= rules.FEWEST

    @property
    def is_guided(self) -> bool:
        """Whether the reader is on the mentees' side: a mentee, or a member of a circle."""
        return self.member.role not in rules.types.GUIDING

    @property
    def everybody(self) -> list[Member]:
        """All members, oneself first."""
        return [self.member, *self.others]

    def of_role(self, *roles: str) -> list[Member]:
        """The members in one of *roles*."""
        return [each for each in self.everybody if each.role in roles]

    def who(self, person_id: UUID | None) -> str:
        """The name by which a member is called on this page: "You", or the short name."""
        if person_id == self.member.person_id:
            return _("You")
        return next((_called(each) for each in self.others if each.person_id == person_id), _("Somebody"))

    @property
    def others_named(self) -> str:
        """The short names of the others, as one reads them in a sentence."""
        names = [_called(each) for each in self.others]
        return " ".join([", ".join(names[:-1]), _("and"), names[-1]]) if len(names) > 1 else "".join(names)


def _called(member: Member) -> str:
    """What to call a member in a sentence; whoever is erased has no name any more."""
    return member.person.short_name or _("somebody erased")


def names_in(relationship: Relationship, *, but: UUID | None = None) -> str:
    """Return the name of a group, or the names of those who are in a relationship, without that of the person *but*."""
    there = [each.person.name for each in relationship.members.all() if each.left_at is None and each.person_id != but]
    return relationship.name or ", ".join(name or _("somebody erased") for name in there)


def relationship_for(person: Person, pk: UUID) -> Mine:
    """Return a relationship that *person* is in; 404 otherwise."""
    rows = policies.visible_relationships(person).select_related("cohort__programme")
    found = rows.prefetch_related("members__person").filter(pk=pk).first()
    if found is None:
        raise Http404
    members = [each for each in found.members.all() if each.left_at is None]
    member = next(each for each in members if each.person_id == person.pk)
    member.person = person  # who knows already from whom they are kept apart
    others = [each for each in members if each.pk != member.pk]
    return Mine(found, member, others, member.why.get((get_language() or "en")[:2], []))


def coordinated_relationship(person: Person, pk: UUID) -> Relationship:
    """Return a relationship of a programme that *person* coordinates; 404 otherwise."""
    found = policies.coordinated_relationships(person).select_related("cohort__programme").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def cohort_for(person: Person, pk: UUID) -> Cohort:
    """Return one of the cohorts that *person* coordinates; 404 otherwise."""
    return programmes.coordinated_cohort(person, pk)


def relationships_of(person: Person, cohort: Cohort, state: str, search: str, number: Any) -> Page[Relationship]:
    """Return a page of the cohort's relationships with their members: the newest first, then as they were offered.

    A run offers its pairs by the mentee's name, so that thousands need not be sorted by it on each page. What is
    searched for may be in several names: each word of it is looked for in those of the members and of the group.
    """
    rows = policies.coordinated_relationships(person).filter(cohort=cohort)
    if state in STATES:
        rows = rows.filter(state=state)
    for word in search.split()[:WORDS]:
        named = Member.objects.filter(relationship=OuterRef("pk"), left_at__isnull=True, person__name__icontains=word)
        rows = rows.filter(Exists(named) | Q(name__icontains=word))
    first = Member.objects.filter(relationship=OuterRef("pk"), role="mentee").values("person__name")[:1]
    ordered = rows.order_by("-offered_at", "pk")
    page: Page[Any] = Paginator(range(rows.count()), PAGE).get_page(number)
    start = (page.number - 1) * PAGE
    there = Member.objects.filter(left_at__isnull=True)  # whoever declined or left a group is no longer of it
    members = Prefetch("members", there.order_by("role", "pk").select_related("person"))  # from rows loaded
    chosen = ordered.filter(pk__in=ordered.values("pk")[start : start + PAGE]).annotate(mentee=Subquery(first))
    page.object_list = list(chosen.prefetch_related(members))
    return page
