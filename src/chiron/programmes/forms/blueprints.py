"""Editing a blueprint: its YAML as text, or its words and weights in fields."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from chiron.programmes.rules import editing

MOST = 400_000


class Source(forms.Form):
    """The YAML itself. What was typed is kept, to the letter."""

    source = forms.CharField(
        label=_("Blueprint (YAML)"),
        max_length=MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code", "wrap": "off"}),
    )

    def clean_source(self) -> str:
        """The text with the line ends of a file: browsers send others."""
        return str(self.cleaned_data["source"]).replace("\r\n", "\n")


class BlueprintFile(forms.Form):
    """A blueprint as a file."""

    file = forms.FileField(
        label=_("Blueprint file"),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text=_("A .yaml file that was exported from here or written by hand."),
    )

    def clean_file(self) -> str:
        """The text of the file, byte for byte."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(_("The file is too large for a blueprint. Is it the right one?"))
        try:
            text: str = file.read().decode("utf-8")
        except UnicodeDecodeError:
            raise forms.ValidationError(_("The file is not text in UTF-8. Save it as UTF-8.")) from None
        if "\0" in text:
            raise forms.ValidationError(_("The file holds a NUL byte, so it is no text. Is it the right one?"))
        return text


class Words(forms.Form):
    """The words, weights and days of a blueprint, a field each; the rest stands in the YAML."""

    def __init__(self, data: Any, *, entries: Sequence[editing.Entry]) -> None:
        super().__init__(data)
        self.entries = entries
        for entry in entries:
            self.fields[entry.name] = _field(entry)

    def changes(self) -> list[tuple[editing.Entry, Any]]:
        """What differs from the blueprint as it stood."""
        pairs = [(entry, self.cleaned_data.get(entry.name)) for entry in self.entries]
        return [(entry, value) for entry, value in pairs if value is not None and value != entry.value]


LABELS = {
    "name": _("Name"),
    "summary": _("Summary"),
    "weight": _("Weight"),
    "hard": _("Must hold: no pair without it"),
    "ask": _("Question"),
    "help": _("Help under the question"),
    "required": _("Has to be answered"),
    "purpose": _("What it is for"),
    "starts_day": _("Begins on day"),
    "days": _("Lasts days"),
    "title": _("Heading"),
    "text": _("Text"),
    "meetings": _("Meetings"),
    "every_days": _("Days between meetings"),
    "minutes": _("Minutes of a meeting"),
    "first_within_days": _("First meeting within days"),
    "fit_check_day": _("Fit check on day"),
    "mid_point_day": _("Mid-point review on day"),
    "closing_day": _("Closing on day"),
    "silence_days": _("Days of silence before a nudge"),
}


def _label(entry: editing.Entry) -> str:
    """What the field is, and in which language, in the reader's words."""
    words = str(LABELS.get(entry.label, entry.label))
    if not entry.language:
        return words
    named = LANG_INFO.get(entry.language, {}).get("name_local", entry.language)
    return f"{words} ({named})"


def _field(entry: editing.Entry) -> forms.Field:
    common: dict[str, Any] = {"label": _label(entry), "initial": entry.value, "required": False}
    if entry.kind == "weight":
        return forms.FloatField(**{**common, "required": True}, min_value=0, max_value=1000)
    if entry.kind == "days":
        return forms.IntegerField(**{**common, "required": True}, min_value=0, max_value=10_000)
    if entry.kind == "flag":
        return forms.BooleanField(**common)
    long = len(str(entry.value)) > 90 or entry.kind == "text"
    widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
    return forms.CharField(**{**common, "required": entry.kind == "words"}, widget=widget, max_length=20_000)
