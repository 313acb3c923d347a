"""What a coordinator sets: weights and method, rules between pairs, a pair by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core.web import Request, accepted, guard, page, require
from chiron.matching import actions, forms, policies, queries
from chiron.programmes import actions as programme_actions
from chiron.programmes import queries as programmes


def _cohort(request: Request, pk: UUID) -> Any:
    cohort = programmes.coordinated_cohort(request.person, pk)
    require(policies.may_match(by=request.person, cohort=cohort))
    return cohort


def _both(request: Request, cohort: Any, mentee: str, mentor: str) -> tuple[Any, Any]:
    """The two people whom a form names; 404 where one of them is not of the cohort."""
    one, other = queries.pair_of(request.person, cohort, mentee, mentor)
    if one is None or other is None:
        raise Http404
    return one, other


@guard(policies.may_match)
def weights(request: Request, pk: UUID) -> HttpResponseBase:
    """Method and weights of the next runs, in words."""
    cohort = _cohort(request, pk)
    plan = getattr(cohort, "match_plan", None)
    blueprint = programmes.blueprint_of(cohort)
    form = forms.Weights(
        request.POST or None,
        criteria=blueprint.criteria,
        plan=plan,
        choices=queries.choices(request.person, cohort),
        usual=queries.usual_method(blueprint),
    )
    if request.method == "POST" and form.is_valid():
        method = form.cleaned_data["method"]
        if accepted(
            form,
            actions.save_plan,
            cohort=cohort,
            method=method,
            options=form.options(),
            weights=form.weights(),
            offers_next=form.cleaned_data["offers_next"],
            by=request.person,
        ):
            messages.success(request, _("Saved. The next run uses it."))
            return redirect("matching:workbench", cohort.pk)
    return page(request, "matching/weights.html", cohort=cohort, form=form)


@guard(policies.may_match)
def pair(request: Request, pk: UUID) -> HttpResponseBase:
    """Offer one pair by hand: chosen, looked at with fit and warnings, then offered."""
    cohort = _cohort(request, pk)
    people = queries.free_people(request.person, cohort)
    form = forms.Pair(_asked(request), people=people, initial=request.GET.dict())
    two = None
    if form.is_bound and form.is_valid():
        both = _both(request, cohort, form.cleaned_data["mentee"], form.cleaned_data["mentor"])
        if request.method == "POST" and _offered(request, cohort, form, *both):
            return redirect("relationships:list", cohort.pk)
        two = queries.two_together(request.person, cohort, *both)
    return page(request, "matching/pair.html", cohort=cohort, form=form, people=people, two=two)


def _asked(request: Request) -> Any:
    """What was sent, or chosen in the address; nothing where only one of the two is known."""
    if request.method == "POST":
        return request.POST
    return request.GET if request.GET.get("mentee") and request.GET.get("mentor") else None


def _offered(request: Request, cohort: Any, form: forms.Pair, mentee: Any, mentor: Any) -> bool:
    try:
        actions.pair_by_hand(cohort=cohort, mentee=mentee, mentor=mentor, by=request.person)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Offered. Both get a mail."))
    return True


@guard(policies.may_match)
def rule(request: Request, pk: UUID) -> HttpResponseBase:
    """Lock a pair together or forbid it: ``lock`` or ``forbid`` is "mentee.mentor"."""
    cohort = _cohort(request, pk)
    kind = next((name for name in ("lock", "forbid") if request.POST.get(name)), "")
    if request.method == "POST" and kind:
        mentee, _dot, mentor = request.POST[kind].partition(".")
        _set(request, cohort, *_both(request, cohort, mentee, mentor), kind)
    return redirect(back(request, cohort))


def _set(request: Request, cohort: Any, mentee: Any, mentor: Any, kind: str) -> None:
    try:
        actions.set_rule(cohort=cohort, mentee=mentee, mentor=mentor, kind=kind, by=request.person)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return
    names = {"mentee": mentee.person.name, "mentor": mentor.person.name}
    if kind == "lock":
        said = _("%(mentee)s and %(mentor)s are locked together. The next run keeps them.") % names
    else:
        said = _("%(mentee)s and %(mentor)s are kept apart from the next run on.") % names
    messages.success(request, said)


@guard(policies.may_match)
def places(request: Request, pk: UUID) -> HttpResponseBase:
    """Change how many mentees a mentor takes, from the workbench; the next run counts with it."""
    cohort = _cohort(request, pk)
    _nobody, mentor = queries.pair_of(request.person, cohort, "", request.POST.get("mentor", ""))
    if request.method == "POST":
        if mentor is None:
            raise Http404
        _set_places(request, mentor)
    return redirect(back(request, cohort))


def _set_places(request: Request, mentor: Any) -> None:
    form = forms.Places(request.POST)
    if not form.is_valid():
        messages.error(request, _("Places are a whole number of 1 or more."))
        return
    try:
        changed = programme_actions.change_capacity(enrolment=mentor, by=request.person, **form.cleaned_data)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return
    facts = {"name": mentor.person.name, "n": changed.capacity}
    said = ngettext("%(name)s has %(n)d place now.", "%(name)s has %(n)d places now.", changed.capacity)
    messages.success(request, " ".join([said % facts, _("Run again to see what that does.")]))


@guard(policies.visible_rules)
def rules(request: Request, pk: UUID) -> HttpResponse:
    """Every lock and forbid of a cohort, each with its way back."""
    cohort = programmes.coordinated_cohort(request.person, pk)
    return page(request, "matching/rules.html", cohort=cohort, rules=queries.rules_of(request.person, cohort))


@guard(policies.may_change_rule)
def rule_clear(request: Request, pk: UUID) -> HttpResponseBase:
    """Take a lock or a forbid back."""
    found = queries.rule_for(request.person, pk)
    require(policies.may_change_rule(by=request.person, rule=found))
    cohort = found.cohort
    if request.method == "POST" and accepted(request, actions.clear_rule, rule=found, by=request.person):
        messages.success(request, _("Taken back. The next run decides freely."))
    return redirect(back(request, cohort))


def back(request: Request, cohort: Any) -> str:
    """The page of this site on which the button stood, else the workbench."""
    came_from = request.POST.get("back", "")
    if came_from.startswith("/") and url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return came_from
    return reverse("matching:workbench", args=[cohort.pk])
