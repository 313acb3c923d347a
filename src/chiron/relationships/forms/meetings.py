"""Meetings as they are booked, recorded and written about."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from chiron.relationships.rules import MINUTES, USUAL_MINUTES
from chiron.ui.careful import Careful

FORMS = [("in_person", _("In person")), ("video", _("By video")), ("phone", _("By telephone"))]
OTHER = "other"


def _lengths() -> list[tuple[int, Any]]:
    return [(n, ngettext_lazy("%(n)d minute", "%(n)d minutes", n) % {"n": n}) for n in MINUTES]


class Where(forms.Form):
    """How long, in what form, and where."""

    minutes = forms.TypedChoiceField(label=_("How long"), coerce=int, choices=_lengths, initial=USUAL_MINUTES)
    form = forms.ChoiceField(label=_("How you meet"), choices=FORMS, initial="in_person")
    place = forms.CharField(
        label=_("Where"),
        max_length=120,
        required=False,
        help_text=_("A place, or a telephone number. It stands in the invitation."),
    )
    link = forms.URLField(
        label=_("Link of the video call"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _time(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class Booking(Where):
    """One of the times offered, or another."""

    time = forms.CharField(required=False, widget=forms.HiddenInput)
    on = _day(_("Day"), required=False)
    at = _time(_("Time"), required=False)

    field_order = ("time", "on", "at", "minutes", "form", "place", "link")

    def clean(self) -> dict[str, Any]:
        """Say which time is meant: ``starts_at`` (an instant) or ``wall`` (what the clock shows)."""
        said = super().clean() or {}
        chosen = said.get("time", "")
        if chosen and chosen != OTHER:
            said["starts_at"] = _instant(chosen)
            if said["starts_at"] is None:
                self.add_error("on", _("This time could not be read. Choose one of the list."))
        elif said.get("on") and said.get("at"):
            said["wall"] = datetime.combine(said["on"], said["at"])
        elif not self.errors:
            self.add_error("on" if not said.get("on") else "at", _("Choose a time of the list, or a day and a time."))
        return said


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo and 2000 < found.year < 2200 else None


class After(Careful):
    """What became of a meeting: what it touched, what one takes from it, what each undertakes."""

    not_looked_through = ("place", "link", "were")

    were = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What you take from it"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Everybody in this relationship can read it, nobody else. Leave out what could name a patient."),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What it was about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    who = forms.ChoiceField(label=_("Who"), required=False)
    promise = forms.CharField(label=_("Undertakes to"), required=False, max_length=300)
    due_on = _day(_("By"), required=False)

    def __init__(self, *args: Any, topics: list[tuple[str, str]], people: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        self.fields["who"].choices = people  # type: ignore[attr-defined]
        if not topics:
            del self.fields["topics"]

    def touched(self, now: list[str]) -> list[str] | None:
        """What the meeting touched, of which *now* is what is kept: only what stood ticked in the form is unticked.

        Two who write at the same time do not take away what the other has said meanwhile.
        """
        if "topics" not in self.fields:
            return None
        ticked = set(self.cleaned_data["topics"])
        taken_off = set(self.cleaned_data["were"].split(",")) - ticked
        return sorted(set(now) - taken_off | ticked)


class Record(After, Where):
    """A meeting that took place without having been booked."""

    were = None  # type: ignore[assignment]  # nothing was said of it before
    on = _day(_("Day"))
    at = _time(_("Time"))

    field_order = ("on", "at", "minutes", "form", "place", "link", "topics", "text", "who", "promise", "due_on")

    def clean(self) -> dict[str, Any]:
        """Put day and time together, as the clock on the wall showed them."""
        said = super().clean() or {}
        if said.get("on") and said.get("at"):
            said["wall"] = datetime.combine(said["on"], said["at"])
        return said


class Point(Careful):
    """A point for the agenda."""

    text = forms.CharField(label=_("What to talk about"), max_length=200)
    minutes = forms.TypedChoiceField(
        label=_("Minutes"), coerce=int, choices=[(n, str(n)) for n in (5, 10, 15, 20, 30)], initial=10
    )
