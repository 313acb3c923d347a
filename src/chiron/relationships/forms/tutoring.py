"""What was practised: a minute beside the bed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.core import clock
from chiron.ui.careful import Careful

SEEN = [("seen", gettext_lazy("I saw it")), ("told", gettext_lazy("We talked about it, I did not see it"))]
LONGEST = 4000


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


class Tutoring(Careful):
    """A skill, whether it was seen, what to keep, what to change, what to practise next."""

    learner = forms.ChoiceField(label=gettext_lazy("Who practised?"), widget=forms.RadioSelect)
    skill = forms.CharField(label=gettext_lazy("What was practised?"), max_length=200)
    goal = forms.ChoiceField(label=gettext_lazy("For which goal?"), required=False)
    seen = forms.ChoiceField(label=gettext_lazy("Did you see it?"), choices=SEEN, widget=forms.RadioSelect)
    keep = _text(gettext_lazy("What to keep"), gettext_lazy("What was good, so that it can be done again."))
    change = _text(gettext_lazy("What to change"), gettext_lazy("One thing, so that it can be done differently."))
    next_step = _text(gettext_lazy("Next practice step"), gettext_lazy("Small, with a day: “Two reads before Friday”."))
    on = forms.DateField(
        label=gettext_lazy("When was it?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, data: Any = None, *, learners: list[tuple[str, str]], goals: list[tuple[str, str]], initial: Any = None
    ) -> None:
        super().__init__(data, initial={"on": clock.today(), **(initial or {})})
        for name, choices in (("learner", learners), ("goal", [("", _("None of them")), *goals] if goals else [])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            if not choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in ("keep", "change", "next_step")):
            self.add_error("keep", _("Say at least what to keep, what to change or what to practise next."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """What the actions take, the learner and the goal apart."""
        words = {name: self.cleaned_data[name] for name in ("skill", "keep", "change", "next_step", "on")}
        return {**words, "is_observed": self.cleaned_data["seen"] == "seen"}
