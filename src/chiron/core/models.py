"""The tables under every room: audit chain, pseudonyms, keys, idempotency, outbox, leases and schedules."""

import uuid
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedTextField


class AuditHead(models.Model):
    """The last link of the audit chain; its row is the lock that keeps the chain a chain."""

    length = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=b"")

    class Privacy:
        operational = {"id", "length", "digest"}


class AuditEntry(models.Model):
    """One thing that happened or was refused. Ids of people are pseudonyms; the chain never changes."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    event = models.CharField(max_length=120, db_index=True)
    outcome = models.CharField(max_length=8, choices=[("done", "done"), ("refused", "refused")])
    reason = models.CharField(max_length=120, blank=True)
    institution_id = models.UUIDField(null=True, db_index=True)
    by = models.UUIDField(null=True, db_index=True)
    subjects = models.JSONField(default=dict)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["done", "refused"]), name="audit_outcome_known"),
        ]

    class Privacy:
        operational = {"sequence", "at", "event", "outcome", "reason", "institution_id", "by", "subjects", "digest"}


class Pseudonym(models.Model):
    """Who a pseudonym of the audit chain is; deleted with the person."""

    pseudonym = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner_id = models.UUIDField(unique=True)

    class Privacy:
        operational = {"pseudonym", "owner_id"}


class DataKey(models.Model):
    """An owner's data key, wrapped by the key ring. Lives in the key store, not in the main database."""

    owner_id = models.UUIDField(primary_key=True)
    master = models.CharField(max_length=16, db_index=True)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        operational = {"owner_id", "master", "wrapped", "created_at"}


class ErasedOwner(models.Model):
    """A tombstone in the main database: this owner's key must never come back from a backup."""

    owner_id = models.UUIDField(primary_key=True)
    erased_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        operational = {"owner_id", "erased_at"}


class Merged(models.Model):
    """An id that stands for another since two rows were made one: what was sent under the old leads to the new."""

    old_id = models.UUIDField(primary_key=True)
    new_id = models.UUIDField(db_index=True)
    institution_id = models.UUIDField()
    at = models.DateTimeField()

    class Privacy:
        merges = {"new_id": "moves"}
        operational = {"old_id", "new_id", "institution_id", "at"}


class IdempotencyKey(models.Model):
    """A form that was sent and took effect; the same key a second time has no effect."""

    person_id = models.UUIDField()
    route = models.CharField(max_length=200)
    key = models.UUIDField()
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "route", "key"], name="idempotency_key_once"),
        ]

    class Privacy:
        merges = {"person_id": "goes"}
        operational = {"id", "person_id", "route", "key", "body_hash", "location", "created_at"}


class OutboxMessage(models.Model):
    """A message that a worker delivers. It names a kind and ids; words are made when it is sent.

    ``on_doubt`` says what happens when a worker or the mail server dies between handing the mail over and noting that
    it was: *resend* (with the same Message-ID) or *hold* for a person to decide.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=80, db_index=True)
    institution_id = models.UUIDField(null=True, db_index=True)
    recipient_id = models.UUIDField(db_index=True)
    refs = models.JSONField(default=dict)
    secret = EncryptedTextField(null=True)
    on_doubt = models.CharField(max_length=6, choices=[("resend", "resend"), ("hold", "hold")], default="resend")
    state = models.CharField(max_length=9, default="waiting", db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=200, unique=True)
    problem = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    STATES = ("waiting", "sending", "sent", "dropped", "held", "failed", "bounced")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "dropped", "held", "failed", "bounced"]),
                name="outbox_state_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="outbox_due")]

    class Privacy:
        merges = {"recipient_id": "moves"}
        owner = "recipient_id"
        operational = {
            "id", "kind", "institution_id", "recipient_id", "refs", "on_doubt", "state", "attempts", "due_at",
            "lease_until", "message_id", "problem", "created_at", "sent_at", "bounced_at",
        }  # fmt: skip
        confidential = {"secret"}


class MailOutage(models.Model):
    """The mail server takes nothing: all mail waits until ``until``, when one message tries. One row or none.

    ``tries`` counts how often it was tried in a row; ``problem`` is the name of the error or the server's code.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    since = models.DateTimeField()
    until = models.DateTimeField()
    tries = models.PositiveIntegerField(default=1)
    problem = models.CharField(max_length=120)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_mail_outage")]

    class Privacy:
        operational = {"id", "since", "until", "tries", "problem"}


class TaskLease(models.Model):
    """Which worker holds a running task, and until when; a lease that ran out gives the task back."""

    task_id = models.UUIDField(primary_key=True)
    worker = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    class Privacy:
        operational = {"task_id", "worker", "attempts", "expires_at"}


class Schedule(models.Model):
    """When a recurring task runs next; whoever moves ``next_at`` on has claimed that run."""

    name = models.CharField(max_length=120, primary_key=True)
    next_at = models.DateTimeField()

    class Privacy:
        operational = {"name", "next_at"}


class Remembered(models.Model):
    """A value of the cache that all processes share (how often somebody tried, say), and until when it counts."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField(db_index=True)

    class Privacy:
        operational = {"key", "value", "expires_at"}


class TransitionBase(models.Model):
    """A change of state as a row: numbered per subject, legal by a CHECK that each subclass adds."""

    sequence = models.PositiveIntegerField()
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


def legal_moves(moves: list[tuple[str, str]]) -> Q:
    """Return the CHECK under which only *moves*, pairs (from, to), can be stored as transitions."""
    return reduce(or_, (Q(from_state=origin, to_state=target) for origin, target in moves))
