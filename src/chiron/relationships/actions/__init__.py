"""Every change of a relationship: it is offered, answered, withdrawn."""

from chiron.core.actions import Refused
from chiron.relationships.actions.answers import AlreadyAnswered, NoLongerOpen, accept, decline
from chiron.relationships.actions.invitations import open_way
from chiron.relationships.actions.messages import (
    WRITTEN,
    DutyNotSaid,
    LimitsNotRead,
    NobodyToReadIt,
    NothingWritten,
    TooLongAMessage,
    read_limits,
    read_messages,
    remove_message,
    write_message,
)
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
    "WRITTEN",
    "AlreadyAnswered",
    "AlreadyOver",
    "DutyNotSaid",
    "HasLeft",
    "HasSomebody",
    "LimitsNotRead",
    "NoLongerOpen",
    "NoPlaceLeft",
    "NobodyToReadIt",
    "NothingWritten",
    "Offered",
    "OneAndTheSame",
    "PairOffer",
    "Refused",
    "TooLongAMessage",
    "accept",
    "decline",
    "offer_pairs",
    "open_way",
    "read_limits",
    "read_messages",
    "remove_message",
    "withdraw_offer",
    "write_message",
]
