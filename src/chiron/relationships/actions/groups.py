"""Offering groups: one relationship with several members, each asked; who says no leaves it, the others stay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from chiron.boundaries import actions as claims
from chiron.core import clock, encryption
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.programmes.rules import MATCHABLE
from chiron.relationships import policies, rules
from chiron.relationships.actions.seats import HasLeft, HasPaused, free_place
from chiron.relationships.models import AnswerTransition, Member, Place, Relationship, RelationshipTransition


class InGroupAlready(Refused):
    message = _("Somebody in this group is in another group of this cohort by now. Form the groups anew.")


class MembersApart(Refused):
    message = _("Two of the group cannot be brought together at present.")


@dataclass(frozen=True)
class GroupOffer:
    """A group to be: what it is called, who is in it and who leads it, if anybody; why, as sentences by language."""

    name: str
    members: Sequence[Enrolment]
    leader: Enrolment | None = None
    why: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class GroupsOffered:
    """What came of it: the relationships made, and each group left out with the refusal that says why."""

    created: list[Relationship]
    left_out: list[tuple[GroupOffer, Refused]]


@action("relationships.groups.offered", may=policies.may_offer)
def offer_groups(*, cohort: Cohort, kind: str, groups: Sequence[GroupOffer], by: Person) -> GroupsOffered:
    """Offer *groups* of one cohort and tell everybody in them; a group that cannot be is left out and says why.

    A group is left out where somebody in it has left the cohort or is in another of that kind by now, its leader has
    paused or has no place left, or a conflict stands between two of them. All of it is refused while the institution
    names nobody whom people can ask for help.
    """
    programmes.require_help(cohort.programme)
    ids = {each.pk for group in groups for each in (*group.members, group.leader) if each is not None}
    there = Enrolment.objects.unscoped().select_for_update(no_key=True).order_by("pk").in_bulk(ids)
    elsewhere = _members_of_groups(cohort, kind)
    created: list[Relationship] = []
    left_out: list[tuple[GroupOffer, Refused]] = []
    for group in groups:
        try:
            if any(each.pk in elsewhere for each in group.members):
                raise InGroupAlready
            created.append(_offer(cohort, kind, group, there, by))
        except Refused as refusal:
            left_out.append((group, refusal))
    return GroupsOffered(created, left_out)


def _members_of_groups(cohort: Cohort, kind: str) -> set[UUID]:
    """Who is a member, not the leader, of a group of *kind* in *cohort*: leaders may lead several."""
    rows = Member.objects.unscoped().filter(role="member", left_at__isnull=True, relationship__cohort=cohort)
    current = rows.filter(relationship__kind=kind, relationship__state__in=rules.CURRENT)
    return set(current.values_list("enrolment_id", flat=True))


def _offer(cohort: Cohort, kind: str, group: GroupOffer, there: dict[UUID, Enrolment], by: Person) -> Relationship:
    everybody = [*((each.pk, "member") for each in group.members)]
    everybody += [(group.leader.pk, "facilitator")] if group.leader is not None else []
    found = [(there.get(pk), role) for pk, role in everybody]
    members = [(each, role) for each, role in found if each is not None and each.state in MATCHABLE]
    if len(members) < len(everybody) or len({each.person_id for each, _role in members}) < len(members):
        raise HasLeft
    leader = next((each for each, role in members if role == "facilitator"), None)
    if leader is not None and leader.is_paused:
        raise HasPaused
    number = None if leader is None else _free_place(leader)
    _claim([each.person_id for each, _role in members])
    relationship = Relationship.objects.create(
        institution_id=cohort.programme.institution_id,
        cohort=cohort,
        kind=kind,
        name=group.name,
        offered_at=clock.now(),
    )
    RelationshipTransition.objects.create(
        relationship=relationship, sequence=1, from_state="", to_state="offered", at=clock.now(), by_id=by.pk
    )
    if leader is not None and number is not None:
        Place.objects.create(enrolment=leader, number=number, relationship=relationship)
    _tell(relationship, members, group.why, by)
    return relationship


def _free_place(leader: Enrolment) -> int:
    return free_place(leader, set(Place.objects.unscoped().filter(enrolment=leader).values_list("number", flat=True)))


def _claim(people: list[UUID]) -> None:
    """Claim every pair of the group; where one is refused, those already claimed are given back."""
    pairs = list(combinations(people, 2))
    refused = claims.claim_pairs(pairs)
    if refused:
        for pair in set(pairs) - refused:
            claims.release_pair(*pair, "relationship")
        raise MembersApart


def _tell(relationship: Relationship, members: list[tuple[Enrolment, str]], why: dict[str, Any], by: Person) -> None:
    people = [each.person_id for each, _role in members]
    encryption.ensure_keys(people)
    encryption.preload(people)
    rows = [
        Member(relationship=relationship, person_id=each.person_id, enrolment=each, role=role, why=why)
        for each, role in members
    ]
    Member.objects.bulk_create(rows)
    now = clock.now()
    AnswerTransition.objects.bulk_create(
        AnswerTransition(member=row, sequence=1, to_state="asked", at=now, by_id=by.pk) for row in rows
    )
    programmes.move_many([each for each, _role in members if each.state != "matched"], "matched", by)
    letters = [(row.person_id, {"member": row.pk}) for row in rows]
    notifications.queue_many("relationships.offer", letters, institution=relationship.institution_id)
