"""The data classes in words."""

from django import forms, template
from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

WORDS: dict[str, tuple[Promise | str, Promise | str, Promise | str]] = {
    "operational": (
        _("That you take part, and in what state things are"),
        _("You, the coordinators of your programmes, administrators"),
        _("As it is"),
    ),
    "personal": (
        _("Your name, address and stage"),
        _("You, the coordinators of your programmes, those you are matched with, administrators"),
        _("As it is"),
    ),
    "confidential": (
        _("What you answer and write"),
        _("You; applications also the coordinators of that programme"),
        _("Encrypted under your own key"),
    ),
    "identity": (
        _("What you say of your identity"),
        _("You alone; it orders equal matches only where both asked for it"),
        _("Encrypted under your own key, apart"),
    ),
    "safeguarding": (
        _("What you tell the support lead"),
        _("You and the support leads"),
        _("Sealed for the support leads"),
    ),
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
def class_readers(name: str) -> Promise | str:
    """Who can read values of the class."""
    return WORDS[name][1]


@register.filter
def class_storage(name: str) -> Promise | str:
    """How values of the class are kept."""
    return WORDS[name][2]


@register.filter
def labelled(form: forms.BaseForm) -> list[forms.BoundField]:
    """The visible fields of a library's form without placeholders: here every field has its label."""
    for field in form.visible_fields():
        field.field.widget.attrs.pop("placeholder", None)
    return list(form.visible_fields())
