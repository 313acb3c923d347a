"""How a mail is made: a kind and a link, in the reader's language, nothing confidential."""

from email.message import EmailMessage
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from chiron.people.models import Person


def recipient(pk: UUID) -> Person | None:
    """Return the person a message is for, or None where they were erased or have no address."""
    person = Person.objects.unscoped().select_related("institution", "account").filter(pk=pk).first()
    return person if person and person.email and person.erased_at is None else None


def plain_mail(to: str, subject: str, text: str) -> EmailMessage:
    """Return a mail with plain text."""
    mail = EmailMessage()
    mail["From"] = settings.DEFAULT_FROM_EMAIL
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail.set_content(text)
    return mail


def mail_to(person: Person, template: str, **context: Any) -> EmailMessage:
    """Render *template* (first line the subject, the rest the text) in the reader's language."""
    language = (person.account.language if person.account else "") or person.institution.language
    with translation.override(language):
        text = render_to_string(template, {"person": person, "site": settings.CHIRON_URL, **context})
    subject, _, body = text.strip().partition("\n")
    # The institution knows people by one address; they may have chosen another to sign in and be written to.
    return plain_mail(person.account.email if person.account else person.email, subject, body.strip() + "\n")
