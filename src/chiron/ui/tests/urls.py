"""The addresses of the ui room alone, and one that keeps what a form saved by itself."""

from django.http import HttpResponse
from django.urls import include, path

SAVED, PAGES = [], []


def autosave(request):
    SAVED.append((request.headers.get("X-Autosave"), request.POST.get("name")))
    PAGES.append(request.headers.get("X-Page"))
    return HttpResponse(status=204)


urlpatterns = [path("gallery/autosave", autosave), path("gallery/", include("chiron.ui.urls"))]
