"""Goals, for whose they are and for those with whom they are shared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from chiron.core import encryption
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.models import Goal, GoalChange, Member, Relationship
from chiron.relationships.queries.relationships import Mine, names_in
from chiron.relationships.queries.shelf import frameworks, said
from chiron.relationships.queries.timeline import entries, panel


@dataclass(frozen=True)
class Learner:
    """A member and what they want to learn, as the page of a relationship shows it."""

    member: Member
    who: str
    is_me: bool
    goals: list[Goal] = field(default_factory=list)


@dataclass(frozen=True)
class GoalsPanel:
    """Everybody's goals in a relationship: of those who came to learn, then of the others."""

    learners: list[Learner]
    others: list[Learner]
    is_live: bool


@dataclass(frozen=True)
class Change:
    """One entry of a goal's history: when, and what was changed."""

    at: datetime
    differences: list[rules.Difference]


def goal_for(person: Person, pk: UUID) -> Goal:
    """Return a goal that *person* may read; 404 otherwise."""
    found = policies.visible_goals(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_goal(person: Person, pk: UUID) -> Goal:
    """Return a goal of *person*'s own; 404 otherwise."""
    found = policies.own_goals(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_goals(person: Person) -> list[Goal]:
    """Return one's own goals: the open ones first, each group in the order in which they were set."""
    rows = policies.own_goals(person).order_by("set_at")
    return sorted(rows, key=lambda goal: goal.state != "open")


def living(person: Person) -> list[Relationship]:
    """Return the relationships that *person* takes part in now, the newest first."""
    rows = policies.visible_relationships(person).filter(state__in=rules.LIVE)
    return list(rows.select_related("cohort__programme").prefetch_related("members__person").order_by("-offered_at"))


def shared_with(person: Person, goal: Goal) -> set[UUID]:
    """Return the relationships of *person* with which a goal is shared."""
    rows = goal.shares.filter(relationship__in=policies.visible_relationships(person))
    return set(rows.values_list("relationship_id", flat=True))


def sharing(person: Person) -> list[tuple[str, str]]:
    """Return the relationships with which *person* can share something: id, and who is in it."""
    return [(str(each.pk), names_in(each, but=person.pk)) for each in living(person)]


def readers(person: Person, goal: Goal) -> list[str]:
    """Return who can read one's own goal besides oneself."""
    shared = shared_with(person, goal)
    return [names_in(each, but=person.pk) for each in living(person) if each.pk in shared]


def tag_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the tags of every framework as choices, grouped."""
    return [(said(each.title), [(tag.key, said(tag.name)) for tag in each.tags]) for each in frameworks()]


def history(goal: Goal) -> list[Change]:
    """Return what was changed about a goal, the latest first."""
    changes = list(goal.changes.order_by("-sequence"))
    after: dict[str, Any] = goal.told
    found = []
    for change in changes:
        found.append(Change(change.at, rules.differences(change.before, after)))
        after = change.before
    return found


def goals_here(mine: Mine) -> list[Goal]:
    """Return the goals that are shared with a relationship and not let go, in the order they were set: read once."""
    if "goals" not in mine.kept:
        rows = policies.visible_goals(mine.member.person).filter(shares__relationship=mine.relationship)
        mine.kept["goals"] = list(rows.exclude(state="let_go").order_by("set_at"))
        encryption.preload({each.person_id for each in [*mine.everybody, *mine.kept["goals"]]})
    return mine.kept["goals"]  # type: ignore[no-any-return]


@panel("goals", column="end", position=10)
def goals_panel(mine: Mine) -> GoalsPanel | None:
    """Return everybody's goals on the page of a relationship; nothing once it is over and nobody set any."""
    found: dict[UUID, list[Goal]] = {each.person_id: [] for each in mine.everybody}
    for goal in goals_here(mine):
        found.setdefault(goal.person_id, []).append(goal)
    if not mine.is_live and not any(found.values()):
        return None
    learners = [
        Learner(each, mine.who(each.person_id), each.pk == mine.member.pk, found[each.person_id])
        for each in mine.everybody
    ]
    first = [each for each in learners if each.member.role in rules.LEARNERS]
    return GoalsPanel(first, [each for each in learners if each not in first], mine.is_live)


@entries
def goal_entries(mine: Mine) -> Iterable[rules.Entry]:
    """Tell which goals were shared with the relationship, and how they have moved since."""
    goals = policies.visible_goals(mine.member.person).exclude(state="let_go")
    shares = list(mine.relationship.goal_shares.filter(goal__in=goals).select_related("goal"))
    encryption.preload({share.goal.person_id for share in shares})
    later: dict[UUID, list[GoalChange]] = {share.goal_id: [] for share in shares}
    for change in policies.visible_goal_changes(mine.member.person).filter(goal__in=later).order_by("-sequence"):
        later[change.goal_id].append(change)
    for share in shares:
        goal, who = share.goal, mine.who(share.goal.person_id)
        title = _("You set a goal") if who == _("You") else _("%(name)s set a goal") % {"name": who}
        yield rules.Entry(at=share.shared_at, icon="flag", title=title, second=goal.title)
        yield from _moves(goal, [change for change in later[goal.pk] if change.at > share.shared_at])


def _moves(goal: Goal, changes: list[GoalChange]) -> Iterable[rules.Entry]:
    """What the *changes* of a goal, the latest first, say of how far it has come."""
    after: dict[str, Any] = goal.told
    for change in changes:
        told = {each.name: each for each in rules.differences(change.before, after)}
        if "state" in told and told["state"].after == "met":
            yield rules.Entry(at=change.at, icon="circle-check", title=_("A goal is met"), second=after["title"])
        elif "now" in told:
            second = _("%(title)s: now %(now)s, before %(before)s.") % {
                "title": after["title"], "now": told["now"].after, "before": told["now"].before,
            }  # fmt: skip
            yield rules.Entry(at=change.at, icon="flag", title=_("A goal moved"), second=second)
        after = change.before
