"""What a coordinator writes to a cohort, and to whom it went."""

import uuid

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedJSONField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person
from chiron.programmes.models import Cohort
from chiron.relationships.rules import announcements as rules


class Announcement(models.Model):
    """Something to tell many: ``words`` by language, each a title and a text, under the key of whoever wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="announcements")
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="announcements")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="announcements")
    audience = models.CharField(max_length=10, choices=list(rules.AUDIENCES.items()))
    words = EncryptedJSONField()
    state = models.CharField(max_length=9, default="draft")
    made_at = models.DateTimeField()
    send_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    expires_on = models.DateField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.ANNOUNCEMENT_STATES), name="announcement_state_known"),
            models.CheckConstraint(condition=Q(audience__in=list(rules.AUDIENCES)), name="announcement_audience_known"),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(send_at__isnull=False), name="announcement_scheduled_for_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="announcement_sent_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "send_at"], name="announcement_due")]

    class Privacy:
        merges = {"author": "moves"}
        owner = "author_id"
        operational = {
            "id", "institution", "cohort", "author", "audience", "state", "made_at", "send_at", "sent_at", "revoked_at",
            "expires_on",
        }  # fmt: skip
        confidential = {"words"}


class Receipt(models.Model):
    """That one person is told of an announcement, by which way, and that they are done with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="receipts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="receipts")
    way = models.CharField(max_length=5)
    dismissed_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="receipt_once"),
            models.CheckConstraint(condition=Q(way__in=rules.WAYS), name="receipt_way_known"),
        ]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {"id", "announcement", "person", "way", "dismissed_at"}
