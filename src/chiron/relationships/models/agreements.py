"""What two or more people agree on: versions that are kept, and a signature of each under one of them."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedJSONField, EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships.models.relationships import Relationship

STATES = ["proposed", "in_force", "replaced"]


class Agreement(models.Model):
    """One version of a relationship's agreement; it never changes, only its state does.

    Nobody wrote it where ``by`` is null: it was drafted from the blueprint and what both answered. Its points belong to
    the relationship and so does their key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="proposed")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    points = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["relationship"], condition=Q(state="in_force"), name="one_agreement_in_force"
            ),
            models.UniqueConstraint(
                fields=["relationship"], condition=Q(state="proposed"), name="one_agreement_proposed"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="agreement_state_known"),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(in_force_at__isnull=False), name="agreement_in_force_since"
            ),
        ]

    class Privacy:
        merges = {"by": "moves"}
        owner = "relationship_id"
        operational = {"id", "relationship", "number", "state", "by", "made_at", "in_force_at"}
        confidential = {"points"}


class Signature(models.Model):
    """One member's part of a version: what they want to learn, and when they signed. Their words, their key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signatures")
    learning = EncryptedTextField(default="")
    signed_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "person"], name="signature_once")]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "agreement", "person", "signed_at"}
        confidential = {"learning"}
