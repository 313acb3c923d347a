"""What the tests of this room share: forms with a key, invitations with their token, codes of a code app."""

import json
import time
from typing import Any
from uuid import uuid4

from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from chiron.core.models import OutboxMessage
from chiron.people import actions
from chiron.people.models import Invitation, Person


def keyed(**data: Any) -> dict[str, Any]:
    """A form's data with a fresh key against double sending."""
    return {"form_key": str(uuid4()), **data}


def invited(by: Person, name: str = "Ife Adeyemi", email: str = "ife@example.org") -> tuple[Invitation, str]:
    """Somebody new with an invitation, and the token that only their mail holds."""
    person = actions.add_person(institution=by.institution, name=name, email=email, by=by)
    invitation = actions.invite(person=person, by=by)
    return invitation, token_of(invitation)


def token_of(invitation: Invitation) -> str:
    """The token of an invitation, from the mail that waits."""
    message = next(
        each
        for each in OutboxMessage.objects.filter(kind="people.invitation")
        if each.refs["invitation"] == str(invitation.pk)
    )
    return str(message.secret)


def account_mail() -> dict[str, str]:
    """The last mail that the sign-in queued."""
    message = OutboxMessage.objects.filter(kind="account").order_by("due_at").last()
    assert message is not None
    return dict(json.loads(str(message.secret)))


def code(secret: str) -> str:
    """What a code app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // mfa.TOTP_PERIOD)))
