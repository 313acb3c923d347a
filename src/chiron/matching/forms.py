"""Method and weights; a pair by hand."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chiron.matching import rules
from chiron_blueprint.words import in_language

HIGHEST = 1000


class Weights(forms.Form):
    """How a cohort is matched: a method with its options; a weight of 0 leaves a criterion out of the sum."""

    method = forms.ChoiceField(label=_("What is best"), widget=forms.RadioSelect)
    step = forms.FloatField(
        label=_("Differences of fit below so many points count as none"),
        help_text=_("Left empty, the run chooses."),
        min_value=0,
        max_value=100,
        required=False,
    )
    gap = forms.FloatField(
        label=_("At most so many points between the mean fits of two stages"),
        initial=rules.USUAL_GAP,
        min_value=0.1,
        max_value=100,
        required=False,
    )
    best_for = forms.ChoiceField(
        label=_("Where several answers are stable, the one that is best for"),
        choices=[("mentee", _("mentees")), ("mentor", _("mentors"))],
        required=False,
    )
    changes = forms.IntegerField(
        label=_("At most so many of today’s pairs change"),
        help_text=_("Left empty, as few as must."),
        min_value=0,
        max_value=100_000,
        required=False,
    )

    offers_next = forms.BooleanField(
        label=_("Offer the next best mentor by itself after a decline or lapse"),
        help_text=_(
            "Otherwise it stands in your cockpit and waits for you. Whoever did not answer their last offer, mentors "
            "who said no to it and mentees whose pair was taken back are left to you in any case."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, criteria: Any, plan: Any, choices: list[Any], usual: str = "welfare", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.usual = {criterion.id: criterion.weight for criterion in criteria if criterion.compare != "text"}
        self.choices = choices
        now = plan.weights if plan is not None else {}
        method = self.fields["method"]
        assert isinstance(method, forms.ChoiceField)
        method.choices = [(each.name, each.title) for each in choices if not each.why_not]
        method.initial = plan.method if plan is not None else usual
        self.fields["offers_next"].initial = plan is not None and plan.offers_next
        for name, value in (plan.options if plan is not None else {}).items():
            self.fields[name].initial = value
        for criterion in criteria:
            if criterion.id in self.usual:
                self.fields[f"weight_{criterion.id}"] = _weight(criterion, now.get(criterion.id, criterion.weight))

    def ways(self) -> list[dict[str, Any]]:
        """Each method with whether it is chosen and the fields of its options, as the page shows them."""
        chosen = self["method"].value()
        shown: set[str] = set()
        found = []
        for each in self.choices:
            fields = [self[name] for name in each.takes if name not in shown]
            shown |= set(each.takes)
            found.append({"choice": each, "is_chosen": each.name == chosen, "fields": fields})
        return found

    def of_criteria(self) -> list[forms.BoundField]:
        """The fields of the weights."""
        return [self[f"weight_{name}"] for name in self.usual]

    def options(self) -> dict[str, Any]:
        """What was set for the method chosen."""
        takes = next(each.takes for each in self.choices if each.name == self.cleaned_data["method"])
        return {name: self.cleaned_data[name] for name in takes if self.cleaned_data[name] not in (None, "")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [cleaned.get(f"weight_{name}") for name in self.usual]
        if self.usual and not self.errors and not any(given):
            raise forms.ValidationError(_("At least one weight is above 0: otherwise every pair fits alike."))
        return cleaned

    def weights(self) -> dict[str, float]:
        """The weights that differ from the blueprint's."""
        given = {name: self.cleaned_data[f"weight_{name}"] for name in self.usual}
        return {name: value for name, value in given.items() if value != self.usual[name]}


def _weight(criterion: Any, now: float) -> forms.FloatField:
    usual = f"{criterion.weight:g}"
    text = (
        _("The blueprint says %(weight)s, and that it must hold.")
        if criterion.hard
        else _("The blueprint says %(weight)s.")
    )
    return forms.FloatField(
        label=in_language(criterion.name, get_language() or "en"),
        min_value=0,
        max_value=HIGHEST,
        initial=f"{now:g}",
        help_text=text % {"weight": usual},
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class Places(forms.Form):
    """How many mentees a mentor takes."""

    capacity = forms.IntegerField(min_value=1, max_value=5000)


class Swap(forms.Form):
    """One of the mentors shown who can be had."""

    mentor = forms.ChoiceField()

    def __init__(self, *args: Any, candidates: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(each.row.enrolment_id): each for each in candidates if not each.barred}
        field = self.fields["mentor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, "") for pk in self.candidates]

    def chosen(self) -> Any:
        """Return the candidate chosen."""
        return self.candidates[self.cleaned_data["mentor"]]


class People(forms.Select):
    """Thousands of people to choose from, written by one template instead of one an option."""

    template_name = "matching/widgets/people.html"


class Pair(forms.Form):
    """A mentee without a mentor, and a mentor with a place left."""

    mentee = forms.ChoiceField(label=_("Mentee"), help_text=_("Those without a mentor."), widget=People)
    mentor = forms.ChoiceField(label=_("Mentor"), help_text=_("Those with a place left."), widget=People)

    def __init__(self, *args: Any, people: dict[str, list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side, rows in people.items():
            field = self.fields[side]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Choose")), *((str(row.pk), _who(row)) for row in rows)]


def _who(row: Any) -> str:
    name = f"{row.person.name}, {row.person.stage}" if row.person.stage else row.person.name
    if row.side == "mentee":
        return name
    places = _("%(taken)d of %(capacity)d places used") % {"taken": row.taken, "capacity": row.capacity}
    return f"{name} ({places})"


class Talks(forms.Form):
    """An evening of short talks."""

    rounds = forms.IntegerField(label=_("Rounds"), min_value=1, max_value=20, initial=6)
    minutes = forms.IntegerField(label=_("Minutes a talk"), min_value=1, max_value=120, initial=10)
    pause = forms.IntegerField(label=_("Minutes between two rounds"), min_value=0, max_value=120, initial=2)
    begins = forms.TimeField(
        label=_("Begins at"), initial="18:00", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    seats = forms.IntegerField(
        label=_("Mentees at one table"),
        help_text=_("1 for talks of two; more where there are far fewer mentors."),
        min_value=1,
        max_value=10,
        initial=1,
    )

    @staticmethod
    def from_asked(asked: dict[str, int]) -> dict[str, Any]:
        """What was asked for last time, as the form shows it."""
        return asked | {"begins": f"{asked['begins'] // 60:02d}:{asked['begins'] % 60:02d}"}

    def asked(self) -> dict[str, int]:
        """What is asked for, the beginning in minutes after midnight."""
        begins = self.cleaned_data["begins"]
        return self.cleaned_data | {"begins": begins.hour * 60 + begins.minute}


class Groups(forms.Form):
    """Groups that can meet."""

    size = forms.IntegerField(label=_("People in a group"), min_value=2, max_value=30, initial=6)
    smallest = forms.IntegerField(label=_("At least"), min_value=2, max_value=30, initial=5)
    largest = forms.IntegerField(label=_("At most"), min_value=2, max_value=30, initial=8)
    shared = forms.IntegerField(
        label=_("Hours a week at which all can"),
        help_text=_("One is enough for a monthly hour; more leaves room for shifts."),
        min_value=1,
        max_value=168,
        initial=2,
    )
