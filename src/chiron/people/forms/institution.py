"""Forms of administrators."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from chiron.people.forms.self import zones

DUTIES = [
    ("administrator", _("Administrator")),
    ("support_lead", _("Support lead")),
    ("auditor", _("Researcher or auditor")),
]


class Institution(forms.Form):
    """The institution's own settings."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"))
    disclosure_threshold = forms.IntegerField(
        label=_("Smallest group that a statistic shows"),
        min_value=5,
        max_value=20,
        help_text=_("Between 5 and 20. Smaller groups are hidden, and so is whatever would give them away."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zones()  # type: ignore[attr-defined]


class Contact(forms.Form):
    """One of the humans behind Help."""

    name = forms.CharField(label=_("Name"), max_length=120)
    what_for = forms.CharField(label=_("What for"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    hours = forms.CharField(label=_("When"), max_length=120, required=False)


class NewPerson(forms.Form):
    """Somebody to add and invite."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"))


class Duty(forms.Form):
    """Who holds which duty, from when, perhaps for whom."""

    person = forms.CharField(label=_("Who"), max_length=254, help_text=_("A name or an e-mail address."))
    role = forms.ChoiceField(label=_("Duty"), choices=DUTIES)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    deputy_for = forms.CharField(
        label=_("As deputy of"),
        max_length=254,
        required=False,
        help_text=_("Somebody who holds the duty and is away. Leave it empty otherwise."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end comes before the start."))
        return cleaned
