"""Decision worksheets, one's own and those one is asked to talk over."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from chiron.core import encryption
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Decision
from chiron.relationships.queries.relationships import Mine
from chiron.relationships.queries.timeline import entries, panel


def decision_for(person: Person, pk: UUID) -> Decision:
    """Return a decision that *person* may read; 404 otherwise."""
    found = policies.visible_decisions(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_decision(person: Person, pk: UUID) -> Decision:
    """Return one of one's own decisions; 404 otherwise."""
    found = policies.own_decisions(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_decisions(person: Person) -> list[Decision]:
    """Return one's own decisions, the latest first."""
    return list(policies.own_decisions(person).order_by("-begun_at"))


@panel("decision", column="end", position=40)
def decision_panel(mine: Mine) -> list[Decision] | None:
    """Return the decisions that are talked over in a relationship; nothing where there is none."""
    return _talked_over(mine) or None


def _talked_over(mine: Mine) -> list[Decision]:
    """The decisions of a relationship, the latest first; asked once for a whole page."""
    kept = vars(mine)
    if "decisions" not in kept:
        encryption.preload({each.person_id for each in mine.everybody})
        rows = policies.visible_decisions(mine.member.person).filter(relationship=mine.relationship)
        kept["decisions"] = list(rows.order_by("-begun_at"))
    return kept["decisions"]  # type: ignore[no-any-return]


@entries
def decision_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell which decisions were made and looked back on; what was chosen, for those who talk it over."""
    for each in _talked_over(mine):
        if each.decided_at is not None:
            yield rules.Entry(
                at=each.decided_at, icon="git-compare", title=_("A decision was made"),
                second=f"{each.question}: {each.choice}",
            )  # fmt: skip
        if each.revisited_at is not None:
            yield rules.Entry(
                at=each.revisited_at, icon="history", title=_("A decision was looked back on"), second=each.question
            )
