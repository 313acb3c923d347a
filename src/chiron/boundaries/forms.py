"""Clean the input of the register, nothing more."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class Conflict(forms.Form):
    """Who stands over whom, how, and from when to when."""

    person = forms.CharField(
        label=_("Who"),
        max_length=254,
        help_text=_("The name or the e-mail address of whoever stands over the other."),
    )
    kind = forms.ChoiceField(label=_("What they do"))
    other = forms.CharField(label=_("Whom it concerns"), max_length=254, help_text=_("A name or an e-mail address."))
    starts_on = _day(_("From"))
    ends_on = _day(_("Until"), required=False, help_text=_("The last day. Leave it empty while the end is not known."))

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The end comes before the start."))
        return cleaned


class End(forms.Form):
    """The last day of a conflict."""

    on = _day(_("Last day"))


class Plan(forms.Form):
    """A rotation plan as a spreadsheet."""

    file = forms.FileField(
        label=_("CSV or Excel file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
