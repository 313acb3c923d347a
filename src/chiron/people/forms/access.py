"""Accepting an invitation."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class Accept(forms.Form):
    """A password, if one is wanted, and the consent."""

    password = forms.CharField(
        label=_("A password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least twelve characters; a sentence is good. Leave it empty to sign in by codes by mail."),
    )
    agrees = forms.BooleanField(label=_("I have read this and take part"))

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class Renew(forms.Form):
    """Asking for a new invitation."""

    email = forms.EmailField(label=_("Your e-mail address at the institution"))
