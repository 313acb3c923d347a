"""Programmes and who runs them: start, open, close, cohorts, roles, the upgrade of the blueprint."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import HelpContact, Person
from chiron.programmes import policies
from chiron.programmes.actions import blueprints
from chiron.programmes.models import BlueprintVersion, Cohort, Programme, ProgrammeRole


class NameTaken(Refused):
    message = _("Your institution already has a programme of this name. Choose another name.")


class CohortNameTaken(Refused):
    message = _("This programme already has a cohort of this name. Choose another name.")


class EndsBeforeItStarts(Refused):
    message = _("The last day is before the first.")


class NoHelp(Refused):
    message = _(
        "Your institution names nobody yet who can be asked for help. An administrator enters these people first; "
        "no programme opens without them."
    )


class OtherInstitution(Refused):
    message = _("This belongs to another institution.")


class SameVersion(Refused):
    message = _("The programme runs on this version already.")


class OtherBlueprint(Refused):
    message = _("This is a version of another blueprint. A programme is upgraded to a version of its own.")


class KnownRole(Refused):
    message = _("This person already holds this role in the programme.")


class LastCoordinator(Refused):
    message = _("A programme needs a coordinator. Name another one first.")


class NobodyOfThatAddress(Refused):
    message = _("Nobody at your institution has this e-mail address.")


class StateUnchanged(Refused):
    message = _("The programme is in this state already.")


@action("programmes.programme.started", may=policies.may_create_programme)
def start_programme(
    *,
    name: str,
    source: str,
    is_from_files: bool,
    cohort_name: str,
    starts_on: date,
    ends_on: date,
    by: Person,
) -> Programme:
    """Start a programme from a blueprint's YAML with its first cohort; whoever starts it becomes its coordinator."""
    version = blueprints.keep(source, by)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                institution_id=by.institution_id, blueprint=version, name=name.strip(), is_from_files=is_from_files
            )
    except IntegrityError:
        raise NameTaken from None
    make_cohort(programme, cohort_name, starts_on, ends_on)
    ProgrammeRole.objects.create(programme=programme, person=by, role="coordinator", starts_on=clock.today())
    return programme


def make_cohort(programme: Programme, name: str, starts_on: date, ends_on: date) -> Cohort:
    """Store one more cohort of *programme*; called inside an action."""
    if ends_on < starts_on:
        raise EndsBeforeItStarts
    try:
        with transaction.atomic():
            return Cohort.objects.create(programme=programme, name=name.strip(), starts_on=starts_on, ends_on=ends_on)
    except IntegrityError:
        raise CohortNameTaken from None


@action("programmes.cohort.added", may=policies.may_coordinate)
def add_cohort(*, programme: Programme, name: str, starts_on: date, ends_on: date, by: Person) -> Cohort:
    """Add a round to the programme: the people of another autumn, another year."""
    return make_cohort(programme, name, starts_on, ends_on)


@action("programmes.programme.opened", may=policies.may_coordinate)
def open_programme(*, programme: Programme, by: Person) -> Programme:
    """Open the programme: people can be invited and apply. Refused while nobody is named whom to ask for help."""
    require_help(programme)
    return _change_state(programme, "open")


def require_help(programme: Programme) -> None:
    """Refuse to go live while the institution names nobody whom people can ask for help."""
    if not HelpContact.objects.filter(institution_id=programme.institution_id).exists():
        raise NoHelp


@action("programmes.programme.closed", may=policies.may_coordinate)
def close_programme(*, programme: Programme, by: Person) -> Programme:
    """Close the programme: nobody is invited or applies any more. It can be opened again."""
    return _change_state(programme, "closed")


def _change_state(programme: Programme, state: str) -> Programme:
    if programme.state == state:
        raise StateUnchanged
    programme.state = state
    programme.save(update_fields=["state"])
    return programme


@action("programmes.programme.upgraded", may=policies.may_coordinate)
def upgrade_programme(*, programme: Programme, version: BlueprintVersion, by: Person) -> Programme:
    """Let the programme run on another version of its blueprint; answers already given are kept."""
    if version.institution_id != programme.institution_id:
        raise OtherInstitution
    if version.pk == programme.blueprint_id:
        raise SameVersion
    if version.key != programme.blueprint.key:
        raise OtherBlueprint
    programme.blueprint = version
    programme.save(update_fields=["blueprint"])
    return programme


@action("programmes.role.given", may=policies.may_appoint)
def appoint(
    *,
    programme: Programme,
    email: str,
    role: str,
    starts_on: date,
    ends_on: date | None,
    is_deputy: bool,
    by: Person,
) -> ProgrammeRole:
    """Give somebody of the institution a role between dates, perhaps as the deputy of whoever holds it."""
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeItStarts
    people = Person.objects.unscoped().filter(
        institution_id=programme.institution_id, email=email.strip().lower(), erased_at__isnull=True, is_system=False
    )
    person = people.first() if email.strip() else None
    if person is None:
        raise NobodyOfThatAddress
    holders = programme.roles.filter(role=role, deputy_for__isnull=True).exclude(person=person)
    holder = holders.order_by("-starts_on").first() if is_deputy else None
    try:
        with transaction.atomic():
            return ProgrammeRole.objects.create(
                programme=programme,
                person=person,
                role=role,
                starts_on=starts_on,
                ends_on=ends_on,
                deputy_for=holder.person if holder else None,
            )
    except IntegrityError:
        raise KnownRole from None


@action("programmes.role.ended", may=policies.may_end_role)
def end_role(*, held: ProgrammeRole, by: Person) -> ProgrammeRole:
    """End somebody's role today; it opens nothing from the next request on. The last coordinator stays."""
    today = clock.today()
    coordinators = held.programme.roles.filter(policies.coordinates())
    others = coordinators.exclude(person_id=held.person_id)
    if coordinators.filter(pk=held.pk).exists() and not others.exists():
        raise LastCoordinator
    _end(held, today)
    return held


@action("programmes.role.lapsed", may=policies.may_let_lapse)
def lapse_role(*, held: ProgrammeRole, by: Person) -> ProgrammeRole:
    """End a role, held or planned, of somebody who was erased, also where it leaves no coordinator."""
    _end(held, clock.today())
    return held


def _end(held: ProgrammeRole, today: date) -> None:
    if held.starts_on >= today:
        held.delete()
        return
    held.ends_on = today - timedelta(days=1)
    held.save(update_fields=["ends_on"])
