"""Relationships of any size: a pair is two members, a circle is more."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.core.fields import EncryptedJSONField, EncryptedTextField
from chiron.core.models import TransitionBase, legal_moves
from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships import rules


class Relationship(models.Model):
    """People who were brought together in a cohort; ``kind`` is a relationship type of its blueprint.

    ``carried_from``: the cohort that it was in before it was renewed and went on into the next, at ``carried_at``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="relationships")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="relationships")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, default="offered")
    offered_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    run_id = models.UUIDField(null=True)
    carried_from = models.ForeignKey(Cohort, on_delete=models.SET_NULL, null=True, related_name="carried_on")
    carried_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.RELATIONSHIP_STATES), name="relationship_state_known"),
        ]
        indexes = [models.Index(fields=["cohort", "state"], name="relationship_by_state")]

    class Privacy:
        operational = {
            "id", "institution", "cohort", "kind", "name", "state", "offered_at", "began_at", "ends_on", "ended_at",
            "run_id", "carried_from", "carried_at",
        }  # fmt: skip


class RelationshipTransition(TransitionBase):
    """A change of a relationship's state; only those of `rules.RELATIONSHIP_MOVES` can be stored."""

    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="transitions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "sequence"], name="relationship_transition_once"),
            models.CheckConstraint(
                condition=legal_moves(rules.RELATIONSHIP_MOVES), name="relationship_transition_legal"
            ),
        ]

    class Privacy:
        merges = {"by_id": "moves"}
        operational = {"id", "relationship", "sequence", "from_state", "to_state", "at", "by_id"}


class Member(models.Model):
    """One person in a relationship, in a role, with their answer and why they in particular were asked.

    ``successor``: of a mentee who may have several mentors and lost this one, whether they want another in their place;
    empty again once they have one.
    """

    ROLES = [
        ("mentee", _("mentee")),
        ("mentor", _("mentor")),
        ("facilitator", _("facilitator")),
        ("member", _("member")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=ROLES)
    answer = models.CharField(max_length=10, default="asked")
    answered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    successor = models.CharField(max_length=8, default="")
    why = EncryptedJSONField()
    reason = EncryptedTextField(default="")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "person"], name="member_once"),
            models.CheckConstraint(condition=Q(answer__in=rules.ANSWERS), name="member_answer_known"),
            models.CheckConstraint(condition=Q(successor__in=rules.types.SUCCESSORS), name="member_successor_known"),
        ]

    class Privacy:
        merges = {"person": "one_stays", "enrolment": "moves"}
        prefers = "is_there"
        owner = "person_id"
        operational = {
            "id",
            "relationship",
            "person",
            "enrolment",
            "role",
            "answer",
            "answered_at",
            "left_at",
            "reminders",
            "successor",
        }
        confidential = {"why", "reason"}

    @property
    def is_there(self) -> bool:
        """Whether they have not left."""
        return self.left_at is None


class AnswerTransition(TransitionBase):
    """What a member was asked and said, as a row; only the moves of `rules.ANSWER_MOVES` can be stored."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="answers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "sequence"], name="answer_transition_once"),
            models.CheckConstraint(condition=legal_moves(rules.ANSWER_MOVES), name="answer_transition_legal"),
        ]

    class Privacy:
        merges = {"by_id": "moves"}
        operational = {"id", "member", "sequence", "from_state", "to_state", "at", "by_id"}


class Place(models.Model):
    """One of a mentor's places, numbered: the row that makes two relationships compete for the last one."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="places")
    number = models.PositiveSmallIntegerField()
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="places")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="place_taken_once"),
            models.UniqueConstraint(fields=["enrolment", "relationship"], name="one_place_a_relationship"),
            models.CheckConstraint(condition=Q(number__gte=1), name="place_numbered"),
        ]

    class Privacy:
        merges = {"enrolment": "numbered"}
        operational = {"id", "enrolment", "number", "relationship"}
