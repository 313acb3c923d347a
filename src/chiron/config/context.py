"""What every page shows: the navigation of this person, and the humans behind Help."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from chiron.config import navigation


def house(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page."""
    person = getattr(request, "person", None)
    return {
        "me": person,
        "institution": getattr(request, "institution", None),
        "nav": navigation.for_request(request, person),
        "is_demo": settings.CHIRON_DEMO,
    }
