"""Answering how it goes, and for mentees how content they are with what matters to them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries, rules


@guard(policies.visible_check_ins)
def check_in(request: Request, pk: UUID) -> HttpResponseBase:
    """One question of the programme, answered for oneself."""
    asked = queries.check_in_for(request.person, pk)
    kept = {**asked.own.said, "wishes_talk": asked.own.wishes_talk} if asked.own else None
    form = forms.CheckIn(request.POST or None, initial=kept, choices=asked.choices, is_review=asked.is_review)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.answer_check_in, check_in=asked.check_in, by=request.person, **form.cleaned_data)
    ):
        said = form.cleaned_data
        messages.success(request, _thanks(wishes_talk=said["wishes_talk"] or said["choice"] in rules.ASKS_FOR_TALK))
        return _onward(asked, said["choice"])
    is_open = queries.is_open(asked.check_in) and asked.mine.is_live
    return page(request, "relationships/check_in.html", asked=asked, form=form, is_open=is_open)


def _thanks(*, wishes_talk: bool) -> str:
    thanks = _("Thank you. Your answer is kept, for you.")
    more = _("Your coordinator learns that you wish a talk, nothing else.")
    return f"{thanks} {more}" if wishes_talk else thanks


def _onward(asked: queries.Asked, choice: str) -> HttpResponseBase:
    """Lead to what the answer's own words want, which the writer does themselves or leaves; else back."""
    pk = asked.check_in.relationship_id
    wanted: dict[str, tuple[object, ...]] = {
        "leave": ("relationships:leave", pk),
        "closing": ("relationships:closing", pk),
        "meeting": ("relationships:meeting_find", pk),
        "needs": ("plan:needs", asked.mine.member.enrolment_id),
        "pause": ("mentoring",),
        "": ("relationships:relationship", pk),
    }
    name, *arguments = wanted[rules.leads_to(asked.check_in.question, choice)]
    return redirect(str(name), *arguments)


@guard(policies.may_rate)
def satisfaction(request: Request, pk: UUID) -> HttpResponseBase:
    """What matters to me, how much, and how content I am."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_rate(by=request.person, relationship=mine.relationship))
    ratings = queries.rated(mine)
    form = forms.Satisfaction(request.POST or None, initial=_initial(ratings))
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.rate, relationship=mine.relationship, areas=form.areas(), by=request.person)
    ):
        return redirect("relationships:satisfaction", pk)
    return page(
        request,
        "relationships/satisfaction.html",
        mine=mine,
        form=form,
        ratings=ratings,
        has_dropped=queries.has_dropped(ratings),
    )


def _initial(ratings: list[queries.Rated]) -> dict[str, object]:
    """The areas and weights of last time; how content one is now is asked anew."""
    latest = ratings[0].areas if ratings else []
    named = {f"area_{n}": name for n, (name, _weight, _score) in enumerate(latest, 1)}
    return named | {f"weight_{n}": weight for n, (_name, weight, _score) in enumerate(latest, 1)}


@guard(policies.may_rate)
def ask_again(request: Request, pk: UUID) -> HttpResponseBase:
    """Have everybody asked once more whether it fits, without saying who wanted it."""
    mine = queries.relationship_for(request.person, pk)
    require(policies.may_rate(by=request.person, relationship=mine.relationship))
    if request.method == "POST" and accepted(
        request, actions.ask_again, relationship=mine.relationship, by=request.person
    ):
        messages.success(request, _("You are both asked whether it fits. It does not say who wanted it."))
    return redirect("relationships:relationship", pk)


@guard(policies.may_note_talk)
def note_talk(request: Request, pk: UUID) -> HttpResponseBase:
    """Note that the coordinator has talked with somebody who wished it."""
    wish = queries.wish_for(request.person, pk)
    require(policies.may_note_talk(by=request.person, answer=wish))
    if request.method == "POST" and accepted(request, actions.note_talk, answer=wish, by=request.person):
        messages.success(request, _("Noted: you have talked."))
    return redirect("cockpit")
