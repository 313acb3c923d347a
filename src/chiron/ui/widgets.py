"""Widgets for form fields that the browser has no control for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.formats import get_format

from chiron.ui import charts


class AvailabilityGrid(forms.Widget):
    """The week as 168 checkboxes, for a field whose value is a list of hours of the week (0: Monday, 00:00 to 01:00).

    Use it on ``TypedMultipleChoiceField(choices=[(hour, hour) for hour in range(168)], coerce=int)``. `shared` are
    hours in which somebody else is free too; they carry a dot.
    """

    template_name = "django/forms/widgets/availability_grid.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, shared: frozenset[int] = frozenset()) -> None:
        super().__init__(attrs)
        self.shared = shared

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Unchecked boxes send nothing, so nothing can be told from a missing name."""
        return False

    def id_for_label(self, id_: str) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "chosen": [hour for hour in value or [] if str(hour).isdigit() and int(hour) < charts.DAYS * charts.HOURS],
            "shared": self.shared,
            "label": self.attrs.get("aria-label", ""),
            "first_day": (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % charts.DAYS,
        }
        return context
