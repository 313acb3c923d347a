"""Where somebody stands in each relationship, and what it asks of them: read at once for Today."""

from dataclasses import dataclass

from django.db.models import Q

from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Member, Relationship
from chiron.relationships.queries import agreements, closings, meetings


@dataclass(frozen=True, slots=True)
class Standing:
    """One's place in a relationship that is offered or lives, and what waits for oneself there."""

    member: Member
    is_asked: bool
    is_to_sign: bool
    is_to_meet: bool
    is_to_look_back: bool

    @property
    def relationship(self) -> Relationship:
        return self.member.relationship

    @property
    def with_whom(self) -> str:
        """The name of a group, or of the others in it, as one reads it in a sentence."""
        there = [each for each in self.relationship.members.all() if each.left_at is None]
        others = [each.person.short_name for each in there if each.person_id != self.member.person_id]
        return self.relationship.name or ", ".join(others)


def standings(person: Person) -> list[Standing]:
    """Return where *person* stands in what is offered and what lives, the oldest first. Three queries.

    A relationship is to be met in where nobody has met and no meeting is booked.
    """
    asked = Q(answer="asked", relationship__state="offered")
    rows = policies.visible_memberships(person).filter(
        asked | Q(answer="accepted", relationship__state__in=rules.CURRENT)
    )
    rows = rows.annotate(
        unsigned=agreements.waits_for_signature(person), met=meetings.is_met_in(), said=closings.has_looked_back(person)
    )
    rows = rows.select_related("person", "relationship__cohort__programme").order_by("relationship__offered_at", "pk")
    return [_standing(each) for each in rows.prefetch_related("relationship__members__person")]


def _standing(member: Member) -> Standing:
    state, asks = member.relationship.state, vars(member)
    return Standing(
        member,
        is_asked=member.answer == "asked",
        is_to_sign=state == "active" and asks["unsigned"],
        is_to_meet=state in rules.LIVE and not asks["met"],
        is_to_look_back=state == "closing" and not asks["said"],
    )
