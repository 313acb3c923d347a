"""An import: drop the files, confirm the guess, watch it, mend what was rejected."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import export
from chiron.core.web import Request, accepted, guard, page, require
from chiron.programmes import actions, forms, policies, queries
from chiron.programmes.rules import columns as using
from chiron.programmes.rules import plans
from chiron_blueprint import words

RUNNING = ("uploaded", "confirmed", "importing")
#: From here a guess is not marked as one.
SURE = 0.7


@guard(policies.may_coordinate_cohort)
def upload(request: Request, pk: UUID) -> HttpResponseBase:
    """Drop one file or two."""
    cohort = queries.coordinated_cohort(request.person, pk)
    require(policies.may_coordinate_cohort(by=request.person, cohort=cohort))
    form = forms.Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.start_import(cohort=cohort, uploaded=form.by_side(), by=request.person)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("programmes:import", job.pk)
    earlier = queries.imports_of(request.person, cohort)
    return page(request, "programmes/upload.html", cohort=cohort, form=form, imports=earlier)


@guard(policies.visible_imports)
def import_job(request: Request, pk: UUID) -> HttpResponseBase:
    """One import in whatever state it is: being read, to be confirmed, running, done."""
    job = queries.import_for(request.person, pk)
    files = queries.files_of(job)
    form = _uses(request, job, files) if job.state == "guessed" else None
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and accepted(form, actions.confirm_import, job=job, uses=form.uses(), by=request.person)
    ):
        return redirect("programmes:import", job.pk)
    return page(
        request,
        "programmes/import.html",
        job=job,
        cohort=job.cohort,
        form=form,
        files=[_shown(file, form) for file in files],
        unanswered=_unanswered(job, files),
        is_running=job.state in RUNNING,
        is_open=job.state in (*RUNNING, "guessed", "failed"),
        criteria=_criteria(files) if form is not None else [],
        alone=next((file.plan["alone"] for file in files if file.plan.get("alone")), []),
    )


def _uses(request: Request, job: Any, files: list[Any]) -> forms.Uses:
    is_new = job.cohort.programme.is_from_files
    questions = None if is_new else _questions(queries.blueprint_of(job.cohort))
    read = {file.side: file.plan for file in files if file.state == "read"}
    return forms.Uses(request.POST or None, plans=read, questions=questions)


def _unanswered(job: Any, files: list[Any]) -> list[str]:
    """What the programme has to know and the files have no column for, in the reader's words."""
    if job.cohort.programme.is_from_files:
        return []
    blueprint, language = queries.blueprint_of(job.cohort), get_language() or "en"
    found: dict[str, None] = {}
    for file in files:
        missing = plans.unanswered(blueprint, file.side, plans.answered_by(file.plan)) if file.plan else []
        found |= dict.fromkeys(words.in_language(each.ask, language) for each in missing)
    return list(found)


def _questions(blueprint: Any) -> dict[str, list[tuple[str, str]]]:
    """The questions that a column can answer, by side; identity is answered by people themselves, never by a file."""
    language = get_language() or "en"
    return {
        side: [
            (f"question:{question.id}", words.in_language(question.ask, language))
            for question in blueprint.side(side)
            if not question.identity
        ]
        for side in ("mentee", "mentor")
    }


def _shown(file: Any, form: forms.Uses | None) -> dict[str, Any]:
    """A file for the page: why it was refused, its columns with their sentences, its rejected rows."""
    language = (get_language() or "en").split("-")[0]
    problem = file.said.get("problem") if file.state == "refused" else None
    columns = []
    if form is not None and file.state == "read":
        shown = forms.shown(form.columns[file.side], file.plan["uses"])
        asks = dict(form.questions[file.side]) if form.questions else {}
        columns = [
            (*_told(each, asks.get(file.plan["uses"][using.key_of(each)]), language), _field(form, file, each))
            for each in shown
        ]
    rejects = queries.rejects_of(file) if file.rejected else []
    return {
        "file": file,
        "problem": (problem or {}).get(language) or (problem or {}).get("en", ""),
        "columns": columns,
        "hidden": len([each for each in form.columns[file.side] if not using.is_ours(each.heading)]) - len(columns)
        if columns and form
        else 0,
        "rejects": [(row, _said(row.said, language)) for row in rejects],
        "more": max(0, file.rejected - len(rejects)),
    }


def _field(form: forms.Uses, file: Any, column: Any) -> Any:
    return form[f"{file.side}-{using.key_of(column)}"]


def _said(said: dict[str, Any], language: str) -> dict[str, str]:
    return {part: said.get(part, {}).get(language, "") for part in ("reason", "mend")}


def _told(column: Any, ask: str | None, language: str) -> tuple[str, bool]:
    """What a column is taken for, in a sentence, and whether that is sure; *ask* is the question that it answers."""
    if ask is None:
        return column.sentence.in_language(language), column.confidence >= SURE
    names = {"heading": column.heading, "ask": ask}
    if ask.casefold().strip(" ?¿:.") == column.heading.casefold().strip(" ?¿:."):
        return _("“%(heading)s” answers the question of that name.") % names, True
    return _("“%(heading)s” answers “%(ask)s”.") % names, column.confidence >= SURE


def _criteria(files: list[Any]) -> list[tuple[str, float | None]]:
    language = (get_language() or "en").split("-")[0]
    found: list[dict[str, Any]] = next((file.plan["criteria"] for file in files if file.plan.get("criteria")), [])
    return [(each.get(language, each["en"]), each.get("weight")) for each in found]


def _change(request: Request, pk: UUID, change: Callable[..., Any]) -> HttpResponseBase:
    job = queries.import_for(request.person, pk)
    require(policies.may_import(by=request.person, job=job))
    if request.method == "POST":
        accepted(request, change, job=job, by=request.person)
    return redirect("programmes:import", job.pk)


@guard(policies.may_import)
def cancel_import(request: Request, pk: UUID) -> HttpResponseBase:
    """Stop an import."""
    return _change(request, pk, actions.cancel_import)


@guard(policies.may_import)
def resume_import(request: Request, pk: UUID) -> HttpResponseBase:
    """Go on with an import that had stopped."""
    return _change(request, pk, actions.resume_import)


@guard(policies.visible_imports)
def rejects(request: Request, pk: UUID, side: str) -> HttpResponseBase:
    """The rejected rows as a file, to mend and import again."""
    job = queries.import_for(request.person, pk)
    file = queries.file_for(job, side)
    heading, rows = queries.rejects_table(file)
    stem = slugify(file.file_name.rsplit(".", 1)[0]) or side
    return export.csv_response(f"{stem}-rejected.csv", heading, rows)
