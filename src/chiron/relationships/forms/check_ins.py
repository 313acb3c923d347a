"""Answering how it goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships import rules
from chiron.ui.careful import Careful

SCALE = [(each, str(each)) for each in rules.SCALE]


class CheckIn(Careful):
    """One choice; in a review what should change; and whether the coordinator may know that a talk is wished."""

    choice = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    change = forms.CharField(
        label=_("What should change"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The others read this on your page. Leave it empty to talk about it instead."),
    )
    wishes_talk = forms.BooleanField(
        label=_("I would like the coordinator to talk with me"),
        required=False,
        help_text=_("They learn that you wish a talk, and nothing of what you answered."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], is_review: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        if not is_review:
            del self.fields["change"]


class Satisfaction(Careful):
    """Up to five areas that matter: what, how much, how content."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, rules.MOST_AREAS + 1):
            self.fields[f"area_{n}"] = forms.CharField(
                label=_("What matters to you, %(n)s") % {"n": n}, required=False, max_length=120
            )
            for name, label in (("weight", _("It matters, 5 most")), ("score", _("I am content, 5 most"))):
                self.fields[f"{name}_{n}"] = forms.TypedChoiceField(
                    label=label,
                    choices=SCALE,
                    coerce=int,
                    required=False,
                    empty_value=None,
                    widget=forms.RadioSelect(attrs={"class": "scale"}),
                )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each area, as the page shows them."""
        return [(self[f"area_{n}"], self[f"weight_{n}"], self[f"score_{n}"]) for n in range(1, rules.MOST_AREAS + 1)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for n in range(1, rules.MOST_AREAS + 1):
            if said.get(f"area_{n}"):
                for name in ("weight", "score"):
                    if not said.get(f"{name}_{n}"):
                        self.add_error(f"{name}_{n}", _("Choose a number from 1 to 5."))
        return said

    def areas(self) -> list[tuple[str, int, int]]:
        """What was said, as the action takes it."""
        said = self.cleaned_data
        numbers = range(1, rules.MOST_AREAS + 1)
        return [(said[f"area_{n}"], said[f"weight_{n}"], said[f"score_{n}"]) for n in numbers if said.get(f"area_{n}")]
