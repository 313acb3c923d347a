"""The permission matrix: every route, every method, every person of the cast, and what each is answered.

`tests/permissions.csv` is the expectation, reviewed as data. `python -m pytest tests/test_permissions.py
--write-permissions` writes what is true now, for review; it never runs by itself.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from django.urls import reverse

from chiron.core import idempotency, routes
from tests.cast import client_of
from tests.stage import Stage

TABLE = Path(__file__).with_name("permissions.csv")
PEOPLE = ("nobody", "amara", "benoit", "chen", "dina", "efua", "farid", "giulia", "hanne")
METHODS = ("GET", "POST")
NOWHERE = UUID("99999999-9999-4999-8999-999999999999")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    route: str
    method: str
    statuses: tuple[str, ...]


def expected() -> dict[tuple[str, str], tuple[str, ...]]:
    """The table as it stands."""
    with TABLE.open(newline="") as file:
        return {(row["route"], row["method"]): tuple(row[name] for name in PEOPLE) for row in csv.DictReader(file)}


def readers() -> dict[str, list[str]]:
    """For each route the people who get a page of it, as the table has it."""
    return {
        route: [name for name, status in zip(PEOPLE, statuses, strict=True) if status == "200"]
        for (route, method), statuses in expected().items()
        if method == "GET"
    }


def write(rows: list[Row]) -> None:
    """Write the table anew."""
    with TABLE.open("w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["route", "method", *PEOPLE])
        out.writerows(
            [row.route, row.method, *row.statuses] for row in sorted(rows, key=lambda row: (row.route, row.method))
        )


def our_routes() -> list[routes.Route]:
    """Every route with a name, each name once."""
    found: dict[str, routes.Route] = {}
    for route in routes.routes():
        found.setdefault(route.name, route)
    return list(found.values())


def address(route: routes.Route, stage: Stage) -> str:
    """The address of *route* for what stands on the stage."""
    arguments = stage.arguments.get(route.name)
    if arguments is None:
        wanted = [part.split(":")[-1].rstrip(">") for part in route.pattern.split("<")[1:]]
        arguments = {name.split(">")[0]: stage.default_argument(route.name, name.split(">")[0]) for name in wanted}
    return reverse(route.name, kwargs=arguments or None)


def ask(client: Client, method: str, url: str, body: dict[str, Any] | None = None) -> Any:
    """Send one request in a transaction of its own and undo whatever it did."""
    client.raise_request_exception = False
    with transaction.atomic():
        before = dict(client.cookies)
        if method == "GET":
            answer = client.get(url, body)
        else:
            answer = client.post(url, {idempotency.FIELD: idempotency.new_key(), **(body or {})})
        if hasattr(answer, "streaming_content"):
            answer.content_read = b"".join(answer.streaming_content)
        client.cookies.clear()
        client.cookies.update(before)
        transaction.set_rollback(True)
    return answer


def clients(stage: Stage) -> dict[str, Client]:
    """A browser for each person of the table."""
    everybody: dict[str, Any] = {"nobody": None, **stage.cast.everybody()}
    return {name: client_of(everybody[name]) for name in PEOPLE}


def actual(stage: Stage, keep: Callable[[routes.Route], bool] = lambda route: True) -> Iterator[Row]:
    """Ask every route as everybody."""
    browsers = clients(stage)
    for route in our_routes():
        if not keep(route):
            continue
        url = address(route, stage)
        for method in METHODS:
            answers = [ask(browsers[name], method, url) for name in PEOPLE]
            yield Row(route.name, method, tuple(str(answer.status_code) for answer in answers))
