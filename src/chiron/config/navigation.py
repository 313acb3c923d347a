"""The navigation: what this person can open, in the order of their day."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chiron.people import policies as people
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.relationships import policies as relationships


@dataclass(frozen=True)
class Entry:
    """One entry: where it leads, what it says, its icon, and whether the page is in its part of the house."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool = False


def entries(request: HttpRequest, person: Person | None) -> list[Entry]:
    """Return the main navigation for *person*, the current entry marked."""
    if person is None:
        return []
    found = [
        ("today", _("Today"), "sun", True),
        ("programmes:list", _("Programmes"), "users", programmes.may_create_programme(by=person)),
        ("relationships:correspondences", _("Messages"), "message", relationships.has_begun_any(person)),
        ("learning:library", _("Library"), "book-2", True),
        ("people:data", _("My data"), "shield", True),
    ]
    return [
        Entry(reverse(name), label, icon, _is_current(request.path, reverse(name)))
        for name, label, icon, is_shown in found
        if is_shown
    ]


def account_links(person: Person) -> list[Entry]:
    """Return what stands in the account menu: oneself, and the institution for those who keep it."""
    found = [
        ("people:profile", _("My profile"), "user", True),
        ("notifications:preferences", _("Notifications"), "bell", True),
        ("people:institutions", _("Change institution"), "switch-horizontal", bool(person.elsewhere)),
    ]
    offices = people.offices(person)
    found += [
        ("people:institution", _("Institution"), "building", "administrator" in offices),
        ("boundaries:conflicts", _("Conflicts of interest"), "shield", "administrator" in offices),
        ("people:audit", _("Audit trail"), "list-check", bool({"administrator", "auditor"} & offices)),
    ]
    return [Entry(reverse(name), label, icon) for name, label, icon, is_shown in found if is_shown]


def _is_current(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
