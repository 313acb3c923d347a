"""Next year's cohort: what is wanted, what exactly would be made, what was made."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.programmes import actions as programmes
from chiron.programmes import policies as programme_policies
from chiron.programmes import queries as programme_queries
from chiron.relationships import actions, forms, policies, queries

#: What the browser puts into a form and a preview does not carry on.
OF_THE_FORM = ("csrfmiddlewaretoken", "form_key", "step", "seen")


@guard(programme_policies.coordinated_cohorts)
def roll_over(request: Request, pk: UUID) -> HttpResponseBase:
    """Make next year's cohort: the form, then exactly what would be made, then make it."""
    cohort = queries.cohort_for(request.person, pk)
    rollover = programme_queries.rollover_of(request.person, cohort)
    if rollover is not None:
        return _made(request, cohort, rollover)
    require(policies.may_roll_over(by=request.person, cohort=cohort))
    left = queries.leaving(request.person, cohort)
    step = request.POST.get("step", "")
    form = forms.NextYear(
        request.POST or None,
        leaving=left,
        may_say_roles=queries.may_say_roles(request.person, cohort),
        initial=queries.suggested(cohort),
    )
    if request.method != "POST" or step == "edit" or not form.is_valid():
        return page(
            request, "relationships/rollover.html", status=422 if form.is_bound and step != "edit" else 200,
            cohort=cohort, left=left, form=form, chosen=_chosen(request, left),
        )  # fmt: skip
    plan = queries.plan(request.person, left, form.cleaned_data)
    if step == "make" and request.POST.get("seen") == plan.seen and (answer := _make(request, cohort, plan, form)):
        return answer
    return _preview(request, cohort, left, plan, form, has_changed=step == "make" and not form.errors)


def _chosen(request: Request, left: queries.Leaving) -> dict[str, list[str]]:
    """What is ticked: as it was sent, else what is usual."""
    if request.method == "POST":
        return {name: request.POST.getlist(name) for name in ("groups", "leave_out", "roles")}
    return {
        "groups": [each.value for each in left.groups if each.is_usual],
        "leave_out": [],
        "roles": [str(each.pk) for each in left.roles],
    }


def _make(request: Request, cohort: Any, plan: queries.Plan, form: Any) -> HttpResponseBase | None:
    """Make it and lead on; where it is refused the form says why."""
    try:
        actions.roll_over(
            cohort=cohort, name=plan.name, starts_on=plan.starts_on, ends_on=plan.ends_on, archive_on=plan.archive_on,
            version=plan.version, again=plan.again, roles=plan.kept, seen=[each.pk for each in plan.going_on],
            by=request.person,
        )  # fmt: skip
    except programmes.MadeAlready as refusal:
        messages.error(request, str(refusal))
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    else:
        messages.success(request, _("%(cohort)s stands. No invitation has gone out yet.") % {"cohort": plan.name})
    return redirect("relationships:roll_over", cohort.pk)


def _preview(
    request: Request, cohort: Any, left: queries.Leaving, plan: queries.Plan, form: Any, *, has_changed: bool
) -> HttpResponse:
    kept = [(name, value) for name in request.POST if name not in OF_THE_FORM for value in request.POST.getlist(name)]
    return page(
        request, "relationships/rollover_preview.html", cohort=cohort, left=left, plan=plan, kept=kept,
        has_changed=has_changed, faults=form.non_field_errors(), status=422 if has_changed or form.errors else 200,
    )  # fmt: skip


def _made(request: Request, cohort: Any, rollover: Any) -> HttpResponse:
    [progress] = programme_queries.cohort_progress(request.person, [rollover.made])
    return page(
        request, "relationships/rolled_over.html", cohort=cohort, rollover=rollover, progress=progress,
        carried=queries.carried_number(request.person, cohort),
    )  # fmt: skip


@guard(programme_policies.may_coordinate_cohort)
def archive(request: Request, pk: UUID) -> HttpResponseBase:
    """Say from which day a cohort is read-only, or that it is not."""
    cohort = queries.cohort_for(request.person, pk)
    require(programme_policies.may_coordinate_cohort(by=request.person, cohort=cohort))
    form = forms.Archive(request.POST or None, initial={"on": cohort.archive_on})
    plan = programmes.plan_archive
    if request.method == "POST" and form.is_valid() and accepted(
        form, plan, cohort=cohort, on=form.cleaned_data["on"], by=request.person
    ):  # fmt: skip
        return redirect("programmes:programme", cohort.programme_id)
    return page(request, "relationships/archive.html", cohort=cohort, form=form)
