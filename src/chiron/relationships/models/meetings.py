"""Meetings: when and where, who comes, what is to be talked about, what was written and promised."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.core.fields import EncryptedJSONField, EncryptedTextField
from chiron.core.models import TransitionBase, legal_moves
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class Meeting(models.Model):
    """One meeting: the instant, the zone in which it was agreed, and what the clock on the wall there says.

    ``sequence`` counts what calendars were told; ``topics`` are the dimensions that were touched.
    """

    FORMATS = [("in_person", _("In person")), ("video", _("By video")), ("phone", _("By telephone"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="meetings")
    created_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="meetings_booked")
    state = models.CharField(max_length=10, default="booked")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    wall = models.CharField(max_length=16)
    form = models.CharField(max_length=10, choices=FORMATS, default="in_person")
    place = EncryptedTextField(default="", is_silent=True)
    link = EncryptedTextField(default="", is_silent=True)
    topics = EncryptedJSONField()
    sequence = models.PositiveIntegerField(default=0)
    written_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.MEETING_STATES), name="meeting_state_known"),
            models.CheckConstraint(condition=Q(form__in=rules.FORMATS), name="meeting_form_known"),
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=480), name="meeting_5_to_480_minutes"),
        ]
        indexes = [models.Index(fields=["relationship", "starts_at", "state"], name="meetings_in_order")]

    class Privacy:
        merges = {"created_by": "moves"}
        owner = "created_by_id"
        operational = {
            "id", "relationship", "created_by", "state", "starts_at", "minutes", "zone", "wall", "form", "sequence",
            "written_at",
        }  # fmt: skip
        confidential = {"place", "link", "topics"}

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def touched(self) -> list[str]:
        """The ids of the dimensions that were touched."""
        return list(self.topics.get("touched", []))


class MeetingTransition(TransitionBase):
    """A change of a meeting's state; only those of `rules.MEETING_MOVES` can be stored."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="transitions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="meeting_transition_once"),
            models.CheckConstraint(condition=legal_moves(rules.MEETING_MOVES), name="meeting_transition_legal"),
        ]

    class Privacy:
        merges = {"by_id": "moves"}
        operational = {"id", "meeting", "sequence", "from_state", "to_state", "at", "by_id"}


class Attendee(models.Model):
    """Somebody invited to a meeting, and their answer.

    ``answer_key`` stands in the address to which their calendar answers: nobody else can answer for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(max_length=10, default="waiting")
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer_key = EncryptedTextField(default="")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendee_once"),
            models.CheckConstraint(condition=Q(answer__in=rules.MEETING_ANSWERS), name="attendee_answer_known"),
        ]

    class Privacy:
        merges = {"person": "one_stays"}
        owner = "person_id"
        operational = {"id", "meeting", "person", "answer", "answered_at", "reminded_at"}
        confidential = {"answer_key"}


class AgendaPoint(models.Model):
    """A point that somebody put on the agenda, or (with ``key``) a suggested one that they took off.

    Without a meeting it waits for the next one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="agenda_points")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, related_name="points")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agenda_points")
    key = models.CharField(max_length=80, blank=True)
    text = EncryptedTextField(default="")
    minutes = models.PositiveSmallIntegerField(default=10)
    added_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "key"], condition=~Q(key=""), name="suggestion_dropped_once"),
        ]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "relationship", "meeting", "person", "key", "minutes", "added_at"}
        confidential = {"text"}


class MeetingNote(models.Model):
    """What one person wrote about a meeting, for everybody in it to read: one a person, which they can change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="meeting_notes")
    text = EncryptedTextField(default="")
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_note_a_person_and_meeting")]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {"id", "meeting", "person", "written_at", "changed_at"}
        confidential = {"text"}


class Commitment(models.Model):
    """What somebody undertook to do, perhaps by a day; what is open stands on the next agenda.

    It is theirs, whoever wrote it down, and goes with them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    relationship = models.ForeignKey(Relationship, on_delete=models.CASCADE, related_name="commitments")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, related_name="commitments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="commitments")
    writer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="commitments_written")
    text = EncryptedTextField(default="")
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["relationship", "made_at"], name="commitments_in_order")]

    class Privacy:
        merges = {"person": "moves", "writer": "moves"}
        owner = "person_id"
        operational = {"id", "relationship", "meeting", "person", "writer", "due_on", "done_at", "made_at"}
        confidential = {"text"}
