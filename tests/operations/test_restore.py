"""Restoring: verified first, never over what is there, and nobody who was erased comes back."""

import shutil
import sqlite3
from contextlib import closing

from tests.operations.site import PLAIN, SECRETS

CANARIES = {"Account.email", "Application.answers", "Application.identity", "EmailAddress.email", "Person.about"}


def lose(site):
    """Lose both databases, as with the disk that they lay on."""
    for file in site.var.glob("*.sqlite3*"):
        file.unlink()


def canaries_in_files(site):
    found = []
    for file in site.var.glob("*.sqlite3*"):
        content = file.read_bytes()
        found += [(file.name, each) for each in [*SECRETS.values(), *PLAIN.values()] if each.encode() in content]
    return found


def test_a_lost_site_comes_back_from_its_backup(site):
    site.run("backup")
    before = site.ask("readable")
    assert set(before["canaries"]) >= CANARIES
    lose(site)
    said = site.run("restore")
    assert "hashes, keys and audit chain verified; the site can start" in said
    after = site.ask("readable")
    assert after == {**before, "audit": before["audit"] + 1}  # the restore itself stands in the chain
    site.run("verify_audit", "--since", str(site.var / "backups/main"))


def test_nothing_of_somebody_erased_comes_back_from_a_backup_taken_before(site):
    site.run("backup")
    site.run("site", "erase")
    assert site.ask("readable")["canaries"] == []
    lose(site)
    said = site.run("restore")
    assert "key(s) and" in said
    after = site.ask("readable")
    assert (after["canaries"], after["others"]) == ([], 1)
    assert canaries_in_files(site) == []


def test_control_without_the_replay_everything_comes_back(site):
    """The test above can fail: the same backup, put in place by hand, shows all that she wrote."""
    site.run("backup")
    site.run("site", "erase")
    lose(site)
    for kind, name in (("main", "chiron"), ("keys", "keys")):
        (backup,) = (folder for folder in (site.var / "backups" / kind).iterdir() if folder.is_dir())
        shutil.copyfile(backup / "database.sqlite3", site.var / f"{name}.sqlite3")
    assert set(site.ask("readable")["canaries"]) >= CANARIES


def test_the_tombstone_of_a_later_backup_counts_when_the_journal_is_lost_too(site):
    site.run("backup")
    first, keys = (next(f for f in (site.var / "backups" / kind).iterdir() if f.is_dir()) for kind in ("main", "keys"))
    site.run("site", "erase")
    site.run("backup")
    lose(site)
    (site.var / "tombstones").unlink()
    (site.var / "backups/main/tombstones").unlink()
    site.run("restore", str(first), "--keys", str(keys))
    assert site.ask("readable")["canaries"] == []


def test_a_database_that_holds_something_is_not_overwritten_unless_told(site):
    site.run("backup")
    said = site.run("restore", fails=True)
    assert "is not empty. What it holds would be lost; say --replace if that is meant." in said
    before = site.ask("readable")
    site.run("restore", "--replace")
    assert site.ask("readable")["canaries"] == before["canaries"]


def test_a_changed_backup_is_refused_before_anything_is_touched(site):
    site.run("backup")
    (folder,) = (each for each in (site.var / "backups/main").iterdir() if each.is_dir())
    file = folder / "database.sqlite3"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    said = site.run("restore", "--replace", fails=True)
    assert "was changed or cut short since it was made" in said
    assert not (site.var / "restoring").exists()


def test_the_site_has_to_be_stopped(site):
    site.run("backup")
    with closing(sqlite3.connect(site.var / "chiron.sqlite3")) as other:
        other.execute("SELECT count(*) FROM people_person").fetchone()
        said = site.run("restore", "--replace", fails=True)
    assert "Stop the web server and the worker, then restore." in said


def test_a_key_store_without_its_master_key_is_refused_with_the_mend(site):
    site.run("backup")
    lose(site)
    (site.var / "keyring.json").unlink()
    assert "There is no key ring" in site.run("restore", fails=True)
    from chiron.core.encryption import create_ring_file

    create_ring_file(site.var / "keyring.json")
    assert "lacks the master key" in site.run("restore", fails=True)


def test_while_a_restore_is_unfinished_nothing_is_served(site):
    (site.var / "restoring").write_text("")
    assert "a restore was not finished" in site.run("worker", "--once", fails=True)
    served = site.run("site", "serve", fails=True)
    assert "a restore was not finished" in served
    site.run("backup")
    site.run("restore")  # its own marker is no obstacle, and goes at the end
    assert not (site.var / "restoring").exists()


def test_postgresql_too(postgres_site):
    site = postgres_site
    before = site.ask("readable")
    writer = site.start("site", "write_forever")
    assert writer.stdout.readline() == "writing\n"
    site.run("backup")
    assert "Stop the web server and the worker" in site.run("restore", "--replace", fails=True)
    writer.kill()
    site.run("site", "erase")
    assert "is not empty" in site.run("restore", fails=True)
    said = site.run("restore", "--replace", "--keys", str(site.var / "backups/keys"))
    assert "hashes, keys and audit chain verified; the site can start" in said
    after = site.ask("readable")
    assert (after["canaries"], after["others"]) == ([], 1)
    assert set(before["canaries"]) >= CANARIES
    assert after["audit"] > before["audit"]
    site.run("verify_audit", "--since", str(site.var / "backups/main"))
