"""What somebody wants to learn or become: theirs, rated by themselves, shared with those they choose."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.core.fields import EncryptedJSONField, EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class Goal(models.Model):
    """A goal of one person. ``measure`` holds the ratings (start, now, target) and the tags of frameworks.

    ``reminded_on`` is the last day of review of which its owner was reminded.
    """

    KINDS = [
        ("skill", _("Skill")),
        ("identity", _("Identity")),
        ("leadership", _("Leadership")),
        ("career", _("Career")),
        ("research", _("Research")),
        ("personal", _("Personal")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="goals")
    kind = models.CharField(max_length=12, choices=KINDS)
    state = models.CharField(max_length=8, default="open")
    title = EncryptedTextField(default="")
    evidence = EncryptedTextField(default="")
    measure = EncryptedJSONField()
    review_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    set_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=rules.GOAL_KINDS), name="goal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=rules.GOAL_STATES), name="goal_state_known"),
        ]
        indexes = [
            models.Index(fields=["person", "state"], name="goal_by_person"),
            models.Index(fields=["review_on"], name="goals_due", condition=Q(review_on__isnull=False)),
        ]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {
            "id", "institution", "person", "kind", "state", "review_on", "reminded_on", "set_at", "changed_at",
        }  # fmt: skip
        confidential = {"title", "evidence", "measure"}

    @property
    def start(self) -> int | None:
        """Where the person began, by their own rating; None where they have not rated or were erased."""
        return self._rating("start")

    @property
    def now(self) -> int | None:
        """Where they stand now."""
        return self._rating("now")

    @property
    def target(self) -> int | None:
        """Where they want to be."""
        return self._rating("target")

    @property
    def tags(self) -> list[str]:
        """Tags of frameworks, as ``framework.item``."""
        return list(self.measure.get("tags", []))

    @property
    def suggestion(self) -> str:
        """The key of the suggestion that the goal came from, or ""."""
        return str(self.measure.get("suggestion", ""))

    @property
    def told(self) -> dict[str, Any]:
        """The goal as a history keeps it."""
        ratings = {name: self._rating(name) for name in ("start", "now", "target")}
        review = self.review_on.isoformat() if self.review_on else ""
        words = {"title": self.title, "evidence": self.evidence, "tags": self.tags}
        return {**words, **ratings, "kind": self.kind, "state": self.state, "review_on": review}

    def _rating(self, name: str) -> int | None:
        value = self.measure.get(name)
        return value if value in rules.RATINGS else None


class GoalChange(models.Model):
    """What a goal was before its owner changed it: numbered, never changed itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    before = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "sequence"], name="goal_change_once")]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "goal", "person", "sequence", "at"}
        confidential = {"before"}


class GoalShare(models.Model):
    """That the members of a relationship may read a goal; without one only its owner can."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="shares")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="goal_shares")
    shared_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "relationship"], name="goal_shared_once")]

    class Privacy:
        operational = {"id", "goal", "relationship", "shared_at"}
