"""An import from the drop of its files to the last row: start, note what was read, confirm, advance, cancel, forget."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people import policies as people
from chiron.people.models import Person
from chiron.programmes import policies
from chiron.programmes.actions import blueprints, rows, uploads
from chiron.programmes.models import Cohort, Import, ImportFile
from chiron.programmes.rules.rows import Incoming

KEPT_FOR = timedelta(days=7)
UNDER_WAY = ("confirmed", "importing")
OPEN = ("uploaded", "guessed", "failed", *UNDER_WAY)


class NoFile(Refused):
    message = _("Choose at least one file: the mentees, the mentors, or both.")


class SameFileTwice(Refused):
    message = _("Both are the same file. Choose the file of the mentors and that of the mentees.")


class NotWaiting(Refused):
    message = _("This import is not waiting for that any more. Look at the page again.")


class AnotherUnderWay(Refused):
    message = _("Another import into this cohort is under way. Wait until it is done, or cancel it.")


class Stopped(Refused):
    message = _("The import was cancelled.")


class Overtaken(Refused):
    message = _("These rows were imported already.")


@action("programmes.import.started", may=policies.may_coordinate_cohort)
def start_import(*, cohort: Cohort, uploaded: Mapping[str, File[bytes]], by: Person) -> Import:
    """Keep the dropped files (by side) under random keys; they are read in the background."""
    if not uploaded:
        raise NoFile
    job = Import.objects.create(cohort=cohort, created_at=clock.now(), created_by=by)
    hashes: set[str] = set()
    for side, file in uploaded.items():
        key, digest = uploads.store(file)
        ImportFile.objects.create(
            job=job, importer=by, side=side, file_name=str(file.name)[-200:], file_key=key, file_hash=digest
        )
        hashes.add(digest)
    if len(hashes) < len(uploaded):
        raise SameFileTwice
    return job


@action("programmes.import.read", may=policies.may_import)
def note_reading(*, job: Import, readings: Mapping[str, Mapping[str, Any]], by: Person) -> Import:
    """Note what was found in the files: by side, a plan and the number of rows, or why the file was refused."""
    if job.state not in ("uploaded", "failed"):
        raise NotWaiting
    for file in job.files.select_for_update(no_key=True):
        reading = readings[file.side]
        file.said = reading.get("said", {})
        file.plan = reading.get("plan", {})
        file.rows_total = reading.get("rows", 0)
        file.state = "refused" if "problem" in file.said else "read"
        if file.state == "refused":
            _delete_later(file)
        file.save()
    job.state = "guessed" if job.files.filter(state="read").exists() else "refused"
    job.finished_at = clock.now() if job.state == "refused" else None
    job.save(update_fields=["state", "finished_at"])
    return job


@action("programmes.import.confirmed", may=policies.may_import)
def confirm_import(*, job: Import, uses: Mapping[str, Mapping[str, str]], by: Person) -> Import:
    """Say what each column is used for (by side, by column); the rows are imported in the background."""
    if job.state != "guessed":
        raise NotWaiting
    if Import.objects.unscoped().filter(cohort=job.cohort_id, state__in=UNDER_WAY).exists():
        raise AnotherUnderWay
    for file in job.files.select_for_update(no_key=True).filter(state="read"):
        file.plan = {**file.plan, "uses": dict(uses.get(file.side, {}))}
        file.save(update_fields=["plan"])
    return _put(job, "confirmed")


@action("programmes.import.settled", may=policies.may_import)
def settle_import(
    *, job: Import, source: str | None, is_complete: bool, settled: Mapping[str, Mapping[str, Any]], by: Person
) -> Import:
    """Fix each file's columns and mapping (by side) and, where files make or extend it, the blueprint."""
    if job.state not in (*UNDER_WAY, "failed"):
        raise Stopped
    programme = type(job.cohort.programme)._base_manager.select_for_update(no_key=True).get(pk=job.cohort.programme_id)
    if source is not None:
        running = job.cohort if job.cohort.blueprint_id else programme
        running.blueprint = blueprints.keep(source, by)
        running.save(update_fields=["blueprint"])
    programme.is_from_files = programme.is_from_files and not is_complete
    programme.save(update_fields=["is_from_files"])
    for file in job.files.select_for_update(no_key=True).filter(state="read"):
        file.plan = {**file.plan, **settled[file.side]}
        file.state = "importing"
        file.save(update_fields=["plan", "state"])
    return _put(job, "importing")


