"""Up to 500 rows into people, enrolments and applications: each created, updated, unchanged or rejected."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Max

from chiron.core import clock, encryption
from chiron.core.actions import Refused
from chiron.people import actions as access
from chiron.people.models import Person
from chiron.programmes import queries, rules
from chiron.programmes.actions import enrolments
from chiron.programmes.models import Application, Enrolment, EnrolmentTransition, Import, ImportFile, RejectedRow
from chiron.programmes.rules.rows import Incoming
from chiron_blueprint.answers import Rejection
from chiron_blueprint.words import Sentence, say


@dataclass
class Chunk:
    """What a chunk of rows changes, gathered first and written in few statements."""

    job: Import
    file: ImportFile
    by: Person
    now: datetime = field(default_factory=clock.now)
    people: list[Person] = field(default_factory=list)
    enrolled: list[Enrolment] = field(default_factory=list)
    moves: list[EnrolmentTransition] = field(default_factory=list)
    applications: list[Application] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"created": 0, "updated": 0, "unchanged": 0})

    @cached_property
    def mapped(self) -> set[str]:
        """The questions that the file answers."""
        return {each["question"] for each in self.file.plan["mapping"]["fields"] if each["question"]}

    def count(self, outcome: str) -> None:
        self.counts[outcome] += 1


def take(file: ImportFile, job: Import, incoming: list[Incoming], by: Person) -> None:
    """Import *incoming* and note on *file* how each row ended."""
    chunk = Chunk(job, file, by)
    chunk.rejected = [each.rejection for each in incoming if each.rejection is not None]
    good = [each for each in incoming if each.rejection is None]
    known = _Known(job, file.side, good)
    for each in good:
        enrolment = known.enrolment(each)
        person = known.person(each) if enrolment is None else enrolment.person
        if enrolment is None and any(other.person_id == person.pk for other in chunk.enrolled):
            chunk.rejected.append(_SAME_PERSON.rejection(each))
        elif person.pk in known.took_back and (enrolment is None or enrolment.state == "invited"):
            chunk.rejected.append(_TOOK_BACK.rejection(each))
        elif enrolment is None:
            _create(chunk, each, person)
        else:
            _update(chunk, each, enrolment)
    _write(chunk)
    file.created += chunk.counts["created"]
    file.updated += chunk.counts["updated"]
    file.unchanged += chunk.counts["unchanged"]
    file.rejected += len(chunk.rejected)
    file.rows_done += len(incoming)
    file.save(update_fields=["created", "updated", "unchanged", "rejected", "rows_done"])


class _Known:
    """Who of the chunk is at the institution or in the cohort already: four queries, each by an index."""

    def __init__(self, job: Import, side: str, good: list[Incoming]) -> None:
        emails = {each.person.email for each in good if each.person and each.person.email}
        references = {each.reference for each in good if each.reference}
        self.institution = job.cohort.programme.institution_id
        self.people = access.whoever_has(self.institution, emails)
        ids = {person.pk for person in self.people.values()}
        rows = [*_enrolled(job, side, person__in=ids), *_enrolled(job, side, reference__in=references)]
        encryption.preload(row.person_id for row in rows)
        self.by_person = {row.person_id: row for row in rows}
        self.by_reference = {row.reference: row for row in rows if row.reference}
        self.took_back = enrolments.who_took_back(job.cohort, side, ids | {row.person_id for row in rows})

    def enrolment(self, each: Incoming) -> Any:
        """The enrolment that a row is about, or None."""
        assert each.person is not None
        person = self.people.get(each.person.email)
        return (person and self.by_person.get(person.pk)) or self.by_reference.get(each.reference)

    def person(self, each: Incoming) -> Person:
        """The person that a row is about, made (not yet stored) where the institution does not know them."""
        assert each.person is not None
        return self.people.get(each.person.email) or Person(
            institution_id=self.institution, name=each.person.name, email=each.person.email
        )


def _enrolled(job: Import, side: str, **among: Any) -> list[Any]:
    rows = job.cohort.enrolments.filter(side=side, **among) if all(among.values()) else job.cohort.enrolments.none()
    return list(rows.annotate(last=Max("transitions__sequence")).select_related("person", "application"))


def _create(chunk: Chunk, each: Incoming, person: Person) -> None:
    assert each.person is not None
    if person._state.adding:
        chunk.people.append(person)
    enrolment = Enrolment(
        cohort_id=chunk.job.cohort_id, person=person, side=chunk.file.side, state="applied", reference=each.reference,
        capacity=each.person.capacity, applied_at=chunk.now,
    )  # fmt: skip
    chunk.enrolled.append(enrolment)
    chunk.moves.append(_move(chunk, enrolment, "", 1))
    chunk.applications.append(_application(chunk, enrolment, rules.frozen(each.person.answers)))
    chunk.count("created")


def _move(chunk: Chunk, enrolment: Enrolment, origin: str, sequence: int) -> EnrolmentTransition:
    return EnrolmentTransition(
        enrolment=enrolment, sequence=sequence, from_state=origin, to_state="applied", at=chunk.now, by_id=chunk.by.pk
    )


def _application(chunk: Chunk, enrolment: Enrolment, answers: dict[str, Any]) -> Application:
    return Application(
        enrolment=enrolment, person_id=enrolment.person_id, answers=answers, is_submitted=True, updated_at=chunk.now,
        blueprint_id=queries.version_id_of(chunk.job.cohort),
    )  # fmt: skip


def _update(chunk: Chunk, each: Incoming, enrolment: Any) -> None:
    assert each.person is not None
    application: Application | None = getattr(enrolment, "application", None)
    try:
        _check_can_change(each, enrolment)
        answers = _merged(chunk, each, application)
        changes = [
            _resize(each, enrolment),
            _rename(each, enrolment.person),
            _bring_in(chunk, enrolment),
            _answer(chunk, enrolment, application, answers),
        ]
    except _CannotChange as problem:
        chunk.rejected.append(problem.rejection(each))
    else:
        chunk.count("updated" if any(changes) else "unchanged")


class _CannotChange(Exception):
    def __init__(self, code: str, reason: Sentence, mend: Sentence) -> None:
        super().__init__(code)
        self.code, self.reason, self.mend = code, reason, mend

    def rejection(self, each: Incoming) -> Rejection:
        return Rejection(each.row, "", self.reason, self.mend, each.cells, self.code)


_SAME_PERSON = _CannotChange(
    "same_person",
    say("Another row of the file is about the same person, under another address.",
        "Otra fila del archivo es de la misma persona, con otra dirección."),
    say("Keep the row that is up to date.", "Deje solo la fila que esté al día."),
)  # fmt: skip

_TOOK_BACK = _CannotChange(
    "took_back",
    say("This person took back their consent.", "Esta persona retiró su consentimiento."),
    say("Invite them to apply: only they can agree again.",
        "Invítela a responder el formulario: solo ella puede aceptar de nuevo."),
)  # fmt: skip


def _check_can_change(each: Incoming, enrolment: Enrolment) -> None:
    if enrolment.state in ("withdrawn", "closed"):
        raise _CannotChange(
            enrolment.state,
            say("This person left the cohort.", "Esta persona dejó el grupo."),
            say(
                "Bring them back on their page if they want to take part, then import the row again.",
                "Recupérela en su página si quiere participar e importe la fila de nuevo.",
            ),
        )


def _merged(chunk: Chunk, each: Incoming, application: Application | None) -> dict[str, Any]:
    """What the application says after the row: the file rules its own columns, never people's own answers."""
    assert each.person is not None
    new = rules.frozen(each.person.answers)
    if application is None:
        return new
    old: dict[str, Any] = application.answers
    if not application.is_own:
        return {**{key: value for key, value in old.items() if key not in chunk.mapped}, **new}
    if application.is_submitted and any(new[key] != old.get(key) for key in new):
        raise _CannotChange(
            "own_answers",
            say(
                "This person has answered the form themselves.", "Esta persona ha respondido ella misma el formulario."
            ),
            say(
                "Their own answers are kept. Ask them to change what is out of date.",
                "Se conservan sus respuestas. Pídale que cambie lo que ya no sea cierto.",
            ),
        )
    return {**new, **old}


