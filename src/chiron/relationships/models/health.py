"""What was said to whom about a silence, so that it is said once."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.scoping import ScopedManager
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class Nudge(models.Model):
    """One silence of one relationship: since when, when its people and when their coordinator were told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="nudges")
    sign = models.CharField(max_length=20)
    since = models.DateField()
    people_told_at = models.DateTimeField()
    coordinator_told_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "sign", "since"], name="nudge_once"),
            models.CheckConstraint(condition=Q(sign__in=rules.SILENCES), name="nudge_sign_known"),
        ]

    class Privacy:
        operational = {"id", "relationship", "sign", "since", "people_told_at", "coordinator_told_at"}
