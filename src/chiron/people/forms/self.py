"""Forms about oneself."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

TYPE_NAME = _("Type “%(name)s”, as it stands in your profile.")


def zones() -> list[tuple[str, str]]:
    """Return every time zone, for a choice."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class Profile(forms.Form):
    """Who I am here, in my own words."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As you write it."))
    called = forms.CharField(label=_("What people call you"), max_length=80, required=False)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=60, required=False, help_text=_("In your own words."))
    stage = forms.CharField(label=_("Role or stage"), max_length=120, required=False)
    about = forms.CharField(
        label=_("About you"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("As the institution")), *settings.LANGUAGES], required=False
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [("", _("As the institution")), *zones()]  # type: ignore[attr-defined]


class Erase(forms.Form):
    """Erasing oneself asks for one's name, so that it cannot happen by accident."""

    name = forms.CharField(label=_("Type your name to confirm"))

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.fields["name"].help_text = TYPE_NAME % {"name": expected}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.strip().casefold() != self.expected.strip().casefold():
            raise forms.ValidationError(TYPE_NAME, params={"name": self.expected})
        return name
