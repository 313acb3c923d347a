"""Backups of real files: taken under writes, apart, without the key ring, and none older than promised."""

import json
import sqlite3
import time
from base64 import b64decode
from contextlib import closing
from datetime import UTC, datetime, timedelta


def newest(site, kind):
    return sorted(each for each in (site.var / "backups" / kind).iterdir() if (each / "manifest.json").exists())[-1]


def test_a_backup_taken_under_writes_is_one_instant_of_the_database(site):
    writer = site.start("site", "write_forever")
    assert writer.stdout.readline() == "writing\n"
    time.sleep(0.5)
    site.run("backup")
    writer.kill()
    folder = newest(site, "main")
    manifest = json.loads((folder / "manifest.json").read_text())
    with closing(sqlite3.connect(folder / "database.sqlite3")) as copy:
        entries = copy.execute("SELECT count(*), max(sequence) FROM core_auditentry").fetchone()
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with closing(sqlite3.connect(site.var / "chiron.sqlite3")) as live:
        later = live.execute("SELECT count(*) FROM core_auditentry").fetchone()[0]
    assert entries[0] == entries[1] == manifest["facts"]["audit"]["length"] < later
    assert manifest["facts"]["rows"]["core_auditentry"] == entries[0]
    assert "continues the chain" in site.run("verify_audit", "--since", str(folder))


def test_keys_and_rows_lie_apart_and_the_key_ring_in_neither(site):
    site.run("backup")
    main, keys = newest(site, "main"), newest(site, "keys")
    with closing(sqlite3.connect(main / "database.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'core_datakey'").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM people_person").fetchone()[0] > 5
    with closing(sqlite3.connect(keys / "database.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM core_datakey").fetchone()[0] > 0
        assert copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'people_person'").fetchone() == (0,)
    ring = json.loads((site.var / "keyring.json").read_text())["keys"]
    for file in (file for file in (site.var / "backups").rglob("*") if file.is_file()):
        content = file.read_bytes()
        for entry in ring:
            assert b64decode(entry["key"]) not in content
            assert entry["key"].encode() not in content, file
        assert file.stat().st_mode & 0o077 == 0, f"others can read {file}"


def test_backups_of_the_key_store_live_35_days_at_most(site):
    site.run("backup")
    for kind in ("main", "keys"):
        folder = newest(site, kind)
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["made_at"] = (datetime.now(UTC) - timedelta(days=36)).isoformat()
        (folder / "manifest.json").write_text(json.dumps(manifest))
        folder.rename(folder.with_name("20200101T000000Z"))
    assert "deleted 1 backup" in site.run("backup")
    assert (site.var / "backups/main/20200101T000000Z").exists()
    assert not (site.var / "backups/keys/20200101T000000Z").exists()
    said = site.run("backup", "--keep-keys-days", "36", fails=True)
    assert "kept 1 to 35 days: older ones would undo erasures" in said


def test_a_backup_that_was_killed_is_no_backup_and_is_cleared_away(site):
    left = site.var / "backups/main/.partial-20260101T000000Z"
    left.mkdir(parents=True)
    (left / "database.sqlite3").write_bytes(b"half of it")
    assert "holds no backup of the main database" in site.run("restore", "--replace", fails=True)
    site.run("backup")
    assert not left.exists()


def test_the_audit_chain_is_read_and_a_change_of_it_found(site):
    site.run("backup")
    assert "entries, whole" in site.run("verify_audit")
    with closing(sqlite3.connect(site.var / "chiron.sqlite3")) as live:
        live.execute("UPDATE core_auditentry SET event = 'people.person.praised' WHERE sequence = 1")
        live.commit()
    assert "broken at entry 1" in site.run("verify_audit", fails=True)


def test_a_chain_written_anew_as_a_whole_does_not_continue_that_of_the_backup(site):
    site.run("backup")
    with closing(sqlite3.connect(site.var / "chiron.sqlite3")) as live:
        live.execute("DELETE FROM core_auditentry")
        live.execute("DELETE FROM core_audithead")
        live.commit()
    assert "0 entries, whole" in site.run("verify_audit")  # the chain alone cannot tell
    said = site.run("verify_audit", "--since", str(site.var / "backups/main"), fails=True)
    assert "does not continue" in said
