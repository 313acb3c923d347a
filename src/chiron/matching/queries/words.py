"""What reasons, methods and states are called on pages."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

REASONS = {
    "no_candidate": _("Nobody meets what must hold"),
    "forbidden": _("You forbade every candidate"),
    "kept_apart": _("Every candidate assesses, manages or treats them"),
    "full": _("Every candidate is full"),
    "minimum": _("The places went to mentors who need a minimum"),
    "lowers_total": _("A pair would lower the whole"),
    "equity": _("Kept back so that nobody is left far behind"),
    "changes": _("A pair would change too many others"),
}

METHODS = {
    "welfare": (
        _("Best for everybody together"),
        _("The highest total fit there can be. Somebody may be left over where that serves the whole."),
    ),
    "everybody": (
        _("Nobody left over"),
        _("As many pairs as there can be, and of those the highest total fit."),
    ),
    "stable": (
        _("Nobody would rather swap"),
        _("No mentee and mentor both fit each other better than the partners they were given."),
    ),
    "fair": (
        _("The worst-off first"),
        _("The lowest fit is made as high as it can be, then the next lowest, and so on."),
    ),
}


def reason(code: str) -> Any:
    """Return why somebody has no mentor, in a few words."""
    return REASONS.get(code, _("No mentor was found"))


def said(by_language: dict[str, str]) -> str:
    """Return a stored sentence in the reader's language, else in English."""
    language = (get_language() or "en").partition("-")[0]
    return by_language.get(language) or by_language.get("en", "")
