"""The navigation: what this person can open, in the order of their day."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.people import policies as people
from chiron.people.models import Person
from chiron.programmes import policies as programmes


@dataclass(frozen=True)
class Item:
    """One entry: where it leads, what it says, its icon, and whether the page is in its part of the house."""

    url: str
    label: str
    icon: str
    is_current: bool


def for_request(request: HttpRequest, person: Person | None) -> list[Item]:
    """Return the entries for *person*, the current one marked."""
    if person is None:
        return []
    return [
        Item(url, label, icon, request.path == url or (url != "/" and request.path.startswith(url)))
        for url, label, icon in _entries(person)
    ]


def _entries(person: Person) -> list[tuple[str, Any, str]]:
    entries: list[tuple[str, Any, str]] = [(reverse("today"), _("Today"), "sun")]
    if programmes.coordinated_programmes(person).exists() or people.may_administer(by=person):
        entries.append((reverse("programmes:list"), _("Programmes"), "users"))
    entries.append((reverse("people:data"), _("My data"), "shield"))
    return entries
