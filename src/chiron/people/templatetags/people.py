"""The data classes in words."""

from django import forms, template
from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext
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
    return _("In an application form") if purpose.startswith("application:") else PURPOSES[purpose]


@register.filter
def what_taking_back_does(purpose: str) -> Promise | str:
    """What follows from taking a consent back, as a question."""
    if purpose.startswith("application:"):
        return _(
            "Take this consent back? If the programme cannot do without it, you leave it; what you wrote stays yours."
        )
    return _("Take this consent back? You leave every programme that you take part in; what you wrote stays yours.")


TABLES: dict[str, Promise | str] = {
    "account.EmailAddress": _("Addresses to sign in with"),
    "boundaries.Conflict": _("Conflicts of interest"),
    "boundaries.Hold": _("People you asked not to be contacted by"),
    "core.AuditEntry": _("What you did (audit trail)"),
    "core.IdempotencyKey": _("Forms sent, against double sending"),
    "core.OutboxMessage": _("Mail to you"),
    "learning.ModuleProgress": _("Training you took"),
    "matching.Gathering": _("Groups and evenings that you worked out"),
    "matching.MatchRun": _("Matches you ran"),
    "matching.PairRule": _("Rules you set for matches"),
    "matching.RunInput": _("Answers as a match used them"),
    "mfa.Authenticator": _("Second factors"),
    "notifications.Notice": _("What you were told"),
    "notifications.Preference": _("How you want to be told"),
    "people.Account": _("Your account"),
    "people.FormerAddress": _("Addresses you had before"),
    "people.ToldApart": _("With whom you are not to be confused"),
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
    "programmes.Rollover": _("Next years you made"),
    "programmes.RejectedRow": _("Rows of your files that were not imported"),
    "relationships.Announcement": _("What you wrote to many"),
    "relationships.Receipt": _("Announcements you received"),
    "relationships.Cv": _("Your CV"),
    "relationships.CvShare": _("With whom you share your CV"),
    "relationships.Decision": _("Decisions"),
    "relationships.Goal": _("Goals"),
    "relationships.GoalChange": _("What goals were before"),
    "relationships.CheckInAnswer": _("What you answered to check-ins"),
    "relationships.Rating": _("How content you were"),
    "relationships.Correspondent": _("How far you have read messages"),
    "relationships.Member": _("Relationships"),
    "relationships.Message": _("Messages you wrote"),
    "relationships.NeedsReview": _("What you asked for"),
    "relationships.Plan": _("Plans"),
    "relationships.PlanReview": _("Plans as you showed them"),
    "relationships.PlanView": _("Plans that you read"),
    "relationships.TutoringEntry": _("Practice"),
    "relationships.Place": _("Places taken"),
    "relationships.AgendaPoint": _("Points you put on an agenda"),
    "relationships.Attendee": _("Meetings you were invited to"),
    "relationships.Commitment": _("What you undertook"),
    "relationships.Signature": _("Agreements you signed"),
    "relationships.Closing": _("What you wrote at the end"),
    "relationships.Meeting": _("Meetings you booked"),
    "relationships.MeetingNote": _("Notes on meetings"),
    "scheduling.BusyTime": _("When you cannot meet"),
    "scheduling.Calendar": _("Calendars and rosters you brought"),
    "scheduling.FeedKey": _("Addresses of your own feed"),
    "scheduling.Reservation": _("Quarters of an hour that are booked"),
    "scheduling.Week": _("Your week"),
}


#: Why two entries may be of one person, in words.
SIGNS: dict[str, Promise | str] = {
    "address": _("one signs in with, or had, the address of the other"),
    "number": _("the same identifier, but for its spelling"),
    "name": _("the same name, but for accents, order and titles"),
    "local_part": _("the same address before the @"),
}


@register.filter
def sign(code: str) -> Promise | str:
    """What speaks for two entries being of one person."""
    return SIGNS[code]


@register.filter
def merged_kind(kind: str, count: int) -> str:
    """How many rows of a kind, in words."""
    words = {
        "cohorts": ngettext("%(n)d place in a cohort", "%(n)d places in cohorts", count),
        "relationships": ngettext("%(n)d relationship", "%(n)d relationships", count),
        "meetings": ngettext("%(n)d meeting", "%(n)d meetings", count),
        "duties": ngettext("%(n)d duty", "%(n)d duties", count),
        "consents": ngettext("%(n)d consent", "%(n)d consents", count),
        "conflicts": ngettext("%(n)d conflict of interest", "%(n)d conflicts of interest", count),
        "training": ngettext("%(n)d module of training", "%(n)d modules of training", count),
        "rest": ngettext(
            "%(n)d more entry: what they answered, wrote, asked and were told, which stays closed to you",
            "%(n)d more entries: what they answered, wrote, asked and were told, which stays closed to you",
            count,
        ),
    }
    return words[kind] % {"n": count}


#: The pages by which an institution is kept, in their order.
KEEPING: list[tuple[str, Promise | str]] = [
    ("people:institution", _("Institution")),
    ("people:list", _("People")),
    ("people:roles", _("Duties")),
    ("boundaries:conflicts", _("Conflicts of interest")),
    ("scheduling:rosters", _("Rosters")),
    ("people:audit", _("Audit trail")),
    ("people:queue", _("Queue")),
]


@register.filter
def institution_tabs(path: str) -> list[dict[str, object]]:
    """The pages by which an institution is kept, the one at *path* marked."""
    found = {name: reverse(name) for name, _label in KEEPING}
    current = path if path in found.values() else found["people:list"]  # one person, possible duplicates
    return [{"label": label, "url": found[name], "is_current": found[name] == current} for name, label in KEEPING]


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


#: What the fields of the sign-in are called here, by their name.
LABELS: dict[str, Promise | str] = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "remember": _("Stay signed in on this device"),
    "oldpassword": _("The password that you have now"),
    "password1": _("The new password"),
    "password2": _("The new password once more"),
    "code": _("The code"),
    "name": _("Name"),
    "passwordless": _("Sign in with it alone, without a password"),
}
HELP: dict[str, Promise | str] = {
    "password1": _("At least twelve characters, not your name and nothing that many people use. A sentence is good."),
    "passwordless": _("Your device then asks for your fingerprint, face or code each time."),
}
WAYS_IN: dict[str, Promise | str] = {
    "reauthenticate": _("Use my password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use my passkey or key"),
}


@register.filter
def labelled(form: forms.BaseForm) -> list[forms.BoundField]:
    """The visible fields of a library's form under our names and without placeholders: every field has its label."""
    for field in form.visible_fields():
        field.field.widget.attrs.pop("placeholder", None)
        field.label = str(LABELS.get(field.name, field.label))
        field.help_text = str(HELP.get(field.name, field.help_text))
    return list(form.visible_fields())


@register.filter
def way_in_name(id: str, otherwise: str) -> Promise | str:
    """How one shows once more that it is oneself, in words."""
    return WAYS_IN.get(id, otherwise)


@register.filter
def blocks(text: str) -> list[dict[str, object]]:
    """A consent text in paragraphs and lists (lines that begin with a hyphen)."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        is_list = bool(lines) and all(line.startswith("- ") for line in lines)
        found.append({"is_list": is_list, "lines": [line.removeprefix("- ") if is_list else line for line in lines]})
    return found
