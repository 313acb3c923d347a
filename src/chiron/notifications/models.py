"""How people want to be told, and what there is to tell them."""

import uuid
from datetime import time

from django.db import models
from django.db.models import Q

from chiron.core.scoping import ScopedManager
from chiron.notifications import rules
from chiron.people.models import Institution, Person


class Preference(models.Model):
    """How one person wants to be told. No row: as `rules.Wishes` says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="notification_preference")
    pace = models.CharField(max_length=8, default="at_once")
    digest_at = models.TimeField(default=time(8))
    digest_on = models.PositiveSmallIntegerField(default=0)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    turned_off = models.JSONField(default=list)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pace__in=rules.PACES), name="preference_pace_known"),
            models.CheckConstraint(condition=Q(digest_on__lte=6), name="preference_day_of_the_week"),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="preference_quiet_both_or_none",
            ),
        ]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {
            "id", "person", "pace", "digest_at", "digest_on", "quiet_from", "quiet_until", "turned_off",
        }  # fmt: skip

    @property
    def wishes(self) -> rules.Wishes:
        """The same as plain values."""
        return rules.Wishes(
            self.pace, self.digest_at, self.digest_on, self.quiet_from, self.quiet_until, tuple(self.turned_off)
        )


class Notice(models.Model):
    """One thing to tell one person: a kind and ids, never words. ``mail_id`` is the message that tells it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=80)
    refs = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)
    mail_id = models.UUIDField(null=True, db_index=True)

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["person"], name="notice_untold", condition=Q(mail_id__isnull=True))]

    class Privacy:
        merges = {"person": "moves"}
        operational = {"id", "institution", "person", "kind", "refs", "created_at", "mail_id"}
