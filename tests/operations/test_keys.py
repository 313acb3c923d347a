"""Rotation of the master key: killed anywhere, every data key still opens; and what the ring refuses."""

import json
import random
import sqlite3
import time
from base64 import b64decode
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def data_keys(site, ring=None):
    """Every owner's data key, opened with the ring file by a few lines of the test's own; None where it will not."""
    entries = json.loads((site.var / "keyring.json").read_text())["keys"] if ring is None else ring
    masters = {entry["id"]: b64decode(entry["key"]) for entry in entries}
    with closing(sqlite3.connect(site.var / "keys.sqlite3")) as store:
        rows = store.execute("SELECT owner_id, master, wrapped FROM core_datakey").fetchall()
    return {owner: _open(masters.get(master), UUID(owner), wrapped) for owner, master, wrapped in rows}


def _open(master, owner, wrapped):
    if master is None:
        return None
    try:
        return AESGCM(master).decrypt(wrapped[:12], wrapped[12:], owner.bytes)
    except InvalidTag:
        return None


def ring(site):
    return json.loads((site.var / "keyring.json").read_text())["keys"]


def test_a_rotation_killed_anywhere_loses_no_key_and_is_finished_later(site):
    site.run("site", "many_keys")
    before = data_keys(site)
    assert len(before) > 3000
    assert None not in before.values()
    stopped_half_way = 0
    for _ in range(4):
        rotation = site.start("keys", "rotate", "--batch", "50")
        line = rotation.stdout.readline()
        assert "new master key" in line or "not finished; finishing it" in line
        for _ in range(random.randrange(1, 12)):
            rotation.stdout.readline()
        time.sleep(random.random() * 0.02)
        rotation.kill()
        assert data_keys(site) == before
        stopped_half_way += len({row[0] for row in masters_in_use(site)}) > 1
    assert stopped_half_way > 0, "no kill came in the middle: the test proves nothing"
    said = site.run("keys", "rewrap")
    assert "every data key is wrapped by the current master key" in said
    assert data_keys(site) == before
    assert masters_in_use(site) == [(ring(site)[0]["id"],)]
    assert len(ring(site)) == 2, "a rotation that is finished later adds no third master key"


def masters_in_use(site):
    with closing(sqlite3.connect(site.var / "keys.sqlite3")) as store:
        return store.execute("SELECT DISTINCT master FROM core_datakey").fetchall()


def test_control_a_master_key_taken_away_too_soon_is_noticed(site):
    """The comparison above can fail: without the old master key half-way, keys are lost."""
    site.run("site", "many_keys")
    rotation = site.start("keys", "rotate", "--batch", "50")
    for _ in range(3):
        rotation.stdout.readline()
    rotation.kill()
    assert None in data_keys(site, ring(site)[:1]).values()


def test_every_value_is_read_after_a_rotation_also_by_a_process_that_runs_meanwhile(site):
    before = site.ask("readable")
    reader = site.start("site", "read_across_a_rotation")
    assert reader.stdout.readline() == "read 1\n"
    site.run("keys", "rotate")
    code, _, err = reader.end("go on\n")
    assert code == 0, err
    assert site.ask("readable") == before


def test_a_retired_key_is_first_unused_and_out_of_every_backup_of_the_key_store(site):
    site.run("backup")
    old = ring(site)[0]["id"]
    assert "is the current master key" in site.run("keys", "retire", old, fails=True)
    site.run("keys", "rotate")
    said = site.run("keys", "retire", old, fails=True)
    assert "A backup of the key store may still need" in said
    entries = ring(site)
    entries[1]["unused_since"] = (datetime.now(UTC) - timedelta(days=36)).isoformat()
    (site.var / "keyring.json").write_text(json.dumps({"keys": entries}))
    site.run("keys", "retire", old)
    assert [entry["id"] for entry in ring(site)] == [entries[0]["id"]]
    assert (site.var / "keyring.json").stat().st_mode & 0o077 == 0
    assert "lacks the master key" in site.run(
        "restore", "--replace", "--keys", str(site.var / "backups/keys"), fails=True
    )


def test_the_list_tells_keys_apart_without_giving_them_away(site):
    site.run("keys", "rotate")
    said = site.run("keys", "list")
    assert next(line.split()[-1] for line in said.splitlines()) == "current"
    for entry in ring(site):
        assert entry["id"] in said
        assert entry["key"] not in said


@pytest.mark.parametrize("command", [("keys", "retire", "nonesuch"), ("keys", "list")])
def test_what_is_missing_is_named(site, command):
    if command[1] == "list":
        (site.var / "keyring.json").unlink()
        assert "There is no key ring at" in site.run(*command, fails=True)
    else:
        assert "The ring holds no master key nonesuch" in site.run(*command, fails=True)
