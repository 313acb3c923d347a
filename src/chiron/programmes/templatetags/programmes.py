"""Words of this room in templates: texts of a blueprint in the reader's language, states, sides, what comes next."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from chiron_blueprint import words

register = template.Library()

STATES = {
    "invited": pgettext_lazy("of a person in a cohort", "invited"),
    "applied": pgettext_lazy("of a person in a cohort", "applied"),
    "waiting": pgettext_lazy("of a person in a cohort", "waiting"),
    "matched": pgettext_lazy("of a person in a cohort", "matched"),
    "withdrawn": pgettext_lazy("of a person in a cohort", "withdrawn"),
    "closed": pgettext_lazy("of a person in a cohort", "closed"),
}
SIDES = {
    "mentee": (gettext_lazy("mentee"), gettext_lazy("Mentees")),
    "mentor": (gettext_lazy("mentor"), gettext_lazy("Mentors")),
}
PARTS = {
    "about": gettext_lazy("Name and summary"),
    "criteria": gettext_lazy("What is compared"),
    "mentee": gettext_lazy("What mentees are asked"),
    "mentor": gettext_lazy("What mentors are asked"),
    "phases": gettext_lazy("Phases"),
    "cadence": gettext_lazy("How often people meet"),
    "agreement": gettext_lazy("The agreement"),
}
SECTIONS = {
    "questions": gettext_lazy("What you look for and what you bring"),
    "time": gettext_lazy("When it suits you"),
    "partners": gettext_lazy("People you have in mind"),
    "identity": gettext_lazy("About you, only if you want to say"),
    "consent": gettext_lazy("What you agree to"),
}


@register.filter
def said(texts: Mapping[str, str] | None) -> str:
    """A text of a blueprint in the reader's language."""
    return words.in_language(texts or {}, get_language() or "en")


@register.filter
def state_name(state: str) -> Any:
    """The state of an enrolment in words."""
    return STATES.get(state, state)


@register.filter
def side_name(side: str) -> Any:
    """One of a side."""
    return SIDES[side][0]


@register.filter
def side_names(side: str) -> Any:
    """Everybody of a side."""
    return SIDES[side][1]


@register.filter
def part_name(part: str) -> Any:
    """A part of a blueprint in words."""
    return PARTS.get(part, part)


@register.filter
def section_name(section: str) -> Any:
    """A section of the application form in words."""
    return SECTIONS.get(section, section)


@register.filter
def states(progress: Any) -> list[str]:
    """The states that somebody of the cohort is in."""
    return [state for state in STATES if progress.number(state)]


@register.filter
def by_side(progress: Any) -> list[tuple[str, list[int]]]:
    """For each side, how many stand in each of `states`."""
    return [(side, [progress.counts.get(side, {}).get(state, 0) for state in states(progress)]) for side in SIDES]


@register.filter
def lifecycle(progress: Any) -> list[dict[str, Any]]:
    """Import, match, publish: what is done, what comes now."""
    step = {"people": 0, "mentees": 0, "mentors": 0, "match": 1, "follow": 2}[progress.next_step]
    names = [
        (_("People"), _("import, invite, add")),
        (_("Match"), _("compare runs")),
        (_("Publish"), _("everybody is told")),
    ]
    done = step + (1 if progress.next_step == "follow" else 0)
    return [
        {"name": name, "detail": detail, "state": "done" if place < done else "now" if place == done else "later"}
        for place, (name, detail) in enumerate(names)
    ]


@register.filter
def next_sentence(progress: Any) -> str:
    """What comes next, in a sentence."""
    mentees, mentors = progress.matchable("mentee"), progress.matchable("mentor")
    matched = progress.counts.get("mentee", {}).get("matched", 0)
    numbers = {
        "mentees": ngettext("%(n)d mentee", "%(n)d mentees", mentees) % {"n": mentees},
        "mentors": ngettext("%(n)d mentor", "%(n)d mentors", mentors) % {"n": mentors},
        "matched": ngettext("%(n)d mentee", "%(n)d mentees", matched) % {"n": matched},
    }
    sentences = {
        "people": _("Nobody can be matched yet. Drop your two files, and the columns are guessed for you."),
        "mentees": _("Here so far: %(mentors)s. The mentees are still to come."),
        "mentors": _("Here so far: %(mentees)s. The mentors are still to come."),
        "match": _("Ready to be matched: %(mentees)s and %(mentors)s."),
        "follow": _("Matched: %(matched)s."),
    }
    return sentences[progress.next_step] % numbers


@register.filter
def crumbs(thing: Any) -> list[dict[str, str]]:
    """The pages above one that belongs to a programme or, where it has a programme itself, to a cohort."""
    programme = getattr(thing, "programme", None)
    found = [
        {"label": _("Programmes"), "url": reverse("programmes:list")},
        {"label": (programme or thing).name, "url": reverse("programmes:programme", args=[(programme or thing).pk])},
    ]
    if programme is not None:
        found.append({"label": thing.name, "url": reverse("programmes:people", args=[thing.pk])})
    return found


