"""States in words."""

from django import template
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
ANSWERS: dict[str, Promise | str] = {"asked": _("not answered yet"), "accepted": _("yes"), "declined": _("no")}


@register.filter
def relationship_state(state: str) -> Promise | str:
    """A relationship's state, in words."""
    return STATES[state]


@register.filter
def answer_name(answer: str) -> Promise | str:
    """A member's answer, in words."""
    return ANSWERS[answer]
