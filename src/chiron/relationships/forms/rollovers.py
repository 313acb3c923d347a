"""Next year's cohort, as its coordinator wants it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships.queries import Leaving


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )  # fmt: skip


class NextYear(forms.Form):
    """Name and days, the version, who is asked again, who goes on running it; each as last year unless changed."""

    cohort_name = forms.CharField(label=_("Name of the new cohort"), max_length=120)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    archive_on = _day(
        _("Archive the old cohort on"),
        help_text=_("From this day it is read and not changed. What has not been renewed by then ends."),
    )
    version = forms.ChoiceField(label=_("Blueprint"))
    groups = forms.MultipleChoiceField(required=False)
    leave_out = forms.MultipleChoiceField(required=False)
    roles = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, leaving: Leaving, may_say_roles: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        _choose(self, "version", [(str(each.pk), _version(leaving, each)) for each in leaving.versions])
        _choose(self, "groups", [(each.value, each.label) for each in leaving.groups])
        _choose(self, "leave_out", [(each.key, each.name) for group in leaving.groups for each in group.people])
        if may_say_roles:
            _choose(self, "roles", [(str(each.pk), each.person.name) for each in leaving.roles])
        else:
            del self.fields["roles"]
        if len(leaving.versions) < 2:
            self.fields["version"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Refuse days out of order."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return said


def _choose(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def _version(leaving: Leaving, version: Any) -> str:
    said = _("version %(number)d") % {"number": version.version}
    now = _("as now")
    return f"{said} ({now})" if version.pk == leaving.cohort.programme.blueprint_id else said


class Archive(forms.Form):
    """From which day a cohort is read-only."""

    on = _day(_("Archive it on"), required=False, help_text=_("Empty: it is not archived."))
