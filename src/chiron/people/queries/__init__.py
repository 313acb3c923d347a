"""What pages and rooms above need to know of people."""

from datetime import date
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django_tasks_db.models import DBTaskResult

from chiron.core import actions as action_registry
from chiron.core import clock, outages, worker
from chiron.core.models import AuditEntry, Merged, OutboxMessage, Pseudonym
from chiron.people import policies, rules
from chiron.people.models import SYSTEM_ID, Appointment, Consent, HelpContact, Institution, Invitation, Person
from chiron.people.queries.duplicates import Suspected as Suspected
from chiron.people.queries.duplicates import day as day
from chiron.people.queries.duplicates import duties_of as duties_of
from chiron.people.queries.duplicates import former_addresses as former_addresses
from chiron.people.queries.duplicates import has_second_factor as has_second_factor
from chiron.people.queries.duplicates import leads_to as leads_to
from chiron.people.queries.duplicates import others_called as others_called
from chiron.people.queries.duplicates import suspected as suspected
from chiron.people.queries.duplicates import suspicion as suspicion
from chiron.people.queries.exports import by_class as by_class
from chiron.people.queries.exports import exported as exported
from chiron.people.queries.exports import keeps_back as keeps_back
from chiron.people.queries.exports import kept_about as kept_about
from chiron.people.queries.exports import readable as readable
from chiron.people.queries.exports import was as was

PAGE = 50


def system() -> Person:
    """Return the person as whom scheduled work acts."""
    return Person._base_manager.get(pk=SYSTEM_ID)


def current_person(account: object, chosen: str | None) -> Person | None:
    """Return who *account* is in this request: the institution it chose, else its first."""
    people = list(policies.people_of_account(account))
    current = next((each for each in people if str(each.institution_id) == chosen), people[0] if people else None)
    if current is not None:
        current.elsewhere = tuple(each.institution for each in people if each is not current)
    return current


def person_for(person: Person, pk: UUID) -> Person:
    """Return one of the people whom *person* may see; 404 otherwise."""
    return found(policies.visible_people(person).filter(pk=pk).first())  # type: ignore[no-any-return]


def one_called(person: Person, text: str) -> Person | None:
    """Return the one person whom *person* may see with this name or e-mail address; None for nobody or several."""
    said = text.strip()
    rows = policies.visible_people(person)
    meant = rows.filter(email__iexact=said)[:1] or rows.filter(name__iexact=said)[:2]
    return meant[0] if said and len(meant) == 1 else None


def found(row: Any) -> Any:
    """Return *row*; 404 where there is none."""
    if row is None:
        raise Http404
    return row


def page_of(rows: Any, number: Any) -> Page[Any]:
    """Return one page of fifty."""
    return Paginator(rows, PAGE).get_page(number)


def help_contacts(institution: Institution | None) -> QuerySet[HelpContact]:
    """Return the humans behind the Help button; signed out, those of every institution here."""
    return policies.visible_help(institution.pk if institution else None)


def help_people(institution: Institution | None) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the humans behind the Help button as the `help_panel` component shows them, by institution."""
    rows = help_contacts(institution).values(
        "name", "hours", "phone", "email", place=models.F("institution__name"), role=models.F("what_for")
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["place"], []).append(dict(row))
    return sorted(found.items())


def contact_for(person: Person, pk: UUID) -> HelpContact:
    """Return one of the contacts of the person's institution; 404 otherwise."""
    return found(policies.visible_help(person.institution_id).filter(pk=pk).first())  # type: ignore[no-any-return]


def people_list(person: Person, search: str) -> QuerySet[Person]:
    """Return the people of the institution, by name: how many open invitations each has, whether a second factor."""
    rows = policies.visible_people(person)
    if search:
        rows = rows.filter(models.Q(name__icontains=search) | models.Q(email__icontains=search))
    is_open = models.Q(
        invitations__used_at__isnull=True,
        invitations__revoked_at__isnull=True,
        invitations__expires_at__gt=clock.now(),
    )
    factors = Authenticator.objects.filter(user_id=OuterRef("account_id"))
    rows = rows.annotate(open_invitations=Count("invitations", filter=is_open), has_second_factor=Exists(factors))
    return rows.order_by("name", "pk")


