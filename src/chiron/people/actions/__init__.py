"""Every change to people, their ways in, their consents and their institution."""

from chiron.core.actions import Refused
from chiron.people.actions.access import (
    HasAccount,
    NoAddress,
    NotOneself,
    NotValid,
    accept_invitation,
    end_sessions,
    ensure_way_in,
    hashed,
    invite,
    renew_invitation,
    reset_second_factor,
    withdraw_invitation,
)
from chiron.people.actions.consents import NothingToWithdraw, give_consent, withdraw_consent
from chiron.people.actions.institution import (
    HoldsItAlready,
    OtherInstitution,
    Unreachable,
    add_help_contact,
    add_person,
    appoint,
    change_institution,
    end_duty,
    found_institution,
    remove_help_contact,
)
from chiron.people.actions.self import LastAdministrator, change_account, change_profile, erase_person, note_export

__all__ = [
    "HasAccount", "HoldsItAlready", "LastAdministrator", "NoAddress", "NotOneself", "NotValid", "NothingToWithdraw",
    "OtherInstitution", "Refused", "Unreachable", "accept_invitation", "add_help_contact", "add_person", "appoint",
    "change_account", "change_institution", "change_profile", "end_duty", "end_sessions", "ensure_way_in", "erase_person",
    "found_institution", "give_consent", "hashed", "invite", "note_export", "remove_help_contact", "renew_invitation",
    "reset_second_factor", "withdraw_consent", "withdraw_invitation",
]  # fmt: skip
