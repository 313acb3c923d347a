"""Ways in: invitations, accounts, second factors."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from chiron.core import clock, outbox
from chiron.core.actions import Refused, action
from chiron.people import policies
from chiron.people.actions.consents import record_consent
from chiron.people.models import SYSTEM_ID, Account, Invitation, Person

LASTS = timedelta(days=14)


class NoAddress(Refused):
    message = _("This person has no e-mail address. Add one first.")


class HasAccount(Refused):
    message = _("This person has an account already and can sign in.")


class NotValid(Refused):
    message = _("This invitation was used, withdrawn or has expired. Ask for a new one; it takes a minute.")


class UsedAlready(Refused):
    message = _("This invitation was used: the person has come in.")


class InAlready(Refused):
    message = _("You are in this institution already, under another address. Sign in with this one.")


class NotOneself(Refused):
    message = _("Somebody else has to do this for you, so that a stolen session cannot.")


class HoldsDutyElsewhere(Refused):
    message = _(
        "This account also opens a duty at another institution that needs the second factor. Send them to an "
        "administrator there, or ask whoever runs the server to do it from the command line."
    )


def hashed(token: str) -> str:
    """Return what is kept of a token: its hash."""
    return sha256(token.encode()).hexdigest()


@action("people.invitation.sent", may=policies.may_invite)
def invite(*, person: Person, by: Person) -> Invitation:
    """Send *person* a way in that lasts fourteen days and works once; earlier ones stop to work."""
    if not person.email:
        raise NoAddress
    if person.account_id is not None:
        raise HasAccount
    now, token = clock.now(), secrets.token_urlsafe(32)
    person.invitations.filter(used_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    invitation = Invitation.objects.create(person=person, token_hash=hashed(token), expires_at=now + LASTS)
    outbox.put(
        "people.invitation",
        to=person.pk,
        institution=person.institution_id,
        refs={"invitation": str(invitation.pk)},
        secret=token,
    )
    invitation.token = token
    return invitation


def ensure_way_in(person: Person) -> None:
    """Invite *person* where they can neither sign in nor hold an open invitation; called inside an action."""
    is_open = person.invitations.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())
    if person.account_id is None and person.email and not is_open.exists():
        invite(person=person, by=Person.objects.unscoped().get(pk=SYSTEM_ID))


@action("people.invitation.renewed", may=policies.may_accept)
def renew_invitation(*, email: str, by: Person) -> None:
    """Send a new invitation to everybody of this address who was invited once and never came in.

    What was withdrawn stays withdrawn: a latest invitation that was revoked has none in its place.
    """
    rows = Person.objects.unscoped().filter(email__iexact=email.strip(), account__isnull=True, erased_at__isnull=True)
    for person in rows.filter(invitations__isnull=False).distinct():
        latest = person.invitations.latest("created_at")
        if latest.used_at is None and latest.revoked_at is None:
            invite(person=person, by=by)


@action("people.invitation.withdrawn", may=policies.may_revoke)
def withdraw_invitation(*, invitation: Invitation, by: Person) -> Invitation:
    """Make an invitation useless."""
    if invitation.used_at is not None:
        raise UsedAlready
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


@action("people.invitation.accepted", may=policies.may_accept)
def accept_invitation(*, invitation: Invitation, password: str, language: str, by: Person) -> Account:
    """Use an invitation: the address counts as confirmed, the account is made or found, consent is recorded.

    Whoever holds the link has shown that they read the address; the invitation works once, for the first who does.
    An account is found only where whoever opens it has shown the same: an unconfirmed address may be somebody else's.
    """
    now = clock.now()
    if not _use_up(invitation, now):
        raise NotValid
    person = Person.objects.unscoped().select_for_update(no_key=True).get(pk=invitation.person_id)
    invitation.person = person
    account = Account.objects.filter(email__iexact=person.email).first()
    if account is not None and account.people.filter(institution_id=person.institution_id).exists():
        raise InAlready
    if account is not None and not _is_confirmed(account):
        _close_unconfirmed(account)
        account = None
    if account is None:
        account = Account.objects.create_user(person.email, password or None, language=language)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    person.account = account
    person.save(update_fields=["account"])
    record_consent(person, "taking-part", now)
    return account


def _is_confirmed(account: Account) -> bool:
    """Whether whoever opens *account* has shown that they read its address."""
    return bool(EmailAddress.objects.filter(user=account, email__iexact=account.email, verified=True).exists())


def _close_unconfirmed(account: Account) -> None:
    """End an account that somebody else's address was given to, by mistake or on purpose: it opened nothing with it.

    Whoever signed in with it before comes in again by an invitation, once their address is right.
    """
    end_sessions(account.pk)
    account.people.update(account=None)
    account.delete()


def _use_up(invitation: Invitation, now: datetime) -> bool:
    """Note that *invitation* is used, in one statement that only the first of two at once can carry out."""
    unused = Invitation.objects.unscoped().filter(pk=invitation.pk, used_at__isnull=True, revoked_at__isnull=True)
    return unused.filter(expires_at__gt=now).update(used_at=now) == 1


@action("people.second_factor.reset", may=policies.may_reset_second_factor)
def reset_second_factor(*, person: Person, by: Person) -> Person:
    """Remove a lost second factor and end the person's sessions; at the next sign-in they set up a new one.

    An account is one for all institutions: where it opens a gated duty elsewhere, an administrator of this one may not.
    """
    if by.pk == person.pk:
        raise NotOneself
    if person.account_id is None:
        raise NotValid
    if not by.is_system and policies.is_gated_elsewhere(person):
        raise HoldsDutyElsewhere
    Authenticator.objects.filter(user_id=person.account_id).delete()
    end_sessions(person.account_id)
    return person


def end_sessions(account_id: object) -> None:
    """Sign an account out everywhere."""
    for session in Session.objects.filter(expire_date__gte=clock.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(account_id):
            session.delete()