def _rename(each: Incoming, person: Person) -> bool:
    """Take the file's name, unless the person has an account: then they write it themselves."""
    assert each.person is not None
    if person.account_id is not None or person.name == each.person.name:
        return False
    person.name = each.person.name
    person.save(update_fields=["name"])
    return True


def _resize(each: Incoming, enrolment: Enrolment) -> bool:
    assert each.person is not None
    if not each.has_capacity or enrolment.side != "mentor" or each.person.capacity == enrolment.capacity:
        return False
    if each.person.capacity < enrolment.capacity:
        try:
            enrolments.checked_capacity(enrolment, each.person.capacity)
        except Refused:
            raise _CannotChange(
                "capacity_taken",
                say("This mentor has more mentees than that already.", "Este mentor ya tiene más personas a su cargo."),
                say("Write the number they have or more.", "Escriba ese número o uno mayor."),
            ) from None
    enrolment.capacity = each.person.capacity
    enrolment.save(update_fields=["capacity"])
    return True


def _bring_in(chunk: Chunk, enrolment: Any) -> bool:
    if enrolment.state != "invited":
        return False
    chunk.moves.append(_move(chunk, enrolment, "invited", (enrolment.last or 0) + 1))
    enrolment.state, enrolment.applied_at = "applied", chunk.now
    enrolment.save(update_fields=["state", "applied_at"])
    return True


def _answer(chunk: Chunk, enrolment: Enrolment, application: Application | None, answers: dict[str, Any]) -> bool:
    if application is None:
        chunk.applications.append(_application(chunk, enrolment, answers))
        return True
    if application.answers == answers and application.is_submitted:
        return False
    application.answers, application.is_submitted, application.updated_at = answers, True, chunk.now
    application.blueprint_id = queries.version_id_of(chunk.job.cohort)
    application.save(update_fields=["answers", "is_submitted", "updated_at", "blueprint"])
    return True


def _write(chunk: Chunk) -> None:
    owners: set[UUID] = {each.person_id for each in chunk.applications}
    encryption.ensure_keys(owners | {chunk.by.pk})
    encryption.preload(owners | {chunk.by.pk})
    Person.objects.bulk_create(chunk.people)
    Enrolment.objects.bulk_create(chunk.enrolled)
    EnrolmentTransition.objects.bulk_create(chunk.moves)
    Application.objects.bulk_create(chunk.applications)
    RejectedRow.objects.bulk_create([_rejected(chunk, each) for each in chunk.rejected])


def _rejected(chunk: Chunk, each: Rejection) -> RejectedRow:
    said = {
        "cells": list(each.cells),
        "reason": {"en": each.reason.en, "es": each.reason.es},
        "mend": {"en": each.mend.en, "es": each.mend.es},
    }
    return RejectedRow(
        file=chunk.file, importer_id=chunk.file.importer_id, row=each.row, column=each.column[:200],
        code=each.code[:40], said=said,
    )  # fmt: skip
