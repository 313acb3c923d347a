"""How allauth fits into the house: nobody signs up uninvited, its mail goes through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from chiron.notifications import actions as notifications


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts come from invitations; sign-in codes and notices are queued, never sent within a request."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        rendered = self.render_mail(template_prefix, email, context)
        notifications.queue_account_mail(email=email, subject=rendered.subject, text=str(rendered.body))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are encrypted with the key ring, not stored as they are."""
