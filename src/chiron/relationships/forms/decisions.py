"""The decision worksheet: written on a phone, saved as it is typed."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.core import clock
from chiron.relationships import rules
from chiron.ui.careful import Careful

LONGEST = 3000
MONTHS_UNTIL_LOOKING_BACK = 6


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _text(label: Any, rows: int = 2, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class Question(Careful):
    """What is to be decided."""

    question = forms.CharField(
        label=gettext_lazy("What do you have to decide?"),
        help_text=gettext_lazy("As a question: “Cardiology or general medicine?”"),
        max_length=200,
    )


class Sheet(Careful):
    """Options with what speaks for and against them, what matters, what is not known, until when, and with whom."""

    question = forms.CharField(label=gettext_lazy("What do you have to decide?"), max_length=200)
    values = _text(
        gettext_lazy("What matters to you in this?"), 3, gettext_lazy("One a line, the most important first.")
    )
    decide_on = _day(gettext_lazy("By when do you want to decide?"), gettext_lazy("You are reminded on that day."))
    relationship = forms.ChoiceField(
        label=gettext_lazy("With whom do you want to talk it over?"),
        help_text=gettext_lazy("They read this sheet. Nobody else does."),
        required=False,
    )

    def __init__(self, data: Any = None, *, sharing: list[tuple[str, str]], decision: Any) -> None:
        super().__init__(data, initial=_initial(decision))
        options = [*decision.written_options, *[{}] * rules.OPTIONS][: rules.OPTIONS]
        for number, option in enumerate(options, 1):
            name = forms.CharField(label=_("What it is"), max_length=200, required=False)
            parts = {"name": name, "for": _text(_("Speaks for it")), "against": _text(_("Speaks against it"))}
            for part, field in parts.items():
                field.initial = option.get(part, "")
                self.fields[f"{part}-{number}"] = field
        unknowns = [*decision.unknowns, *[{}] * rules.UNKNOWNS][: rules.UNKNOWNS]
        for number, unknown in enumerate(unknowns, 1):
            for part, label in (("what", _("What I do not know")), ("whom", _("Whom I could ask"))):
                field = forms.CharField(label=label, max_length=300, required=False, initial=unknown.get(part, ""))
                self.fields[f"{part}-{number}"] = field
        shared = self.fields["relationship"]
        assert isinstance(shared, forms.ChoiceField)
        shared.choices = [("", _("Nobody for now")), *sharing]

    def options(self) -> list[list[Any]]:
        """The fields of each option together."""
        numbers = range(1, rules.OPTIONS + 1)
        return [[self[f"{part}-{number}"] for part in ("name", "for", "against")] for number in numbers]

    def unknowns(self) -> list[list[Any]]:
        """The fields of each unknown together."""
        return [[self[f"{part}-{number}"] for part in ("what", "whom")] for number in range(1, rules.UNKNOWNS + 1)]

    def has_more_options(self) -> bool:
        """Whether more than two options have been written on."""
        return any(field.value() for fields in self.options()[2:] for field in fields)

    def has_more_unknowns(self) -> bool:
        """Whether more than two unknowns have been written on."""
        return any(field.value() for fields in self.unknowns()[2:] for field in fields)

    def sheet(self) -> dict[str, Any]:
        """What was written, as a decision keeps it."""
        said = self.cleaned_data
        options = [
            {part: said[f"{part}-{number}"].strip() for part in ("name", "for", "against")}
            for number in range(1, rules.OPTIONS + 1)
        ]
        unknowns = [
            {part: said[f"{part}-{number}"].strip() for part in ("what", "whom")}
            for number in range(1, rules.UNKNOWNS + 1)
        ]
        return {
            "options": [each for each in options if any(each.values())],
            "values": _lines(said["values"]),
            "unknowns": [each for each in unknowns if any(each.values())],
        }


def _initial(decision: Any) -> dict[str, Any]:
    return {
        "question": decision.question,
        "values": "\n".join(decision.values),
        "decide_on": decision.decide_on,
        "relationship": str(decision.relationship_id or ""),
    }


class Choice(Careful):
    """What was chosen, why, and when to look back."""

    choice = forms.ChoiceField(label=gettext_lazy("What did you choose?"), widget=forms.RadioSelect)
    why = _text(gettext_lazy("Why, in a sentence or two"), 3)
    revisit_on = _day(gettext_lazy("When do you want to look back?"), gettext_lazy("You are reminded on that day."))

    def __init__(self, data: Any = None, *, names: list[str], initial: Any = None) -> None:
        day = clock.today() + timedelta(days=30 * MONTHS_UNTIL_LOOKING_BACK)
        super().__init__(data, initial={"revisit_on": day, **(initial or {})})
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in names]


class Outcome(Careful):
    """What came of it."""

    outcome = _text(
        gettext_lazy("What came of it, and would you choose so again?"), 4,
        gettext_lazy("A good decision can end badly. What did you know then, and what did you not?"), required=True,
    )  # fmt: skip
