"""What a coordinator writes to many: to whom, what may be filled in, how often."""

import re
from collections.abc import Mapping
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ANNOUNCEMENT_STATES = ["draft", "scheduled", "sent", "revoked"]

#: To whom: by what everybody in the cohort can be asked, never by anything that stands between people.
AUDIENCES: dict[str, Promise | str] = {
    "everybody": _("Everybody in the cohort"),
    "mentees": _("All mentees"),
    "mentors": _("All mentors"),
    "invited": _("Those who have not applied yet"),
    "waiting": _("Mentees who have nobody yet"),
    "not_met": _("Those who have begun and have not met"),
}

#: How a receiver is reached: by mail, on Today alone (mail of this kind turned off), once they have signed in.
WAYS = ["mail", "today", "later"]

#: What is filled in for each reader: their own name and what all of them know. Nothing else can be.
BLANKS = ("name", "programme", "cohort")
BLANK = re.compile(r"\{([^{}]*)\}")

#: The topic under which people turn its mail off.
TOPIC = "programme"

#: So many go to one cohort within a day; more is noise.
MOST_A_DAY = 3
A_DAY = timedelta(days=1)
LONGEST_TITLE, LONGEST_ANNOUNCEMENT = 120, 4000


def way(*, can_sign_in: bool, is_off: bool) -> str:
    """By which way somebody is reached: who cannot sign in yet finds it on Today once they have."""
    if not can_sign_in:
        return "later"
    return "today" if is_off else "mail"


def unknown_blanks(text: str) -> list[str]:
    """Return what stands in braces and cannot be filled in, as it was written."""
    return [f"{{{found}}}" for found in BLANK.findall(text) if found not in BLANKS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return *text* as somebody reads it."""
    return BLANK.sub(lambda found: values.get(found[1], found[0]), text)
