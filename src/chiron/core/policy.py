"""Policies: who may do or see what. Declared once, asked by pages, API, tasks, exports, feeds and mail alike."""

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

REGISTRY: dict[str, Callable[..., Any]] = {}
_asked: ContextVar[set[str] | None] = ContextVar("policies_asked", default=None)


def policy(function: Callable[P, R]) -> Callable[P, R]:
    """Register a ``may_…`` predicate or a ``visible_…`` queryset, and remember within a request that it was asked."""
    name = f"{function.__module__.removesuffix('.policies').rsplit('.', 1)[-1]}.{function.__name__}"

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        record = _asked.get()
        if record is not None:
            record.add(name)
        return function(*args, **kwargs)

    asked.policy_name = name  # type: ignore[attr-defined]
    if ".tests." not in f".{function.__module__}":  # what tests declare is no part of the house
        REGISTRY[name] = asked
    return asked


def name_of(function: Callable[..., Any]) -> str:
    """Return the registered name of a policy, ``room.may_verb``."""
    return str(getattr(function, "policy_name", ""))


def holds(may: Callable[..., bool], arguments: dict[str, Any]) -> bool:
    """Ask *may* with those of *arguments* that it names."""
    wanted = inspect.signature(may).parameters
    return bool(may(**{name: value for name, value in arguments.items() if name in wanted}))


def begin_recording() -> Any:
    """Start to record which policies are asked; returns the token for `end_recording`."""
    return _asked.set(set())


def asked() -> set[str]:
    """Return the names of the policies asked since `begin_recording`."""
    return set(_asked.get() or ())


def end_recording(token: Any) -> None:
    _asked.reset(token)
