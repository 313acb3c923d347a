"""The forms that the gallery shows, one of them with one field of every kind."""

from __future__ import annotations

from typing import Any

from django import forms

from chiron.ui.careful import Careful
from chiron.ui.samples import either
from chiron.ui.widgets import AvailabilityGrid

STAGES = ("First year|Primer año", "Second year|Segundo año", "Third year|Tercer año")
NEEDS = ("Clinical skill|Destreza clínica", "Career decisions|Decisiones de carrera", "Sponsorship|Apoyo público")


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(str(position), either(text)) for position, text in enumerate(words)]


class Sample(forms.Form):
    """One field of every kind, so that labels, help, errors and kept input can be looked at."""

    name = forms.CharField()
    email = forms.EmailField()
    stage = forms.ChoiceField()
    needs = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    often = forms.ChoiceField(widget=forms.RadioSelect)
    scale = forms.ChoiceField(
        widget=forms.RadioSelect(attrs={"class": "scale"}), choices=[(str(n), str(n)) for n in range(1, 8)]
    )
    about = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    starts_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    places = forms.IntegerField(min_value=0, max_value=9)
    file = forms.FileField(required=False)
    agree = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "name": "How you would like to be called|Cómo quieres que te llamen",
            "email": "E-mail|Correo",
            "stage": "Where you are|Dónde estás",
            "needs": "What you would like help with|Con qué te gustaría ayuda",
            "often": "How often would you meet?|¿Cada cuánto os veríais?",
            "scale": "I feel like a physician|Me siento médica",
            "about": "What should a mentor know?|¿Qué debería saber quien te acompañe?",
            "starts_on": "From when|Desde cuándo",
            "places": "How many mentees could you take?|¿A cuántas personas podrías acompañar?",
            "file": "Curriculum|Currículum",
            "agree": "I have read who can see what|He leído quién puede ver qué",
        }
        for name, label in words.items():
            self.fields[name].label = either(label)
        for name, options in (
            ("stage", STAGES),
            ("needs", NEEDS),
            ("often", ("Every two weeks|Cada dos semanas", "Monthly|Cada mes")),
        ):
            chosen = self.fields[name]
            assert isinstance(chosen, forms.ChoiceField)
            chosen.choices = _choices(options)
        self.fields["email"].help_text = either("Only used for this programme.|Solo para este programa.")
        self.fields["needs"].help_text = either(
            "Choose up to four; you can change them.|Hasta cuatro; podrás cambiarlas."
        )
        self.fields["about"].help_text = either("Only your mentor reads this.|Solo lo leerá tu mentor.")


class Note(Careful):
    """Free text that is looked through before it is saved."""

    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = either("What we talked about|De qué hablamos")


class Availability(forms.Form):
    """The week on its own."""

    hours = forms.TypedMultipleChoiceField(
        choices=[(hour, hour) for hour in range(168)],
        coerce=int,
        widget=AvailabilityGrid,
        required=False,
        label="Free hours",
    )
