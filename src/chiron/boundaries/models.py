"""Conflicts of interest, and the one row per pair that a conflict and a relationship compete for."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person

KINDS = [
    ("assessor", _("assesses")),
    ("line_manager", _("manages")),
    ("committee", _("sits on the promotion committee of")),
    ("treating_clinician", _("treats")),
    ("relative", _("is a relative of")),
]


class Conflict(models.Model):
    """*person* stands over *other* (assesses, manages, treats …) between two dates.

    ``was_ended``: an administrator ended it before its time, which was ``planned_until`` then (None: not known).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts_over")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="conflicts_under")
    kind = models.CharField(max_length=20, choices=KINDS)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    clash_noted_on = models.DateField(null=True)
    was_ended = models.BooleanField(default=False)
    planned_until = models.DateField(null=True)

    #: Whether whoever registered it found it there for a part of its time, and lengthened it.
    was_lengthened = False

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="conflict_between_two"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="conflict_in_order"
            ),
            models.UniqueConstraint(fields=["person", "other", "kind", "starts_on"], name="conflict_once"),
        ]
        indexes = [models.Index(fields=["institution", "starts_on", "ends_on"], name="conflict_in_force")]

    class Privacy:
        merges = {"person": "one_stays", "other": "one_stays"}
        operational = {
            "id", "institution", "person", "other", "kind", "starts_on", "ends_on", "created_at", "clash_noted_on",
            "was_ended", "planned_until",
        }  # fmt: skip


class PairClaim(models.Model):
    """What a pair of people is to each other now: in conflict, or in a relationship. Never both.

    The ids are ordered (``low`` < ``high``), so that a pair has one row however it is asked for.
    """

    low = models.UUIDField()
    high = models.UUIDField()
    holder = models.CharField(max_length=12, choices=[("conflict", "conflict"), ("relationship", "relationship")])
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="pair_claimed_once"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(count__gte=1), name="pair_claim_counted"),
            models.CheckConstraint(condition=Q(holder__in=["conflict", "relationship"]), name="pair_holder_known"),
        ]

    class Privacy:
        merges = {"low": "room", "high": "room"}
        operational = {"id", "low", "high", "holder", "count"}


class Hold(models.Model):
    """*person* asked not to be contacted by *other*: nothing passes between the two until it is lifted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="holds")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="holds_asked")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("other")), name="hold_between_two"),
            models.UniqueConstraint(
                fields=["person", "other"], condition=Q(lifted_at__isnull=True), name="hold_in_force_once"
            ),
        ]

    class Privacy:
        merges = {"person": "one_stays", "other": "one_stays"}
        operational = {"id", "institution", "person", "other", "placed_at", "lifted_at"}
