"""What people agreed on: the panel, the page of a version and what is different in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chiron.core import encryption
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Agreement, Signature
from chiron.relationships.queries.messages import duties_said
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import entries, panel, step
from chiron.relationships.rules.agreements import Change, Point, Points

#: What the short lines are called.
TITLES: dict[str, Promise | str] = {
    "meet": gettext_lazy("Meet"),
    "focus": gettext_lazy("First of all"),
    "between": gettext_lazy("Between"),
    "until": gettext_lazy("Until"),
    "review": gettext_lazy("Look back"),
    "private": gettext_lazy("Private"),
    "credit": gettext_lazy("Credit"),
    "ending": gettext_lazy("Ending"),
}


def waits_for_signature(person: Person) -> Exists:
    """Whether an agreement waits for *person* to sign it in the relationship of the place at hand."""
    signed = Signature.objects.filter(agreement=OuterRef("pk"), person=person, signed_at__isnull=False)
    proposed = policies.visible_agreements(person).filter(state="proposed", relationship=OuterRef("relationship"))
    return Exists(proposed.filter(~Exists(signed)))


@dataclass(frozen=True)
class Signed:
    """One member's part of a version: who, what they want to learn, when they signed."""

    who: str
    is_own: bool
    learning: str
    on: date | None


@dataclass(frozen=True)
class Version:
    """A version of the agreement as one of its members reads it."""

    mine: Mine
    agreement: Agreement
    points: Points
    parts: list[Signed]
    proposed: "Version | None" = None

    @property
    def own(self) -> Signed:
        """The reader's own part."""
        return next((each for each in self.parts if each.is_own), Signed(_("You"), True, "", None))

    @property
    def waits_for_me(self) -> bool:
        """Whether the reader has not signed it, and it is not replaced."""
        return self.agreement.state not in ("replaced",) and self.own.on is None

    @property
    def missing(self) -> list[str]:
        """Who else has not signed it, by name."""
        return [each.who for each in self.parts if each.on is None and not each.is_own]

    @property
    def by(self) -> str:
        """Who proposed it; nothing for the draft of the programme."""
        return self.mine.who(self.agreement.by_id) if self.agreement.by_id else ""

    @cached_property
    def facts(self) -> list[dict[str, str]]:
        """The short lines, as the panel shows them."""
        return [{"term": each.title, "text": each.text} for each in self.points.terms]


def _language() -> str:
    return (get_language() or "en")[:2]


def read(agreement: Agreement, language: str = "") -> Points:
    """Return the points of a version in *language*, else the reader's."""
    titles = {id: str(name) for id, name in TITLES.items()}
    return rules.agreements.read(agreement.points, titles, language or _language())


def versions_of(mine: Mine) -> list[Agreement]:
    """Return every version of the agreement, the latest first, with its signatures; two queries a page."""
    if "agreements" not in mine.kept:
        rows = mine.relationship.agreements.order_by("-number").prefetch_related("signatures")
        mine.kept["agreements"] = list(rows)
    return mine.kept["agreements"]  # type: ignore[no-any-return]


def version(mine: Mine, agreement: Agreement) -> Version:
    """Return one version as a member reads it."""
    encryption.preload([mine.relationship.pk, *(each.person_id for each in mine.everybody)])
    signed = {each.person_id: each for each in agreement.signatures.all()}
    return Version(mine, agreement, read(agreement), [_part(mine, each.person_id, signed) for each in mine.everybody])


def _part(mine: Mine, person_id: UUID, signed: dict[UUID, Signature]) -> Signed:
    found = signed.get(person_id)
    learning, at = (found.learning, found.signed_at) if found is not None else ("", None)
    on = timezone.localdate(at) if at else None
    return Signed(mine.who(person_id), person_id == mine.member.person_id, learning, on)


def version_for(person: Person, mine: Mine, number: int | None) -> Version:
    """Return a version by its number, the latest without one; 404 where there is none that *person* may read."""
    rows = policies.visible_agreements(person).filter(relationship=mine.relationship.pk).order_by("-number")
    found = rows.prefetch_related("signatures").filter(**({} if number is None else {"number": number})).first()
    if found is None:
        raise Http404
    return version(mine, found)


