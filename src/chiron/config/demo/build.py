"""Filling a cohort with invented people, a few or a million, in chunks of bounded memory."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import transaction

from chiron.config.demo.generator import Made, people
from chiron.core import clock, encryption
from chiron.people.models import Person
from chiron.programmes.models import Application, Cohort, Enrolment, EnrolmentTransition
from chiron_blueprint.schema.model import Blueprint

CHUNK = 2000
T = TypeVar("T")
Progress = Callable[[int], None]


def fill(
    cohort: Cohort, blueprint: Blueprint, *, mentees: int, mentors: int, seed: int, tell: Progress | None = None
) -> int:
    """Enrol *mentees* and *mentors* invented people who have applied; return how many there are."""
    done = 0
    for side, count in (("mentee", mentees), ("mentor", mentors)):
        for chunk in _chunks(people(blueprint, side, count, seed=seed), CHUNK):
            with transaction.atomic(), encryption.key_session():
                _store(cohort, chunk)
            done += len(chunk)
            if tell is not None:
                tell(done)
    return done


def _chunks(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(rows, size)):
        yield chunk


def _store(cohort: Cohort, chunk: list[Made]) -> None:
    now = clock.now()
    persons = [
        Person(
            institution_id=cohort.programme.institution_id,
            name=made.name,
            email=made.email.replace("@", f"{cohort.pk.hex[:6]}@"),
            stage=made.stage,
        )
        for made in chunk
    ]
    encryption.ensure_keys(person.pk for person in persons)
    encryption.preload(person.pk for person in persons)
    Person.objects.bulk_create(persons, batch_size=500)
    enrolments = [_enrolment(cohort, person, made, now) for person, made in zip(persons, chunk, strict=True)]
    Enrolment.objects.bulk_create(enrolments, batch_size=500)
    EnrolmentTransition.objects.bulk_create(_transitions(enrolments, now), batch_size=500)
    Application.objects.bulk_create(
        [
            Application(
                enrolment=enrolment,
                person=person,
                blueprint_id=cohort.programme.blueprint_id,
                answers=made.answers,
                is_submitted=True,
                updated_at=now,
            )
            for enrolment, person, made in zip(enrolments, persons, chunk, strict=True)
        ],
        batch_size=500,
    )


def _enrolment(cohort: Cohort, person: Person, made: Made, now: datetime) -> Enrolment:
    return Enrolment(
        cohort=cohort, person=person, side=made.side, state="applied", capacity=made.capacity, applied_at=now
    )


def _transitions(enrolments: Iterable[Enrolment], now: datetime) -> list[EnrolmentTransition]:
    return [
        EnrolmentTransition(enrolment=enrolment, sequence=1, from_state="", to_state="applied", at=now)
        for enrolment in enrolments
    ]
