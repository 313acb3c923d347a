"""Programmes: the list, starting one, its page, its cohorts, its roles, its upgrade."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.programmes import actions, forms, policies, queries
from chiron.programmes.rules import plans
from chiron_blueprint import schema, words


@guard(policies.visible_programmes)
def programmes(request: Request) -> HttpResponse:
    """The programmes that one may see."""
    return page(
        request,
        "programmes/list.html",
        programmes=list(queries.programmes_of(request.person)),
        may_start=policies.may_create_programme(by=request.person),
    )


@guard(policies.may_create_programme)
def start(request: Request) -> HttpResponseBase:
    """Start a programme: one page."""
    require(policies.may_create_programme(by=request.person))
    shipped, own = queries.shipped_blueprints(), list(queries.own_blueprints(request.person))
    chosen = request.GET.get("blueprint", "")
    form = forms.Start(request.POST or None, blueprints=_choices(shipped, own), initial={"blueprint": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            programme = _started(request, form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("name" if isinstance(refusal, actions.NameTaken) else None, str(refusal))
        else:
            return redirect("programmes:programme", programme.pk)
    return page(request, "programmes/start.html", form=form)


def _choices(shipped: list[queries.Shipped], own: list[Any]) -> list[Any]:
    """What a programme can be started from: the coordinator's files, the institution's blueprints, the shipped ones."""
    language = get_language() or "en"
    ours = [(f"own:{each.pk}", _named(queries.loaded(each), language)) for each in own]
    theirs = [(f"shipped:{each.key}", _named(each.blueprint, language)) for each in shipped]
    from_files = "**{}** {}".format(_("From my spreadsheets"), _("The questions are guessed from the files."))
    groups = [(_("Your institution’s own"), ours), (_("Shipped with Chiron"), theirs)]
    return [(forms.FROM_FILES, from_files), *(group for group in groups if group[1])]


def _named(blueprint: Any, language: str) -> str:
    name, summary = (words.in_language(text, language) for text in (blueprint.name, blueprint.summary))
    return f"**{name}** {summary}".strip()


def _started(request: Request, data: dict[str, Any]) -> Any:
    sort, _sep, key = data["blueprint"].partition(":")
    if data["blueprint"] == forms.FROM_FILES:
        source = schema.dump(plans.empty_design(data["name"]))
    elif sort == "own":
        source = queries.blueprint_for(request.person, UUID(key)).source
    else:
        source = queries.shipped_blueprint(key).source
    return actions.start_programme(
        name=data["name"],
        source=source,
        is_from_files=data["blueprint"] == forms.FROM_FILES,
        cohort_name=data["cohort_name"],
        starts_on=data["starts_on"],
        ends_on=data["ends_on"],
        by=request.person,
    )


@guard(policies.visible_programmes)
def programme(request: Request, pk: UUID) -> HttpResponse:
    """A programme: what to do next for its coordinators; who runs it and what happens when for everybody."""
    found = queries.programme_for(request.person, pk)
    coordinates = policies.may_coordinate(by=request.person, programme=found)
    cohorts = list(found.cohorts.order_by("-starts_on", "name"))
    newest = queries.newer_version(request.person, found)
    return page(
        request,
        "programmes/programme.html",
        programme=found,
        blueprint=queries.blueprint_of(found),
        cohorts=queries.cohorts_shown(request.person, cohorts) if coordinates else [],
        taking_part=queries.own_enrolments(request.person, found),
        roles=queries.roles_of(request.person, found),
        coordinates=coordinates,
        appoints=policies.may_appoint(by=request.person, programme=found),
        newest=newest,
    )


@guard(policies.may_coordinate)
def add_cohort(request: Request, pk: UUID) -> HttpResponseBase:
    """Add a cohort to a programme."""
    found = _coordinated(request, pk)
    form = forms.CohortFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_cohort(
                programme=found, name=data["cohort_name"], starts_on=data["starts_on"], ends_on=data["ends_on"],
                by=request.person,
            )  # fmt: skip
        except actions.Refused as refusal:
            form.add_error("cohort_name" if isinstance(refusal, actions.CohortNameTaken) else None, str(refusal))
        else:
            return redirect("programmes:programme", found.pk)
    return page(request, "programmes/cohort_add.html", programme=found, form=form)


def _coordinated(request: Request, pk: UUID) -> Any:
    found = queries.programme_for(request.person, pk)
    require(policies.may_coordinate(by=request.person, programme=found))
    return found


def _change(request: Request, pk: UUID, change: Callable[..., Any], done: str) -> HttpResponseBase:
    found = _coordinated(request, pk)
    if request.method == "POST" and accepted(request, change, programme=found, by=request.person):
        messages.success(request, done)
    return redirect("programmes:programme", found.pk)


@guard(policies.may_coordinate)
def open_programme(request: Request, pk: UUID) -> HttpResponseBase:
    """Open a programme for invitations and applications."""
    return _change(request, pk, actions.open_programme, _("The programme is open: people can be invited and apply."))


@guard(policies.may_coordinate)
def close_programme(request: Request, pk: UUID) -> HttpResponseBase:
    """Close a programme."""
    return _change(request, pk, actions.close_programme, _("The programme is closed. Nobody can apply any more."))


@guard(policies.visible_roles)
def roles(request: Request, pk: UUID) -> HttpResponseBase:
    """Who runs a programme; whoever may, names others."""
    found = queries.programme_for(request.person, pk)
    appoints = policies.may_appoint(by=request.person, programme=found)
    held = queries.roles_of(request.person, found)
    require(appoints or any(each.person_id == request.person.pk for each in held))
    form = forms.Appoint(request.POST or None, initial={"starts_on": queries.today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint(programme=found, by=request.person, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error("email" if isinstance(refusal, actions.NobodyOfThatAddress) else None, str(refusal))
        else:
            return redirect("programmes:roles", found.pk)
    return page(request, "programmes/roles.html", programme=found, roles=held, appoints=appoints, form=form)


@guard(policies.may_end_role)
def end_role(request: Request, pk: UUID) -> HttpResponseBase:
    """End somebody's role today."""
    held = queries.role_for(request.person, pk)
    require(policies.may_end_role(by=request.person, held=held))
    if request.method == "POST":
        accepted(request, actions.end_role, held=held, by=request.person)
    return redirect("programmes:roles", held.programme_id)


@guard(policies.may_coordinate)
def upgrade(request: Request, pk: UUID) -> HttpResponseBase:
    """Run on another version: what would change, then yes."""
    found = _coordinated(request, pk)
    versions = [
        each for each in queries.versions_of(request.person, found.blueprint.key) if each.pk != found.blueprint_id
    ]
    choices = [(str(each.pk), _("Version %(number)d") % {"number": each.version}) for each in versions]
    wanted = request.POST.get("version") or request.GET.get("version") or (choices[0][0] if choices else "")
    version = next((each for each in versions if str(each.pk) == wanted), None)
    form = forms.Upgrade(request.POST or None, versions=choices, initial={"version": wanted})
    if (
        request.method == "POST"
        and form.is_valid()
        and version is not None
        and accepted(form, actions.upgrade_programme, programme=found, version=version, by=request.person)
    ):
        return redirect("programmes:programme", found.pk)
    changes = queries.changes(found.blueprint, version) if version is not None else []
    return page(
        request,
        "programmes/upgrade.html",
        programme=found,
        version=version,
        versions=versions,
        changes=changes,
        form=form,
    )