def difference(mine: Mine, agreement: Agreement) -> list[Change]:
    """Return what *agreement* changes in the version before it, word by word, each point in the language it is in."""
    before = mine.relationship.agreements.filter(number=agreement.number - 1).first()
    if before is None:
        return []
    new = read(agreement).every
    old = {language: {each.id: each.text for each in read(before, language).every} for language in _languages(new)}
    return rules.agreements.changes({each.id: old[each.language].get(each.id, "") for each in new}, new)


def _languages(points: Iterable[Point]) -> set[str]:
    return {each.language for each in points}


def open_points(shown: Version) -> list[Point]:
    """Return the points that a proposal may change."""
    return [each for each in shown.points.every if not each.is_kept]


def printed(shown: Version) -> dict[str, Any]:
    """Return a version as its printed form reads it: plain text throughout."""
    relationship = shown.mine.relationship
    programme = relationship.cohort.programme
    states = {"proposed": _("Proposed"), "in_force": _("In force"), "replaced": _("Replaced by a later version")}
    number = _("Version %(number)d") % {"number": shown.agreement.number}
    names = {each.person_id: each.person.name or _("somebody erased") for each in shown.mine.everybody}
    parts = [
        {
            "who": names[member.person_id],
            "learning": part.learning,
            "signed": formats.date_format(part.on, "DATE_FORMAT") if part.on else _("not signed"),
        }
        for member, part in zip(shown.mine.everybody, shown.parts, strict=True)
    ]
    return {
        "language": _language(),
        "title": _("Agreement"),
        "names": ", ".join(names.values()),
        "where": f"{programme.name}, {relationship.cohort.name}",
        "state": f"{number}. {states[shown.agreement.state]}",
        "terms": [[each.title, each.text] for each in shown.points.terms],
        "duties": duties_said(shown.mine) if shown.agreement.state != "replaced" else [],
        "sections": [[each.title, each.text.split("\n\n")] for each in shown.points.sections],
        "learning": _("What each of us wants to learn"),
        "signatures": _("Signatures"),
        "parts": parts,
        "footer": _("For those who signed it. It is no record of anybody’s performance."),
    }


@panel("agreement", column="start", position=20)
def agreement_panel(mine: Mine) -> Version | None:
    """The agreement in short: the one in force and a change proposed since, or the first, which waits to be signed."""
    by_state = {each.state: version(mine, each) for each in versions_of(mine) if each.state not in ("replaced",)}
    in_force, proposed = by_state.get("in_force"), by_state.get("proposed")
    return replace(in_force, proposed=proposed) if in_force is not None else proposed


@step(10)
def agreement_step(mine: Mine) -> rules.Step:
    """Done once a version is in force; else whose signature it waits for."""
    url = reverse("relationships:agreement", args=[mine.relationship.pk])
    agreed = [each for each in versions_of(mine) if each.in_force_at is not None]
    if agreed and agreed[-1].in_force_at is not None:
        signed = _("%(day)s, both signed") if len(mine.others) == 1 else _("%(day)s, all signed")
        return rules.Step(
            _("Agreement"), signed % {"day": _short(timezone.localdate(agreed[-1].in_force_at))}, is_done=True, url=url
        )
    latest = versions_of(mine)[:1]
    waits = any(version(mine, each).waits_for_me for each in latest)
    detail = _("Waits for you") if waits else _("Waits for %(name)s") % {"name": mine.others_named}
    if not mine.is_live:
        detail = _("Was not signed by all")
    return rules.Step(_("Agreement"), detail, is_done=False, url=url)


@entries
def agreement_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell which versions were proposed, by whom, and which came into force."""
    for each in reversed(versions_of(mine)):
        url = reverse("relationships:agreement_version", args=[mine.relationship.pk, each.number])
        if each.by_id is not None:
            own = each.by_id == mine.member.person_id
            title = _("You proposed a change to the agreement")
            if not own:
                title = _("%(name)s proposed a change to the agreement") % {"name": mine.who(each.by_id)}
            yield rules.Entry(at=each.made_at, icon="pencil", title=title, url=url)
        if each.in_force_at is not None:
            second = _("Version %(number)d, signed by everybody") % {"number": each.number}
            yield rules.Entry(at=each.in_force_at, icon="file-text", title=_("Agreed"), second=second, url=url)


def _short(on: date) -> str:
    return formats.date_format(on, "MONTH_DAY_FORMAT")
