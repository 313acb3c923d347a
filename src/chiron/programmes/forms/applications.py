"""The application form, made from the blueprint: one field (or a few) a question, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.ui.widgets import AvailabilityGrid
from chiron_blueprint import hours, words
from chiron_blueprint.answers import cells
from chiron_blueprint.answers.languages import language_name
from chiron_blueprint.schema.model import Blueprint, Option, Question

AGREES = "identity-agrees"
LONGEST = 10_000
FEW = 8
RANKED = 3
SECTIONS = ("questions", "time", "partners", "consent", "identity")
SECTION_OF = {"availability": "time", "zone": "time", "capacity": "time", "partners": "partners", "consent": "consent"}


@dataclass
class Asked:
    """A question of the form: the names of its fields, and how their values become an answer."""

    question: Question
    names: list[str] = field(default_factory=list)


class Application(forms.Form):
    """What one side is asked. ``draft``: nothing is required, and what cannot be read yet is left out."""

    def __init__(
        self, data: Any = None, *, blueprint: Blueprint, side: str, language: str, answers: Mapping[str, Any],
        identity: Mapping[str, Any], agrees: bool, draft: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.blueprint, self.language, self.draft = blueprint, language, draft
        self.asked: list[Asked] = []
        for question in blueprint.side(side):
            given = (identity if question.identity else answers).get(question.id)
            self.asked.append(self._ask(question, given))
        if any(each.question.identity for each in self.asked):
            self.fields[AGREES] = forms.BooleanField(
                label=_("I agree that my answers below are kept for the purpose that is named with them."),
                required=False,
                initial=agrees,
            )

    def _ask(self, question: Question, given: Any) -> Asked:
        made = _fields(question, self.blueprint.options(question), self.language, given)
        for name, each in made.items():
            each.required = each.required and not self.draft
            self.fields[name] = each
        return Asked(question, list(made))

    def sections(self) -> list[tuple[str, list[Any]]]:
        """The fields in the order of the page, by section; empty sections are left out."""
        found: dict[str, list[Any]] = {section: [] for section in SECTIONS}
        for each in self.asked:
            section = "identity" if each.question.identity else SECTION_OF.get(each.question.kind, "questions")
            found[section] += [self[name] for name in each.names]
        if found["identity"]:
            found["identity"].insert(0, self[AGREES])
        return [(section, fields) for section, fields in found.items() if fields]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for each in self.asked:
            values = [cleaned[name] for name in each.names if name in cleaned]
            answer = _answer(each.question, values)
            problem = _problem(each.question, values, answer)
            if problem and not self.draft:
                self.add_error(each.names[0], problem)
        return cleaned

    def answers(self) -> dict[str, Any]:
        """What was answered, identity left out; in a draft what could not be read is left out too."""
        return self._gathered(identity=False)

    def identity(self) -> dict[str, Any]:
        """What was answered about identity; nothing without the consent above it."""
        return self._gathered(identity=True) if self.agrees() else {}

    def agrees(self) -> bool:
        """Whether the person agreed to the identity questions."""
        return bool(self.cleaned_data.get(AGREES))

    def capacity(self) -> int | None:
        """How many mentees, where that is asked and answered."""
        asked = {each.question.id for each in self.asked if each.question.kind == "capacity"}
        return next((value for key, value in self.answers().items() if key in asked), None)

    def _gathered(self, *, identity: bool) -> dict[str, Any]:
        found = {}
        for each in self.asked:
            if each.question.identity is identity:
                values = [self.cleaned_data[name] for name in each.names if name in self.cleaned_data]
                answer = _answer(each.question, values)
                if cells.answered(answer):
                    found[each.question.id] = answer
        return found


def _answer(question: Question, values: list[Any]) -> Any:
    """The values of a question's fields as the answer that `chiron_blueprint` reads."""
    value = values[0] if values else None
    if question.kind == "ranking":
        return tuple(dict.fromkeys(each for each in values if each))
    if question.kind == "multiple":
        return tuple(value or ())
    if question.kind == "availability":
        return hours.mask(value or ())
    if question.kind == "languages":
        return cells.languages(value or "", "")
    if question.kind == "partners":
        return cells.partners(value or "", "\n")
    if question.kind == "scale":
        return int(value) if value else None
    if question.kind == "consent":
        return True if value else None
    return value or None


def _problem(question: Question, values: list[Any], answer: Any) -> str:
    """What is wrong with an answer as a whole, or ""."""
    if question.at_most and isinstance(answer, tuple) and len(answer) > question.at_most:
        return _("Choose at most %(most)d; you chose %(number)d.") % {"most": question.at_most, "number": len(answer)}
    if question.kind == "ranking" and len([each for each in values if each]) > len(answer):
        return _("You chose the same twice. Choose another one, or leave the later choice empty.")
    return ""


