"""Blueprints: those that come with Chiron and the institution's own; edit, export, import."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from chiron.core.web import Request, guard, page, require
from chiron.programmes import actions, forms, policies, queries
from chiron.programmes.rules import editing


@guard(policies.may_create_programme)
def blueprints(request: Request) -> HttpResponse:
    """The list of both."""
    require(policies.may_create_programme(by=request.person))
    own = [(each, queries.loaded(each)) for each in queries.own_blueprints(request.person)]
    return page(
        request, "programmes/blueprints.html", own=own, shipped=queries.shipped_blueprints(), form=forms.BlueprintFile()
    )


@guard(policies.may_create_programme)
def upload_blueprint(request: Request) -> HttpResponseBase:
    """Take a blueprint from a file; one that cannot be used is shown with its faults, to mend at once."""
    require(policies.may_create_programme(by=request.person))
    form = forms.BlueprintFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _save(request, form.cleaned_data["file"], "programmes/blueprint_yaml.html", version=None)
    return page(request, "programmes/blueprint_upload.html", form=form)


def _save(request: Request, source: str, template: str, **context: Any) -> HttpResponseBase:
    """Keep *source* as a version, or show it with its faults beside it."""
    try:
        version = actions.save_blueprint(source=source, by=request.person)
    except actions.InvalidBlueprint as invalid:
        form = forms.Source({"source": source})
        return page(request, template, status=422, form=form, faults=_faults(invalid, source), **context)
    return redirect("programmes:blueprint", version.pk)


def _faults(invalid: actions.InvalidBlueprint, source: str) -> list[dict[str, Any]]:
    """Where, what and how to mend it, with the line itself."""
    language = get_language() or "en"
    return [
        {
            "line": fault.line,
            "column": fault.column,
            "message": fault.message.in_language(language),
            "mend": fault.mend.in_language(language),
            "text": dict(enumerate(source.splitlines(), 1)).get(fault.line, "").strip()[:200],
        }
        for fault in invalid.faults
    ]


@guard(policies.may_create_programme)
def new_blueprint(request: Request) -> HttpResponseBase:
    """Write a blueprint as YAML from nothing, or mend one that came as a file."""
    require(policies.may_create_programme(by=request.person))
    form = forms.Source(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _save(request, form.cleaned_data["source"], "programmes/blueprint_yaml.html", version=None)
    return page(request, "programmes/blueprint_yaml.html", version=None, form=form, faults=[])


@guard(policies.may_create_programme)
def shipped(request: Request, key: str) -> HttpResponseBase:
    """One of the blueprints that come with Chiron; a POST makes a copy of the institution's own."""
    require(policies.may_create_programme(by=request.person))
    found = queries.shipped_blueprint(key)
    if request.method == "POST":
        version = actions.save_blueprint(source=found.source, by=request.person)
        return redirect("programmes:blueprint", version.pk)
    return page(request, "programmes/blueprint.html", blueprint=found.blueprint, shipped=found, version=None)


@guard(policies.may_create_programme)
def export_shipped(request: Request, key: str) -> HttpResponse:
    """Its file, byte for byte."""
    require(policies.may_create_programme(by=request.person))
    found = queries.shipped_blueprint(key)
    return _file(found.source, found.key)


def _file(source: str, name: str) -> HttpResponse:
    response = HttpResponse(source.encode(), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


@guard(policies.visible_blueprints)
def blueprint(request: Request, pk: UUID) -> HttpResponse:
    """One version of the institution's own."""
    version = queries.blueprint_for(request.person, pk)
    return page(
        request,
        "programmes/blueprint.html",
        version=version,
        blueprint=queries.loaded(version),
        versions=list(queries.versions_of(request.person, version.key)),
    )


@guard(policies.visible_blueprints)
def export_blueprint(request: Request, pk: UUID) -> HttpResponse:
    """Its file, byte for byte as it was kept."""
    version = queries.blueprint_for(request.person, pk)
    return _file(version.source, f"{version.key}-{version.version}")


@guard(policies.visible_blueprints)
def edit_source(request: Request, pk: UUID) -> HttpResponseBase:
    """Edit the YAML; what is saved is a new version."""
    version = queries.blueprint_for(request.person, pk)
    form = forms.Source(request.POST or None, initial={"source": version.source})
    if request.method == "POST" and form.is_valid():
        source = form.cleaned_data["source"]
        return _save(request, source, "programmes/blueprint_yaml.html", version=version)
    return page(request, "programmes/blueprint_yaml.html", version=version, form=form, faults=[])


@guard(policies.visible_blueprints)
def edit_blueprint(request: Request, pk: UUID) -> HttpResponseBase:
    """Edit words, weights and days in fields; what is saved is a new version."""
    version = queries.blueprint_for(request.person, pk)
    form = forms.Words(request.POST or None, entries=editing.entries(version.source))
    faults: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        source = editing.edited(version.source, [(entry.path, value) for entry, value in form.changes()])
        try:
            saved = actions.save_blueprint(source=source, by=request.person)
        except actions.InvalidBlueprint as invalid:
            faults = _faults(invalid, source)
        else:
            return redirect("programmes:blueprint", saved.pk)
    status = 422 if faults else None
    return page(
        request, "programmes/blueprint_edit.html", status=status, version=version, form=form, faults=faults,
        parts=_parts(form), blueprint=queries.loaded(version),
    )  # fmt: skip


def _parts(form: forms.Words) -> list[tuple[str, list[tuple[str, list[Any]]]]]:
    """The fields by part of the page and, within it, by heading, in the order of the blueprint."""
    parts: dict[str, dict[tuple[Any, ...], tuple[str, list[Any]]]] = {}
    for entry in form.entries:
        depth = 3 if entry.path[0] == "questions" else 2 if isinstance(entry.path[1], int) else 1
        group = parts.setdefault(entry.part, {}).setdefault(entry.path[:depth], (entry.heading, []))
        group[1].append(form[entry.name])
    return [(part, list(groups.values())) for part, groups in parts.items()]
