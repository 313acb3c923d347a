"""Match runs: what went in, what came out, and the rules that coordinators set between pairs."""

import uuid

from django.db import models
from django.db.models import F, Q

from chiron.core.fields import EncryptedJSONField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Person
from chiron.programmes.models import BlueprintVersion, Cohort, Enrolment

RUN_STATES = ["queued", "running", "done", "failed", "cancelled"]


class Plan(models.Model):
    """How a cohort is matched: the method with its options, and the weights that differ from the blueprint's.

    ``offers_next``: whether who lost a mentor is offered the next best one without a coordinator's doing.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="match_plan")
    method = models.CharField(max_length=20, default="welfare")
    options = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    offers_next = models.BooleanField(default=False)

    objects = ScopedManager()

    class Privacy:
        operational = {"id", "cohort", "method", "options", "weights", "offers_next"}


class PairRule(models.Model):
    """A coordinator's word on one pair: together in every run, or in none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="pair_rules")
    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="rules_as_mentee")
    mentor = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="rules_as_mentor")
    kind = models.CharField(max_length=6, choices=[("lock", "lock"), ("forbid", "forbid")])
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mentee", "mentor"], name="pair_rule_once"),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="pair_rule_between_two"),
            models.CheckConstraint(condition=Q(kind__in=["lock", "forbid"]), name="pair_rule_known"),
        ]

    class Privacy:
        merges = {"mentee": "one_stays", "mentor": "one_stays", "created_by": "moves"}
        operational = {"id", "cohort", "mentee", "mentor", "kind", "created_at", "created_by"}


class MatchRun(models.Model):
    """One run of the engine over a cohort: repeatable from its inputs, blueprint, rules, hash, version and seed.

    ``rules`` are the coordinator's locks and forbids, the conflicts in force when it began ("apart"), who was offered
    to whom before in vain ("tried"), in a run for those who wait the pairs that go on ("together") and, where the
    method asks for them, the pairs of that day ("today"); ``options`` is what was set for the method; ``repeat`` is
    what came of the last time that somebody had it repeated, ``publication`` how far the publishing is that was asked.
    ``is_next``: made by itself, for those who lost a mentor.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="runs")
    blueprint = models.ForeignKey(BlueprintVersion, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="queued")
    progress = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    weights = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    seed = models.PositiveBigIntegerField(default=0)
    engine_version = models.CharField(max_length=40, blank=True)
    problem_hash = models.CharField(max_length=64, blank=True)
    figures = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    is_repeatable = models.BooleanField(default=True)
    is_next = models.BooleanField(default=False)
    repeat = models.JSONField(default=dict)
    publication = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="run_number_once"),
            models.CheckConstraint(condition=Q(state__in=RUN_STATES), name="run_state_known"),
        ]

    class Privacy:
        merges = {"created_by": "moves"}
        operational = {
            "id", "cohort", "blueprint", "number", "state", "progress", "method", "options", "weights", "rules", "seed",
            "engine_version", "problem_hash", "figures", "problem", "is_repeatable", "is_next", "repeat", "publication",
            "created_at", "created_by", "started_at", "finished_at", "published_at",
        }  # fmt: skip


class RunInput(models.Model):
    """What one person answered when the run was made, under their own key: gone with them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="inputs")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="run_inputs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="run_inputs")
    capacity = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveIntegerField()
    answers = EncryptedJSONField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "enrolment"], name="run_input_once")]

    class Privacy:
        merges = {"enrolment": "one_stays", "person": "moves"}
        owner = "person_id"
        operational = {"id", "run", "enrolment", "person", "capacity", "position"}
        confidential = {"answers"}


class Proposal(models.Model):
    """What a run says about one mentee: a mentor with a fit, or nobody with a reason; in a mosaic one row a mentor.

    ``position`` is the mentee's place by name when the run was made, so that long lists need no sorting. ``need`` says
    which of the needs that the mentee named a mentor of a mosaic is for: its place only, since the words are theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="proposals")
    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="proposals_as_mentee")
    mentor = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, related_name="proposals_as_mentor")
    fit = models.PositiveIntegerField(null=True, help_text="hundredths of a point, 0 to 10,000")
    points = models.JSONField(default=dict)
    reason = models.CharField(max_length=30, blank=True)
    detail = models.JSONField(default=dict)
    is_locked = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    need = models.PositiveSmallIntegerField(null=True, help_text="place among the needs that the mentee named")

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "mentee", "mentor"], name="proposal_once"),
            models.CheckConstraint(
                condition=Q(fit__isnull=True) | Q(fit__gte=0, fit__lte=10_000), name="proposal_fit_in_range"
            ),
            models.CheckConstraint(
                condition=Q(mentor__isnull=True, fit__isnull=True) | Q(mentor__isnull=False, fit__isnull=False),
                name="proposal_has_mentor_and_fit",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "position"], name="proposal_by_name"),
            models.Index(fields=["run", "fit"], name="proposal_by_fit"),
            models.Index(fields=["run", "mentor"], name="proposal_by_mentor"),
        ]

    class Privacy:
        merges = {"mentee": "one_stays", "mentor": "one_stays"}
        operational = {
            "id", "run", "mentee", "mentor", "fit", "points", "reason", "detail", "is_locked", "position", "need",
        }  # fmt: skip


class Gathering(models.Model):
    """What was worked out for several people of a cohort at once: an evening of short talks, or groups that can meet.

    ``asked`` is what the coordinator set, ``made`` who is with whom by enrolment; names are put in when it is shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="gatherings")
    kind = models.CharField(max_length=6, choices=[("talks", "talks"), ("groups", "groups")])
    asked = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    seed = models.PositiveBigIntegerField()
    engine_version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["talks", "groups"]), name="gathering_kind_known"),
        ]
        indexes = [models.Index(fields=["cohort", "kind", "created_at"], name="gathering_by_time")]

    class Privacy:
        merges = {"created_by": "moves"}
        operational = {
            "id", "cohort", "kind", "asked", "made", "seed", "engine_version", "created_at", "created_by",
            "published_at",
        }  # fmt: skip