def _fields(question: Question, options: Iterable[Option], language: str, given: Any) -> dict[str, forms.Field]:
    """The fields of one question by name, with what was answered before."""
    name = f"{'i' if question.identity else 'q'}-{question.id}"
    common: dict[str, Any] = {
        "label": words.in_language(question.ask, language),
        "help_text": words.in_language(question.help, language),
        "required": question.required and not question.identity,
    }
    if question.kind == "ranking":
        return _ranking(name, question, _choices(options, language), common, given)
    make = FIELDS.get(question.kind, _text)
    return {name: make(question, _choices(options, language), common, given)}


def _choices(options: Iterable[Option], language: str) -> list[Any]:
    """Choices, those of a taxonomy grouped under the option above them."""
    options = list(options)
    labels = {option.id: words.in_language(option.label, language) for option in options}
    parents = {option.parent for option in options if option.parent}
    if not parents:
        return [(option.id, labels[option.id]) for option in options]
    groups: dict[str, list[tuple[str, str]]] = {}
    for option in options:
        groups.setdefault(option.parent or option.id, []).append((option.id, labels[option.id]))
    return [(labels.get(parent, parent), inner) if len(inner) > 1 else inner[0] for parent, inner in groups.items()]


def _single(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    if len(choices) <= FEW:
        return forms.ChoiceField(**common, choices=choices, initial=given, widget=forms.RadioSelect)
    return forms.ChoiceField(**common, choices=[("", _("Choose…")), *choices], initial=given)


def _multiple(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    if question.at_most and not common["help_text"]:
        common["help_text"] = _("At most %(most)d.") % {"most": question.at_most}
    return forms.MultipleChoiceField(
        **common, choices=choices, initial=list(given or ()), widget=forms.CheckboxSelectMultiple
    )


def _ranking(
    name: str, question: Question, choices: list[Any], common: dict[str, Any], given: Any
) -> dict[str, forms.Field]:
    """One select a place, the first of them required where the question is."""
    places = question.at_most or min(RANKED, len(choices))
    chosen = [*(given or ()), *[""] * places]
    found: dict[str, forms.Field] = {}
    for place in range(places):
        label = common["label"] if not place else _("Choice %(place)d") % {"place": place + 1}
        found[f"{name}-{place + 1}"] = forms.ChoiceField(
            label=label, help_text=common["help_text"] if not place else "", required=common["required"] and not place,
            choices=[("", _("Choose…")), *choices], initial=chosen[place],
        )  # fmt: skip
    return found


def _scale(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    assert question.scale is not None
    low, high = question.scale.low, question.scale.high
    steps = [(str(step), str(step)) for step in range(low, high + 1)]
    return forms.ChoiceField(
        **common, choices=steps, initial="" if given is None else str(given),
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )  # fmt: skip


def _availability(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        **common, choices=[(hour, hour) for hour in range(hours.HOURS)], coerce=int,
        initial=list(hours.listed(given or 0)), widget=AvailabilityGrid(attrs={"aria-label": common["label"]}),
    )  # fmt: skip


def _capacity(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    return forms.IntegerField(**common, min_value=1, max_value=cells.MOST_PLACES, initial=given)


def _consent(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    return forms.BooleanField(**common, initial=bool(given))


def _languages(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    said = _("Such as “Spanish native, English fluent”.")
    levels = {1: _("basic"), 2: _("working"), 3: _("fluent"), 4: _("native")}
    language = get_language() or "en"
    known = ", ".join(
        f"{language_name(code).in_language(language)} {levels.get(level, '')}".strip() for code, level in given or ()
    )
    return forms.CharField(**{**common, "help_text": common["help_text"] or said}, initial=known, max_length=500)


def _partners(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    said = _("One name or e-mail address a line, the most wished for first.")
    return forms.CharField(
        **{**common, "help_text": common["help_text"] or said}, initial="\n".join(given or ()), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


def _zone(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    zones = [("", _("Choose…")), *((zone, zone.replace("_", " ")) for zone in sorted(available_timezones()))]
    if given and given not in available_timezones():
        zones.insert(1, (given, given))
    return forms.ChoiceField(**common, choices=zones, initial=given)


def _text(question: Question, choices: list[Any], common: dict[str, Any], given: Any) -> forms.Field:
    return forms.CharField(
        **common, initial=given, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST})
    )


FIELDS = {
    "single": _single,
    "multiple": _multiple,
    "scale": _scale,
    "availability": _availability,
    "capacity": _capacity,
    "consent": _consent,
    "languages": _languages,
    "partners": _partners,
    "zone": _zone,
    "text": _text,
}
