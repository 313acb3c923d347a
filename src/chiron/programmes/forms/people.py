"""Adding somebody by hand, and a mentor's places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.programmes.actions.enrolments import MOST_PLACES

SIDES = [("mentee", _("Mentee")), ("mentor", _("Mentor"))]


def places(label: Any, **more: Any) -> forms.IntegerField:
    """How many mentees a mentor takes."""
    wrong = {
        "invalid": _("Write a whole number, such as 2."),
        "min_value": _("A mentor takes at least 1 mentee. To take nobody, the mentor withdraws."),
        "max_value": _("A mentor takes at most %(limit_value)s mentees here."),
    }
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_PLACES, error_messages=wrong, **more)


class AddPerson(forms.Form):
    """A latecomer, or somebody who was in no file."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As the person writes it."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    side = forms.ChoiceField(label=_("Takes part as"), choices=SIDES, widget=forms.RadioSelect)
    capacity = places(_("Places, if a mentor"), required=False, help_text=_("1 if left empty."))
    is_ready = forms.BooleanField(
        label=_("Can be matched at once, without an application"),
        required=False,
        help_text=_("Otherwise the person is invited to apply."),
    )

    def clean_capacity(self) -> int:
        return self.cleaned_data["capacity"] or 1


class Address(forms.Form):
    """The right address of somebody whose address was mistyped."""

    email = forms.EmailField(label=_("The right e-mail address"), max_length=254)


class Capacity(forms.Form):
    """How many mentees a mentor will take."""

    capacity = places(_("Places"))


class Confirmed(forms.Form):
    """A form that only says yes: its button is the whole of it."""
