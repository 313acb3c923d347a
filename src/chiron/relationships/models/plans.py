"""A plan: what somebody asked for, in their own words where they stand, and talking it over with a mentor."""

import uuid

from django.db import models

from chiron.core.fields import EncryptedJSONField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.programmes.models import Enrolment
from chiron.relationships.models.relationships import Relationship


class Plan(models.Model):
    """The plan of one person in one cohort; ``words`` are their answers to the questions of `rules.QUESTIONS`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="plan")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plans")
    words = EncryptedJSONField()
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ScopedManager()

    class Privacy:
        merges = {"enrolment": "moves", "person": "moves"}
        owner = "person_id"
        operational = {"id", "enrolment", "person", "begun_at", "changed_at"}
        confidential = {"words"}


class PlanReview(models.Model):
    """A plan as it was shown to a relationship: read by both, talked over on a day. Its words never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="reviews")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="plan_reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    words = EncryptedJSONField()
    shown_at = models.DateTimeField()
    met_on = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "relationship", "number"], name="plan_review_once"),
        ]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "plan", "relationship", "person", "number", "shown_at", "met_on"}
        confidential = {"words"}


class PlanView(models.Model):
    """That one member has read a plan as it was shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    review = models.ForeignKey(PlanReview, on_delete=models.CASCADE, related_name="views")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    viewed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="plan_viewed_once")]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {"id", "review", "person", "viewed_at"}
