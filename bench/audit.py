"""Row 17's figure: how long it takes to verify an audit chain of a million entries. `python bench/audit.py [entries]`

Prints the seconds of the floor (every row read, nothing done with it), of hashing alone, and of the verification.
"""

import hashlib
import sys
import time
from datetime import UTC, datetime, timedelta

from lists import start

ENTRIES, BATCH = 1_000_000, 10_000


def write(entries):
    """Write so many entries, as the product chains them."""
    from chiron.core import audit
    from chiron.core.models import AuditEntry, AuditHead

    at, previous, rows = datetime(2026, 1, 1, tzinfo=UTC), b"", []
    for number in range(1, entries + 1):
        subjects = {"enrolment": f"{number:032x}"}
        row = AuditEntry(
            sequence=number,
            at=at + timedelta(seconds=number),
            event="bench.row.written",
            outcome="done",
            subjects=subjects,
        )
        row.digest = previous = audit.digest_of(row, previous)
        rows.append(row)
        if len(rows) == BATCH or number == entries:
            AuditEntry.objects.bulk_create(rows)
            rows = []
    AuditHead.objects.update_or_create(pk=1, defaults={"length": entries, "digest": previous})


def timed(do):
    """Seconds of the processor that *do* takes."""
    began = time.process_time()
    do()
    return time.process_time() - began


def main(entries):
    """Write, read, hash, verify."""
    start()
    from django.db import connection

    from chiron.core import audit

    write(entries)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_auditentry ORDER BY sequence")
        floor = timed(lambda: [None for _ in iter(lambda: cursor.fetchmany(5000), [])])
    hashing = timed(lambda: [hashlib.sha256(b"x" * 250).digest() for _ in range(entries)])
    found = []
    seconds = timed(lambda: found.append(audit.first_broken()))
    print(f"{entries:,} entries: rows read {floor:.1f} s, hashed {hashing:.1f} s, verified {seconds:.1f} s")
    return int(found != [None] or seconds > 5 * entries / ENTRIES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES))
