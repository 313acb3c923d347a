"""Handing a composed mail to the SMTP server of the settings."""

import smtplib
import ssl
from email.message import EmailMessage

from django.conf import settings


def deliver(mail: EmailMessage) -> None:
    """Send *mail* in one SMTP session; any failure raises, so that the outbox tries again."""
    with _connection() as server:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        server.send_message(mail)


def _connection() -> smtplib.SMTP:
    host, port, timeout = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
    if settings.EMAIL_USE_SSL:
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=timeout)
