"""How somebody wants to be told, as they type it."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

PACES = [
    ("at_once", _("At once, outside my quiet hours")),
    ("daily", _("Once a day, in one mail")),
    ("weekly", _("Once a week, in one mail")),
]
DAYS = list(WEEKDAYS.items())
TOPICS = [
    ("messages", _("Somebody I work with has written to me")),
    ("meetings", _("Reminders of meetings")),
    ("questions", _("My programme asks how it goes")),
    ("nudges", _("It has been quiet for long")),
    ("programme", _("News of my programmes")),
    ("coordination", _("As coordinator: somebody wishes a talk, or a pair falls silent")),
]


def _time(label: Any, **options: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


class Preferences(forms.Form):
    """When mail comes, and of what."""

    pace = forms.ChoiceField(label=_("How often"), choices=PACES, widget=forms.RadioSelect)
    digest_at = _time(_("Hour of that mail"))
    digest_on = forms.TypedChoiceField(label=_("Day, if weekly"), choices=DAYS, coerce=int)
    quiet_from = _time(_("Quiet from"), required=False, help_text=_("Empty: never quiet."))
    quiet_until = _time(_("Quiet until"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("Tell me of"), choices=TOPICS, required=False, widget=forms.CheckboxSelectMultiple
    )
