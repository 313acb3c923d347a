"""Which of two entries stays, and what the one that remains is called."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Merge(forms.Form):
    """What is kept of two entries of one person."""

    stays = forms.ChoiceField(label=_("Which entry stays"), widget=forms.RadioSelect)
    name = forms.ChoiceField(label=_("Under which name"), widget=forms.RadioSelect)
    email = forms.ChoiceField(label=_("With which e-mail address"), widget=forms.RadioSelect)

    def __init__(
        self, *args: Any, stays: list[tuple[str, str]], names: list[str], emails: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field, choices in (("stays", stays), ("name", _twice(names)), ("email", _twice(emails))):
            self.fields[field].choices = choices  # type: ignore[attr-defined]
            self.fields[field].required = all(value for value, _label in choices)
            if len(choices) == 1:
                self.fields[field].widget = forms.HiddenInput()


def _twice(values: list[str]) -> list[tuple[str, str]]:
    return [(value, value or str(_("no e-mail address"))) for value in dict.fromkeys(values)]
