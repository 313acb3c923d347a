"""Every change of a relationship: it is offered, answered, withdrawn."""

from chiron.core.actions import Refused
from chiron.relationships.actions.answers import AlreadyAnswered, NoLongerOpen, accept, decline
from chiron.relationships.actions.invitations import open_way
from chiron.relationships.actions.offers import (
    HasLeft,
    HasSomebody,
    NoPlaceLeft,
    Offered,
    OneAndTheSame,
    PairOffer,
    offer_pairs,
)
from chiron.relationships.actions.withdrawals import AlreadyOver, withdraw_offer

__all__ = [
    "AlreadyAnswered",
    "AlreadyOver",
    "HasLeft",
    "HasSomebody",
    "NoLongerOpen",
    "NoPlaceLeft",
    "Offered",
    "OneAndTheSame",
    "PairOffer",
    "Refused",
    "accept",
    "decline",
    "offer_pairs",
    "open_way",
    "withdraw_offer",
]