def invitation(token_hash: str) -> Invitation | None:
    """Return the invitation whose token one holds, or None."""
    return policies.invitation_by_token(token_hash).first()


def link_of(invitation: Invitation) -> str:
    """Return the address that a fresh invitation opens under, for whoever made it on the command line."""
    return str(settings.CHIRON_URL) + reverse("people:invitation", args=[invitation.token])


def open_invitation(person: Person, invited: Person) -> Invitation | None:
    """Return the invitation by which *invited* can still come in, for who may see it; None where there is none."""
    rows = policies.visible_invitations(person).filter(person=invited, used_at__isnull=True, revoked_at__isnull=True)
    return rows.filter(expires_at__gt=clock.now()).order_by("-created_at").first()


def is_valid(invitation: Invitation | None) -> bool:
    """Whether an invitation can still be used."""
    if invitation is None or invitation.used_at or invitation.revoked_at:
        return False
    return invitation.expires_at > clock.now()


def appointments(person: Person) -> QuerySet[Appointment]:
    """Return the duties of the institution: those in force (``when`` "now"), to come ("later"), then over ("past")."""
    today = clock.today()
    when = Case(
        When(starts_on__gt=today, then=Value("later")),
        When(ends_on__lt=today, then=Value("past")),
        default=Value("now"),
    )
    order = Case(When(when="now", then=0), When(when="later", then=1), default=2)
    rows = policies.visible_appointments(person).select_related("person", "deputy_for").annotate(when=when)
    return rows.order_by(order, "role", "person__name", "-starts_on", "pk")


def appointment_for(person: Person, pk: UUID) -> Appointment:
    """Return one duty that *person* may see; 404 otherwise."""
    return found(policies.visible_appointments(person).filter(pk=pk).first())  # type: ignore[no-any-return]


def consent_text(purpose: str) -> str:
    """Return the words of a consent in force, in the language of the request."""
    return str(render_to_string(rules.consent_file(purpose, (get_language() or "en")[:2])))


def consents(person: Person) -> QuerySet[Consent]:
    """Return what *person* agreed to, the newest first."""
    return policies.visible_consents(person).select_related("text").order_by("-given_at")


def takes_part(person: Person) -> bool:
    """Whether *person* agrees to take part, in whatever words they were asked."""
    rows = policies.visible_consents(person).filter(text__purpose="taking-part", withdrawn_at__isnull=True)
    return rows.exists()


def took_back_part(person: Person) -> bool:
    """Whether *person* agreed to take part once and no longer does; somebody who came in by a list was never asked."""
    return policies.visible_consents(person).filter(took_back("person")).exists()


def took_back(person: str, purpose: str = "taking-part") -> Q:
    """The condition that whoever *person* of the row at hand is agreed to *purpose* once and no longer does."""
    said = Consent.objects.filter(person=OuterRef(person), text__purpose=purpose)
    return Q(Exists(said)) & ~Q(Exists(said.filter(withdrawn_at__isnull=True)))


def consents_to_give(person: Person) -> list[tuple[str, str]]:
    """Return each purpose that *person* has agreed to in no words that are in force, with those words."""
    current = {(purpose, version) for purpose, version in rules.CONSENT_VERSIONS.items()}
    rows = policies.visible_consents(person).filter(withdrawn_at__isnull=True)
    given = set(rows.values_list("text__purpose", "text__version"))
    return [(purpose, consent_text(purpose)) for purpose, _version in sorted(current - given)]


def consent_for(person: Person, pk: UUID) -> Consent:
    """Return one of one's own consents; 404 otherwise."""
    return found(policies.visible_consents(person).filter(pk=pk).first())  # type: ignore[no-any-return]


def audit_trail(person: Person, event: str, outcome: str, number: Any) -> Page[Any]:
    """Return a page of the institution's audit trail, with names where a pseudonym still leads to one.

    Of a wish for no contact it names neither who had it nor whom it keeps away.
    """
    rows = AuditEntry.objects.filter(institution_id=person.institution_id).order_by("-sequence")
    if event:
        rows = rows.filter(event__startswith=event)
    if outcome in rules.OUTCOMES:
        rows = rows.filter(outcome=outcome)
    page = page_of(rows, number)
    for entry in page.object_list:
        entry.is_named = not entry.event.startswith(rules.UNNAMED)
        entry.about = _subjects(entry) if entry.is_named else []
    names = _names(person, {one for entry in page.object_list for one in [entry.by, *entry.about] if one})
    for entry in page.object_list:
        entry.who = names.get(entry.by, "") if entry.is_named else ""
        entry.whom = [names.get(one, "") for one in entry.about if one != entry.by]
    return page


