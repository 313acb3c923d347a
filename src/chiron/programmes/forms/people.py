"""Adding somebody by hand, and a mentor's places."""

from django import forms
from django.utils.translation import gettext_lazy as _

SIDES = [("mentee", _("Mentee")), ("mentor", _("Mentor"))]


class AddPerson(forms.Form):
    """A latecomer, or somebody who was in no file."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As the person writes it."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    side = forms.ChoiceField(label=_("Takes part as"), choices=SIDES, widget=forms.RadioSelect)
    capacity = forms.IntegerField(
        label=_("Places, if a mentor"), min_value=1, max_value=5000, required=False, help_text=_("1 if left empty.")
    )
    is_ready = forms.BooleanField(
        label=_("Can be matched at once, without an application"),
        required=False,
        help_text=_("Otherwise the person is invited to apply."),
    )

    def clean_capacity(self) -> int:
        return self.cleaned_data["capacity"] or 1


class Capacity(forms.Form):
    """How many mentees a mentor will take."""

    capacity = forms.IntegerField(label=_("Places"), min_value=1, max_value=5000)


class Confirmed(forms.Form):
    """A form that only says yes: its button is the whole of it."""
