"""Asking how it goes, answering, and what follows."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.programmes import policies as programmes
from chiron.relationships import policies, queries, rules
from chiron.relationships.models import CheckIn, CheckInAnswer, Member, Rating, Relationship

ASKED = "relationships.check_in"
TALK_WISHED = "relationships.talk_wished"


class NotAsked(Refused):
    message = _("This question is not for you, or it is closed.")


class NoSuchChoice(Refused):
    message = _("Choose one of the answers.")


class NothingRated(Refused):
    message = _("Name at least one area that matters to you, and say how content you are with it.")


class AskedAlready(Refused):
    message = _("You are both being asked at present. Answer that first.")


@action("relationships.check_ins.opened", may=policies.may_open_check_ins)
def open_check_ins(*, relationships: Sequence[Relationship], question: str, roles: Sequence[str], by: Person) -> int:
    """Put a question of the blueprint to *relationships* of one programme and tell those asked.

    Each once since it began, or was renewed last.
    """
    rows = Relationship.objects.unscoped().filter(pk__in=[each.pk for each in relationships], state__in=rules.LIVE)
    asked = CheckIn.objects.unscoped().filter(relationship__in=rows, question=question).values("relationship")
    last = dict(asked.annotate(last=Max("number")).values_list("relationship", "last"))
    new = [
        CheckIn(relationship=each, question=question, number=last.get(each.pk, 0) + 1, opened_on=clock.today())
        for each in queries.not_asked(rows, question).order_by("pk")
    ]
    CheckIn.objects.bulk_create(new, batch_size=500)
    _tell_asked(new, roles)
    return len(new)


def _tell_asked(check_ins: Sequence[CheckIn], roles: Sequence[str]) -> None:
    by_relationship = {each.relationship_id: each for each in check_ins}
    asked = Member.objects.unscoped().filter(
        relationship__in=list(by_relationship), role__in=roles, left_at__isnull=True, person__erased_at__isnull=True
    )
    recipients = [(each.person_id, {"check_in": by_relationship[each.relationship_id].pk}) for each in asked]
    if recipients:
        institution = check_ins[0].relationship.institution_id
        notifications.tell_all(ASKED, institution=institution, recipients=recipients)


@action("relationships.check_in.answered", may=policies.may_answer_check_in)
def answer_check_in(
    *, check_in: CheckIn, choice: str, change: str = "", wishes_talk: bool = False, by: Person
) -> CheckInAnswer:
    """Answer for oneself; one may answer anew while it is open.

    The others learn only that everybody carries on, and *change* where the writer wants it read; the coordinator only
    that a talk is wished.
    """
    asked = queries.question_of(check_in)
    roles = rules.roles_asked(asked.to) if asked else ()
    everybody = list(check_in.relationship.members.filter(role__in=roles, left_at__isnull=True))
    if asked is None or by.pk not in {each.person_id for each in everybody} or not queries.is_open(check_in):
        raise NotAsked
    if choice not in {option.id for option in asked.choices}:
        raise NoSuchChoice
    row, _is_new = CheckInAnswer.objects.unscoped().get_or_create(
        check_in=check_in, person=by, defaults={"answered_at": clock.now()}
    )
    wishes = wishes_talk or choice in rules.ASKS_FOR_TALK
    is_new_wish = wishes and not row.wishes_talk
    row.answered_at, row.said = clock.now(), {"choice": choice, "change": change.strip()}
    row.wishes_talk, row.talked_at = wishes, None if is_new_wish else row.talked_at
    row.save()
    _settle(check_in, everybody)
    if is_new_wish:
        _tell_coordinators(row)
    return row


def _settle(check_in: CheckIn, everybody: Sequence[Member]) -> None:
    """Note that all carry on, once each has said so; a changed mind takes it back."""
    said = {row.person_id: row.said.get("choice", "") for row in check_in.answers.all()}
    choices = [said.get(each.person_id, "") for each in everybody]
    outcome = "together" if len(choices) > 1 and rules.carries_on(check_in.question, choices) else ""
    if outcome != check_in.outcome:
        check_in.outcome, check_in.outcome_at = outcome, clock.now() if outcome else None
        check_in.save(update_fields=["outcome", "outcome_at"])


def _tell_coordinators(answer: CheckInAnswer) -> None:
    relationship = answer.check_in.relationship
    coordinators = programmes.coordinators_of(relationship.cohort.programme_id).values_list("person_id", flat=True)
    recipients: list[tuple[Any, dict[str, object]]] = [(pk, {"answer": answer.pk}) for pk in set(coordinators)]
    notifications.tell_all(TALK_WISHED, institution=relationship.institution_id, recipients=recipients)


@action("relationships.talk.held", may=policies.may_note_talk)
def note_talk(*, answer: CheckInAnswer, by: Person) -> CheckInAnswer:
    """Note that the coordinator has talked with somebody who wished it."""
    answer.talked_at = clock.now()
    answer.save(update_fields=["talked_at"])
    return answer


@action("relationships.satisfaction.rated", may=policies.may_rate)
def rate(*, relationship: Relationship, areas: Sequence[tuple[str, int, int]], by: Person) -> Rating:
    """Keep what matters to a mentee, how much, and how content they are: (name, importance, satisfaction) each."""
    kept = [[name.strip(), weight, score] for name, weight, score in areas if name.strip()][: rules.MOST_AREAS]
    if not kept or any(weight not in rules.SCALE or score not in rules.SCALE for _name, weight, score in kept):
        raise NothingRated
    return Rating.objects.create(relationship=relationship, person=by, rated_at=clock.now(), said={"areas": kept})


@action("relationships.fit.asked_again", may=policies.may_rate)
def ask_again(*, relationship: Relationship, by: Person) -> CheckIn:
    """Put the fit check to everybody once more; it does not say who wanted it."""
    asked = queries.question(relationship, rules.FIT)
    if asked is None:
        raise NotAsked
    earlier = list(relationship.check_ins.filter(question=rules.FIT).order_by("-number"))
    if earlier and queries.is_open(earlier[0]) and not earlier[0].outcome:
        raise AskedAlready
    number = earlier[0].number + 1 if earlier else 1
    check_in = CheckIn.objects.create(
        relationship=relationship, question=rules.FIT, number=number, opened_on=clock.today()
    )
    _tell_asked([check_in], rules.roles_asked(asked.to))
    return check_in