@register.filter
def blueprint_crumbs(version: Any) -> list[dict[str, str]]:
    """The pages above one of blueprints; above one that changes a version, that version."""
    found = [
        {"label": _("Programmes"), "url": reverse("programmes:list")},
        {"label": _("Blueprints"), "url": reverse("programmes:blueprints")},
    ]
    if version:
        label = _("version %(number)d") % {"number": version.version}
        found.append({"label": label, "url": reverse("programmes:blueprint", args=[version.pk])})
    return found


@register.filter
def matching_url(cohort: Any) -> str:
    """Where a cohort is matched, once that room stands."""
    try:
        return reverse("matching:workbench", args=[cohort.pk])
    except NoReverseMatch:
        return ""


@register.filter
def announcements_url(cohort: Any) -> str:
    """Where a cohort is written to, once that room stands."""
    try:
        return reverse("announcements:list", args=[cohort.pk])
    except NoReverseMatch:
        return ""


@register.filter
def next_year_url(cohort: Any) -> str:
    """Where next year's cohort is made from this one, once that room stands."""
    try:
        return reverse("relationships:roll_over", args=[cohort.pk])
    except NoReverseMatch:
        return ""


@register.filter
def total_of(progress: Any, side: str) -> int:
    """How many of a side have not left."""
    return int(progress.total(side))


@register.filter
def forms(blueprint: Any) -> list[tuple[str, Any]]:
    """The questions of a blueprint by side."""
    return [(side, blueprint.side(side)) for side in SIDES]


@register.filter
def asked_title(side: str) -> Any:
    """The heading over a side's questions."""
    return PARTS[side]


@register.filter
def number_of(progress: Any, state: str) -> int:
    """How many of a cohort stand in one state."""
    return int(progress.number(state))


@register.filter(name="words")
def split(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


IMPORT_STATES = {
    "uploaded": (gettext_lazy("being read"), gettext_lazy("The files are being read. Nothing is imported yet.")),
    "refused": (gettext_lazy("refused"), gettext_lazy("Nothing was imported.")),
    "guessed": (
        gettext_lazy("to be confirmed"),
        gettext_lazy("Look through what the columns are taken for, and correct what is wrong."),
    ),
    "confirmed": (gettext_lazy("waiting"), gettext_lazy("The rows are about to be imported.")),
    "importing": (gettext_lazy("under way"), gettext_lazy("The rows are being imported.")),
    "done": (gettext_lazy("done"), gettext_lazy("Every row has ended. The files are deleted.")),
    "failed": (
        gettext_lazy("stopped"),
        gettext_lazy("The work stopped for a reason that is not in your files. It is tried again by itself."),
    ),
    "cancelled": (gettext_lazy("cancelled"), gettext_lazy("Cancelled. Rows imported before that are in.")),
}
FORMATS = {"csv": "CSV", "xlsx": "Excel"}


@register.filter
def import_state(state: str) -> Any:
    """The state of an import in a word or two."""
    return IMPORT_STATES[state][0]


@register.filter
def import_sentence(state: str) -> Any:
    """The state of an import in a sentence."""
    return IMPORT_STATES[state][1]


@register.filter
def sum_of(job: Any, outcome: str) -> int:
    """How many rows of all files of an import ended so."""
    return sum(getattr(file, outcome) for file in job.files.all())


@register.filter
def rows_of(files: list[dict[str, Any]]) -> int:
    """How many rows the files of an import hold that were not refused."""
    return sum(each["file"].rows_total for each in files if not each["problem"])


@register.filter
def read_sentence(file: Any) -> str:
    """How a file was read: format, sheet, encoding, headings."""
    plan = file.plan
    parts = [FORMATS.get(plan.get("format", ""), "")]
    if plan.get("sheet"):
        parts.append(_("sheet “%(sheet)s”") % {"sheet": plan["sheet"]})
    if plan.get("encoding"):
        parts.append(plan["encoding"].upper())
    said_headings = _("headings found") if plan.get("has_header") else _("no headings: columns are named by letters")
    return ", ".join([part for part in parts if part] + [said_headings]) + "."


#: Why an address is refused, by the status code (RFC 3463) that the receiving server gave.
REFUSED = {
    "5.1.": gettext_lazy("there is no such address"),
    "5.2.1": gettext_lazy("the mailbox is closed"),
    "5.2.2": gettext_lazy("the mailbox is full"),
}


@register.filter
def why_refused(problem: str) -> str:
    """Why mail came back, in words, with the receiving server's code."""
    words = next((said for code, said in REFUSED.items() if code in problem), gettext_lazy("the address is refused"))
    if problem.startswith("4"):
        words = gettext_lazy("nobody there took it for days")
    return f"{words} ({problem})" if problem else str(words)
