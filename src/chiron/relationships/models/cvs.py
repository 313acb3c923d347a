"""One page about oneself, and with whom it is shared."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedJSONField, EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships.models.meetings import Meeting
from chiron.relationships.models.relationships import Relationship


class Cv(models.Model):
    """What somebody says of themselves: in ``sections``, as a PDF (``file``, base64), or both; under their own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="cv")
    sections = EncryptedJSONField()
    file = EncryptedTextField(default="")
    file_size = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = ScopedManager()

    class Privacy:
        merges = {"person": "joins"}
        prefers = "changed_at"
        owner = "person_id"
        operational = {"id", "person", "file_size", "changed_at"}
        confidential = {"sections", "file"}


class CvShare(models.Model):
    """That a relationship may read somebody's CV: for one meeting of it, or (none) for as long as it lives."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cv = models.ForeignKey(Cv, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cv_shares")
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="cv_shares")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, related_name="cv_shares")
    shared_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cv", "relationship"],
                condition=Q(revoked_at__isnull=True, meeting__isnull=True),
                name="cv_shared_once",
            ),
            models.UniqueConstraint(
                fields=["cv", "meeting"], condition=Q(revoked_at__isnull=True), name="cv_shared_once_a_meeting"
            ),
        ]

    class Privacy:
        merges = {"cv": "one_stays", "person": "moves"}
        operational = {"id", "cv", "person", "relationship", "meeting", "shared_at", "revoked_at"}
