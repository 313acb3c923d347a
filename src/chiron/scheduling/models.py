"""What is kept of people's time: their week, busy times, where those came from, reserved quarters, feed keys."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chiron.core.fields import EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.scheduling import rules

KINDS = [
    ("busy", _("Busy")),
    ("night", _("Night shift")),
    ("on_call", _("On call")),
    ("rest", _("Rest after a shift")),
    ("exam", _("Exam")),
    ("leave", _("Leave")),
]


class Week(models.Model):
    """The hours of the week at which somebody could meet, in their own zone, and what suits them best."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="week")
    hours = models.CharField(max_length=42)
    parts = models.JSONField(default=list)
    rest_hours = models.PositiveSmallIntegerField(default=rules.REST_HOURS)
    changed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rest_hours__lte=48), name="week_rest_within_two_days")]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {"id", "person", "hours", "parts", "rest_hours", "changed_at"}


class Calendar(models.Model):
    """A calendar or roster that somebody brought: a file read once, or an address read again and again.

    ``is_from_institution``: an administrator brought it for them; the next such roster goes on in it.
    """

    SORTS = [("file", _("Calendar file")), ("feed", _("Calendar by its address")), ("roster", _("Roster"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendars")
    sort = models.CharField(max_length=8, choices=SORTS)
    name = EncryptedTextField(default="")
    address = EncryptedTextField(default="")
    state = models.CharField(max_length=8, default="read")
    problem = models.CharField(max_length=20, blank=True)
    read_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, db_index=True)
    added_at = models.DateTimeField()
    is_from_institution = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(is_from_institution=True), name="one_roster_from_the_institution"
            ),
            models.CheckConstraint(condition=Q(sort__in=["file", "feed", "roster"]), name="calendar_sort_known"),
            models.CheckConstraint(condition=Q(state__in=["new", "read", "failed"]), name="calendar_state_known"),
        ]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {
            "id",
            "person",
            "sort",
            "state",
            "problem",
            "read_at",
            "next_at",
            "added_at",
            "is_from_institution",
        }
        confidential = {"name", "address"}


class BusyTime(models.Model):
    """When somebody cannot meet, and nothing of why but what rest has to follow. Without a calendar: said by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="busy_times")
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, null=True, related_name="times")
    kind = models.CharField(max_length=8, choices=KINDS, default="busy")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="busy_time_in_order"),
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="busy_time_kind_known"),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="busy_times_of_a_person")]

    class Privacy:
        merges = {"person": "moves"}
        operational = {"id", "person", "calendar", "kind", "starts_at", "ends_at"}


class Reservation(models.Model):
    """One quarter of an hour of one person, taken: the row that lets only one of two bookings through."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reservations")
    quarter = models.BigIntegerField()
    holder = models.UUIDField(db_index=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "quarter"], name="quarter_taken_once")]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {"id", "person", "quarter", "holder"}


class FeedKey(models.Model):
    """The key of a personal calendar feed. Only its hash is kept; one is in force at a time."""

    #: The key itself, on the object that `actions.open_feed` returns and nowhere else.
    token = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feed_keys")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="one_feed_key_in_force"
            ),
        ]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {"id", "person", "token_hash", "created_at", "revoked_at"}
