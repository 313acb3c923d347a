"""Who may say how somebody is told: only they themselves."""

from django.db.models import QuerySet

from chiron.core.policy import policy
from chiron.notifications.models import Notice, Preference
from chiron.people.models import Person


@policy
def may_change_preferences(by: Person, person: Person) -> bool:
    """Only the person themselves."""
    return by.pk == person.pk and by.erased_at is None


@policy
def may_make_digest(by: Person) -> bool:
    """The system, when a digest is due."""
    return by.is_system


@policy
def visible_preferences(person: Person) -> QuerySet[Preference]:
    """One's own."""
    return Preference.objects.scoped().filter(person=person)


@policy
def visible_notices(person: Person) -> QuerySet[Notice]:
    """One's own."""
    return Notice.objects.scoped().filter(person=person)
