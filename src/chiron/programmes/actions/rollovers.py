"""Next year: a cohort made from one that ends, its people asked again, and the old one archived on its day."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, encryption
from chiron.core.actions import NotAllowed, Refused, action
from chiron.people.models import Consent, Person
from chiron.programmes import policies, queries, rules
from chiron.programmes.actions.enrolments import move, move_many
from chiron.programmes.actions.programmes import (
    LastCoordinator,
    OtherBlueprint,
    OtherInstitution,
    make_cohort,
)
from chiron.programmes.models import (
    Application,
    BlueprintVersion,
    Cohort,
    Enrolment,
    EnrolmentTransition,
    Programme,
    Rollover,
)
from chiron.programmes.rules import rollovers


class MadeAlready(Refused):
    message = _("Next year’s cohort was made from this one already. There is only ever one.")


class ArchivedTooEarly(Refused):
    message = _("A cohort is archived after its last day, and not on a day that is over.")


class Archived(Refused):
    message = _("This cohort is archived. It is read, and nothing in it changes any more.")


class NotYetTime(Refused):
    message = _("The day on which this cohort is archived has not come.")


@dataclass(frozen=True)
class Again:
    """Somebody of the old cohort who is asked again, and on which side."""

    enrolment: UUID
    side: str


@action("programmes.cohort.rolled_over", may=policies.may_coordinate_cohort)
def make_next(
    *,
    cohort: Cohort,
    name: str,
    starts_on: date,
    ends_on: date,
    archive_on: date,
    version: BlueprintVersion | None,
    again: Sequence[Again],
    roles: Collection[UUID] | None,
    by: Person,
) -> Rollover:
    """Make next year's cohort from *cohort*, once; nobody is told anything.

    *version*: go on with another version of the blueprint, while every cohort so far keeps its own. *again*: who is
    asked anew; their answers stand in the form for themselves alone until they hand it in. *roles*: who goes on
    running the programme, to the end of the new cohort at least; whose role is not among them ends on *archive_on*
    (None: nothing about roles changes; else only who may give roles can say so).
    """
    programme = Programme.objects.unscoped().select_for_update(no_key=True).get(pk=cohort.programme_id)
    if Rollover.objects.unscoped().filter(source=cohort).exists():
        raise MadeAlready
    _plan_archive(cohort, archive_on)
    _go_on_with(programme, version)
    made = make_cohort(programme, name, starts_on, ends_on)
    rollover = Rollover(source=cohort, made=made, made_at=clock.now(), made_by=by)
    try:
        with transaction.atomic():
            rollover.save(force_insert=True)
    except IntegrityError:
        raise MadeAlready from None
    if roles is not None:
        _go_on(programme, roles, archive_on, ends_on, by)
    _ask_again(cohort, made, again, by)
    return rollover


def _go_on_with(programme: Programme, version: BlueprintVersion | None) -> None:
    """Let the programme run on *version*; the cohorts that stand keep the one that they were made with."""
    if version is None or version.pk == programme.blueprint_id:
        return
    if version.institution_id != programme.institution_id:
        raise OtherInstitution
    if version.key != programme.blueprint.key:
        raise OtherBlueprint
    programme.cohorts.filter(blueprint__isnull=True).update(blueprint=programme.blueprint_id)
    programme.blueprint = version
    programme.save(update_fields=["blueprint"])


def _go_on(programme: Programme, kept: Collection[UUID], archive_on: date, ends_on: date, by: Person) -> None:
    held = list(programme.roles.exclude(ends_on__lt=clock.today()).select_for_update(no_key=True))
    days = {"ends_on": ends_on, "archive_on": archive_on}
    after = [(each, rollovers.last_day(each.starts_on, each.ends_on, goes_on=each.pk in kept, **days)) for each in held]
    changes = [(each, last) for each, last in after if last != each.ends_on]
    if changes and not policies.may_appoint(by=by, programme=programme):
        raise NotAllowed
    if not any(policies.is_coordinating(each) and each.pk in kept for each in held):
        raise LastCoordinator
    for each, last in changes:
        each.ends_on = last
        each.save(update_fields=["ends_on"])


def _ask_again(cohort: Cohort, made: Cohort, again: Sequence[Again], by: Person) -> None:
    """Enrol those who are asked again, with what they answered last time as a draft of their own."""
    wanted = {(each.enrolment, each.side) for each in again}
    rows = cohort.enrolments.filter(pk__in={pk for pk, _side in wanted}, person__erased_at__isnull=True)
    found = {row.pk: row for row in rows.select_related("person").order_by("pk")}
    sources = [(found[pk], side) for pk, side in sorted(wanted, key=str) if pk in found]
    made_rows = [_enrolment(made, source, side) for source, side in sources]
    Enrolment.objects.bulk_create(made_rows, batch_size=500)
    now = clock.now()
    EnrolmentTransition.objects.bulk_create(
        [EnrolmentTransition(enrolment=row, sequence=1, to_state="invited", at=now, by_id=by.pk) for row in made_rows],
        batch_size=500,
    )
    same = [(row, source) for row, (source, side) in zip(made_rows, sources, strict=True) if side == source.side]
    Application.objects.bulk_create(_drafts(cohort, made, same), batch_size=500)


def _enrolment(made: Cohort, source: Enrolment, side: str) -> Enrolment:
    same = side == source.side
    return Enrolment(
        cohort=made,
        person_id=source.person_id,
        side=side,
        state="invited",
        capacity=source.capacity if same else 1,
        reference=source.reference if same else "",
    )


def _drafts(cohort: Cohort, made: Cohort, pairs: Sequence[tuple[Enrolment, Enrolment]]) -> list[Application]:
    """What each answered last time, as far as it is carried, not handed in."""
    before, after = queries.blueprint_of(cohort), queries.blueprint_of(made)
    people_ids = [source.person_id for _row, source in pairs]
    encryption.preload(people_ids)
    kept = Application.objects.unscoped().filter(enrolment__in=[source.pk for _row, source in pairs])
    answered = {each.enrolment_id: each for each in kept}
    agreed = _agreed_by(people_ids, made)
    version, now = queries.version_id_of(made), clock.now()
    drafts = []
    for row, source in pairs:
        last = answered[source.pk].answers if source.pk in answered else {}
        answers = rollovers.carried(before, after, row.side, last, agreed.get((row.person_id, row.side), ()))
        draft = Application(enrolment=row, person_id=row.person_id, blueprint_id=version, updated_at=now)
        draft.answers, draft.identity, draft.is_own = answers, {}, source.pk in answered and answered[source.pk].is_own
        drafts.append(draft)
    return drafts


def _agreed_by(people: Iterable[UUID], cohort: Cohort) -> dict[tuple[UUID, str], set[str]]:
    """Return, by person and side, the consent questions of *cohort* to whose very words they agree today."""
    blueprint = queries.blueprint_of(cohort)
    asked = [
        (side, each, rules.consent_purpose(cohort.programme_id, each.id))
        for side in ("mentee", "mentor")
        for each in blueprint.side(side)
        if each.kind == "consent"
    ]
    rows = Consent.objects.unscoped().filter(
        person__in=set(people), withdrawn_at__isnull=True, text__purpose__in={purpose for _s, _q, purpose in asked}
    )
    found: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    for consent in rows.select_related("text"):
        for side, question, purpose in asked:
            words = question.ask.get(consent.text.language)
            if consent.text.purpose == purpose and words == consent.text.text:
                found[consent.person_id, side].add(question.id)
    return found


def bring_along(made: Cohort, source: Enrolment, by: Person) -> Enrolment:
    """Return the enrolment in next year's cohort of somebody whose relationship goes on: there, and asked what is open.

    Called inside an action. What they answered last time counts as handed in, save what is asked anew.
    """
    found = Enrolment.objects.unscoped().select_for_update(no_key=True).filter(
        cohort=made, person_id=source.person_id, side=source.side
    ).first()  # fmt: skip
    if found is None:
        _ask_again(source.cohort, made, [Again(source.pk, source.side)], by)
        found = Enrolment.objects.unscoped().select_for_update(no_key=True).get(
            cohort=made, person_id=source.person_id, side=source.side
        )  # fmt: skip
    if found.state in ("invited", "withdrawn", "closed"):
        Application.objects.unscoped().filter(enrolment=found).update(is_submitted=True)
        move(found, "applied", by)
        found.applied_at = clock.now()
        found.save(update_fields=["applied_at"])
    return found


@action("programmes.cohort.archive_planned", may=policies.may_coordinate_cohort)
def plan_archive(*, cohort: Cohort, on: date | None, by: Person) -> Cohort:
    """Say from which day nothing in a cohort changes any more; None takes that back."""
    if on is None:
        cohort.archive_on = None
        cohort.save(update_fields=["archive_on"])
        return cohort
    return _plan_archive(cohort, on)


def _plan_archive(cohort: Cohort, on: date) -> Cohort:
    if cohort.archived_at is not None:
        raise Archived
    if on <= cohort.ends_on or on <= clock.today():
        raise ArchivedTooEarly
    cohort.archive_on = on
    cohort.save(update_fields=["archive_on"])
    return cohort


@action("programmes.cohort.archived", may=policies.may_archive)
def archive_cohort(*, cohort: Cohort, by: Person) -> Cohort:
    """Archive a cohort whose day has come: its people are done, nobody is asked any more, nothing in it changes."""
    if cohort.archived_at is not None:
        raise Archived
    if cohort.archive_on is None or cohort.archive_on > clock.today():
        raise NotYetTime
    rows = cohort.enrolments.select_for_update(no_key=True).order_by("pk")
    move_many(list(rows.filter(state__in=rules.MATCHABLE)), "closed", by)
    move_many(list(rows.filter(state="invited")), "withdrawn", by)
    cohort.archived_at = clock.now()
    cohort.save(update_fields=["archived_at"])
    return cohort
