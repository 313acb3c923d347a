"""The first version of an agreement: from the blueprint's text and what everybody answered when they applied."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import clock
from chiron.programmes import queries as programmes
from chiron.programmes import rules as applying
from chiron.relationships.models import Agreement, Relationship, Signature
from chiron.relationships.rules.following import middle
from chiron_blueprint.schema.model import Blueprint, Cadence
from chiron_blueprint.words import in_language

Answers = dict[str, list[dict[str, Any]]]


def draft(relationship: Relationship) -> Agreement:
    """Write version 1 for a relationship that begins; everybody who is in it is to sign it."""
    blueprint = programmes.blueprint_of(relationship.cohort)
    said = _answers(relationship)
    agreement = Agreement.objects.create(
        relationship=relationship,
        number=1,
        made_at=clock.now(),
        points={
            "terms": [{"id": id, "text": _spoken(tell)} for id, tell in _terms(relationship, blueprint, said).items()],
            "sections": [
                {"id": each.id, "title": each.title, "text": each.text, "keep": each.must_keep}
                for each in blueprint.agreement
            ],
        },
    )
    for member in relationship.members.filter(left_at__isnull=True):
        Signature.objects.create(agreement=agreement, person_id=member.person_id)
    return agreement


def _answers(relationship: Relationship) -> Answers:
    found: Answers = {"mentee": [], "mentor": []}
    members = relationship.members.filter(left_at__isnull=True).select_related("enrolment__application")
    for member in members:
        application = getattr(member.enrolment, "application", None)
        if application is not None:
            found[member.enrolment.side].append(applying.thawed(application.answers))
    return found


def _spoken(tell: Callable[[str], str]) -> dict[str, str]:
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = tell(language)
    return texts


def _terms(relationship: Relationship, blueprint: Blueprint, said: Answers) -> dict[str, Callable[[str], str]]:
    """What each short line says, in the language that is spoken when it is called."""
    cadence = blueprint.cadence
    terms: dict[str, Callable[[str], str]] = {
        "meet": lambda language: ", ".join(
            [*_rhythm(cadence), *_shared(blueprint, said, ("format", "format"), language, last=_("or"))]
        ),
        "focus": lambda language: _sentence(
            "".join(_shared(blueprint, said, _offer(blueprint), language, last=_("and")))
        ),
        "between": lambda language: _("Messages answered within three working days"),
        "until": lambda language: _day(relationship.ends_on),
        "review": lambda language: _reviews(cadence, relationship.ends_on),
        "private": lambda language: _("Everything, short of danger or a duty to report"),
        "credit": lambda language: _("Authorship agreed beforehand, in writing"),
        "ending": lambda language: _("Either, any day, no reason asked"),
    }
    return {id: tell for id, tell in terms.items() if id != "focus" or tell("en")}


def _rhythm(cadence: Cadence | None) -> list[str]:
    if cadence is None:
        return [_("As often as you agree")]
    days = cadence.every_days
    named = {7: _("Every week"), 14: _("Every two weeks"), 30: _("Monthly"), 90: _("Every three months")}
    often = named.get(days) or ngettext("Every day", "Every %(n)d days", days) % {"n": days}
    return [often, ngettext("%(n)d minute", "%(n)d minutes", cadence.minutes) % {"n": cadence.minutes}]


def _reviews(cadence: Cadence | None, ends_on: date | None) -> str:
    """When it is looked back on: what would come after the last day is left out, the closing is on it."""
    if cadence is None:
        return _("Half-way and at the end")
    today = clock.today()
    closing = ends_on or today + timedelta(days=cadence.closing_day)
    fits, half = today + timedelta(days=cadence.fit_check_day), middle(today, cadence.mid_point_day, ends_on)
    before = [(name, on) for name, on in ((_("does it fit"), fits), (_("half-way"), half)) if on and on < closing]
    return _sentence(", ".join(f"{name} {_day(when)}" for name, when in [*before, (_("closing"), closing)]))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(on: Any) -> str:
    return formats.date_format(on, "DATE_FORMAT") if on is not None else _("as long as you agree")


def _offer(blueprint: Blueprint) -> tuple[str, str]:
    """The two questions of which one says what is needed and the other what is offered."""
    found = next((each for each in blueprint.criteria if each.compare == "offer"), None)
    return (found.mentee, found.mentor) if found is not None else ("", "")


def _shared(blueprint: Blueprint, said: Answers, questions: tuple[str, str], language: str, *, last: str) -> list[str]:
    """The options that everybody chose, in the mentees' order, as one phrase; nothing where a question is not asked."""
    asked = {side: {each.id: each for each in blueprint.side(side)} for side in said}
    if questions[0] not in asked["mentee"] or questions[1] not in asked["mentor"]:
        return []
    chosen = [
        [str(each) for each in answers.get(question) or ()]
        for side, question in zip(("mentee", "mentor"), questions, strict=True)
        for answers in said[side]
    ]
    shared = [each for each in (chosen[0] if chosen else []) if all(each in other for other in chosen)]
    options = blueprint.options(asked["mentee"][questions[0]])
    labels = {option.id: in_language(option.label, language) for option in options}
    words = [labels[each].lower() for each in shared if each in labels]
    joined = f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
    return [joined] if joined else []
