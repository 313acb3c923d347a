"""Dropping files, and saying what their columns are used for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chiron.programmes.rules import columns as using
from chiron_blueprint.guess.guesses import Column

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xlsm,text/csv"
#: Columns that nobody uses are shown up to here; a file of two thousand columns has the rest in one sentence.
MOST_SHOWN = 200

KIND_WORDS = {
    "single": gettext_lazy("one choice"),
    "multiple": gettext_lazy("several choices"),
    "ranking": gettext_lazy("choices in order"),
    "scale": gettext_lazy("a scale"),
    "text": gettext_lazy("free text (kept, not compared)"),
    "availability": gettext_lazy("free hours"),
    "capacity": gettext_lazy("how many mentees"),
    "languages": gettext_lazy("languages"),
    "preferred": gettext_lazy("people wished for"),
    "refused": gettext_lazy("people not to be matched with"),
    "zone": gettext_lazy("time zone"),
    "consent": gettext_lazy("consent"),
}
PERSON_WORDS = {
    "email": gettext_lazy("e-mail address"),
    "name": gettext_lazy("name"),
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "id": gettext_lazy("number or code of the person"),
}

Choices = list[tuple[str, Any]]


class Upload(forms.Form):
    """One or two files."""

    mentees = forms.FileField(
        label=gettext_lazy("Mentees"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("CSV or Excel, one row a person."),
    )
    mentors = forms.FileField(
        label=gettext_lazy("Mentors"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("CSV or Excel, one row a person."),
    )

    def by_side(self) -> dict[str, Any]:
        """The files that were chosen, by side."""
        chosen = {"mentee": self.cleaned_data.get("mentees"), "mentor": self.cleaned_data.get("mentors")}
        return {side: file for side, file in chosen.items() if file is not None}


class Uses(forms.Form):
    """What each column of each file is used for: one select a column."""

    def __init__(
        self, data: Any, *, plans: Mapping[str, Mapping[str, Any]], questions: Mapping[str, Choices] | None
    ) -> None:
        super().__init__(data)
        self.plans, self.questions = plans, questions
        self.columns = {side: [using.from_data(column) for column in plan["columns"]] for side, plan in plans.items()}
        for side, plan in plans.items():
            choices = _choices(None if questions is None else questions[side])
            for column in shown(self.columns[side], plan["uses"]):
                use = plan["uses"][using.key_of(column)]
                self.fields[f"{side}-{using.key_of(column)}"] = forms.ChoiceField(
                    label=column.heading or _("(no heading)"), choices=choices, initial=use
                )

    def uses(self) -> dict[str, dict[str, str]]:
        """By side, by column: what it is used for; columns not shown keep what was guessed."""
        return {
            side: {key: self.cleaned_data.get(f"{side}-{key}", use) for key, use in plan["uses"].items()}
            for side, plan in self.plans.items()
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for side, uses in self.uses().items():
            headings = {using.key_of(column): column.heading for column in self.columns[side]}
            for key, first in using.problems(uses, headings):
                name = f"{side}-{key}"
                text = _("“%(heading)s” is used for this already. Choose another use for one of the two.")
                self.add_error(name if name in self.fields else None, text % {"heading": first})
            if not using.names_people(uses):
                self.add_error(
                    None,
                    _("Say which column of the file of the %(side)s names the person.")
                    % {"side": _("mentees") if side == "mentee" else _("mentors")},
                )
        return cleaned


def shown(columns: Sequence[Column], uses: Mapping[str, str]) -> list[Column]:
    """The columns to ask about: those used, and others up to a limit; none that Chiron added to a file of rejects."""
    columns = [column for column in columns if not using.is_ours(column.heading)]
    used = [column for column in columns if uses[using.key_of(column)] != using.OFF]
    others = [column for column in columns if uses[using.key_of(column)] == using.OFF]
    keys = {using.key_of(column) for column in [*used, *others[:MOST_SHOWN]]}
    return [column for column in columns if using.key_of(column) in keys]


def _choices(questions: Choices | None) -> list[Any]:
    kinds = [(f"kind:{kind}", KIND_WORDS[kind]) for kind in using.KINDS]
    groups: list[Any] = [(using.OFF, _("not imported"))]
    if questions is not None:
        groups.append((_("A question of the programme"), questions))
    groups.append((_("Who the person is"), [(f"person:{part}", word) for part, word in PERSON_WORDS.items()]))
    groups.append((_("An answer") if questions is None else _("A new question"), kinds))
    return groups