def events() -> list[str]:
    """Return every event that the trail can hold, by room."""
    return sorted(action_registry.REGISTRY)


def _subjects(entry: AuditEntry) -> list[UUID]:
    """The pseudonyms of the people whom an entry concerns, each once."""
    told = (str(value) for value in entry.subjects.values())
    return list(dict.fromkeys(UUID(value[1:]) for value in told if value.startswith("~")))


def _names(person: Person, pseudonyms: set[UUID]) -> dict[UUID, str]:
    owners = dict(Pseudonym.objects.filter(pk__in=pseudonyms).values_list("pk", "owner_id"))
    now = dict(Merged.objects.filter(old_id__in=owners.values()).values_list("old_id", "new_id"))
    meant = {pseudonym: now.get(owner, owner) for pseudonym, owner in owners.items()}
    ours = models.Q(institution_id=person.institution_id) | models.Q(is_system=True)
    theirs = models.Q(pk__in=meant.values()) | models.Q(account__in=meant.values())
    rows = Person._base_manager.filter(ours, theirs).values_list("pk", "account", "name", "is_system")
    names = {key: "Chiron" if is_system else name for pk, account, name, is_system in rows for key in (account, pk)}
    return {pseudonym: names[owner] for pseudonym, owner in meant.items() if owner in names}


def queue(person: Person, number: Any) -> dict[str, Any]:
    """Return what waits to be sent and done: counts, and a page of the messages and the tasks that need a decision."""
    stuck = page_of(_stuck(person), number)
    names = dict(
        policies.visible_people(person)
        .filter(pk__in={row.recipient_id for row in stuck.object_list})
        .values_list("pk", "name")
    )
    for row in stuck.object_list:
        row.to = names.get(row.recipient_id, "")
    messages = _by_state(person.institution_id)
    return {
        "messages": messages,
        "tasks": worker.backlog(),
        "outage": outages.current(),
        "mailbox": outages.mailbox(),
        "now": clock.now(),
        "failed": sum(ours for state, ours, _sign_in in messages if state == "failed"),
        "stuck": stuck,
        "aside": list(_aside()[:PAGE]) if policies.may_run_again(by=person) else [],
    }


def _by_state(institution_id: UUID) -> list[tuple[str, int, int]]:
    """How many messages of the institution and of the sign-in (which is nobody's) stand in each state.

    States that something is wrong with are named only where a message stands in them.
    """
    ours = models.Q(institution_id=institution_id)
    rows = OutboxMessage.objects.filter(ours | models.Q(institution_id=None)).order_by().values("state")
    counted = rows.annotate(ours=Count("pk", filter=ours), everybody=Count("pk", filter=models.Q(institution_id=None)))
    found = {row["state"]: (row["ours"], row["everybody"]) for row in counted}
    always = ("waiting", "sent")
    return [(state, *found.get(state, (0, 0))) for state in OutboxMessage.STATES if state in found or state in always]


def _aside() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(status="FAILED").order_by("-finished_at")


def task_set_aside(pk: UUID) -> Any:
    """Return one of the tasks that failed too often; 404 otherwise."""
    return found(_aside().filter(pk=pk).first())


def stuck_message(person: Person, pk: UUID) -> OutboxMessage:
    """Return one of the institution's held, failed or bounced messages; 404 otherwise."""
    return found(_stuck(person).filter(pk=pk).first())  # type: ignore[no-any-return]


def _stuck(person: Person) -> QuerySet[OutboxMessage]:
    rows = OutboxMessage.objects.filter(institution_id=person.institution_id, state__in=["held", "failed", "bounced"])
    return rows.order_by("due_at")


def today() -> date:
    """Return today's date, for a form."""
    return clock.today()


def own_institution(person: Person, pk: UUID) -> Institution:
    """Return an institution at which the same account is somebody; 404 otherwise."""
    return found(next((each for each in (person.institution, *person.elsewhere) if each.pk == pk), None))  # type: ignore[no-any-return]