@action("programmes.import.advanced", may=policies.may_import_file)
def import_rows(*, file: ImportFile, start: int, incoming: list[Incoming], by: Person) -> ImportFile:
    """Import the next rows of a file, all in one transaction; *start* is how many were done before.

    Refused once the import was cancelled, and where another worker has done these rows.
    """
    job = Import.objects.unscoped().select_for_update(no_key=True).get(pk=file.job_id)
    if job.state != "importing":
        raise Stopped
    if file.rows_done != start:
        raise Overtaken
    rows.take(file, job, incoming, by)
    return file


@action("programmes.import.finished", may=policies.may_import)
def finish_import(*, job: Import, by: Person) -> Import:
    """Note that every row has ended, and delete the files."""
    if job.state != "importing":
        raise Stopped
    for file in job.files.select_for_update(no_key=True).filter(state="importing"):
        file.state = "done"
        _delete_later(file)
        file.save(update_fields=["state", "file_key"])
    job.finished_at = clock.now()
    job.save(update_fields=["finished_at"])
    return _put(job, "done")


@action("programmes.import.failed", may=policies.may_import)
def fail_import(*, job: Import, by: Person) -> Import:
    """Note that the work stopped for a reason that is not in the files; it is tried again, where it stopped."""
    if job.state not in OPEN:
        raise NotWaiting
    return _put(job, "failed")


@action("programmes.import.resumed", may=policies.may_import)
def resume_import(*, job: Import, by: Person) -> Import:
    """Go on with an import that had stopped, from the row where it stopped."""
    if job.state != "failed":
        raise NotWaiting
    return _put(job, "confirmed" if job.files.exclude(plan={}).exists() else "uploaded")


@action("programmes.import.cancelled", may=policies.may_import)
def cancel_import(*, job: Import, by: Person) -> Import:
    """Stop an import; rows that are in stay in, the files are deleted."""
    if job.state not in OPEN:
        raise NotWaiting
    for file in job.files.select_for_update(no_key=True):
        _delete_later(file)
        file.save(update_fields=["file_key"])
    job.finished_at = clock.now()
    job.save(update_fields=["finished_at"])
    return _put(job, "cancelled")


@action("programmes.uploads.forgotten", may=people.may_administer)
def forget_uploads(*, by: Person) -> int:
    """Cancel imports that nobody went on with for seven days and delete their files; return how many files went."""
    before = clock.now() - KEPT_FOR
    old = ImportFile.objects.unscoped().filter(job__created_at__lt=before).exclude(file_key="")
    count = 0
    for file in old.select_for_update(no_key=True, of=("self",)).select_related("job"):
        if file.job.state in OPEN:
            file.job.finished_at = clock.now()
            file.job.save(update_fields=["finished_at"])
            _put(file.job, "cancelled")
        _delete_later(file)
        file.save(update_fields=["file_key"])
        count += 1
    known = ImportFile.objects.unscoped().exclude(file_key="").values_list("file_key", flat=True)
    strays = uploads.strays(known, before)
    for key in strays:
        uploads.remove(key)
    return count + len(strays)


def _put(job: Import, state: str) -> Import:
    job.state = state
    job.save(update_fields=["state"])
    return job


def _delete_later(file: ImportFile) -> None:
    """Forget where the upload lies; it is deleted once that is committed."""
    key, file.file_key = file.file_key, ""
    transaction.on_commit(lambda: uploads.remove(key))
