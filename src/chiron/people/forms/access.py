"""Accepting an invitation."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.forms import AddEmailForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
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


class AddEmail(AddEmailForm):  # type: ignore[misc]
    """The address to sign in with from now on.

    Whoever has a password or a second factor is asked for it again first. Who signs in by codes alone has nothing to
    show again: they have to have signed in a short while ago.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not get_reauthentication_flows(self.user):
            at = [record["at"] for record in get_authentication_records(context.request, self.user)]
            if time.time() - max(at, default=0) > app_settings.REAUTHENTICATION_TIMEOUT:
                raise forms.ValidationError(
                    _("You signed in a while ago. Sign out, come in again by a code, then change the address.")
                )
        return cleaned


class Address(forms.Form):
    """The address that somebody is to have from now on."""

    email = forms.EmailField(label=_("New e-mail address"), max_length=254)
