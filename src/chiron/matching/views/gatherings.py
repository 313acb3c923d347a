"""Evenings of short talks and groups: asked for, shown, printed, taken away, groups offered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.core import export
from chiron.core.web import Request, accepted, guard, page, require
from chiron.matching import actions, forms, policies, queries, rules
from chiron.programmes import queries as programmes


def _cohort(request: Request, pk: UUID) -> Any:
    cohort = programmes.coordinated_cohort(request.person, pk)
    require(policies.may_match(by=request.person, cohort=cohort))
    return cohort


@guard(policies.may_match)
def talks(request: Request, pk: UUID) -> HttpResponseBase:
    """An evening of short talks: how many rounds, how long, and the schedule that was worked out last."""
    cohort = _cohort(request, pk)
    latest = queries.latest_gathering(request.person, cohort, "talks")
    form = forms.Talks(request.POST or None, initial=forms.Talks.from_asked(latest.asked) if latest else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.plan_talks, cohort=cohort, asked=form.asked(), by=request.person)
    ):
        return redirect("matching:talks", cohort.pk)
    schedule = queries.schedule_of(latest) if latest else None
    return page(request, "matching/talks.html", cohort=cohort, form=form, evening=latest, schedule=schedule)


@guard(policies.visible_gatherings)
def talks_csv(request: Request, pk: UUID) -> HttpResponseBase:
    """The schedule of an evening as CSV, a row a talk."""
    found = queries.gathering_for(request.person, pk, "talks")
    return export.csv_response(_file_name(found, _("rounds")), *queries.schedule_table(found))


@guard(policies.may_match)
def groups(request: Request, pk: UUID) -> HttpResponseBase:
    """Groups that can meet: how large, how many hours in common, and those that were formed last."""
    cohort = _cohort(request, pk)
    latest = queries.latest_gathering(request.person, cohort, "groups")
    form = forms.Groups(request.POST or None, initial=latest.asked if latest else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.form_groups(cohort=cohort, asked=form.cleaned_data, by=request.person)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        except rules.Clash as clash:
            form.add_error(None, queries.said(clash.says))
        else:
            return redirect("matching:groups", cohort.pk)
    formed = queries.groups_of(latest) if latest else None
    return page(request, "matching/groups.html", cohort=cohort, form=form, latest=latest, formed=formed)


@guard(policies.visible_gatherings)
def groups_csv(request: Request, pk: UUID) -> HttpResponseBase:
    """The groups as CSV, a row a person."""
    found = queries.gathering_for(request.person, pk, "groups")
    return export.csv_response(_file_name(found, _("groups")), *queries.groups_table(found))


@guard(policies.may_change_gathering)
def groups_offer(request: Request, pk: UUID) -> HttpResponseBase:
    """Offer the groups to their members."""
    found = queries.gathering_for(request.person, pk, "groups")
    require(policies.may_change_gathering(by=request.person, gathering=found))
    if request.method == "POST":
        try:
            offered = actions.offer_groups(gathering=found, by=request.person)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        else:
            n = len(offered.created)
            said = ngettext("%(n)d group is offered.", "%(n)d groups are offered.", n) % {"n": n}
            messages.success(request, said)
            for group, why in offered.left_out:
                messages.warning(request, f"{group.name}: {why}")
    return redirect("matching:groups", found.cohort_id)


def _file_name(found: Any, what: str) -> str:
    return f"{slugify(f'{found.cohort.programme.name} {found.cohort.name} {what}') or 'people'}.csv"
