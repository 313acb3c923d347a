"""What stands still: the consent texts in force."""

#: The version of each consent text that is shown today; a text never changes, a new one gets a new number.
CONSENT_VERSIONS = {"taking-part": 1}


def consent_file(purpose: str, language: str) -> str:
    """Return the template that holds the words of a consent in force."""
    return f"people/consents/{purpose}.{CONSENT_VERSIONS[purpose]}.{language}.md"
