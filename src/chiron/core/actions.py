"""`@action`: every change of state. One transaction; lock, ask, change, audit, consequences; or a refusal.

An action is a keyword-only function. Its model arguments are locked and reloaded before the policy is asked, so that
what is decided is decided on what is true now. A refusal rolls everything back and is audited apart.
"""

import inspect
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from types import MappingProxyType
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, models, transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import audit, idempotency, policy

P = ParamSpec("P")
R = TypeVar("R")


class Actor(Protocol):
    """Whoever acts: a person of an institution, or the system itself."""

    pk: Any
    institution_id: Any


class Refused(Exception):
    """Something that cannot be done. Its message is translated and meant for the person who asked."""

    message: Any = _("This cannot be done.")
    #: What stands in the blanks of the message: filled in when it is read, in the reader's language.
    values: Mapping[str, object] = MappingProxyType({})

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or self.message)

    def __str__(self) -> str:
        return str(self.args[0]) % self.values if self.values else str(self.args[0])


class NotAllowed(Refused):
    """The policy said no."""

    message = _("You may not do this.")


class Gone(Refused):
    """What the action was to change is no longer there."""

    message = _("This no longer exists. Somebody may have removed it meanwhile.")


@dataclass(frozen=True)
class Action:
    """What the registry knows about an action: generates the event list and the "who may do what" page."""

    event: str
    name: str
    may: str
    doc: str
    module: str


REGISTRY: dict[str, Action] = {}


#: Two actions that wait for rows of each other are nobody's fault: PostgreSQL ends one of them, and it begins again.
DEADLOCK, TRIES = "40P01", 5


@dataclass
class _Unit:
    """The outermost action of a call: refusals of inner ones are audited once it has rolled back."""

    refusals: list[dict[str, Any]] = field(default_factory=list)


_unit: ContextVar[_Unit | None] = ContextVar("unit", default=None)


@dataclass(frozen=True)
class Event:
    """What a consequence is told: what happened, to which rows, by whom. Ids only, never text."""

    name: str
    ids: dict[str, str]
    by: str


Consequence = Callable[[Event], None]
_dispatch: list[Callable[[Event], None]] = []


def on_event(function: Callable[[Event], None]) -> None:
    """Register the one function that puts an event's consequences into the queue (config/wiring)."""
    _dispatch[:] = [function]


def action(event: str, *, may: Callable[..., bool]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a keyword-only function an action that emits *event* and that only those whom *may* allows can call."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        _check_shape(function)
        if ".tests." not in f".{function.__module__}":  # what tests declare is no part of the house
            REGISTRY[event] = Action(
                event, function.__name__, policy.name_of(may), inspect.getdoc(function) or "", function.__module__
            )

        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__} takes keywords only")
            outer = _unit.get()
            if outer is not None:
                return cast("R", _perform(function, event, may, kwargs, outer))
            return cast("R", _outermost(function, event, may, kwargs))

        run.action_event = event  # type: ignore[attr-defined]
        return run

    return decorate


def _check_shape(function: Callable[..., Any]) -> None:
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is not parameter.KEYWORD_ONLY for parameter in parameters.values()):
        raise TypeError(f"{function.__module__}.{function.__name__}: an action takes keywords only")
    if "by" not in parameters:
        raise TypeError(f"{function.__module__}.{function.__name__}: an action says by whom (`by`)")
    if not inspect.getdoc(function):
        raise TypeError(f"{function.__module__}.{function.__name__}: an action has a docstring for its caller")


def _outermost(function: Callable[..., Any], event: str, may: Callable[..., bool], kwargs: dict[str, Any]) -> Any:
    """Perform an action that no other one calls, again where it waited for another one that waited for it."""
    for _before in range(TRIES - 1):
        try:
            return _once(function, event, may, kwargs)
        except OperationalError as error:
            if not _is_deadlock(error):
                raise
    return _once(function, event, may, kwargs)


def _once(function: Callable[..., Any], event: str, may: Callable[..., bool], kwargs: dict[str, Any]) -> Any:
    """Perform it in a transaction of its own, with the key of the request's form."""
    unit = _Unit()
    token = _unit.set(unit)
    try:
        with transaction.atomic():
            result = _perform(function, event, may, kwargs, unit)
            idempotency.claim()
        idempotency.settle()
        return result
    except Refused:
        _audit_refusals(unit)
        raise
    finally:
        _unit.reset(token)


def _is_deadlock(error: OperationalError) -> bool:
    """Whether PostgreSQL ended the transaction because two waited for each other."""
    return getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def _perform(
    function: Callable[..., Any], event: str, may: Callable[..., bool], kwargs: dict[str, Any], unit: _Unit
) -> Any:
    by = kwargs["by"]
    try:
        with transaction.atomic():
            current = {name: _reload(value, lock=name != "by") for name, value in kwargs.items()}
            if not policy.holds(may, current):
                raise NotAllowed
            result = function(**current)
            concerned = {**current, "result": result}
            _record(event, "done", by, concerned)
            ids = {name: str(row.pk) for name, row in _rows(concerned).items()}
            for dispatch in _dispatch:
                dispatch(Event(event, ids, str(by.pk)))
            return result
    except Refused as refusal:
        unit.refusals.append(
            {"event": event, "by": by, "arguments": kwargs, "reason": type(refusal).__name__},
        )
        raise


def _reload(value: Any, *, lock: bool) -> Any:
    if isinstance(value, models.Model) and not value._state.adding:
        manager = value.__class__._base_manager  # not type(): the account of a request is a lazy wrapper
        rows = manager.select_for_update(no_key=True) if lock else manager.all()
        try:
            return rows.get(pk=value.pk)
        except ObjectDoesNotExist:
            raise Gone from None
    if isinstance(value, list | tuple) and value and all(isinstance(item, models.Model) for item in value):
        rows = type(value[0])._base_manager.select_for_update(no_key=True).order_by("pk")
        found = rows.in_bulk([item.pk for item in value])
        if len(found) != len({item.pk for item in value}):
            raise Gone
        return [found[item.pk] for item in value]
    return value


def _rows(arguments: dict[str, Any]) -> dict[str, models.Model]:
    return {
        name: value
        for name, value in arguments.items()
        if isinstance(value, models.Model) and name != "by" and value.pk is not None
    }


def _subject(row: models.Model) -> str:
    """The id of *row* as the chain may hold it: people stand there under their pseudonym."""
    if getattr(getattr(row, "Privacy", None), "pseudonymous", False):
        return f"~{audit.pseudonym(row.pk)}"
    return str(row.pk)


def _institution_of(by: Actor, rows: dict[str, models.Model]) -> Any:
    """The institution in whose trail an entry stands: the actor's, or that of the rows where the system acts."""
    if getattr(by, "is_system", False):
        around: list[Any] = list(rows.values())
        for _step in range(3):  # a run, its cohort, its programme: as far as they have been read already
            for each in around:
                if getattr(each, "institution_id", None):
                    return each.institution_id
            around = [near for each in around for near in each._state.fields_cache.values() if near is not None]
    return by.institution_id


def _record(event: str, outcome: str, by: Actor, arguments: dict[str, Any], reason: str = "") -> None:
    audit.write(
        event=event,
        outcome=outcome,
        by=by.pk,
        institution=_institution_of(by, _rows(arguments)),
        subjects={name: _subject(row) for name, row in _rows(arguments).items()},
        reason=reason,
    )


def _audit_refusals(unit: _Unit) -> None:
    with transaction.atomic():
        for refusal in unit.refusals[:1]:
            _record(refusal["event"], "refused", refusal["by"], refusal["arguments"], refusal["reason"])
