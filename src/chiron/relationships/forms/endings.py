"""Leaving, and closing well."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chiron.relationships.queries import WISHES
from chiron.ui.careful import Careful


class Leave(forms.Form):
    """No reason is asked; what comes next is."""

    no_contact = forms.BooleanField(
        label=_("I want no contact from now on"),
        required=False,
        help_text=_(
            "Messages, invitations and this page close at once, for both. Whatever else you are in together ends for "
            "you, too. You can lift it later, and what has ended stays so."
        ),
    )
    wants_another = forms.BooleanField(label=_("Look for somebody else for me"), required=False, initial=True)
    reason = forms.CharField(
        label=_("A note to yourself"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only you can read this. Nobody is told why, or who ended it."),
    )

    def __init__(self, *args: Any, is_mentee: bool, goes_on: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if goes_on:  # a group, whose page stays open to the others
            self.fields["wants_another"].label = _("Look for another group for me")
            self.fields["reason"].help_text = _("Only you can read this. Nobody is told why.")
            self.fields["no_contact"].help_text = _(
                "Nobody in it can reach you any more. Whatever else you are in together ends for you, too. You can "
                "lift it later, and what has ended stays so."
            )
        if not is_mentee:  # a mentor's place is simply free again
            self.fields["wants_another"].widget = forms.HiddenInput()


class Closing(Careful):
    """What was achieved, what one learned, what comes next."""

    achieved = forms.CharField(
        label=_("What did you achieve together?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    learned = forms.CharField(
        label=_("What did you learn yourself, and what do you want to thank for?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wish = forms.ChoiceField(label=_("How should it go on?"), choices=list(WISHES.items()), widget=forms.RadioSelect)
    becomes_mentor = forms.BooleanField(
        label=_("I would like to become a mentor myself"),
        required=False,
        help_text=_("Your coordinator sees this and asks you when the next round begins."),
    )

    def __init__(self, *args: Any, is_mentee: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_mentee:
            del self.fields["becomes_mentor"]
