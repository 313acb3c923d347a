"""A form sent twice takes effect once. Each form carries a key; the first action of its request claims it."""

import hashlib
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from chiron.core import clock
from chiron.core.models import IdempotencyKey

FIELD = "form_key"
KEPT = timedelta(days=90)


class AlreadyDone(Exception):
    """The same form already took effect; the first answer is to be given again."""


@dataclass
class Pending:
    """The key of the request under way."""

    person: UUID
    route: str
    key: UUID
    body_hash: str
    claimed: bool = False


_pending: ContextVar[Pending | None] = ContextVar("idempotency", default=None)


def new_key() -> str:
    """Return a fresh key for a form."""
    return str(uuid4())


def body_hash(request: HttpRequest) -> str:
    """Return the hash of what a form says, its files included, the key and CSRF token left out."""
    digest = hashlib.sha256()
    for name in sorted(set(request.POST) - {FIELD, "csrfmiddlewaretoken"}):
        values = "\x1e".join(request.POST.getlist(name))
        digest.update(f"{name}\x1f{values}\x1d".encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(f"{name}\x1f{getattr(file, 'name', '')}\x1f{getattr(file, 'size', 0)}".encode())
    return digest.hexdigest()


def pending_for(request: HttpRequest, person: UUID, route: str) -> Pending | None:
    """Return what the request claims, or None where it carries no valid key."""
    try:
        key = UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None
    return Pending(person, route, key, body_hash(request))


def earlier(pending: Pending) -> IdempotencyKey | None:
    """Return the row of an earlier request with the same key, if it took effect."""
    return IdempotencyKey.objects.filter(person_id=pending.person, route=pending.route, key=pending.key).first()


def start(pending: Pending | None) -> object:
    """Make *pending* the key of this request; returns the token for `finish`."""
    return _pending.set(pending)


def finish(token: object) -> None:
    _pending.reset(token)  # type: ignore[arg-type]


def claim() -> None:
    """Store the key of the request with the change it makes, in the same transaction; ``AlreadyDone`` for a second."""
    pending = _pending.get()
    if pending is None or pending.claimed:
        return
    try:
        with transaction.atomic():
            IdempotencyKey.objects.create(
                person_id=pending.person, route=pending.route, key=pending.key, body_hash=pending.body_hash
            )
    except IntegrityError:
        raise AlreadyDone from None


def settle() -> None:
    """Note that the transaction of `claim` is through: what else the request does needs no key."""
    pending = _pending.get()
    if pending is not None:
        pending.claimed = True


def remember_answer(pending: Pending, location: str) -> None:
    """Note where the first answer led, so that a repeated form leads there too."""
    if pending.claimed:
        IdempotencyKey.objects.filter(person_id=pending.person, route=pending.route, key=pending.key).update(
            location=location[:400]
        )


def forget() -> int:
    """Delete the keys of forms that are older than any open page, and return how many."""
    return int(IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0])
