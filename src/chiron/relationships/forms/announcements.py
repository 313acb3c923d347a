"""Writing to many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships.rules import announcements as rules
from chiron.ui.careful import Careful


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=rules.LONGEST_TITLE)


def _text(label: Any, **options: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 7})
    return forms.CharField(
        label=label, required=False, max_length=rules.LONGEST_ANNOUNCEMENT, widget=box, **options
    )  # fmt: skip


class Announcement(Careful):
    """To whom, in one language or both, and until when it stands on Today."""

    audience = forms.ChoiceField(label=_("To whom"), choices=list(rules.AUDIENCES.items()), widget=forms.RadioSelect)
    title_en = _title(_("Title in English"))
    text_en = _text(
        _("Text in English"),
        help_text=_("{name}, {programme} and {cohort} are filled in for each reader; nothing else can be."),
    )
    title_es = _title(_("Title in Spanish"))
    text_es = _text(_("Text in Spanish"), help_text=_("Leave one language empty, and everybody reads the other."))
    expires_on = forms.DateField(
        label=_("Stands on Today until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        words = {
            language: {"title": given[f"title_{language}"], "text": given[f"text_{language}"]}
            for language in ("en", "es")
        }
        return {"audience": given["audience"], "expires_on": given["expires_on"], "words": words}


class SendAt(forms.Form):
    """Now, or at which time: whichever button was pressed."""

    when = forms.ChoiceField(choices=[("now", ""), ("later", "")], widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label=_("At a time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In your own time zone. Each person’s quiet hours and summaries hold all the same."),
    )

    def clean_at(self) -> Any:
        """Nothing where it goes out at once; needed where it is for later."""
        at, is_later = self.cleaned_data["at"], self.cleaned_data.get("when") == "later"
        if is_later and at is None:
            raise forms.ValidationError(_("Say when."))
        return at if is_later else None
