"""One's own CV, with whom it is shared, and what the others share with one."""

import base64
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.people.models import Person
from chiron.relationships import policies
from chiron.relationships.models import Cv, CvShare, Meeting, Member
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.rules import LIVE
from chiron.relationships.rules import cvs as rules

SECTIONS: dict[str, Any] = {
    "now": _("Where I am now"),
    "path": _("How I came here"),
    "work": _("What I work on"),
    "ask": _("What I would like to be asked"),
}


@dataclass(frozen=True)
class SharedCv:
    """A CV as it is read: what it says, part by part, and whether there is a file."""

    share: CvShare
    name: str
    sections: list[tuple[Any, str]]
    has_file: bool


@dataclass(frozen=True)
class AtMeeting:
    """The CVs on the page of a meeting: those that the others share, and how one's own is shared there."""

    others: list[tuple[str, CvShare]] = field(default_factory=list)
    own: CvShare | None = None
    can_share: bool = False


def own_cv(person: Person) -> Cv | None:
    """Return one's own CV; None where nothing was ever kept."""
    return policies.own_cvs(person).defer("file").first()


def own_file(person: Person) -> bytes:
    """Return the file of one's own CV; 404 where there is none."""
    cv = policies.own_cvs(person).filter(file_size__gt=0).first()
    if cv is None:
        raise Http404
    return base64.b64decode(cv.file)


def own_shares(person: Person) -> list[CvShare]:
    """Return with whom one's own is shared, the latest first; what was for a meeting, or has ended, leaves with it.

    What is paused stands here, too: once it goes on it is shared again.
    """
    rows = policies.own_cv_shares(person).filter(relationship__in=policies.visible_relationships(person))
    rows = rows.filter(relationship__state__in=[*LIVE, "suspended"])
    found = rows.select_related("relationship", "meeting").prefetch_related("relationship__members__person")
    return [each for each in found.order_by("-shared_at") if each.meeting is None or _is_near(each.meeting)]


def _is_near(meeting: Meeting) -> bool:
    return meeting.state in ("booked", "held") and meeting.starts_at >= clock.now() - policies.AFTER_A_MEETING


def own_share(person: Person, pk: UUID) -> CvShare:
    """Return one of one's own shares; 404 otherwise."""
    found = policies.own_cv_shares(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def unshared(person: Person) -> list[Member]:
    """Return one's places in living relationships with which one's CV is not shared for as long as they live."""
    shared = policies.own_cv_shares(person).filter(meeting__isnull=True).values("relationship")
    rows = policies.visible_memberships(person).filter(answer="accepted", relationship__state__in=LIVE)
    rows = rows.exclude(relationship__in=shared).select_related("relationship__cohort__programme")
    return list(rows.prefetch_related("relationship__members__person").order_by("-relationship__began_at", "pk"))


def shared_cv(person: Person, pk: UUID) -> SharedCv:
    """Return what somebody shares with *person*; 404 otherwise, and from the moment it is shared no more."""
    share = policies.visible_cv_shares(person).exclude(person=person).select_related("cv__person").filter(pk=pk).first()
    if share is None:
        raise Http404
    said = share.cv.sections or {}
    sections = [(SECTIONS[name], said[name]) for name in rules.SECTIONS if said.get(name)]
    return SharedCv(share, share.cv.person.name, sections, share.cv.file_size > 0)


def shared_file(person: Person, pk: UUID) -> tuple[str, bytes]:
    """Return whose CV it is that somebody shares with *person*, and its file; 404 where there is none."""
    shared = shared_cv(person, pk)
    if not shared.has_file:
        raise Http404
    return shared.name, base64.b64decode(shared.share.cv.file)


def cvs_at(mine: Mine, meeting: Meeting) -> AtMeeting:
    """Return the CVs that belong to the page of a meeting; two queries."""
    me = mine.member.person
    rows = list(policies.visible_cv_shares(me).filter(relationship=mine.relationship).order_by("shared_at"))
    here = [each for each in rows if each.meeting_id in (None, meeting.pk)]
    others = {each.person_id: each for each in here if each.person_id != me.pk}
    own = next((each for each in here if each.person_id == me.pk), None)
    is_ahead = mine.is_live and meeting.state == "booked" and meeting.ends_at > clock.now()
    return AtMeeting(
        others=[(mine.who(pk), share) for pk, share in others.items()], own=own, can_share=is_ahead and own is None
    )
