"""How allauth fits into the house: nobody signs up uninvited, its mail is queued, its secrets are sealed."""

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chiron.core import encryption
from chiron.notifications import actions as notifications
from chiron.people import actions as people
from chiron.people.models import HOUSE_ID, Account

BOUND_TO = b"second factor"
SEALED = "house"
#: allauth says neither whose secret it is nor in which row: it is bound to the house and to what it is for.
CELL: Any = {"table": "mfa_authenticator", "column": "data", "row": "", "owner": HOUSE_ID}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations; sign-in codes and notices are queued, never sent within a request."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("The address and the password do not belong together. Check both."),
        "email_taken": _("Somebody else signs in with this address."),
        "duplicate_email": _("You sign in with this address already."),
        "enter_current_password": _("This is not the password that you have now."),
        "incorrect_code": _("This is not the code. Check it, or have a new one sent."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, or have a sign-in code sent."),
        "unknown_email": _("Nobody is known here by this address."),
        "same_as_current": _("This is what it is now. Choose something else."),
        "rate_limited": _("Too many requests. Wait a minute, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Say whether one may be led on to *url*; what is no address at all is not safe, and no error either."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Take the address that was confirmed; whoever was known by the one before is known by this one.

        Refused where another account came to have it meanwhile, in the words for any address that cannot be had.
        """
        user = email_address.user
        before = user.email
        if Account.objects.filter(email__iexact=email_address.email).exclude(pk=user.pk).exists():
            messages.error(request, _("This address cannot be used to sign in here. Ask for another one."))
            return False
        is_done = bool(super().confirm_email(request, email_address))
        person = getattr(request, "person", None)
        if is_done and person is not None and before.lower() != email_address.email.lower():
            people.follow_address(account=user, before=before, by=person)
        return is_done

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        rendered = self.render_mail(template_prefix, email, context)
        notifications.queue_account_mail(email=email, subject=rendered.subject, text=str(rendered.body))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed under the house's own data key, not stored as they are.

    A data key, not a master key: a rotation wraps it anew, so that a master key can be retired and codes still open.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code. A code app shows a new one every half minute."),
        "unverified_email": _("Confirm your address first."),
    }

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("My device")

    def encrypt(self, text: str) -> str:
        return f"{SEALED}:{b64encode(encryption.seal(text, **CELL)).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        name, _, value = encrypted_text.partition(":")
        sealed = b64decode(value)
        if name == SEALED:
            return encryption.unseal(sealed, **CELL)
        key = encryption.ring().master(name)  # sealed before there was a data key for it
        return AESGCM(key).decrypt(sealed[: encryption.NONCE], sealed[encryption.NONCE :], BOUND_TO).decode()
