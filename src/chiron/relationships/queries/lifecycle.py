"""The life of a relationship as its members read it: that it began, how it ended, when it closes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from chiron.relationships import rules
from chiron.relationships.models import Relationship, RelationshipTransition
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import entries, step


def transitions_of(mine: Mine) -> list[RelationshipTransition]:
    """Return every change of its state in order; one query a page."""
    if "transitions" not in mine.kept:
        mine.kept["transitions"] = list(mine.relationship.transitions.order_by("sequence"))
    return mine.kept["transitions"]  # type: ignore[no-any-return]


def counted_from(mine: Mine) -> date | None:
    """The day on which it began, or was renewed last: the days of the programme's questions count from there."""
    renewed = [each.at for each in transitions_of(mine) if (each.from_state, each.to_state) == ("closing", "active")]
    at = renewed[-1] if renewed else mine.relationship.began_at
    return None if at is None else timezone.localdate(at)


def begun_last(together: Iterable[Relationship]) -> date | None:
    """The latest day on which one of *together* began or was renewed; None where none has begun. One query."""
    rows = list(together)
    moves = RelationshipTransition.objects.filter(relationship__in=rows, from_state="closing", to_state="active")
    renewed = moves.aggregate(last=Max("at"))["last"]
    days = [at for at in (renewed, *(each.began_at for each in rows)) if at is not None]
    return timezone.localdate(max(days)) if days else None


@entries
def relationship_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell when it began, when its closing was opened and that it ended; never why."""
    titles = {"active": _("You said yes to each other"), "closing": _("The closing began"), "ended": _("It ended")}
    icons = {"active": "users", "closing": "flag", "ended": "flag"}
    told = {"": titles["active"], "offered": titles["active"]}
    for each in transitions_of(mine):
        if each.to_state in titles and each.from_state != "suspended":
            title = titles[each.to_state] if each.to_state != "active" else told.get(each.from_state)
            yield rules.Entry(at=each.at, icon=icons[each.to_state], title=title or _("You go on together"))


@step(50)
def closing_step(mine: Mine) -> rules.Step:
    """The end of the line: when it closes, or that it did."""
    relationship = mine.relationship
    if relationship.ended_at is not None:
        return rules.Step(_("Closing"), day(timezone.localdate(relationship.ended_at)), is_done=True)
    return rules.Step(_("Closing"), day(relationship.ends_on or relationship.cohort.ends_on), is_done=False)


def day(on: date) -> str:
    """A day as this page writes it: 15 March."""
    return formats.date_format(on, "MONTH_DAY_FORMAT")
