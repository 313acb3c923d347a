"""What waits for everybody and waits in vain for whoever has left: an offer, an agreement, a closing."""

from chiron.people.models import Person
from chiron.relationships.actions import agreements, answers, closings
from chiron.relationships.models import Relationship


def settle(relationship: Relationship, by: Person) -> None:
    """Settle in a locked relationship what all who are still in it have answered, signed or said."""
    answers.begin_if_all_agree(relationship, by)
    for agreement in relationship.agreements.filter(state="proposed"):
        agreements.put_in_force_if_all_signed(agreement)
    closings.settle_if_all_said(relationship, by)
