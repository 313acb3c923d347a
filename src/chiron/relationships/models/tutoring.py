"""The tutoring record: what was practised and what to do next. Formative: it is no assessment and feeds none."""

import uuid

from django.db import models

from chiron.core.fields import EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships.models.goals import Goal
from chiron.relationships.models.relationships import Relationship


class TutoringEntry(models.Model):
    """What one person says of a skill that another practised: seen or only told, what to keep, what to change, next."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="tutoring")
    learner = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tutoring")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tutoring_written")
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, related_name="tutoring")
    on = models.DateField()
    is_observed = models.BooleanField()
    skill = EncryptedTextField(default="")
    keep = EncryptedTextField(default="")
    change = EncryptedTextField(default="")
    next_step = EncryptedTextField(default="")
    written_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "on"], name="tutoring_in_order")]

    class Privacy:
        merges = {"learner": "moves", "person": "moves"}
        owner = "person_id"
        operational = {
            "id", "relationship", "learner", "person", "goal", "on", "is_observed", "written_at", "corrected_at",
        }  # fmt: skip
        confidential = {"skill", "keep", "change", "next_step"}
