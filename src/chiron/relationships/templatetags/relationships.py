"""States in words."""

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chiron.relationships import queries

register = template.Library()

STATES: dict[str, Promise | str] = {
    "offered": _("offered"),
    "active": _("begun"),
    "closing": _("closing"),
    "suspended": _("suspended"),
    "ended": _("ended"),
    "withdrawn": _("taken back"),
    "declined": _("declined"),
    "expired": _("expired"),
}
ANSWERS: dict[str, Promise | str] = {
    "asked": _("not answered yet"),
    "accepted": _("yes"),
    "declined": _("no"),
    "lapsed": _("not answered"),
}


MEETING_ANSWERS: dict[str, Promise | str] = {
    "waiting": _("not answered yet"),
    "accepted": _("comes"),
    "declined": _("cannot come"),
}
OWN_ANSWERS: dict[str, Promise | str] = {
    "waiting": _("waits for your answer"),
    "accepted": _("you come"),
    "declined": _("you said no"),
}


@register.filter
def meeting_answer(answer: str) -> Promise | str:
    """What somebody answered to an invitation, in words."""
    return MEETING_ANSWERS[answer]


@register.filter
def own_answer(answer: str) -> Promise | str:
    """What one answered oneself."""
    return OWN_ANSWERS[answer]


@register.filter
def relationship_state(state: str) -> Promise | str:
    """A relationship's state, in words."""
    return STATES[state]


@register.filter
def answer_name(answer: str) -> Promise | str:
    """A member's answer, in words."""
    return ANSWERS[answer]


@register.filter
def held_until(held: Any) -> str:
    """What role somebody holds in a programme and until when."""
    said = {"role": held.get_role_display()}
    if held.ends_on is None:
        return _("%(role)s, without an end") % said
    return _("%(role)s, until %(day)s") % {**said, "day": date_format(held.ends_on, "DATE_FORMAT")}


WAYS: dict[str, Promise | str] = {
    "mail": _("by mail and on Today"),
    "today": _("on Today"),
    "later": _("once they sign in for the first time"),
}
ON_THE_PAGE = {"en": _("On Today, in English"), "es": _("On Today, in Spanish")}
IN_THE_MAIL = {"en": _("The mail, in English"), "es": _("The mail, in Spanish")}


@register.filter
def way_name(way: str) -> Promise | str:
    """By which way an announcement reaches somebody, in words."""
    return WAYS[way]


@register.filter
def on_the_page(language: str) -> Promise | str:
    """The heading over an announcement as it is read in one language."""
    return ON_THE_PAGE[language]


@register.filter
def in_the_mail(language: str) -> Promise | str:
    """The heading over the mail in one language."""
    return IN_THE_MAIL[language]


@register.filter
def announcement_title(announcement: Any) -> str:
    """The title of an announcement in the reader's language, else in the one that there is."""
    words: dict[str, dict[str, str]] = announcement.words or {}
    said: dict[str, str] = words.get((get_language() or "en")[:2]) or next(iter(words.values()), {})
    return said.get("title") or str(_("removed by its writer"))


@register.filter
def others_in(relationship: Any, person_id: Any) -> str:
    """The name of a relationship, or of the others in it, for one of its members."""
    return queries.names_in(relationship, but=person_id)
