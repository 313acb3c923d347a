"""Mail and work in words: how it stands, what went wrong, what mends it."""

import re

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chiron.core.models import MailOutage, OutboxMessage
from chiron.core.outages import Mailbox

register = template.Library()

STATES: dict[str, Promise | str] = {
    "waiting": _("waiting"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "dropped": _("not needed any more"),
    "held": _("held for a decision"),
    "failed": _("given up"),
    "bounced": _("came back"),
    "READY": _("waiting"),
    "RUNNING": _("running"),
    "SUCCESSFUL": _("done"),
    "FAILED": _("set aside"),
}

KINDS: dict[str, Promise | str] = {
    "account": _("A mail of the sign-in"),
    "notifications.notices": _("What is new"),
    "people.address_changed": _("Another address to sign in with"),
    "people.invitation": _("Invitation"),
    "programmes.apply": _("Invitation to apply"),
    "relationships.begun": _("That both said yes"),
    "relationships.ended": _("That it has ended"),
    "relationships.meeting": _("Calendar entry of a meeting"),
    "relationships.not_begun": _("That it does not begin"),
    "relationships.offer": _("A match"),
    "relationships.resumed": _("That it goes on"),
    "relationships.suspended": _("That it is paused"),
    "relationships.withdrawn": _("That a match was taken back"),
}

#: What a mail server that takes nothing did, by the name of the error or the beginning of its code.
TROUBLE: list[tuple[str, Promise | str]] = [
    (r"ConnectionRefusedError", _("nothing listens at its address")),
    (r"gaierror", _("its name is not found")),
    (r"SSL", _("its certificate is not to be trusted")),
    (r"SMTPNotSupportedError", _("it offers no encryption or no sign-in, and the settings ask for it")),
    (r"TimeoutError|SMTPServerDisconnected", _("it does not answer")),
    (r"53[0458]|5\d\d 5\.7\.[89]", _("it does not take our name and password")),
    (r"refused", _("it refuses our name, our password or the folder")),
    (r"421|4", _("it says that it is too busy")),
    (r"5", _("it refuses what we send from")),
]


@register.filter
def queue_state(state: str) -> Promise | str:
    """How a message or a task stands, in words."""
    return STATES.get(state, state)


@register.filter
def kind_name(kind: str) -> Promise | str:
    """What a message is, in words."""
    return KINDS.get(kind, kind)


@register.filter
def trouble(outage: MailOutage | Mailbox) -> str:
    """What a mail server does that takes or gives nothing, in words, with its code or the name of the error."""
    words = next((said for pattern, said in TROUBLE if re.match(pattern, outage.problem)), _("it cannot be reached"))
    return f"{words} ({outage.problem})"


@register.filter
def what_mends_it(message: OutboxMessage) -> str:
    """Why a message got stuck and what to do about it, in a sentence or two."""
    code = {"code": message.problem or "?"}
    if message.state == "held":
        return gettext("It was handed over and perhaps arrived (%(code)s). Ask them, or send it once more.") % code
    if message.state == "bounced" and message.problem.startswith("4"):
        return gettext("Nobody there took it for days (%(code)s). Ask them, or send it again.") % code
    if message.state == "bounced":
        return gettext("The address is refused (%(code)s). Correct it, then send again.") % code
    if message.problem.startswith("5"):
        return gettext("The mail server refuses it (%(code)s). Whoever keeps the mail server can say why.") % code
    return gettext("Given up after four days (%(code)s).") % code
