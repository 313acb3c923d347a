"""What every test stands on: both databases, keys that live no longer than a test, the cast."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from pytest_django.plugin import blocking_manager_key

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


#: What the migrations put into each database, by its alias.
MIGRATED: dict[str, str] = {}

#: Fixtures that stand on the database of the test run; what has none of them runs in one half of `make test` alone.
ON_THE_DATABASE = {"db", "transactional_db", "empty_postgres", "populated_postgres", "own_postgres"}


def pytest_configure(config: pytest.Config) -> None:
    """Compile the languages once, before any process of the run reads them."""
    if not hasattr(config, "workerinput"):
        from chiron.config import languages

        languages.compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test that touches a database may touch both: rows in one, keys in the other.

    Each that commits begins with what the migrations made: after one that does not, the next would find it twice.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None:
            continue
        marker.kwargs.setdefault("databases", ["default", "keys"])
        if _commits(item):
            marker.kwargs.setdefault("serialized_rollback", True)
    if config.getoption("--on-the-database"):
        rest = [item for item in items if not _on_the_database(item)]
        items[:] = [item for item in items if _on_the_database(item)]
        config.hook.pytest_deselected(items=rest)


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return marker is not None and bool(marker.kwargs.get("transaction"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if _commits(item):
        remind()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that commits leaves empty tables; the next one that does not finds in them what the migrations made."""
    if _commits(item):
        remind()
    result = yield
    if _commits(item) and nextitem is not None and not _commits(nextitem):
        with item.config.stash[blocking_manager_key].unblock():
            whole_again()
    return result


def remind() -> None:
    """Let every connection know what the migrations made: those that open once a browser runs are new ones."""
    from django.db import connections

    for alias, contents in MIGRATED.items():
        connections[alias]._test_serialized_contents = contents


def whole_again() -> None:
    """Put back into the databases what the migrations made."""
    from django.db import connections

    for connection in connections.all():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


def _on_the_database(item: pytest.Item) -> bool:
    """Whether another database could give a test another answer."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(ON_THE_DATABASE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Start from copies of the migrated SQLite databases, where an earlier run kept them."""
    from django.db import connections
    from tests import migrated

    copies = [
        migrated.copy(migrated.kept(alias), connections[alias].creation._get_test_db_name())
        for alias in connections
        if connections[alias].vendor == "sqlite" and migrated.kept(alias).exists()
    ]
    yield
    for copied in copies:
        copied.close()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the migrated SQLite databases for the next run; those of a run without migrations are none.

    What is in them is read only where one of the tests chosen commits.
    """
    from django.db import connections
    from tests import migrated

    contents = {alias: getattr(connections[alias], "_test_serialized_contents", None) for alias in connections}
    MIGRATED.update({alias: rows for alias, rows in contents.items() if rows is not None})
    if request.config.getvalue("nomigrations"):
        return
    with django_db_blocker.unblock():
        for alias in connections:
            connection = connections[alias]
            if connection.vendor == "sqlite" and connection.is_in_memory_db() and not migrated.kept(alias).exists():
                migrated.keep(alias, connection.settings_dict["NAME"])


@pytest.fixture(autouse=True)
def by_day() -> Iterator[None]:
    """Every test begins at ten in the morning, whenever it is run: by night mail waits for the end of quiet hours."""
    with time_machine.travel(datetime.now(UTC).replace(hour=10, minute=0), tick=True):
        yield


@pytest.fixture(autouse=True)
def fresh_keys() -> Iterator[None]:
    """Unwrapped keys live no longer than a test."""
    from chiron.core.encryption import key_session

    with key_session():
        yield


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language behind in its thread: every test begins and ends with the house's own."""
    from django.utils import translation

    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def cast(db: None) -> object:
    """The cast of ARCHITECTURE, with a programme and a conflict between Giulia and Amara."""
    from tests import cast as people

    return people.assemble()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-permissions", action="store_true", help="write tests/permissions.csv as it is now")
    parser.addoption("--on-the-database", action="store_true", help="only tests that stand on the run's database")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """The one browser of this process: a second one could not be started beside it."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread from here on
    path = os.environ.get("CHIRON_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield browser
        browser.close()
