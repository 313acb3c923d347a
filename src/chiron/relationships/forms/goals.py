"""Setting a goal, and saying how far it has come."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.relationships import rules
from chiron.ui.careful import Careful

LONGEST = 4000
KINDS = [
    ("skill", gettext_lazy("Skill: something to do with your hands or your head")),
    ("identity", gettext_lazy("Identity: the physician you are becoming")),
    ("leadership", gettext_lazy("Leadership: leading others, teaching")),
    ("career", gettext_lazy("Career: a decision or a step")),
    ("research", gettext_lazy("Research: a question, a paper")),
    ("personal", gettext_lazy("Personal: life beside work")),
]
SCALE = [(str(rating), str(rating)) for rating in rules.RATINGS]


def _scale(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=help_text, choices=SCALE, coerce=int, widget=forms.RadioSelect(attrs={"class": "scale"})
    )


class Goal(Careful):
    """A goal: what, of which kind, from where to where, until when; tags of frameworks, and who may read it."""

    title = forms.CharField(
        label=gettext_lazy("What do you want to be able to do?"),
        help_text=gettext_lazy("In one line, so that you will know when it is done: “Read an echocardiogram alone”."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Of which kind is it?"), choices=KINDS, widget=forms.RadioSelect)
    start = _scale(
        gettext_lazy("Where are you now?"), gettext_lazy("1 is a beginning, 5 is as good as you can imagine.")
    )
    target = _scale(gettext_lazy("Where do you want to be?"))
    review_on = forms.DateField(
        label=gettext_lazy("When will you look at it again?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    shared = forms.MultipleChoiceField(
        label=gettext_lazy("Who may read it?"),
        help_text=gettext_lazy("Nobody else can: no coordinator, nobody who assesses you."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    tags = forms.MultipleChoiceField(
        label=gettext_lazy("Competencies of a framework"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, data: Any = None, *, sharing: list[tuple[str, str]], tags: list[Any], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        for name, choices in (("shared", sharing), ("tags", tags)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
            if not choices:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, target = cleaned.get("start"), cleaned.get("target")
        if start and target and target < start:
            self.add_error("target", _("The target is where you want to be: at least where you start."))
        return cleaned


class Rating(Careful):
    """Where one stands now, and by what one knows."""

    now = _scale(gettext_lazy("Where are you now?"))
    evidence = forms.CharField(
        label=gettext_lazy("How do you know?"),
        help_text=gettext_lazy("What you did, saw or were told. A line is enough: “Led it twice.”"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
