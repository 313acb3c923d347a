"""Institutions and the people in them. One account an installation, one person an institution."""

import uuid
from typing import Any, NamedTuple

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chiron.core.fields import EncryptedTextField
from chiron.core.scoping import ScopedManager

#: The person as whom scheduled work acts: a real row, made by a migration.
SYSTEM_ID = uuid.UUID("00000000-0000-4000-8000-000000000001")
HOUSE_ID = uuid.UUID("00000000-0000-4000-8000-000000000000")


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made with a normalised e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        """Create an account; without a password it can only sign in by code or passkey."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody's way in. A person's timeline belongs to the account, whatever institutions they pass through."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=8, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(email=""), name="account_has_email")]

    class Privacy:
        pseudonymous = True
        operational = {"id", "is_active", "language", "time_zone", "created_at", "last_login", "password"}
        personal = {"email"}


class Institution(models.Model):
    """A school, hospital or society that runs programmes here. Every other row belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=8, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    disclosure_threshold = models.PositiveSmallIntegerField(_("smallest group shown"), default=11)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disclosure_threshold__gte=5, disclosure_threshold__lte=20), name="threshold_5_to_20"
            ),
        ]

    class Privacy:
        operational = {"id", "name", "language", "time_zone", "disclosure_threshold", "created_at"}


class HelpContact(models.Model):
    """One of the site's own humans, shown on every page under Help."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="help_contacts")
    name = models.CharField(_("name"), max_length=120)
    what_for = models.CharField(_("what for"), max_length=200)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    hours = models.CharField(_("when"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="help_contact_reachable"),
        ]

    class Privacy:
        operational = {"id", "institution", "what_for", "hours", "position"}
        personal = {"name", "phone", "email"}


class Kept(NamedTuple):
    """The ids of those from whom somebody is kept apart, and of those of them over whom they stand."""

    apart: frozenset[uuid.UUID]
    under: frozenset[uuid.UUID]


class Person(models.Model):
    """Somebody at one institution, known there by name and e-mail, with or without an account yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="people")
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="people")
    name = models.CharField(_("name"), max_length=200)
    called = models.CharField(_("what people call you"), max_length=80, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    stage = models.CharField(_("role or stage"), max_length=120, blank=True)
    external_id = models.CharField(_("identifier at the institution"), max_length=120, blank=True)
    about = EncryptedTextField(default="")
    is_system = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)

    #: The other institutions at which the same account is somebody, on the person of a request.
    elsewhere: "tuple[Institution, ...]" = ()
    #: The duties held today, on the person of a request: asked once, for it ends before they can change.
    held: "frozenset[str] | None" = None
    #: From whom the person of a request is kept apart today, once that was asked.
    kept: Kept | None = None

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "email"], condition=~Q(email=""), name="person_email_once_an_institution"
            ),
            models.UniqueConstraint(
                fields=["institution", "account"], condition=Q(account__isnull=False), name="person_account_once"
            ),
            models.UniqueConstraint(
                fields=["institution", "external_id"], condition=~Q(external_id=""), name="person_external_id_once"
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "name"], name="person_by_name"),
            # the few, so that counts leave them out without looking at everybody
            models.Index(fields=["erased_at"], condition=Q(erased_at__isnull=False), name="person_erased"),
        ]

    class Privacy:
        owner = "self"
        pseudonymous = True
        operational = {"id", "institution", "account", "is_system", "created_at", "erased_at", "external_id"}
        personal = {"name", "called", "pronouns", "email", "stage"}
        confidential = {"about"}

    @property
    def short_name(self) -> str:
        """What to call the person in a sentence."""
        return self.called or (self.name.split(" ")[0] if self.name else self.email)

    @property
    def initials(self) -> str:
        """One or two letters for the avatar."""
        words = [word for word in self.name.split() if word[:1].isalpha()]
        return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


class FormerAddress(models.Model):
    """An address by which the institution knew somebody before: a file that still says it finds them by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="former_addresses")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_addresses")
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    left_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "email"], condition=~Q(email=""), name="former_address_leads_to_one"
            ),
        ]

    class Privacy:
        merges = {"person": "moves"}
        operational = {"id", "institution", "person", "left_at"}
        personal = {"email"}


class ToldApart(models.Model):
    """That somebody looked at two entries and said: these are two people. They are not suspected again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="told_apart")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="told_apart")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=models.F("other")), name="told_apart_are_two"),
            models.UniqueConstraint(fields=["person", "other"], name="told_apart_once"),
        ]

    class Privacy:
        merges = {"person": "one_stays", "other": "one_stays"}
        operational = {"id", "institution", "person", "other", "said_at"}


class Appointment(models.Model):
    """A duty at the institution (administrator, support lead, auditor), between dates, perhaps as a deputy."""

    ROLES = [
        ("administrator", _("Administrator")),
        ("support_lead", _("Support lead")),
        ("auditor", _("Researcher or auditor")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=ROLES)
    deputy_for = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="deputies")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "starts_on"], name="appointment_once"),
            models.CheckConstraint(
                condition=Q(role__in=["administrator", "support_lead", "auditor"]), name="appointment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")), name="appointment_in_order"
            ),
        ]

    class Privacy:
        merges = {"person": "one_stays", "deputy_for": "moves"}
        operational = {"id", "institution", "person", "role", "deputy_for", "starts_on", "ends_on"}


class Invitation(models.Model):
    """A way in that expires and is used once. Only the hash of its token is kept."""

    #: The token itself, on the object that `actions.invite` returns and nowhere else.
    token = ""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Privacy:
        merges = {"person": "moves"}
        operational = {"id", "person", "token_hash", "expires_at", "used_at", "revoked_at", "created_at"}


class ConsentText(models.Model):
    """The words that somebody agreed to: a version never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    purpose = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_text_once"),
        ]

    class Privacy:
        operational = {"id", "purpose", "version", "language", "text"}


class Consent(models.Model):
    """What one person agreed to, in which words, when, and when they took it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "text"], condition=Q(withdrawn_at__isnull=True), name="consent_in_force_once"
            ),
        ]

    class Privacy:
        merges = {"person": "one_stays"}
        operational = {"id", "person", "text", "given_at", "withdrawn_at"}
