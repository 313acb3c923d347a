"""What each member says when a relationship closes."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class Closing(models.Model):
    """One member's part of the closing: what was achieved, what they learned, what comes next.

    ``opening`` is the sequence of the transition that opened this closing, so that a renewed relationship can close
    again. Every member reads what the others wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="closings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="closings")
    opening = models.PositiveIntegerField()
    achieved = EncryptedTextField()
    learned = EncryptedTextField(default="")
    wish = models.CharField(max_length=10)
    becomes_mentor = models.BooleanField(default=False)
    said_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "person", "opening"], name="closing_said_once"),
            models.CheckConstraint(condition=Q(wish__in=rules.WISHES), name="closing_wish_known"),
        ]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "relationship", "person", "opening", "wish", "becomes_mentor", "said_at"}
        confidential = {"achieved", "learned"}
