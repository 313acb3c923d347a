"""What stands still (consent texts, what an export takes from where), and which entries may be of one person."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from unicodedata import combining, normalize
from uuid import UUID

#: The version of each consent text that is shown today; a text never changes, a new one gets a new number.
CONSENT_VERSIONS = {"taking-part": 1}


def consent_file(purpose: str, language: str) -> str:
    """Return the template that holds the words of a consent in force."""
    return f"people/consents/{purpose}.{CONSENT_VERSIONS[purpose]}.{language}.md"


#: Fields that let somebody in: no export holds them.
SECRETS = frozenset({"password", "token_hash", "secret", "digest", "answer_key"})

#: Columns that hold the id of a person without being a foreign key.
IDS_OF_PEOPLE = frozenset({"recipient_id", "person_id"})

#: Tables of keys and claims: they say nothing that the rows they stand for do not say.
NOT_EXPORTED = frozenset({"core.DataKey", "core.ErasedOwner", "core.Pseudonym", "boundaries.PairClaim"})

#: Tables about two people of which only the one named here may learn that the row is there.
ONLY_FOR = {"boundaries.Hold": "person"}

#: What an export takes from the tables of the sign-in, which are a library's.
SIGN_IN_FIELDS = {
    "account.EmailAddress": ("email", "verified", "primary"),
    "mfa.Authenticator": ("type", "created_at", "last_used_at"),
}
CLASS_OF_SIGN_IN = {"email": "personal"}

#: How what the audit trail tells ended.
OUTCOMES = ("done", "refused")

#: Events of which the trail says that they happened, and to nobody between whom: not to either of the two, who may
#: hold a duty that reads it, nor to anybody else. Two part only where one of them wished no contact.
UNNAMED = ("boundaries.hold.", "relationships.relationship.parted")

#: Who can read values of each data class about somebody. `tests/test_readers.py` asks every page and policy as
#: everybody and compares: this cannot say what is not so.
READERS = {
    "operational": ("self", "partner", "coordinator", "administrator"),
    "personal": ("self", "partner", "coordinator", "administrator"),
    "confidential": ("self", "partner", "coordinator"),
    "identity": ("self",),
    "safeguarding": ("self", "support_lead"),
}


@dataclass(frozen=True)
class Entry:
    """What of somebody's entry says whether it is somebody else's, too."""

    pk: UUID
    name: str
    email: str
    number: str
    other_addresses: list[str]


#: Why two entries may be of one person, the strongest first. None of them is a proof.
SIGNS = ("address", "number", "name", "local_part")

#: What stands before many an address and says nothing of whose it is.
SHARED = frozenset({"admin", "administrator", "contact", "info", "mail", "mentor", "office", "secretaria", "secretary"})
TITLES = frozenset({"dr", "dra", "prof", "profa", "md", "phd", "mr", "mrs", "ms", "don", "doña"})

#: In a larger group of entries that are alike each is compared with the next only.
ALL_PAIRS = 8


def suspected(entries: Iterable[Entry]) -> dict[tuple[UUID, UUID], list[str]]:
    """Return each two of *entries* that may be of one person, in their order, with the signs that say so."""
    found: dict[tuple[UUID, UUID], list[str]] = {}
    known = list(entries)
    for sign in SIGNS:
        alike: dict[str, list[UUID]] = {}
        for entry in known:
            for key in _keys(entry, sign):
                alike.setdefault(key, []).append(entry.pk)
        for group in alike.values():
            for pair in _pairs(list(dict.fromkeys(group))):
                found.setdefault(pair, []).append(sign)
    return {pair: [sign for sign in SIGNS if sign in why and not (sign == "local_part" and "address" in why)]
            for pair, why in found.items()}  # fmt: skip


def _pairs(group: list[UUID]) -> Iterable[tuple[UUID, UUID]]:
    return combinations(group, 2) if len(group) <= ALL_PAIRS else pairwise(group)


def _keys(entry: Entry, sign: str) -> set[str]:
    """What has to be the same in another entry for it to be suspected by *sign*."""
    if sign == "address":
        return {each.lower() for each in (entry.email, *entry.other_addresses) if each}
    if sign == "number":
        number = re.sub(r"[\W_]", "", entry.number.casefold()).lstrip("0")
        return {number} if len(number) > 2 else set()
    if sign == "name":
        return {plain_name(entry.name)} - {""}
    return {local_part(each) for each in (entry.email, *entry.other_addresses)} - {""}


def as_compared(name: str) -> str:
    """Return a name or an address as it is compared: small letters, accents as one letter, single blanks."""
    return " ".join(normalize("NFC", normalize("NFC", name).casefold()).split())


def plain_name(name: str) -> str:
    """Return a name without accents, titles and order; nothing where it has fewer than two words."""
    letters = "".join(each for each in normalize("NFKD", name.casefold()) if not combining(each))
    words = [word for word in re.findall(r"[^\W\d_]+", letters) if word not in TITLES]
    return " ".join(sorted(words)) if len(words) > 1 else ""


def local_part(email: str) -> str:
    """Return what stands before the @ of an address, without dots and tags; nothing where many share it."""
    part = re.sub(r"[._-]", "", email.lower().partition("@")[0].partition("+")[0])
    return part if len(part) > 4 and part not in SHARED else ""


#: What a merger is told in numbers, by the table; everything else is the rest: of that nobody but whose it is knows.
MERGED_AS = {
    "programmes.Enrolment": "cohorts",
    "relationships.Member": "relationships",
    "relationships.Attendee": "meetings",
    "people.Appointment": "duties",
    "programmes.ProgrammeRole": "duties",
    "people.Consent": "consents",
    "boundaries.Conflict": "conflicts",
    "learning.ModuleProgress": "training",
}
MERGED_KINDS = ("cohorts", "relationships", "meetings", "duties", "consents", "conflicts", "training", "rest")


def by_kind(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return how many rows of each kind a merger is told of, those of which there are any, from rows by table."""
    total = dict.fromkeys(MERGED_KINDS, 0)
    for label, count in counted.items():
        total[MERGED_AS.get(label, "rest")] += count
    return [(kind, count) for kind, count in total.items() if count]
