"""Messages inside a relationship, and what each member knows of them."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class Message(models.Model):
    """What one member wrote to the others, under the writer's key. ``removed_at``: the writer took it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="messages")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    text = EncryptedTextField()
    written_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "written_at"], name="message_by_time")]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "relationship", "person", "written_at", "removed_at"}
        confidential = {"text"}


class Correspondent(models.Model):
    """One member as a reader and writer: the limits they were shown, how far they have read, since when something waits
    for them (``told_at``), and whether a mail told them so (``was_mailed``: not where they turned those off).

    ``duty_to_report`` is what they said of their own post: whether it obliges them to pass some things on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="correspondents")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="correspondences")
    limits_read_at = models.DateTimeField(null=True)
    duty_to_report = models.CharField(max_length=7, blank=True)
    read_to = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    was_mailed = models.BooleanField(default=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "person"], name="correspondent_once"),
            models.CheckConstraint(
                condition=Q(duty_to_report__in=["", *rules.DUTIES]), name="correspondent_duty_known"
            ),
        ]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {
            "id", "relationship", "person", "limits_read_at", "duty_to_report", "read_to", "told_at",
            "was_mailed",
        }  # fmt: skip
