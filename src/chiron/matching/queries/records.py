"""What a run was made of, in words."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.matching.models import MatchRun
from chiron.matching.queries.kept import blueprint_of
from chiron.matching.queries.words import METHODS, method_said
from chiron_blueprint.words import in_language


def record_of(run: MatchRun) -> list[dict[str, Any]]:
    """Return who made *run*, when, how and from what, as facts."""
    kinds = [kind for _mentee, _mentor, kind in run.rules]
    set_by_hand = {"locks": kinds.count("lock"), "forbids": kinds.count("forbid"), "apart": kinds.count("apart")}
    said = [_("%(locks)d locked, %(forbids)d forbidden, %(apart)d kept apart") % set_by_hand]
    if "tried" in kinds:
        said.append(_("%(n)d offered in vain before") % {"n": kinds.count("tried")})
    if "together" in kinds:
        said.append(_("%(n)d together already") % {"n": kinds.count("together")})
    facts = [
        (_("Made"), _made(run)),
        (_("Method"), f"{method_said(run.method, run.options)}. {METHODS[run.method][1]}"),
        (_("Weights"), _weights(run)),
        (_("Rules"), ", ".join(said)),
    ]
    if run.state == "done":
        facts += [
            (_("People"), _people(run)),
            (_("Blueprint"), _blueprint(run)),
            (_("Version of the engine"), run.engine_version),
            (_("Seed of the lottery"), str(run.seed)),
            (_("Hash of the problem"), run.problem_hash),
        ]
    return [{"term": term, "text": text} for term, text in facts]


def _made(run: MatchRun) -> str:
    when = date_format(localtime(run.created_at), "DATETIME_FORMAT")
    return _("%(when)s by %(name)s") % {"when": when, "name": run.created_by.name} if run.created_by else when


def _people(run: MatchRun) -> str:
    facts = {name: run.figures[name] for name in ("mentees", "mentors", "places")}
    return _("%(mentees)d mentees, %(mentors)d mentors, %(places)d places") % facts


def _blueprint(run: MatchRun) -> str:
    if run.blueprint is None:
        return _("not noted")
    name = in_language(blueprint_of(run).name, get_language() or "en")
    return _("%(name)s, version %(version)d") % {"name": name, "version": run.blueprint.version}


def _weights(run: MatchRun) -> str:
    language = get_language() or "en"
    criteria = [each for each in blueprint_of(run).criteria if each.compare != "text"]
    weighed = [(in_language(each.name, language), run.weights.get(each.id, each.weight)) for each in criteria]
    return ", ".join(f"{name} {weight:g}" for name, weight in weighed if weight)
