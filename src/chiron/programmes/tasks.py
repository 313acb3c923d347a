"""What follows later: files read and imported in the background, the invitation to apply, old uploads forgotten."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from email.message import EmailMessage
from itertools import islice
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django_tasks import task

from chiron.core import clock, encryption, outbox
from chiron.core.actions import Event
from chiron.core.models import OutboxMessage
from chiron.notifications import queries as notifications
from chiron.people import policies as duties
from chiron.people import queries as people
from chiron.people.models import Consent
from chiron.programmes import actions, queries, rules
from chiron.programmes.actions import uploads
from chiron.programmes.models import Enrolment, Import, ImportFile, ProgrammeRole
from chiron.programmes.rules import columns as using
from chiron.programmes.rules import plans
from chiron.programmes.rules.rows import CHUNK, Incoming, incoming
from chiron_blueprint import schema
from chiron_blueprint.answers import Mapping as Columns
from chiron_blueprint.guess.guesses import Column
from chiron_blueprint.tables import Table, TableRefused, read

log = structlog.get_logger("chiron.imports")

#: Whoever is out of a cohort cannot leave it.
OUT = ("withdrawn", "closed")


def read_files(event: Event) -> None:
    """Read the files of an import in the limited child and guess what their columns are."""
    job = _job(event)
    if job is None or job.state not in ("uploaded", "failed") or job.files.exclude(plan={}).exists():
        return
    with _failing(job):
        tables, readings = {}, {}
        for file in job.files.order_by("side"):
            try:
                tables[file.side] = _table(file)
            except TableRefused as refusal:
                readings[file.side] = {"said": {"problem": _problem(refusal)}}
        readings |= _guessed(job, tables)
        actions.note_reading(job=job, readings=readings, by=job.created_by)


def _guessed(job: Import, tables: dict[str, Table]) -> dict[str, dict[str, Any]]:
    programme = job.cohort.programme
    blueprint = None if programme.is_from_files else queries.blueprint_of(job.cohort)
    found = plans.guessed(tables)
    both = {**queries.columns_imported(programme), **found}
    is_new = blueprint is None and len(both) == 2
    criteria, alone = (plans.criteria_of(both), plans.alone_of(both)) if is_new else ([], [])
    return {
        side: {
            "plan": {**plans.plan(side, table, found[side], blueprint), "criteria": criteria, "alone": alone},
            "rows": len(table),
        }
        for side, table in tables.items()
    }


def _problem(refusal: TableRefused) -> dict[str, str]:
    return {language: refusal.sentence(language) for language in ("en", "es")}


def _table(file: ImportFile) -> Table:
    return read(uploads.path_of(file.file_key), source=file.file_name, hints=plans.SHEETS[file.side])


def import_files(event: Event) -> None:
    """Import the rows of a confirmed import in chunks, from where an earlier worker stopped."""
    job = _job(event)
    if job is None or job.state not in ("confirmed", "importing", "failed"):
        return
    with _failing(job), suppress(actions.Stopped, actions.Overtaken):
        tables = {file: _table(file) for file in job.files.filter(state__in=["read", "importing"]).order_by("side")}
        _settle(job, tables)
        job = _job(event) or job  # with the blueprint that it settled on
        for file, table in tables.items():
            _import_file(job, file, table)
        actions.finish_import(job=job, by=job.created_by)


def _settle(job: Import, tables: dict[ImportFile, Table]) -> None:
    """Fix blueprint and mappings, once: a worker that takes over finds them fixed."""
    if all("mapping" in file.plan for file in tables):  # another worker fixed them, then died
        kept: dict[str, dict[str, Any]] = {file.side: {} for file in tables}
        actions.settle_import(job=job, source=None, is_complete=False, settled=kept, by=job.created_by)
        return
    programme = job.cohort.programme
    uses = {file.side: file.plan["uses"] for file in tables}
    columns = {file.side: _columns(file, table) for file, table in tables.items()}
    if programme.is_from_files:
        settled = plans.drafted(programme.name, {**queries.columns_imported(programme), **columns})
        design, mappings, is_complete = settled.design, settled.mappings, settled.is_complete
    else:
        design, mappings = plans.fitted(queries.blueprint_of(job.cohort), columns, uses)
        is_complete = True
    actions.settle_import(
        job=job,
        source=schema.dump(design) if design else None,
        is_complete=is_complete,
        settled={
            side: {"mapping": mappings[side].to_data(), "columns": [using.to_data(each) for each in found]}
            for side, found in columns.items()
        },
        by=job.created_by,
    )


def _columns(file: ImportFile, table: Table) -> Sequence[Column]:
    guesses = [using.from_data(column) for column in file.plan["columns"]]
    return using.as_told(guesses, file.plan["uses"], table.sample())


def _import_file(job: Import, file: ImportFile, table: Table) -> None:
    file.refresh_from_db()
    blueprint = queries.blueprint_of(job.cohort)
    mapping = Columns.from_data(file.plan["mapping"])
    rows = incoming(table, mapping, plans.waiving(blueprint, mapping))
    done = file.rows_done
    skipped = sum(1 for _ in islice(rows, done))  # read again, so that addresses seen before are known
    for chunk in _chunks(rows):
        with encryption.key_session():
            actions.import_rows(file=file, start=skipped, incoming=chunk, by=job.created_by)
        skipped += len(chunk)


def _chunks(rows: Iterator[Incoming]) -> Iterator[list[Incoming]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


class _failing:  # noqa: N801  # used as a function in a with statement
    """Notes on the import that the work stopped; the queue tries again, and so can the coordinator."""

    def __init__(self, job: Import) -> None:
        self.job = job

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        if isinstance(error, actions.NotWaiting):
            return True
        log.error("import stopped", job=str(self.job.pk), error=type(error).__name__)
        with suppress(actions.Refused):
            actions.fail_import(job=self.job, by=people.system())
        return isinstance(error, actions.Refused | TableRefused | FileNotFoundError)


def _job(event: Event) -> Import | None:
    rows = Import.objects.unscoped().select_related("cohort__programme__blueprint", "created_by")
    return rows.filter(pk=event.ids.get("job") or event.ids["result"]).first()


@task()
def forget_uploads() -> None:
    """Delete uploads that nobody went on with for seven days (every day)."""
    actions.forget_uploads(by=people.system())


@outbox.kind("programmes.apply", on_doubt="resend")
def apply_mail(message: OutboxMessage) -> EmailMessage | None:
    """Compose the invitation to apply; nothing goes to somebody who has applied or left meanwhile."""
    rows = Enrolment.objects.unscoped().select_related("cohort__programme")
    enrolment = rows.filter(pk=message.refs["enrolment"], state="invited", cohort__programme__state="open").first()
    person = notifications.recipient(message.recipient_id)
    if enrolment is None or person is None:
        return None
    link = settings.CHIRON_URL + reverse("programmes:apply", args=[enrolment.pk])
    return notifications.mail_to(person, "programmes/mail/apply.txt", enrolment=enrolment, link=link)


def leave_with_consent(event: Event) -> None:
    """Whoever took back the consent to take part leaves every cohort, unless they have given it again by now."""
    consent = Consent.objects.unscoped().select_related("text", "person").filter(pk=event.ids["consent"]).first()
    if consent is None:
        return
    enrolments = Enrolment.objects.unscoped().filter(person=consent.person)
    if consent.text.purpose.startswith("application:"):
        _take_back_answers(consent, enrolments)
        return
    if consent.text.purpose != "taking-part" or people.takes_part(consent.person):
        return
    for enrolment in enrolments.exclude(state__in=OUT):
        actions.withdraw_enrolment(enrolment=enrolment, by=consent.person)


def leave_with_person(event: Event) -> None:
    """Whoever was erased leaves every cohort and every role: places are free, and nobody waits for them."""
    person = UUID(event.ids["person"])
    for held in ProgrammeRole.objects.unscoped().filter(duties.not_over(clock.today()), person=person):
        actions.lapse_role(held=held, by=people.system())
    for enrolment in Enrolment.objects.unscoped().filter(person=person).exclude(state__in=OUT):
        actions.withdraw_enrolment(enrolment=enrolment, by=people.system())


def _take_back_answers(consent: Consent, enrolments: QuerySet[Enrolment]) -> None:
    """Take the answer that *consent* stands for out of the applications of its programme, unless it was given again."""
    again = Consent.objects.unscoped().filter(person=consent.person, text__purpose=consent.text.purpose)
    if again.filter(withdrawn_at__isnull=True).exists():
        return
    for enrolment in enrolments.select_related("cohort__programme__blueprint"):
        programme = enrolment.cohort.programme
        questions = [each.id for each in queries.blueprint_of(enrolment.cohort).side(enrolment.side)]
        asked = rules.consent_asked(consent.text.purpose, programme.pk, questions)
        if asked:
            actions.take_back_answer(enrolment=enrolment, question=asked, by=consent.person)
