"""A decision on paper: what there is to choose from, what matters, what is not known, what came of it."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from chiron.core.fields import EncryptedJSONField, EncryptedTextField
from chiron.core.scoping import ScopedManager
from chiron.people.models import Institution, Person
from chiron.relationships import rules
from chiron.relationships.models.relationships import Relationship


class Decision(models.Model):
    """One person's decision worksheet; read by those in ``relationship``, if they chose one to talk it over with.

    ``sheet`` holds options, values and unknowns; ``reminded_on`` the last day on which its owner was reminded.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="decisions")
    relationship = models.ForeignKey(Relationship, on_delete=models.SET_NULL, null=True, related_name="decisions")
    state = models.CharField(max_length=10, default="open")
    question = EncryptedTextField(default="")
    sheet = EncryptedJSONField()
    choice = EncryptedTextField(default="")
    why = EncryptedTextField(default="")
    outcome = EncryptedTextField(default="")
    decide_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    revisit_on = models.DateField(null=True)
    revisited_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=rules.DECISION_STATES), name="decision_state_known"),
        ]
        indexes = [models.Index(fields=["state", "decide_on", "revisit_on"], name="decisions_due")]

    class Privacy:
        merges = {"person": "moves"}
        owner = "person_id"
        operational = {
            "id", "institution", "person", "relationship", "state", "decide_on", "decided_at", "revisit_on",
            "revisited_at", "reminded_on", "begun_at", "changed_at",
        }  # fmt: skip
        confidential = {"question", "sheet", "choice", "why", "outcome"}

    @property
    def options(self) -> list[dict[str, str]]:
        """What there is to choose from: each with its name, what speaks for it and what against it."""
        return [each for each in self.written_options if each.get("name")]

    @property
    def written_options(self) -> list[dict[str, str]]:
        """The same with those that have no name yet: what speaks for and against them is written all the same."""
        return list(self.sheet.get("options", []))

    @property
    def values(self) -> list[str]:
        """What matters, the most important first."""
        return list(self.sheet.get("values", []))

    @property
    def unknowns(self) -> list[dict[str, Any]]:
        """What is not known, and whom one could ask."""
        return list(self.sheet.get("unknowns", []))
