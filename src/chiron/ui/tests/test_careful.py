"""A form that looks through free text: what could name a patient is asked about once, and nothing else is held up."""

import logging

import pytest
from django import forms
from django.template import RequestContext, Template
from django.test import RequestFactory

from chiron.ui.careful import Careful


class Note(Careful):
    title = forms.CharField(required=False)
    place = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("Mrs Marchetti", "B")], required=False)
    text = forms.CharField(widget=forms.Textarea, label="Note", required=False)

    not_looked_through = ("place",)


def shown(form):
    return Template('{% load ui %}{% ui "form" form=form submit="Save" %}{% endui %}').render(
        RequestContext(RequestFactory().get("/"), {"form": form})
    )


def test_text_without_names_is_saved_at_once():
    form = Note({"text": "A woman in her sixties was afraid of her scar."})
    assert form.is_valid()
    assert "as-it-stands" not in shown(form)


def test_what_could_name_a_patient_is_asked_about_before_it_is_saved():
    form = Note({"text": "Mrs Marchetti, MRN 4482913, was afraid."})
    assert not form.is_valid()
    page = shown(form)
    assert "Could a patient be recognised" in page
    assert "“Mrs Marchetti”</strong> looks like a name" in page
    assert "“MRN 4482913”</strong> looks like the number of a record" in page
    assert "Mrs Marchetti, MRN 4482913, was afraid." in page, "what was typed is kept"


def test_whoever_says_that_nobody_can_be_recognised_is_believed():
    text = "Mrs Marchetti is my teacher."
    first = Note({"text": text})
    assert not first.is_valid()
    assert Note({"text": text, "as-it-stands": first.sure}).is_valid()


def test_a_name_that_is_added_afterwards_is_asked_about_again():
    first = Note({"text": "Mrs Marchetti is my teacher."})
    assert not first.is_valid()
    again = Note({"text": "Mrs Marchetti is my teacher, Mrs Vogel my patient.", "as-it-stands": first.sure})
    assert not again.is_valid()


def test_choices_and_the_fields_that_the_form_names_are_not_looked_through():
    assert Note({"place": "14 Harbour Street", "kind": "Mrs Marchetti"}).is_valid()


def test_faults_come_first():
    form = Note({"kind": "z", "text": "Mrs Marchetti"})
    assert not form.is_valid()
    assert form.advice == ()
    assert "kind" in form.errors


@pytest.mark.parametrize("level", [logging.DEBUG])
def test_nothing_that_was_found_is_logged(caplog, level):
    with caplog.at_level(level):
        Note({"text": "Mrs Marchetti, MRN 4482913"}).is_valid()
    assert "Marchetti" not in caplog.text
    assert "4482913" not in caplog.text
