"""States in words."""

from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
def group_value(group: Any) -> str:
    """How a form names people who stand alike."""
    return f"{group.side}:{group.key}"


@register.filter
def held_until(held: Any) -> str:
    """What role somebody holds in a programme and until when."""
    said = {"role": held.get_role_display()}
    if held.ends_on is None:
        return _("%(role)s, without an end") % said
    return _("%(role)s, until %(day)s") % {**said, "day": date_format(held.ends_on, "DATE_FORMAT")}
