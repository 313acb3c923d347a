"""Signing, and proposing another wording."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships.rules.agreements import Point
from chiron.ui.careful import Careful

LINE, SECTION = 200, 4000

#: What stands before the id of a point in the name of its field, so that no section is taken for another field.
POINT = "point-"


class Signing(Careful):
    """What one wants to learn, and a signature."""

    learning = forms.CharField(
        label=_("What do you want to learn?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At least one thing, in your own words. The others read it; both sides learn here."),
    )


class Proposal(Signing):
    """The points that may change, one field each, as they stand; the version that they were read in goes along."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, points: Iterable[Point], **options: Any) -> None:
        super().__init__(*args, **options)
        for point in points:
            self.fields[POINT + point.id] = forms.CharField(
                label=point.title,
                initial=point.text,
                required=False,
                max_length=LINE if point.is_line else SECTION,
                widget=forms.TextInput() if point.is_line else forms.Textarea(attrs={"rows": 4}),
            )
        self.order_fields([*(name for name in self.fields if name != "learning"), "learning"])

    @property
    def said(self) -> dict[str, str]:
        """The text of each point by its id."""
        said = self.cleaned_data.items()
        return {name.removeprefix(POINT): text for name, text in said if name.startswith(POINT)}
