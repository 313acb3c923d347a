"""What every page shows: the navigation of this person, their account, and the humans behind Help."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from chiron.config import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page."""
    person = getattr(request, "person", None)
    offices: frozenset[str] = getattr(request, "offices", frozenset())
    nav = navigation.entries(request, person, offices) if person else []
    return {
        "me": person,
        "offices": offices,
        "institution": getattr(request, "institution", None),
        "nav": nav,
        "account": {"name": person.name, "links": navigation.account_links(person, offices, nav)} if person else None,
        "help_url": reverse("help"),
        "sign_out_url": reverse("account_logout"),
        "language_url": reverse("people:language" if person else "set_language"),
        "is_demo": settings.CHIRON_DEMO,
    }
