"""Starting a programme, its cohorts and its roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FROM_FILES = "from-my-spreadsheets"


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A date as browsers ask for it."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CohortFields(forms.Form):
    """The name and the days of a cohort."""

    cohort_name = forms.CharField(label=_("Name of the cohort"), max_length=120, help_text=_("Such as “Autumn 2026”."))
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


class Start(CohortFields):
    """One page: the blueprint, the programme's name, its first cohort."""

    name = forms.CharField(label=_("Name of the programme"), max_length=200)
    blueprint = forms.ChoiceField(label=_("Blueprint"), widget=forms.RadioSelect)
    field_order = ("name", "cohort_name", "starts_on", "ends_on", "blueprint")

    def __init__(self, *args: Any, blueprints: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["blueprint"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = blueprints


class Appoint(forms.Form):
    """Who gets which role, from when until when."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Of somebody at your institution."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("coordinator", _("Coordinator")), ("director", _("Programme director"))],
        widget=forms.RadioSelect,
    )
    starts_on = day(_("From"))
    ends_on = day(_("Until"), required=False)
    is_deputy = forms.BooleanField(label=_("As the deputy of whoever holds the role"), required=False)


class Upgrade(forms.Form):
    """Which version to run on."""

    version = forms.ChoiceField(label=_("Version"))

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = versions
