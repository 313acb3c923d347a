"""What one person did with a training: theirs alone."""

import uuid

from django.db import models

from chiron.core.fields import EncryptedJSONField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person


class ModuleProgress(models.Model):
    """How far one person is in a module of a course. What they answered is theirs; that they finished is not secret.

    ``course`` and ``module`` are ids of the library's files, which no table holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="module_progress")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="module_progress")
    course = models.CharField(max_length=80)
    module = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    answers = EncryptedJSONField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "module"], name="module_once_a_person"),
        ]
        indexes = [models.Index(fields=["institution", "course", "finished_at"], name="module_finished")]

    class Privacy:
        merges = {"person": "one_stays"}
        prefers = "finished_at"
        owner = "person_id"
        operational = {
            "id", "institution", "person", "course", "module", "version", "started_at", "finished_at",
        }  # fmt: skip
        confidential = {"answers"}
