"""How allauth fits into the house: nobody signs up uninvited, its mail is queued, its secrets are sealed."""

import secrets
from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpRequest

from chiron.core import encryption
from chiron.notifications import actions as notifications

BOUND_TO = b"second factor"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations; sign-in codes and notices are queued, never sent within a request."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        rendered = self.render_mail(template_prefix, email, context)
        notifications.queue_account_mail(email=email, subject=rendered.subject, text=str(rendered.body))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted with the key ring, not stored as they are."""

    def encrypt(self, text: str) -> str:
        name, key = encryption.ring().current
        nonce = secrets.token_bytes(encryption.NONCE)
        return f"{name}:{b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), BOUND_TO)).decode()}"

    def decrypt(self, encrypted_text: str) -> str:
        name, _, value = encrypted_text.partition(":")
        sealed = b64decode(value)
        key = encryption.ring().master(name)
        return AESGCM(key).decrypt(sealed[: encryption.NONCE], sealed[encryption.NONCE :], BOUND_TO).decode()
