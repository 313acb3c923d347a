"""The shelf and what stands on it, to read and to print."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from chiron.core.web import Request, guard, page, require
from chiron.learning import forms, policies, queries, rules
from chiron.programmes import policies as programmes
from chiron.programmes.queries import is_shipped

#: Sections that a page draws itself, as links.
DRAWN = {"cases", "modules", "items"}


@guard(policies.may_read_library)
def shelf(request: Request) -> HttpResponse:
    """Everything there is, searched and narrowed."""
    require(policies.may_read_library(by=request.person))
    language, asked = reading_language(request), request.GET.copy()
    asked["to_read_in"] = language
    form = forms.Search(asked, tags=queries.tags_to_choose())
    wanted = form.wanted()
    found, counts = queries.search(wanted, language, request.GET.get("page"))
    return page(
        request,
        "learning/library.html",
        status=200,
        search=form,
        found=found,
        wanted=wanted,
        read_in=language,
        tabs=_tabs(request, wanted.kind, counts),
        finished=queries.courses_finished(request.person),
        cohorts=queries.cohorts_learning(request.person),
        elsewhere=_elsewhere(request, wanted, language) if wanted.words and not found.object_list else [],
    )


def _elsewhere(request: Request, wanted: rules.Wanted, language: str) -> list[dict[str, Any]]:
    """The other languages in which something answers: the words may have been of that one."""
    rows = []
    for code, name in forms.LANGUAGES:
        found, _counts = queries.search(wanted, code, 1)
        if code != language and found.paginator.count:
            query = request.GET.copy()
            query["to_read_in"] = code
            rows.append({"name": name, "code": code, "count": found.paginator.count, "url": f"?{query.urlencode()}"})
    return rows


@guard(policies.may_read_library)
def item(request: Request, kind: str, id: str) -> HttpResponse:
    """One item, in the language that its reader chose for it."""
    require(policies.may_read_library(by=request.person))
    found = queries.item_for(kind, id)
    return page(request, "learning/item.html", **reading(request, found))


@guard(policies.may_read_library)
def print_item(request: Request, kind: str, id: str, form: str) -> HttpResponse:
    """One item as a file."""
    require(policies.may_read_library(by=request.person))
    return download(request, queries.item_for(kind, id), form)


def reading(request: Request, item: rules.Item) -> dict[str, Any]:
    """What the page of an item shows, by who reads it."""
    language, leads = reading_language(request), policies.may_facilitate(by=request.person)
    told = rules.sections(queries.library(), item, language)
    shown = [section for section in told if section.key not in DRAWN]
    return {
        "item": item,
        "read_in": language,
        "everybody": [section for section in shown if section.part == "everybody"],
        "after": [section for section in shown if section.part == "after"],
        "leading": [section for section in shown if section.part == "facilitator"] if leads else [],
        "has_notes": any(section.part == "facilitator" for section in shown),
        "crumbs": _crumbs(item, language),
        "cases": _named("cases", item.content.get("cases", [])),
        "carried": queries.carried(item) if item.kind == "frameworks" else [],
        "cohorts": queries.cohorts_learning(request.person) if item.kind == "training" else [],
        "modules": queries.library().modules(item) if item.is_course else [],
        "finished": queries.courses_finished(request.person).get(item.id, set()) if item.is_course else set(),
        "languages": [(code, name, code == language) for code, name in forms.LANGUAGES],
        "copies": _copies(item, language, leads),
        "may_start": _may_start(request, item),
    }


def reading_language(request: Request) -> str:
    """The language to read in: the one asked for, else that of the page."""
    known = dict(forms.LANGUAGES)
    asked = request.GET.get("to_read_in", "")
    return asked if asked in known else (get_language() or "en")[:2] if (get_language() or "en")[:2] in known else "en"


def download(request: Request, item: rules.Item, form: str) -> HttpResponse:
    """Answer with a copy of an item; the notes go only to whoever leads sessions."""
    copy = request.GET.get("copy", "participants")
    if form not in queries.PRINTED or copy not in rules.COPIES:
        raise Http404
    require(copy != "facilitator" or policies.may_facilitate(by=request.person))
    language = reading_language(request)
    kind, ending = queries.PRINTED[form]
    response = HttpResponse(queries.printed(item, language, copy, form), content_type=kind)
    shown = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{item.id}-{language}.{ending}"'
    return response


def _may_start(request: Request, item: rules.Item) -> bool:
    """A programme that this reader may start: CHIRON_BLUEPRINTS may name another folder than that of the library."""
    if item.kind != "programmes" or not programmes.may_create_programme(by=request.person):
        return False
    return is_shipped(item.id)


def _crumbs(item: rules.Item, language: str) -> list[dict[str, str]]:
    """The pages above an item."""
    crumbs = [{"label": _("Library"), "url": f"{reverse('learning:library')}?kind={item.kind}&to_read_in={language}"}]
    course = queries.library().course_of(item) if item.is_module else None
    if course is not None:
        url = f"{reverse('learning:item', args=['training', course.id])}?to_read_in={language}"
        crumbs.append({"label": course.title(language), "url": url})
    return crumbs


def _named(kind: str, names: Iterable[str]) -> list[rules.Item]:
    found = (queries.library().items.get(f"{kind}/{name}") for name in names)
    return [each for each in found if each is not None]


def _copies(item: rules.Item, language: str, leads: bool) -> list[dict[str, str]]:
    """The files that this reader may take along."""
    route, names = "learning:item_print", item.key.split("/")
    if item.is_module:
        route, names = "learning:module_print", names[1:]
    runs = item.kind == "programmes"
    told = {section.part for section in rules.sections(queries.library(), item, language)}
    rows = [("pdf", "participants", _("To hand out, PDF"))]
    if leads and "facilitator" in told:
        rows.append(
            ("pdf", "facilitator", _("PDF for whoever runs it") if runs else _("To lead it, PDF with the notes"))
        )
    rows.append(("markdown", "participants", _("As text, to change it")))
    return [
        {"url": f"{reverse(route, args=[*names, form])}?copy={copy}&to_read_in={language}", "label": label}
        for form, copy, label in rows
    ]


def _tabs(request: Request, current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    query = request.GET.copy()
    query.pop("page", None)
    names = {
        "": pgettext("of the library", "All"),
        "cases": _("Cases"),
        "training": _("Training"),
        "circles": _("Circle sessions"),
        "prompts": _("Prompts"),
        "frameworks": _("Frameworks"),
        "elements": _("Accreditation"),
        "programmes": _("Programmes"),
    }
    tabs = []
    for kind, label in names.items():
        query["kind"] = kind
        count = counts[kind] if kind else sum(counts.values())
        tabs.append({"label": label, "url": f"?{query.urlencode()}", "is_current": kind == current, "count": count})
    return tabs
