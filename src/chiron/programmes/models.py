"""What a programme is, who takes part and what they answered."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chiron.core.fields import EncryptedJSONField
from chiron.core.models import TransitionBase, legal_moves
from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person
from chiron.programmes import rules

SIDES = [("mentee", _("mentee")), ("mentor", _("mentor"))]


class BlueprintVersion(models.Model):
    """One version of a blueprint, as its YAML was written: it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="blueprints")
    key = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    source = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "key", "version"], name="blueprint_version_once"),
        ]

    class Privacy:
        operational = {"id", "institution", "key", "version", "source", "created_at", "created_by"}


class Programme(models.Model):
    """A mentorship programme of one institution, run on one version of a blueprint."""

    STATES = [("draft", _("draft")), ("open", _("open")), ("closed", _("closed"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="programmes")
    blueprint = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="programme_name_once"),
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "closed"]), name="programme_state_known"),
        ]

    class Privacy:
        operational = {"id", "institution", "blueprint", "name", "state", "created_at"}


class ProgrammeRole(models.Model):
    """Who runs a programme: director or coordinator, between dates, perhaps as somebody's deputy."""

    ROLES = [("coordinator", _("Coordinator")), ("director", _("Programme director"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="programme_roles")
    role = models.CharField(max_length=20, choices=ROLES)
    deputy_for = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "person", "role", "starts_on"], name="programme_role_once"),
            models.CheckConstraint(condition=Q(role__in=["coordinator", "director"]), name="programme_role_known"),
        ]

    class Privacy:
        operational = {"id", "programme", "person", "role", "deputy_for", "starts_on", "ends_on"}


class Cohort(models.Model):
    """One round of a programme: the people of one autumn, one year, one evening."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_in_order"),
        ]

    class Privacy:
        operational = {"id", "programme", "name", "starts_on", "ends_on"}


class Enrolment(models.Model):
    """One person on one side of one cohort. A mentor's ``capacity`` is the number of mentees they will take."""

    STATES = rules.ENROLMENT_STATES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    side = models.CharField(max_length=6, choices=SIDES)
    state = models.CharField(max_length=12, default="invited")
    capacity = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person", "side"], name="enrolment_once"),
            models.CheckConstraint(condition=Q(side__in=["mentee", "mentor"]), name="enrolment_side_known"),
            models.CheckConstraint(condition=Q(state__in=rules.ENROLMENT_STATES), name="enrolment_state_known"),
        ]
        indexes = [models.Index(fields=["cohort", "side", "state"], name="enrolment_by_state")]

    class Privacy:
        operational = {"id", "cohort", "person", "side", "state", "capacity", "created_at", "applied_at"}


class EnrolmentTransition(TransitionBase):
    """A change of an enrolment's state; only those of `rules.ENROLMENT_MOVES` can be stored."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="transitions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "sequence"], name="enrolment_transition_once"),
            models.CheckConstraint(condition=legal_moves(rules.ENROLMENT_MOVES), name="enrolment_transition_legal"),
        ]

    class Privacy:
        operational = {"id", "enrolment", "sequence", "from_state", "to_state", "at", "by_id"}


class Application(models.Model):
    """What somebody answered: encrypted under their own key, identity answers apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="application")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="applications")
    blueprint = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField()
    identity = EncryptedJSONField()
    is_submitted = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    objects = ScopedManager()

    class Privacy:
        owner = "person_id"
        operational = {"id", "enrolment", "person", "blueprint", "is_submitted", "updated_at"}
        confidential = {"answers"}
        identity = {"identity"}


class Import(models.Model):
    """One file that was dropped: what was guessed, what was confirmed, how far it is and how each row ended."""

    STATES = ["uploaded", "refused", "guessed", "confirmed", "importing", "done", "failed", "cancelled"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="imports")
    side = models.CharField(max_length=6, choices=SIDES)
    file_name = models.CharField(max_length=200)
    file_key = models.CharField(max_length=80)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default="uploaded")
    plan = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "uploaded", "refused", "guessed", "confirmed", "importing", "done", "failed", "cancelled",
                    ]
                ),
                name="import_state_known",
            ),
        ]  # fmt: skip

    class Privacy:
        operational = {
            "id", "cohort", "side", "file_name", "file_key", "file_hash", "state", "plan", "problem", "rows_total",
            "rows_done", "created", "updated", "unchanged", "rejected", "created_at", "created_by",
        }  # fmt: skip


class RejectedRow(models.Model):
    """A row that was not imported: where, why, how to mend it, and what it said (under the importer's key)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejects")
    importer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    cells = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        indexes = [models.Index(fields=["job", "row"], name="rejected_row_in_order")]

    class Privacy:
        owner = "importer_id"
        operational = {"id", "job", "importer", "row", "column", "reason"}
        confidential = {"cells"}
