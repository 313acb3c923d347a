"""The gallery, for whoever builds or judges a page. Sample data only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from chiron.core.web import page, public
from chiron.ui import forms, samples

COMPONENTS = sorted(path.stem for path in (Path(__file__).parent / "templates/ui/components").glob("*.html"))
MODEL_PAGES = {
    "workbench": ("Chen Liu", "match"),
    "today": ("Amara Okafor", "today"),
    "relationship": ("Amara Okafor", "mentors"),
    "report": ("Dina Haddad", "report"),
}
NAVIGATION = {"Amara Okafor": "mentee_nav", "Chen Liu": "coordinator_nav", "Dina Haddad": "director_nav"}
LANGUAGES = ("en", "es")


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Language, theme and direction that the address asks for; anything unknown is the usual."""
    wanted = {"lang": LANGUAGES, "theme": ("light", "dark"), "dir": ("ltr", "rtl")}
    return {key: value for key in wanted if (value := request.GET.get(key, "")) in wanted[key]}


def _context(request: HttpRequest, name: str, current: str) -> dict[str, Any]:
    words = samples.everything()
    nav = words[NAVIGATION[name]]
    for item in nav:
        item["is_current"] = item["url"] == f"#{current}"
    return {"s": words, "account": {"name": name}, "nav": nav, "help_url": "#help", "chosen": _chosen(request)}


@public("sample data only")
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in all its states."""
    with translation.override(_chosen(request).get("lang") or translation.get_language()):
        sent = {"name": "Amara", "email": "amara@", "stage": "1", "scale": "4", "places": "12", "needs": ["0"]}
        form, faulty = forms.Sample(auto_id="new_%s"), forms.Sample(sent, auto_id="sent_%s")
        single = forms.Sample(sent, auto_id="single_%s")
        hours = forms.Availability(initial={"hours": samples.everything()["evenings"]})
        context = _context(request, "Chen Liu", "") | {
            "fresh": form,
            "faulty": faulty,
            "single": single,
            "hours": hours,
            "note": forms.Note({"note": "Mrs Marchetti, MRN 4482913, was afraid of her scar."}, auto_id="note_%s"),
        }
        return page(request, "ui/gallery.html", status=200, components=COMPONENTS, pages=MODEL_PAGES, **context)


@public("sample data only")
def model_page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages of the visual direction, made of components."""
    if name not in MODEL_PAGES:
        raise Http404
    with translation.override(_chosen(request).get("lang") or translation.get_language()):
        return page(request, f"ui/pages/{name}.html", **_context(request, *MODEL_PAGES[name]))
