"""What reasons, methods and states are called on pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

REASONS = {
    "no_candidate": _("Nobody meets what must hold"),
    "forbidden": _("You forbade every candidate"),
    "kept_apart": _("Every candidate is kept apart from them"),
    "tried": _("Every candidate was offered before"),
    "full": _("Every candidate is full"),
    "minimum": _("The places went to mentors who need a minimum"),
    "lowers_total": _("A pair would lower the whole"),
    "equity": _("Kept back so that nobody is left far behind"),
    "changes": _("A pair would change too many others"),
    "no_offer": _("Nobody offers what they need"),
    "no_need": _("They named no need"),
}

METHODS = {
    "welfare": (
        _("Most total fit"),
        _("The highest total fit there can be. Somebody may be left over where that serves the whole."),
    ),
    "everybody": (
        _("Nobody left over"),
        _("As many pairs as there can be, and of those the highest total fit."),
    ),
    "fair": (
        _("Nobody left far behind"),
        _("The lowest fit is made as high as it can be, then the next lowest, and so on."),
    ),
    "equitable": (
        _("No stage left behind another"),
        _("The highest total fit with which no stage fits much less well than another on average."),
    ),
    "stable": (
        _("Nobody would rather swap"),
        _("No mentee and mentor both fit each other better than the partners they were given."),
    ),
    "ranked": (
        _("What people ranked"),
        _("Whom people named comes first, in their order, and fit ranks the others. No two would both rather swap."),
    ),
    "first_choices": (
        _("Most first choices"),
        _("As many as possible get whom they named first, or who fits them best; then as many as possible the second."),
    ),
    "least_change": (
        _("Least change from today"),
        _("Pairs that are offered or have begun stay where they can. Only those move who must, or as many as you say."),
    ),
    "mosaic": (
        _("A mentor for each need"),
        _(
            "Each mentee gets several mentors, one for each thing they asked for: as many as there can be, and nobody "
            "a second before everybody who can has a first."
        ),
    ),
}


def method_said(method: str, options: Mapping[str, Any]) -> str:
    """Return what a method is called, with what was set for it."""
    facts = {"gap": _("at most %(n)s points between stages"), "step": _("differences below %(n)s points count as none")}
    facts["changes"] = _("at most %(n)s of today’s pairs change")
    said = [str(facts[name]) % {"n": f"{value:g}"} for name, value in options.items() if name in facts]
    if options.get("best_for") == "mentor":
        said.append(str(_("mentors choose first")))
    return ", ".join([str(METHODS[method][0]), *said])


def reason(code: str) -> Any:
    """Return why somebody has no mentor, in a few words."""
    return REASONS.get(code, _("No mentor was found"))


def said(by_language: dict[str, str]) -> str:
    """Return a stored sentence in the reader's language, else in English."""
    language = (get_language() or "en").partition("-")[0]
    return by_language.get(language) or by_language.get("en", "")
