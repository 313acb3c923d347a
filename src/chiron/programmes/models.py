"""What a programme is, who takes part and what they answered."""

import uuid
from datetime import datetime

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
        merges = {"created_by": "moves"}
        operational = {"id", "institution", "key", "version", "source", "created_at", "created_by"}


class Programme(models.Model):
    """A mentorship programme of one institution, run on one version of a blueprint.

    ``is_from_files``: its blueprint is still to be guessed from the first spreadsheets that are imported.
    """

    STATES = [("draft", _("draft")), ("open", _("open")), ("closed", _("closed"))]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="programmes")
    blueprint = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=10, choices=STATES, default="draft")
    is_from_files = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "name"], name="programme_name_once"),
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "closed"]), name="programme_state_known"),
        ]

    class Privacy:
        operational = {"id", "institution", "blueprint", "name", "state", "is_from_files", "created_at"}


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
        merges = {"person": "one_stays", "deputy_for": "moves"}
        operational = {"id", "programme", "person", "role", "deputy_for", "starts_on", "ends_on"}


class Cohort(models.Model):
    """One round of a programme: the people of one autumn, one year, one evening.

    ``blueprint`` is set where the programme went on to another version and this cohort stays with its own.
    ``archive_on``: the day from which nothing in it changes any more; ``archived_at``: when that was done.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    blueprint = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, null=True, related_name="+")
    archive_on = models.DateField(null=True)
    archived_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_in_order"),
        ]

    class Privacy:
        operational = {"id", "programme", "name", "starts_on", "ends_on", "blueprint", "archive_on", "archived_at"}


class Rollover(models.Model):
    """Next year's cohort, made from one that ends: the row that makes it happen once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="rollover")
    made = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="rolled_from")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager()

    class Privacy:
        merges = {"made_by": "moves"}
        operational = {"id", "source", "made", "made_at", "made_by"}


class Enrolment(models.Model):
    """One person on one side of one cohort. A mentor's ``capacity`` is the number of mentees they will take.

    ``is_paused``: the mentor takes nobody new for now and need not say why; whoever is with them stays.
    ``reference`` is what an imported file calls somebody without an e-mail address: the same file finds them again.
    """

    STATES = rules.ENROLMENT_STATES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    side = models.CharField(max_length=6, choices=SIDES)
    state = models.CharField(max_length=12, default="invited")
    capacity = models.PositiveSmallIntegerField(default=1)
    is_paused = models.BooleanField(default=False)
    reference = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "person", "side"], name="enrolment_once"),
            models.UniqueConstraint(
                fields=["cohort", "side", "reference"], condition=~Q(reference=""), name="enrolment_reference_once"
            ),
            models.CheckConstraint(condition=Q(side__in=["mentee", "mentor"]), name="enrolment_side_known"),
            models.CheckConstraint(condition=Q(state__in=rules.ENROLMENT_STATES), name="enrolment_state_known"),
        ]
        indexes = [models.Index(fields=["cohort", "side", "state"], name="enrolment_by_state")]

    class Privacy:
        merges = {"person": "joins"}
        prefers = "standing"
        fills = ("reference",)
        operational = {
            "id",
            "cohort",
            "person",
            "side",
            "state",
            "capacity",
            "is_paused",
            "created_at",
            "applied_at",
            "asked_at",
        }
        personal = {"reference"}

    @property
    def standing(self) -> int:
        """How far it has come: of two that are made one, the one that came further stays."""
        return rules.STANDING.index(self.state)


class EnrolmentTransition(TransitionBase):
    """A change of an enrolment's state; only those of `rules.ENROLMENT_MOVES` can be stored."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="transitions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "sequence"], name="enrolment_transition_once"),
            models.CheckConstraint(condition=legal_moves(rules.ENROLMENT_MOVES), name="enrolment_transition_legal"),
        ]

    class Privacy:
        merges = {"enrolment": "goes", "by_id": "moves"}
        operational = {"id", "enrolment", "sequence", "from_state", "to_state", "at", "by_id"}


class Application(models.Model):
    """What somebody answered: encrypted under their own key, identity answers apart.

    ``is_own``: the person answered the form themselves; a file never overwrites that. ``identity_agreed_at``: when they
    agreed to be asked about identity, apart from everything else; without it nothing is kept there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.CASCADE, related_name="application")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="applications")
    blueprint = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, related_name="+")
    answers = EncryptedJSONField()
    identity = EncryptedJSONField()
    is_submitted = models.BooleanField(default=False)
    is_own = models.BooleanField(default=False)
    identity_agreed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()

    objects = ScopedManager()

    class Privacy:
        merges = {"enrolment": "one_stays", "person": "moves"}
        prefers = "standing"
        owner = "person_id"
        operational = {
            "id", "enrolment", "person", "blueprint", "is_submitted", "is_own", "identity_agreed_at", "updated_at",
        }  # fmt: skip
        confidential = {"answers"}
        identity = {"identity"}

    @property
    def standing(self) -> tuple[bool, bool, datetime]:
        """What makes one of two stay: sent in, answered by the person themselves, and then the later one."""
        return self.is_submitted, self.is_own, self.updated_at


class Import(models.Model):
    """One or two files that were dropped together: read, guessed, confirmed, imported in chunks."""

    STATES = rules.IMPORT_STATES

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="imports")
    state = models.CharField(max_length=12, default="uploaded")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.IMPORT_STATES), name="import_state_known"),
        ]
        indexes = [models.Index(fields=["cohort", "created_at"], name="import_by_time")]

    class Privacy:
        merges = {"created_by": "moves"}
        operational = {"id", "cohort", "state", "created_at", "finished_at", "created_by"}


class ImportFile(models.Model):
    """One file of an import: where it lies, what its columns are, how far it is, how its rows ended.

    ``plan`` holds headings and how they are used; what the file itself says (why it was refused, what was read
    otherwise than it stands) is encrypted under the key of whoever dropped it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    importer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=6, choices=SIDES)
    state = models.CharField(max_length=12, default="waiting")
    file_name = models.CharField(max_length=200)
    file_key = models.CharField(max_length=80, blank=True)
    file_hash = models.CharField(max_length=64)
    plan = models.JSONField(default=dict)
    said = EncryptedJSONField()
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "side"], name="import_file_once_a_side"),
            models.CheckConstraint(condition=Q(side__in=["mentee", "mentor"]), name="import_file_side_known"),
            models.CheckConstraint(condition=Q(state__in=rules.FILE_STATES), name="import_file_state_known"),
            models.CheckConstraint(
                condition=Q(rows_done=F("created") + F("updated") + F("unchanged") + F("rejected")),
                name="import_file_adds_up",
            ),
        ]

    class Privacy:
        merges = {"importer": "moves"}
        owner = "importer_id"
        operational = {
            "id", "job", "importer", "side", "state", "file_name", "file_key", "file_hash", "plan", "rows_total",
            "rows_done", "created", "updated", "unchanged", "rejected",
        }  # fmt: skip
        confidential = {"said"}


class RejectedRow(models.Model):
    """A row that was not imported: where and, under the importer's key, what it said, why not and how to mend it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="rejects")
    importer = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    said = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "row"], name="rejected_row_once")]

    class Privacy:
        merges = {"importer": "moves"}
        owner = "importer_id"
        operational = {"id", "file", "importer", "row", "column", "code"}
        confidential = {"said"}
