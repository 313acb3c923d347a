"""A module read on the page: its vignettes answered, their reasons read, the module finished."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.learning import actions, forms, policies, queries, rules
from chiron.learning.views.library import download, reading


@guard(policies.may_learn)
def module(request: Request, course: str, id: str) -> HttpResponse:
    """Read a module and try its vignettes."""
    require(policies.may_learn(by=request.person))
    return _shown(request, queries.module_for(course, id))


@guard(policies.may_learn)
def answer(request: Request, course: str, id: str, check: str) -> HttpResponseBase:
    """Choose an answer to a vignette; the reasons of all of them are shown then."""
    require(policies.may_learn(by=request.person))
    found = queries.module_for(course, id)
    place = f"{reverse('learning:module', args=[course, id])}?to_read_in={request.GET.get('to_read_in', '')}#{check}"
    if request.method != "POST":
        return redirect(place)
    option = request.POST.get("option", "")
    if not option:
        return _shown(request, found, left_open=check, status=422)
    accepted(request, actions.answer_check, module=found, check=check, option=option, by=request.person)
    return redirect(place)


@guard(policies.may_learn)
def finish(request: Request, course: str, id: str) -> HttpResponseBase:
    """Say that one is through with a module."""
    require(policies.may_learn(by=request.person))
    found = queries.module_for(course, id)
    if request.method != "POST":
        return redirect("learning:module", course, id)
    try:
        actions.finish_module(module=found, by=request.person)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("learning:module", course, id)
    messages.success(request, _("Done. The programme sees that you finished it, and nothing of what you answered."))
    return redirect("learning:item", "training", course)


@guard(policies.may_change_progress)
def forget(request: Request, course: str, id: str) -> HttpResponseBase:
    """Delete one's own answers in a module."""
    progress = queries.progress_of(request.person, queries.module_for(course, id))
    require(progress is not None and policies.may_change_progress(by=request.person, progress=progress))
    if (
        request.method == "POST"
        and progress is not None
        and accepted(request, actions.forget_answers, progress=progress, by=request.person)
    ):
        messages.success(request, _("Your answers are deleted."))
    return redirect("learning:module", course, id)


@guard(policies.may_read_library)
def print_module(request: Request, course: str, id: str, form: str) -> HttpResponse:
    """A module as a file."""
    require(policies.may_read_library(by=request.person))
    return download(request, queries.module_for(course, id), form)


def _shown(request: Request, item: rules.Item, *, left_open: str = "", status: int = 200) -> HttpResponse:
    shown = reading(request, item)
    shown["after"] = [each for each in (*shown["everybody"], *shown["after"]) if each.key == "reading"]
    shown["everybody"] = [each for each in shown["everybody"] if each.key not in {"checks", "take_away", "reading"}]
    progress = queries.progress_of(request.person, item)
    checks = queries.module_as_read(item, progress)
    return page(
        request,
        "learning/module.html",
        status=status,
        course=queries.library().course_of(item),
        progress=progress,
        checks=[_check(each, shown["read_in"], bound=each.id == left_open) for each in checks],
        is_answered=all(each.chosen for each in checks),
        take_away=[rules.said(each, shown["read_in"]) for each in item.content["take_away"]],
        **shown,
    )


def _check(check: queries.Check, language: str, *, bound: bool) -> dict[str, Any]:
    """A vignette with its form, and the reasons once it is answered."""
    content = check.content
    options = [(each["id"], rules.said(each["text"], language)) for each in content["options"]]
    known = check.chosen in dict(options)
    form = forms.Answer(
        {"option": ""} if bound else None,
        options=options,
        question=rules.said(content["question"], language),
        initial={"option": check.chosen} if known else {},
        prefix=None,
        auto_id=f"{check.id}_%s",
    )
    reasons = [
        {
            "text": rules.said(each["text"], language),
            "verdict": each["verdict"],
            "why": rules.said(each["why"], language),
            "is_chosen": each["id"] == check.chosen,
        }
        for each in content["options"]
    ]
    return {
        "id": check.id,
        "vignette": rules.said(content["vignette"], language),
        "question": rules.said(content["question"], language),
        "form": form,
        "reasons": reasons if known else [],
    }
