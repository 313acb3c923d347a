"""What people ask of the library, and the answer to a vignette."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chiron.learning import rules

LEVELS = [
    ("", _("Everybody")),
    ("student", _("Students")),
    ("resident", _("Residents")),
    ("fellow", _("Fellows")),
    ("faculty", _("Faculty")),
]
MINUTES = [
    ("", _("Any length")),
    ("20", _("Up to 20 minutes")),
    ("45", _("Up to 45 minutes")),
    ("60", _("Up to an hour")),
]
LANGUAGES = [("en", "English"), ("es", "Español")]


class Search(forms.Form):
    """The head of the library: whatever is nonsense in an address is not asked, so that an old link still works."""

    q = forms.CharField(required=False, max_length=100, label=_("Words"))
    kind = forms.CharField(required=False, max_length=20)
    level = forms.ChoiceField(required=False, choices=LEVELS, label=_("For whom"))
    minutes = forms.ChoiceField(required=False, choices=MINUTES, label=pgettext_lazy("how long", "Length"))
    tag = forms.ChoiceField(required=False, label=_("About"))
    to_read_in = forms.ChoiceField(required=False, choices=LANGUAGES, label=_("To read in"))

    def __init__(self, *args: Any, tags: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].choices = [("", _("Any subject")), *tags]  # type: ignore[attr-defined]

    def wanted(self) -> rules.Wanted:
        """What is asked."""
        self.full_clean()
        said = {name: self.cleaned_data.get(name, "") for name in self.fields}
        kind = said["kind"] if said["kind"] in rules.KINDS else ""
        return rules.Wanted(said["q"].strip(), kind, said["level"], int(said["minutes"] or 0), said["tag"])

    def narrowing(self) -> list[forms.BoundField]:
        """The fields beside the words, as the page draws them: nothing there has to be filled in."""
        return [self[name] for name in ("level", "minutes", "tag", "to_read_in")]

    def is_narrowed(self) -> bool:
        """Whether anything but the kind is asked."""
        wanted = self.wanted()
        return bool(wanted.words or wanted.level or wanted.most_minutes or wanted.tag)


class Answer(forms.Form):
    """The answer to one vignette."""

    option = forms.ChoiceField(
        widget=forms.RadioSelect, label="", error_messages={"required": _("Choose the answer that you would give.")}
    )

    def __init__(self, *args: Any, options: list[tuple[str, str]], question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = options  # type: ignore[attr-defined]
        self.fields["option"].label = question
