"""How long an import takes and what memory it needs: `python bench/imports.py [rows]`, in a place of its own.

Prints one JSON line: seconds to read and guess, to import, to import the same file again, and the worker's peak memory.
"""

import json
import os
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
PLACE = tempfile.TemporaryDirectory(prefix="chiron-bench-")
os.environ.update(CHIRON_VAR=PLACE.name, CHIRON_PLAIN_STATIC="1", DJANGO_SETTINGS_MODULE="chiron.config.settings")


class Memory:
    """The resident memory of this process in MB, watched while the block runs."""

    def __enter__(self):
        self.base = self.peak = self.now()
        self.stop = threading.Event()
        threading.Thread(target=self.watch, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stop.set()

    @staticmethod
    def now():
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 2**20

    def watch(self):
        while not self.stop.wait(0.02):
            self.peak = max(self.peak, self.now())


def main(rows: int) -> None:
    import django

    from chiron.core.encryption import create_ring_file

    create_ring_file(Path(PLACE.name) / "keyring.json")
    django.setup()
    from django.core.management import call_command

    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    from chiron.core import worker
    from chiron.people.models import Account, Appointment, Institution, Person
    from chiron.programmes import actions
    from chiron.programmes.tests import support

    house = Institution.objects.create(name="Bench")
    account = Account.objects.create_user("chen@example.org")
    chen = Person.objects.create(institution=house, account=account, name="Chen", email=account.email)
    Appointment.objects.create(institution=house, person=chen, role="administrator", starts_on=date(2020, 1, 1))
    programme = support.from_files(chen)
    support.imported(programme, chen, mentee=support.mentees(30), mentor=support.mentors(30))
    text = support.mentees(rows, 1000)
    figures = {"rows": rows}
    with Memory() as memory:
        for name in ("import", "same_again"):
            began = time.perf_counter()
            job = support.read(programme, chen, mentee=text)
            read = time.perf_counter()
            actions.confirm_import(job=job, uses={"mentee": job.files.get().plan["uses"]}, by=chen)
            worker.drain()
            file = job.files.get()
            figures[f"{name}_read_s"] = round(read - began, 1)
            figures[f"{name}_s"] = round(time.perf_counter() - read, 1)
            figures[f"{name}_rows"] = [file.created, file.updated, file.unchanged, file.rejected]
    figures |= {"memory_before_mb": memory.base, "memory_peak_mb": memory.peak}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
