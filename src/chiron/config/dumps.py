"""One database written to a file and read back: SQLite by ``VACUUM INTO``, PostgreSQL by its own tools.

A dump is one instant of the database, whatever is written meanwhile, and its *facts* (counts of rows, the head of the
audit chain, the tombstones) are those of that same instant.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import CommandError
from django.db import connections, transaction
from psycopg.conninfo import make_conninfo

Facts = dict[str, Any]
#: What of a connection's parameters says where the server is and how to reach it.
ADDRESS = {"host", "port", "user", "dbname", "service", "sslmode", "sslrootcert", "sslcert", "sslkey"}
FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}

EMPTY_POSTGRES = """
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I.%I CASCADE', current_schema(), each.tablename);
  END LOOP;
END $$;
"""


def write(alias: str, folder: Path) -> tuple[Path, Facts]:
    """Write the database *alias* into *folder*; return the file and the facts of the instant that it holds."""
    vendor = connections[alias].vendor
    file = folder / FILES[vendor]
    return file, (_write_sqlite if vendor == "sqlite" else _write_postgres)(alias, file)


def read_back(alias: str, file: Path) -> None:
    """Put the database that *file* holds in the place of *alias*, whole or not at all."""
    (_read_sqlite if connections[alias].vendor == "sqlite" else _read_postgres)(alias, file)


def is_empty(alias: str) -> bool:
    """Return whether *alias* holds nothing that somebody would miss: no table yet, or no account, or no data key."""
    connection = connections[alias]
    tables = connection.introspection.table_names()
    telling = "core_datakey" if alias == "keys" else "people_account"
    if telling not in tables:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {telling}")  # noqa: S608 one of two names above
        return bool(cursor.fetchone()[0] == 0)


def is_in_use(alias: str) -> bool:
    """Return whether another process has *alias* open."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            return bool(cursor.fetchone()[0])
    path = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    if not path.exists():
        return False
    with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as alone:
        try:
            alone.execute("PRAGMA locking_mode = EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
    return False


def settle(alias: str) -> None:
    """Write what SQLite still keeps apart into its file: until then the file holds the old pages, erased words too."""
    if connections[alias].vendor == "sqlite" and not connections[alias].in_atomic_block:
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# SQLite


def _write_sqlite(alias: str, file: Path) -> Facts:
    with connections[alias].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        return _facts(alias, copy.cursor())


def _read_sqlite(alias: str, file: Path) -> None:
    connections[alias].close()
    path = Path(str(connections[alias].settings_dict["NAME"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".restoring")
    shutil.copyfile(file, fresh)
    fresh.chmod(0o600)
    with closing(sqlite3.connect(fresh)) as copy:
        answer = copy.execute("PRAGMA quick_check").fetchone()[0]
    if answer != "ok":
        fresh.unlink()
        raise CommandError(f"{file} is not a whole database ({answer}). Restore another backup.")
    with fresh.open("rb") as whole:
        os.fsync(whole.fileno())
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    fresh.replace(path)


# PostgreSQL


def _write_postgres(alias: str, file: Path) -> Facts:
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(alias, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
             f"--snapshot={snapshot}", f"--file={file}")  # fmt: skip
        return _facts(alias, cursor)


def _read_postgres(alias: str, file: Path) -> None:
    script, empty = file.with_suffix(".restoring.sql"), file.with_suffix(".empty.sql")
    try:
        empty.write_text(EMPTY_POSTGRES)
        _run(alias, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(file), connect=False)
        connections[alias].close()
        _run(alias, "psql", "--quiet", "--single-transaction", "--no-psqlrc", "--set=ON_ERROR_STOP=1",
             "--output=/dev/null", f"--file={empty}", f"--file={script}")  # fmt: skip
    finally:
        script.unlink(missing_ok=True)
        empty.unlink(missing_ok=True)


def _run(alias: str, tool: str, *arguments: str, connect: bool = True) -> None:
    """Run one of PostgreSQL's tools on *alias*; its password goes through the environment, never the command line."""
    parameters = connections[alias].get_connection_params()
    environment = {**os.environ, "PGPASSWORD": str(parameters.pop("password", ""))}
    address = make_conninfo(**{name: value for name, value in parameters.items() if name in ADDRESS})
    where = [f"--dbname={address}"] if connect else []
    command = [str(_tool(alias, tool)), *where, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CommandError(f"{tool} failed: {done.stderr.strip().splitlines()[-1:] or done.returncode}")


def _tool(alias: str, name: str) -> Path:
    """Find PostgreSQL's tool *name*, as new as the server or newer."""
    connections[alias].ensure_connection()
    server = connections[alias].pg_version // 10000  # type: ignore[attr-defined]
    on_path = shutil.which(name)
    places = [Path(on_path)] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    for place in places:
        if _version(place) >= server:
            return place
    raise CommandError(
        f"This needs {name} of PostgreSQL {server} or newer, as the server is. On Debian: "
        f"apt install postgresql-client-{server}; elsewhere put its folder on PATH."
    )


def _version(tool: Path) -> int:
    said = subprocess.run([str(tool), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


# Facts


def _facts(alias: str, cursor: Any) -> Facts:
    """What the manifest says about a dump, read through a cursor on that same instant."""
    tables = sorted(_column(cursor, _TABLES["sqlite" if isinstance(cursor, sqlite3.Cursor) else "postgresql"]))
    rows = {table: _column(cursor, f'SELECT count(*) FROM "{table}"')[0] for table in tables}  # noqa: S608 its own tables
    migrations = _column(cursor, "SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    facts: Facts = {"rows": rows, "migrations": migrations}
    if alias == "keys":
        facts["masters"] = _column(cursor, "SELECT DISTINCT master FROM core_datakey ORDER BY 1")
        return facts
    facts["erased"] = sorted(
        str(UUID(str(owner))) for owner in _column(cursor, "SELECT owner_id FROM core_erasedowner")
    )
    cursor.execute("SELECT length, digest FROM core_audithead")
    length, digest = cursor.fetchone() or (0, b"")
    facts["audit"] = {"length": length, "digest": bytes(digest).hex()}
    return facts


_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def _column(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    return [row[0] for row in cursor.fetchall()]
