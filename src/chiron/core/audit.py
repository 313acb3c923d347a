"""The audit chain: each entry's digest covers the one before it, so that no entry can be changed or removed unseen."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db import transaction

from chiron.core import clock
from chiron.core.models import AuditEntry, AuditHead, Pseudonym

#: What the digest of an entry covers, in its order.
BOUND = ("sequence", "at", "event", "outcome", "reason", "institution_id", "by", "subjects")

#: JSON of which there is only one spelling.
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def pseudonym(owner: UUID) -> UUID:
    """Return the pseudonym under which *owner* stands in the chain, making one at the first use."""
    row, _ = Pseudonym.objects.get_or_create(owner_id=owner)
    return row.pseudonym


def forget(owner: UUID) -> None:
    """Delete the way from *owner* to their pseudonym: the chain stays whole, nobody can say who it was."""
    Pseudonym.objects.filter(owner_id=owner).delete()


def digest_of(entry: AuditEntry, previous: bytes) -> bytes:
    """Return the SHA-256 that binds *entry* to the one before it."""
    return _digest([getattr(entry, name) for name in BOUND], previous)


def _digest(values: Sequence[Any], previous: bytes) -> bytes:
    """Return the digest of what an entry says, in the order of `BOUND`."""
    sequence, at, event, outcome, reason, institution, by, subjects = values
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = CANONICAL([sequence, moment, event, outcome, reason, str(institution or ""), str(by or ""), subjects])
    return hashlib.sha256(previous + text.encode()).digest()


def write(
    *,
    event: str,
    outcome: str,
    by: UUID | None,
    institution: UUID | None,
    subjects: dict[str, Any],
    reason: str = "",
) -> AuditEntry:
    """Append one entry. Must run inside the transaction of what it records."""
    head, _ = AuditHead.objects.select_for_update(no_key=True).get_or_create(pk=1)
    entry = AuditEntry(
        sequence=head.length + 1,
        at=clock.now(),
        event=event,
        outcome=outcome,
        reason=reason[:120],
        institution_id=institution,
        by=pseudonym(by) if by else None,
        subjects=subjects,
    )
    entry.digest = digest_of(entry, bytes(head.digest))
    entry.save(force_insert=True)
    head.length, head.digest = entry.sequence, entry.digest
    head.save(update_fields=["length", "digest"])
    return entry


def first_broken() -> int | None:
    """Return the sequence number at which the chain is broken, or None where it is whole.

    A changed, inserted, removed or reordered entry breaks it, and so does a shortened chain.
    """
    with transaction.atomic():
        head = AuditHead.objects.filter(pk=1).first()
        previous, expected = b"", 1
        for *values, digest in AuditEntry.objects.order_by("sequence").values_list(*BOUND, "digest").iterator(5000):
            if values[0] != expected or _digest(values, previous) != digest:
                return expected
            previous, expected = bytes(digest), expected + 1
        length, last = (head.length, bytes(head.digest)) if head else (0, b"")
        return None if (length, last) == (expected - 1, previous) else min(expected, length + 1)
