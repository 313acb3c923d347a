"""The data classes in words."""

from django import forms, template
from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chiron.people import rules

register = template.Library()

#: What each data class is, how it is kept, and what else there is to say of its readers.
WORDS: dict[str, tuple[Promise | str, Promise | str, Promise | str]] = {
    "operational": (_("That you take part, and in what state things are"), _("As it is"), ""),
    "personal": (_("Your name, address and stage"), _("As it is"), ""),
    "confidential": (
        _("What you answer and write"),
        _("Encrypted under your own key"),
        _("Coordinators read applications, nothing else."),
    ),
    "identity": (
        _("What you say of your identity"),
        _("Encrypted under your own key, apart"),
        _("It orders equal matches, where both asked for that."),
    ),
    "safeguarding": (_("What you tell the support lead"), _("Sealed for the support leads"), ""),
}

READERS: dict[str, Promise | str] = {
    "self": _("you"),
    "partner": _("those you are matched with"),
    "coordinator": _("the coordinators of your programmes"),
    "director": _("the directors of your programmes"),
    "support_lead": _("the support leads"),
    "administrator": _("the administrators"),
}


PURPOSES: dict[str, Promise | str] = {"taking-part": _("Taking part in mentoring")}


@register.filter
def purpose_name(purpose: str) -> Promise | str:
    """What a consent is for, in words."""
    return PURPOSES[purpose]


TABLES: dict[str, Promise | str] = {
    "account.EmailAddress": _("Addresses to sign in with"),
    "boundaries.Conflict": _("Conflicts of interest"),
    "core.AuditEntry": _("What you did (audit trail)"),
    "core.IdempotencyKey": _("Forms sent, against double sending"),
    "core.OutboxMessage": _("Mail to you"),
    "matching.MatchRun": _("Matches you ran"),
    "matching.PairRule": _("Rules you set for matches"),
    "matching.RunInput": _("Answers as a match used them"),
    "mfa.Authenticator": _("Second factors"),
    "people.Account": _("Your account"),
    "people.Appointment": _("Duties"),
    "people.Consent": _("Consents"),
    "people.Invitation": _("Invitations"),
    "people.Person": _("You"),
    "programmes.Application": _("Applications"),
    "programmes.BlueprintVersion": _("Designs you made"),
    "programmes.Enrolment": _("Taking part in cohorts"),
    "programmes.EnrolmentTransition": _("How your taking part went on"),
    "programmes.Import": _("Imports you made"),
    "programmes.ImportFile": _("Files you brought"),
    "programmes.ProgrammeRole": _("Duties in programmes"),
    "programmes.RejectedRow": _("Rows of your files that were not imported"),
    "relationships.Member": _("Relationships"),
    "relationships.Place": _("Places taken"),
}


STATES: dict[str, Promise | str] = {
    "waiting": _("waiting"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "dropped": _("not needed any more"),
    "held": _("held for a decision"),
    "failed": _("failed"),
    "READY": _("waiting"),
    "RUNNING": _("running"),
    "SUCCESSFUL": _("done"),
    "FAILED": _("set aside"),
}


@register.filter
def queue_state(state: str) -> Promise | str:
    """How a message or a task stands, in words."""
    return STATES.get(state, state)


@register.filter
def table_name(label: str) -> Promise | str:
    """What a table holds, in words."""
    return TABLES.get(label) or str(apps.get_model(label)._meta.verbose_name)


@register.filter
def class_name(name: str) -> Promise | str:
    """What a data class is, in words."""
    return WORDS[name][0]


@register.filter
def class_readers(name: str) -> str:
    """Who can read values of the class, as `rules.READERS` has it and the pages show it."""
    readers = [str(READERS[role]) for role in rules.READERS[name]]
    words = get_text_list(readers, gettext("and"))
    return f"{words[:1].upper()}{words[1:]}. {WORDS[name][2]}".strip()


@register.filter
def class_storage(name: str) -> Promise | str:
    """How values of the class are kept."""
    return WORDS[name][1]


@register.filter
def labelled(form: forms.BaseForm) -> list[forms.BoundField]:
    """The visible fields of a library's form without placeholders: here every field has its label."""
    for field in form.visible_fields():
        field.field.widget.attrs.pop("placeholder", None)
    return list(form.visible_fields())


@register.filter
def blocks(text: str) -> list[dict[str, object]]:
    """A consent text in paragraphs and lists (lines that begin with a hyphen)."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        is_list = bool(lines) and all(line.startswith("- ") for line in lines)
        found.append({"is_list": is_list, "lines": [line.removeprefix("- ") if is_list else line for line in lines]})
    return found
