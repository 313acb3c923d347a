"""Clean what people say of their time, nothing more."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

from chiron.scheduling.rules import HOURS, PARTS, REST_HOURS
from chiron.ui.widgets import AvailabilityGrid

PART_NAMES = {
    "early": _("Before nine"),
    "morning": _("In the morning"),
    "midday": _("At midday"),
    "afternoon": _("In the afternoon"),
    "evening": _("After five"),
}
ABSENCES = [("leave", _("Leave")), ("exam", _("Exam, or study for one")), ("night", _("Nights")), ("busy", _("Other"))]
LARGEST = 5 * 1024 * 1024


class Week(forms.Form):
    """At which hours one could meet, and what suits best."""

    hours = forms.TypedMultipleChoiceField(
        choices=[(hour, hour) for hour in range(HOURS)],
        coerce=int,
        widget=AvailabilityGrid,
        required=False,
        label=_("When you could meet"),
    )
    parts = forms.MultipleChoiceField(
        label=_("What suits you best"),
        choices=[(part, PART_NAMES[part]) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("These times are offered first. Leave all empty if you do not mind."),
    )
    rest_hours = forms.IntegerField(
        label=_("Hours of rest after a night or a day on call"), min_value=0, max_value=48, initial=REST_HOURS
    )


#: A year outside of these is a slip of the pen.
YEARS = (validators.MinValueValidator(date(1970, 1, 1)), validators.MaxValueValidator(date(2199, 12, 31)))


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=YEARS, **options)


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), required=False)


class Absence(forms.Form):
    """From when to when one is away: whole days, or hours."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=ABSENCES,
        help_text=_("Nobody else sees this. It decides how long you rest after."),
    )
    first = _day(_("First day"))
    starts = _time(_("From"))
    last = _day(_("Last day"), required=False, help_text=_("Empty: the same day."))
    ends = _time(_("To"))

    def clean(self) -> dict[str, Any]:
        """Put days and times together: ``starts_on`` and ``ends_on`` are what the clock on the wall shows."""
        said = super().clean() or {}
        if not said.get("first"):
            return said
        last = said.get("last") or said["first"]
        said["starts_on"] = datetime.combine(said["first"], said.get("starts") or time())
        if said.get("ends"):
            said["ends_on"] = datetime.combine(last, said["ends"])
            if not said.get("last") and said["ends_on"] <= said["starts_on"]:  # a night
                said["ends_on"] += timedelta(days=1)
        else:
            said["ends_on"] = datetime.combine(last, time()) + timedelta(days=1)
        if said["ends_on"] <= said["starts_on"]:
            self.add_error("last" if said.get("last") else "ends", _("The end comes before the start."))
        return said


#: So many letters of rows that were left out go through a page into a file; where there are more there is none.
LARGEST_REJECTS = 500_000


class Rosters(forms.Form):
    """The roster of many."""

    file = forms.FileField(
        label=_("CSV or Excel file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Export fewer months, then choose it here."))
        return file


class Rejects(forms.Form):
    """The rows that were left out, as the page showed them, to be downloaded."""

    rows = forms.JSONField(widget=forms.HiddenInput)

    def clean_rows(self) -> list[list[str]]:
        """Rows of text and nothing else."""
        rows = self.cleaned_data["rows"]
        if not isinstance(rows, list) or not all(isinstance(each, list) for each in rows):
            raise forms.ValidationError("")
        return [[str(cell) for cell in each] for each in rows]


class Calendar(forms.Form):
    """A file, or an address: one of the two."""

    file = forms.FileField(
        label=_("A calendar or roster file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".ics,.csv,.tsv,.txt,.xlsx"}),
        help_text=_("iCalendar (.ics), or a roster as CSV or Excel. At most 5 MB."),
    )
    address = forms.CharField(
        label=_("Or its address"),
        required=False,
        max_length=1000,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text=_("The secret iCal address of your calendar. It is kept encrypted and read every three hours."),
    )
    name = forms.CharField(
        label=_("What you call it"), required=False, max_length=120, help_text=_("For yourself, to know it again.")
    )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of the two."""
        said = super().clean() or {}
        file, address = said.get("file"), said.get("address")
        if not file and not address and not self.errors:
            self.add_error("file", _("Choose a file, or write an address below."))
        if file and address:
            self.add_error("address", _("Choose a file or write an address, not both."))
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is larger than 5 MB. Export fewer months, then choose it here."))
        return said
