"""What stands still: the consent texts in force, and what an export of one's data takes from where."""

#: The version of each consent text that is shown today; a text never changes, a new one gets a new number.
CONSENT_VERSIONS = {"taking-part": 1}


def consent_file(purpose: str, language: str) -> str:
    """Return the template that holds the words of a consent in force."""
    return f"people/consents/{purpose}.{CONSENT_VERSIONS[purpose]}.{language}.md"


#: Fields that let somebody in: no export holds them.
SECRETS = frozenset({"password", "token_hash", "secret", "digest"})

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

#: Who can read values of each data class about somebody. `tests/test_readers.py` asks every page and policy as
#: everybody and compares: this cannot say what is not so.
READERS = {
    "operational": ("self", "partner", "coordinator", "administrator"),
    "personal": ("self", "partner", "coordinator", "administrator"),
    "confidential": ("self", "partner", "coordinator"),
    "identity": ("self",),
    "safeguarding": ("self", "support_lead"),
}
