"""Saying no."""

from django import forms
from django.utils.translation import gettext_lazy as _

MENTOR_REASONS = [
    ("no_time", _("I have no time at present")),
    ("other_field", _("Somebody of another field would serve better")),
    ("too_close", _("We know each other too well, or work too closely")),
    ("other", _("Another reason, which I keep to myself")),
]


class MenteeDecline(forms.Form):
    """A mentee needs no reason; what they write stays with them."""

    reason = forms.CharField(
        label=_("Your reason, if you want to keep one"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only you can read this. Nobody is told why."),
    )


class MentorDecline(forms.Form):
    """A mentor chooses from a list: nothing is written about a mentee that they could not read."""

    reason = forms.ChoiceField(label=_("Why not"), choices=MENTOR_REASONS, widget=forms.RadioSelect)
