"""Taking a published pair back."""

from django.utils.translation import gettext_lazy as _

from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending
from chiron.relationships.models import Relationship


class AlreadyOver(Refused):
    message = _("This pair is no longer together.")


@action("relationships.pair.withdrawn", may=policies.may_withdraw)
def withdraw_offer(*, relationship: Relationship, by: Person) -> Relationship:
    """Take a pair back after publishing: its place is free, both are told neutrally and can be matched again.

    One that has begun ends instead, and what was written in it stays theirs to read.
    """
    if relationship.state not in rules.STANDING:
        raise AlreadyOver
    to = ending.finish(relationship, by)
    ending.tell(relationship, f"relationships.{to}")
    return relationship
