"""The navigation: what this person can open, in the order of their day.

Whoever coordinates has the people, the match and the relationships of one cohort one tap away: those of the cohort that
the page is about, else of the one that they looked at last, else of the newest.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.programmes import queries
from chiron.programmes.models import Cohort
from chiron.relationships import policies as relationships

#: The roles of those who guide: their own page leads to whom they guide.
GUIDING = ("mentor", "facilitator")
#: Where the session keeps which cohort a coordinator looked at last.
LAST_COHORT = "cohort"
#: The pages, beside its own, by which an institution is kept.
KEEPING = (
    "people:list", "people:duplicates", "people:roles", "people:audit", "people:queue", "boundaries:conflicts",
    "scheduling:rosters",
)  # fmt: skip
#: Pages whose address others begin with although they are no part of theirs.
ALONE = ("today", "people:list")


@dataclass(frozen=True)
class Entry:
    """One entry: where it leads, what it says, its icon, and whether the page is in its part of the house."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool = False
    short: str | Promise = ""


@dataclass(frozen=True)
class Part:
    """A part of the house before it is an entry: the pages below its address and its *places* belong to it."""

    url: str
    label: str | Promise
    icon: str
    is_shown: bool = True
    places: tuple[str, ...] = ()
    short: str | Promise = ""


def entries(request: HttpRequest, person: Person, offices: frozenset[str]) -> list[Entry]:
    """Return the main navigation for *person*, who holds *offices*, the current entry marked."""
    cohorts = queries.cohorts_coordinated(person)
    keeps, places = "administrator" in offices, relationships.places_in_life(person)
    guiding = [place for place in places if place[0] in GUIDING]
    found = [
        Part(reverse("today"), _("Today"), "sun"),
        *_guided([place for place in places if place[0] not in GUIDING]),
        Part(reverse("plan:plan"), _("My plan"), "target-arrow", is_shown=relationships.has_plan(person)),
        Part(
            reverse("cockpit"), _("Cockpit"), "list-check",
            is_shown=any(each.programme.state != "closed" and each.archived_at is None for each in cohorts),
            short=pgettext_lazy("on a phone", "Cockpit"),
        ),
        Part(
            reverse("mentoring"), _("My mentoring"), "heart-handshake",
            is_shown=bool(guiding), places=_pages(guiding),
        ),
        *_parts(_in_focus(request, cohorts)),
        Part(
            reverse("programmes:list"), _("Programmes"), "clipboard-list",
            is_shown=bool(cohorts) or keeps or programmes.may_create_programme(by=person),
        ),
        Part(
            reverse("people:institution"), _("Institution"), "building",
            is_shown=keeps, places=(*map(reverse, KEEPING), *_page_of_somebody(request)),
        ),
        Part(
            reverse("relationships:correspondences"), _("Messages"), "message",
            is_shown=bool(places),
        ),
        Part(
            reverse("relationships:calendar"), _("Calendar"), "calendar",
            is_shown=bool(places), places=(reverse("scheduling:times"), "/relationships/meetings/"),
        ),
        Part(reverse("learning:library"), _("Library"), "book-2"),
        Part(reverse("people:data"), _("My data"), "shield"),
    ]  # fmt: skip
    current = _current(request.path, found)
    return [Entry(each.url, each.label, each.icon, each is current, each.short) for each in found if each.is_shown]


def _page_of_somebody(request: HttpRequest) -> tuple[str, ...]:
    """The page itself where it is an administrator's about one person."""
    match = request.resolver_match
    return (request.path,) if match and match.namespace == "people" and "pk" in match.kwargs else ()


def _pages(places: list[tuple[str, UUID, bool]]) -> tuple[str, ...]:
    """The pages of relationships."""
    return tuple(reverse("relationships:relationship", args=[pk]) for _role, pk, _lives in places)


def _guided(places: list[tuple[str, UUID, bool]]) -> list[Part]:
    """The way from any page to one's mentors and circles: to the one that lives, else to all that there were."""
    if not places:
        return []
    living, roles = [place for place in places if place[2]], {role for role, _pk, _lives in places}
    label, short = _("My mentors"), _("Mentors")
    if roles == {"member"}:
        label, short = _("My circles"), _("Circles")
    elif "member" in roles:
        label = _("My mentors and circles")
    url = _pages(living)[0] if len(living) == 1 else reverse("relationships:chapters")
    return [Part(url, label, "users", places=_pages(places), short=short)]


def _parts(cohort: Cohort | None) -> list[Part]:
    """The parts of a cohort; an enrolment and an import belong to its people."""
    if cohort is None:
        return []
    people, match, pairs = (
        reverse(name, args=[cohort.pk]) for name in ("programmes:people", "matching:workbench", "relationships:list")
    )
    of_people = (people.removesuffix("people/"), "/programmes/enrolments/", "/programmes/imports/")
    return [
        Part(people, _("People"), "users", places=of_people),
        Part(match, _("Match"), "affiliate", places=("/match/",), short=pgettext_lazy("on a phone", "Match")),
        Part(pairs, _("Relationships"), "link", short=_("Pairs")),
    ]


def _in_focus(request: HttpRequest, cohorts: list[Cohort]) -> Cohort | None:
    """The cohort that the navigation speaks of; one that a page is about is kept in the session for the next page."""
    by_key = {str(each.pk): each for each in cohorts}
    about, last = _about(request), request.session.get(LAST_COHORT, "")
    if about in by_key and about != last and (last or by_key[about] != cohorts[0]):
        request.session[LAST_COHORT] = about
    living = [each for each in cohorts if each.archived_at is None] or cohorts
    return by_key.get(about) or by_key.get(last) or (living[0] if living else None)


def _about(request: HttpRequest) -> str:
    """The cohort that a page is about: it stands in the page's context, itself or behind an enrolment."""
    context: dict[str, Any] = getattr(request, "shown", {})
    cohort = context.get("cohort") or getattr(context.get("enrolment"), "cohort", None)
    return str(cohort.pk) if isinstance(cohort, Cohort) else ""


def account_links(person: Person, offices: frozenset[str], nav: list[Entry]) -> list[Entry]:
    """Return what stands in the account menu: oneself, and what the main navigation (*nav*) has no room for."""
    shown = {each.url for each in nav}
    found = [
        ("people:profile", _("My profile"), "user", True),
        ("relationships:cv", _("My CV"), "file-text", True),
        ("relationships:chapters", _("My mentoring so far"), "history", True),
        ("notifications:preferences", _("Notifications"), "bell", True),
        ("programmes:list", _("My programmes"), "clipboard-list", reverse("programmes:list") not in shown),
        ("people:institutions", _("Change institution"), "switch-horizontal", bool(person.elsewhere)),
        ("people:audit", _("Audit trail"), "list-check", bool({"administrator", "auditor"} & offices)),
    ]
    return [Entry(reverse(name), label, icon) for name, label, icon, is_shown in found if is_shown]


def _current(path: str, found: list[Part]) -> Part | None:
    """The entry in whose part of the house *path* lies deepest."""
    alone = {reverse(name) for name in ALONE}
    inside = [
        (len(place), at)
        for at, each in enumerate(found)
        for place in (each.url, *each.places)
        if path == place or (place not in alone and path.startswith(place))
    ]
    return found[max(inside)[1]] if inside else None
