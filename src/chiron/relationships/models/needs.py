"""What somebody asked for, as they thought it over again; the first answer stands in their application."""

import uuid

from django.db import models

from chiron.core.fields import EncryptedJSONField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.programmes.models import Enrolment
from chiron.relationships.models.relationships import Relationship


class NeedsReview(models.Model):
    """The dimensions that somebody needs from a day on, the most important first. Earlier ones are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="needs_reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    chosen = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "number"], name="needs_review_once")]

    class Privacy:
        merges = {"enrolment": "numbered", "person": "moves"}
        owner = "person_id"
        operational = {"id", "enrolment", "person", "number", "at"}
        confidential = {"chosen"}

    @property
    def needs(self) -> list[str]:
        """The ids of the dimensions, the most important first."""
        return [str(each) for each in self.chosen.get("needs", [])]


class NeedsPrompt(models.Model):
    """That a relationship was looked at half-way, and whether something that was asked for had never come up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.OneToOneField(Relationship, on_delete=models.CASCADE, related_name="needs_prompt")
    at = models.DateTimeField()
    has_gap = models.BooleanField()

    objects = ScopedManager()

    class Privacy:
        operational = {"id", "relationship", "at", "has_gap"}
