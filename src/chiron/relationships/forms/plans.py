"""One's plan in one's own words, what one needs, and that it was talked over."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.core import clock
from chiron.relationships import rules
from chiron.ui.careful import Careful

LONGEST = 5000

QUESTIONS: dict[str, Promise | str] = {
    "strengths": gettext_lazy("What am I good at already?"),
    "direction": gettext_lazy("Where do I want to be in two or three years?"),
    "hindrance": gettext_lazy("What stands in the way?"),
    "help": gettext_lazy("Who or what would help?"),
}


class Words(Careful):
    """The questions of a plan; none has to be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in rules.QUESTIONS:
            self.fields[name] = forms.CharField(
                label=str(QUESTIONS[name]),
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
            )


class Needs(forms.Form):
    """What one needs, the most important first: one list a place."""

    def __init__(self, data: Any = None, *, names: dict[str, str], most: int, chosen: list[str]) -> None:
        super().__init__(data)
        given = [*chosen, *[""] * most]
        for place in range(most):
            label = _("What I need most") if not place else _("Then, as number %(place)d") % {"place": place + 1}
            self.fields[f"need-{place + 1}"] = forms.ChoiceField(
                label=label, required=not place, choices=[("", _("Choose…")), *names.items()], initial=given[place]
            )

    def needs(self) -> list[str]:
        """What was chosen, in order, each once."""
        return list(dict.fromkeys(value for value in self.cleaned_data.values() if value))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [value for value in cleaned.values() if value]
        if len(chosen) > len(set(chosen)):
            twice = next(name for name, value in cleaned.items() if value and chosen.count(value) > 1)
            self.add_error(twice, _("You chose the same twice. Choose another one, or leave the later choice empty."))
        return cleaned


class Talked(forms.Form):
    """The day on which a plan was talked over."""

    on = forms.DateField(
        label=gettext_lazy("When did you talk about it?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()
