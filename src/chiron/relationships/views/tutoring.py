"""The tutoring record of a relationship: read, add, correct."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries


@guard(policies.visible_tutoring)
def tutoring(request: Request, pk: UUID) -> HttpResponse:
    """The record of a relationship, for whose practice it is and who wrote."""
    mine = queries.relationship_for(request.person, pk)
    require(mine.has_begun)
    return page(
        request, "relationships/tutoring.html", mine=mine,
        record=queries.tutoring_of(mine, request.GET.get("page")), there={each.person_id for each in mine.everybody},
    )  # fmt: skip


@guard(policies.may_tutor)
def record_tutoring(request: Request, pk: UUID) -> HttpResponseBase:
    """Write down what was practised."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_tutor(by=request.person, relationship=mine.relationship))
    form = _form(request, mine)
    if request.method == "POST" and form.is_valid():
        people = {str(each.person_id): each.person for each in mine.everybody}
        goals = {str(each.pk): each for each in queries.goals_to_practise(mine)}
        if accepted(
            form,
            actions.record_tutoring,
            relationship=mine.relationship,
            learner=people[form.cleaned_data["learner"]],
            goal=goals.get(form.cleaned_data.get("goal", "")),
            by=request.person,
            **form.said(),
        ):
            return redirect("relationships:tutoring", pk)
    return page(request, "relationships/tutoring_form.html", mine=mine, form=form)


def _form(request: Request, mine: Any) -> forms.Tutoring:
    learners = [(str(each.person_id), mine.who(each.person_id)) for each in [*mine.others, mine.member]]
    goals = [(str(goal.pk), f"{goal.title} ({mine.who(goal.person_id)})") for goal in queries.goals_to_practise(mine)]
    mentees = [each for each in mine.others if each.role in ("mentee", "member")]
    first = mentees[0] if len(mentees) == 1 else mine.member if not mentees else None
    initial = {"learner": str(first.person_id)} if first is not None else {}
    return forms.Tutoring(request.POST or None, learners=learners, goals=goals, initial=initial)


@guard(policies.may_correct)
def correct_tutoring(request: Request, pk: UUID) -> HttpResponseBase:
    """Correct what one wrote."""
    entry = queries.tutoring_entry(request.person, pk)
    require(policies.may_correct(by=request.person, entry=entry))
    said = {name: getattr(entry, name) for name in ("skill", "keep", "change", "next_step", "on")}
    form = forms.Tutoring(
        request.POST or None, learners=[], goals=[], initial={**said, "seen": "seen" if entry.is_observed else "told"}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.correct_tutoring, entry=entry, by=request.person, **form.said())
    ):
        return redirect("relationships:tutoring", entry.relationship_id)
    mine = queries.relationship_for(request.person, entry.relationship_id)
    return page(request, "relationships/tutoring_form.html", mine=mine, form=form, entry=entry)
