"""`chiron keys`: the master keys that wrap every person's data key."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db.models import Count

from chiron.config import keyring
from chiron.core import clock, encryption
from chiron.core.models import DataKey


class Command(BaseCommand):
    help = (
        "Lists, rotates and retires the master keys of the key ring. A rotation can be stopped at any moment and run "
        "again: every value stays readable throughout, and the site may go on serving."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        what.add_parser("list", help="each master key: its fingerprint, its age, how many data keys it wraps")
        rotate = what.add_parser("rotate", help="add a master key, then wrap every data key anew under it")
        rewrap = what.add_parser("rewrap", help="finish a rotation that was stopped")
        for parser_ in (rotate, rewrap):
            parser_.add_argument(
                "--batch", type=int, metavar="N", default=500, help="data keys in one transaction (500)"
            )
        retire = what.add_parser("retire", help="take a master key that wraps nothing any more out of the ring")
        retire.add_argument("id", help="as `keys list` shows it")
        retire.add_argument("--now", action="store_true", help="even while a backup of the key store may need it")

    def handle(self, *args: Any, **options: Any) -> None:
        self.path = Path(settings.CHIRON_KEYRING)
        if not self.path.exists():
            raise CommandError(f"There is no key ring at {self.path}. Put it back from where you keep it, apart.")
        steps: dict[str, Callable[..., None]] = {
            "list": self.overview,
            "rotate": self.rotate,
            "rewrap": self.rewrap,
            "retire": self.retire,
        }
        steps[options["what"]](**options)

    def overview(self, **options: Any) -> None:
        counts = _data_keys()
        for position, entry in enumerate(keyring.entries(self.path)):
            since = entry.get("unused_since", "")[:10]
            state = "current" if position == 0 else f"unused since {since}" if since else "older"
            added = entry.get("added_at", "set up")[:10]
            self._say(f"{entry['id']}  {keyring.fingerprint(entry)}  {added}  {counts[entry['id']]} data keys  {state}")
        known = {entry["id"] for entry in keyring.entries(self.path)}
        for lost in sorted(set(counts) - known):
            self._say(f"{lost}  NOT IN THE RING: {counts[lost]} data keys cannot be opened")

    def rotate(self, batch: int, **options: Any) -> None:
        with keyring.locked(self.path):
            current = keyring.entries(self.path)[0]["id"]
            if _data_keys().keys() - {current}:
                self._say(f"an earlier rotation to {current} was not finished; finishing it")
            else:
                current = keyring.add(self.path, clock.now())
                self._say(
                    f"{current} is the new master key. Copy {self.path} to where you keep it, apart from backups."
                )
            self._rewrap(batch)

    def rewrap(self, batch: int, **options: Any) -> None:
        with keyring.locked(self.path):
            self._rewrap(batch)

    def retire(self, id: str, now: bool, **options: Any) -> None:
        with keyring.locked(self.path):
            ring = keyring.entries(self.path)
            entry = next((each for each in ring if each["id"] == id), None)
            if entry is None:
                raise CommandError(f"The ring holds no master key {id}; `keys list` shows which it holds.")
            _refuse_to_retire(entry, is_current=entry is ring[0], now=now)
            keyring.remove(self.path, id)
        encryption.forget_ring()
        self._say(f"{id} is out of the ring")

    def _rewrap(self, batch: int) -> None:
        total = DataKey.objects.exclude(master=encryption.ring().current[0]).count()
        done = 0
        try:
            while moved := encryption.rewrap(batch):
                done += moved
                self._say(f"{done} of {total} data keys wrapped anew")
        except encryption.KeyGone as missing:
            raise CommandError(
                f"Data keys are wrapped by the master key {missing}, which the ring lacks. Put a copy of the ring that "
                f"holds it at {self.path} and run `keys rewrap`."
            ) from None
        keyring.note_unused(self.path, set(_data_keys()), clock.now())
        self._say("every data key is wrapped by the current master key")

    def _say(self, text: str) -> None:
        self.stdout.write(f"keys: {text}")
        self.stdout.flush()


def _data_keys() -> Counter[str]:
    """How many data keys each master key wraps."""
    rows = DataKey.objects.order_by().values_list("master").annotate(n=Count("pk"))
    return Counter(dict(rows))


def _refuse_to_retire(entry: keyring.Entry, *, is_current: bool, now: bool) -> None:
    if is_current:
        raise CommandError(f"{entry['id']} is the current master key. Run `keys rotate` first.")
    if _data_keys()[entry["id"]]:
        raise CommandError(f"{entry['id']} still wraps data keys. Run `keys rewrap` first.")
    since = entry.get("unused_since")
    until = (datetime.fromisoformat(since) if since else clock.now()) + keyring.KEY_BACKUPS
    if not now and clock.now() < until:
        raise CommandError(
            f"A backup of the key store may still need {entry['id']}. Retire it after {until:%Y-%m-%d}, "
            "or with --now once every older backup of the key store is deleted."
        )
