"""Writing to each other, and saying that the limits were read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships import rules
from chiron.ui.careful import Careful

DUTIES = [
    ("yes", _("Yes, some things I have to report")),
    ("no", _("No")),
    ("unsure", _("I do not know")),
]


class Message(Careful):
    """What one writes to the others."""

    text = forms.CharField(
        label=_("Your message"), max_length=rules.LONGEST_MESSAGE, widget=forms.Textarea(attrs={"rows": 4})
    )


class Limits(forms.Form):
    """Read and understood; nothing is asked of mentees."""


class LimitsOfMentor(forms.Form):
    """Whoever guides says whether their post obliges them to report."""

    duty = forms.ChoiceField(
        label=_("Does your post oblige you to report mistreatment, discrimination or harm?"),
        choices=DUTIES,
        widget=forms.RadioSelect,
        help_text=_("The others see your answer before they write."),
    )
