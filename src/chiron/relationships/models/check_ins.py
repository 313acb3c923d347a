"""How it goes: what the programme asks on certain days, and what a mentee rates for themselves."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedJSONField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class CheckIn(models.Model):
    """A question of the blueprint that was put to a relationship; ``number`` counts how often.

    ``outcome`` is what all may know once everybody asked has answered: only that they carry on together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="check_ins")
    question = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    outcome = models.CharField(max_length=10, blank=True)
    outcome_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "question", "number"], name="check_in_once"),
            models.CheckConstraint(condition=Q(outcome__in=rules.OUTCOMES), name="check_in_outcome_known"),
        ]

    class Privacy:
        operational = {"id", "relationship", "question", "number", "opened_on", "outcome", "outcome_at"}


class CheckInAnswer(models.Model):
    """What one person answered, for themselves. ``wishes_talk`` is all that the coordinator learns, if they ask for it.

    ``said`` holds the choice and, where the writer wanted the others to read it, what should change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="check_in_answers")
    answered_at = models.DateTimeField()
    said = EncryptedJSONField()
    wishes_talk = models.BooleanField(default=False)
    talked_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_in", "person"], name="check_in_answered_once")]
        indexes = [
            models.Index(
                fields=["answered_at"], name="talk_wished", condition=Q(wishes_talk=True, talked_at__isnull=True)
            )
        ]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "check_in", "person", "answered_at", "wishes_talk", "talked_at"}
        confidential = {"said"}


class Rating(models.Model):
    """What matters to a mentee, how much, and how content they are with each: theirs alone.

    ``said`` holds a list of [name of the area, importance, satisfaction], both from 1 to 5.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="ratings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="ratings")
    rated_at = models.DateTimeField()
    said = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "person", "rated_at"], name="rating_by_time")]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "relationship", "person", "rated_at"}
        confidential = {"said"}
