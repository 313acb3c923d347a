"""What stands still: the consent texts in force."""

#: The version of each consent text that is shown today; a text never changes, a new one gets a new number.
CONSENT_VERSIONS = {"taking-part": 1}
