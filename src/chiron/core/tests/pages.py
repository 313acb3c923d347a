"""Pages that exist for the tests of the foundation only."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from chiron.core import actions
from chiron.core.policy import policy
from chiron.core.web import guard, public
from chiron.people.models import Person


@policy
def may_call(by: Person) -> bool:
    """Everybody but Giulia."""
    return not by.name.startswith("Giulia")


@actions.action("tests.person.called", may=may_call)
def call(*, person: Person, word: str, by: Person) -> Person:
    """Append a word to what somebody is called: done twice, it shows."""
    person.called += word
    person.save()
    return person


class Word(forms.Form):
    word = forms.CharField()


@public("a test")
def open_page(request):
    return HttpResponse("open")


def undeclared(request):
    return HttpResponse("never")


@guard(may_call)
def forgetful(request):
    return HttpResponse("the policy was not asked")


@guard(may_call)
def edit(request):
    form = Word(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            call(person=request.person, word=form.cleaned_data["word"], by=request.person)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("/done/")
    may_call(by=request.person)
    return HttpResponse(form.as_p(), status=422 if form.is_bound and form.errors else 200)


@guard(may_call)
@require_POST
def press(request):
    call(person=request.person, word="!", by=request.person)
    return redirect("/done/")


@guard(may_call, repeatable=True)
def autosave(request):
    may_call(by=request.person)
    return HttpResponse(status=204)


urlpatterns = [
    path("open/", open_page),
    path("undeclared/", undeclared),
    path("forgetful/", forgetful),
    path("edit/", edit),
    path("press/", press),
    path("autosave/", autosave),
]
handler403 = "chiron.config.errors.forbidden"
handler500 = "chiron.config.errors.server_error"
