"""What in a text could name a patient: looked for on this machine, before free text is saved. A nudge, no guarantee.

Bare surnames, places and rare stories are missed by every tool; so nothing here may be called de-identification.
Nothing is logged or kept: a finding lives as long as the answer in which the writer sees it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

#: No text is looked through beyond this many characters; no field of the house takes more.
LONGEST = 20_000

KINDS = ("record", "national", "telephone", "email", "birth", "stay", "name", "address", "age", "number")

#: Countries in which a number without a country's code is tried as a telephone number.
REGIONS = ("GB", "US", "ES", "IE", "MX", "AR", "CL", "CO", "FR", "DE", "IT")

#: Numbers with a check digit, by the module of python-stdnum that knows them.
NATIONAL = (
    "gb.nhs", "es.dni", "es.nie", "us.ssn", "ie.pps", "fr.nir", "it.codicefiscale", "nl.bsn", "be.nn", "dk.cpr",
    "se.personnummer", "no.fodselsnummer", "fi.hetu", "pl.pesel", "mx.curp", "br.cpf", "cl.rut", "ar.cuit", "ec.ci",
    "pe.ruc", "tr.tckimlik", "za.idnr", "in_.aadhaar",
)  # fmt: skip

_NAME = r"[A-ZÁÉÍÓÚÑÜÇ][a-záéíóúñüçâêîôûàèìòùäöë’'-]{1,30}"
_NAMES = rf"{_NAME}(?:\s+(?:de\s+|del\s+|la\s+|van\s+|von\s+|al-)?{_NAME}){{0,3}}"
#: Names of months, in both languages, by their beginning.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)[a-záéíóú]{0,8}\.?"
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+|de\s+)?{_MONTH}(?:,?\s+(?:de\s+|del\s+)?\d{{4}})?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_NUMBERED = r"(?:\s{0,2}(?:n(?:o|r|um|úm)?[.º°]?|number|número|#|:|=|is|es|de|del)){0,3}\s{0,2}[:#]?\s{0,2}"
_RECORD = (
    r"MRN|NHC|NHS|CIP|HC|EHR|medical record|record|chart|case|file|hospital|admission|accession|encounter|insurance|"
    r"policy|account|specimen|serial|historia(?: cl[ií]nica)?|expediente|ficha|episodio|seguridad social|"
    r"tarjeta sanitaria|p[oó]liza|afiliaci[oó]n|seguro"
)
_IGNORE_CASE = re.IGNORECASE

#: Each kind with the patterns that show it; the group ``it`` is what stands out.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"(?P<it>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})")),
    ("record", re.compile(rf"\b(?P<it>(?:{_RECORD}){_NUMBERED}[A-Z]{{0,3}}[-/]?\d[\d/-]{{3,14}})\b", _IGNORE_CASE)),
    ("birth", re.compile(
        rf"\b(?P<it>(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on)?(?: the)?"
        rf"|f(?:echa|\.)? ?(?:de )?nac(?:imiento|\.)?|naci[oó](?: el)?|nacid[oa](?: el)?)[\s:]{{0,3}}{_DATE})",
        _IGNORE_CASE)),
    ("stay", re.compile(
        rf"\b(?P<it>(?:admitted|admission|discharged|operated|transferred|died|dead|ingres[oóa]d?[oa]?|alta|operad[oa]|"
        rf"trasladad[oa]|falleci[oó]|muri[oó])(?:\s+(?:on|the|at|here|home|el|día|d[ií]a|was|de)){{0,3}}[\s:]{{1,3}}{_DATE})",
        _IGNORE_CASE)),
    ("name", re.compile(
        rf"(?P<it>\b(?:Mrs?|Ms|Miss|Mister|Sra?|Srta|[Ss]eñora?|[Ss]eñorita|Don|Doña|D\.ª?|Dña|M(?:me|lle)|Frau|Herr)"
        rf"\.?\s+{_NAMES})")),
    ("name", re.compile(
        rf"\b(?:[Pp]atient|[Pp]aciente|[Ii]npatient|[Pp]atient’s name|[Ll]lamad[oa]|[Pp]atient called|[Pp]atient named)"
        rf"(?:\s+(?:named|called|is|es|se llama|llamad[oa]))?[,:]?\s+(?P<it>{_NAME}\s+{_NAME})")),
    ("address", re.compile(
        rf"(?P<it>\b\d{{1,4}}[a-z]?,?\s+{_NAMES}\s+(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Terrace|Square|Court)\b)")),
    ("address", re.compile(
        rf"(?P<it>\b(?:[Cc]alle|C/|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]aseo|[Cc]arrera)\s*(?:de\s+(?:la\s+|los\s+)?)?{_NAMES},?\s*"
        r"(?:n\.?º\s*|#\s*)?\d{1,4}\b)")),
    ("age", re.compile(
        r"\b(?P<it>(?:aged?\s+|de\s+)?(?:9\d|1[01]\d)(?:[\s-]{1,2}(?:year|yr|y)s?(?:[\s-]old)?|\s*y/?o|\s+años))\b",
        _IGNORE_CASE)),
    ("age", re.compile(r"\b(?P<it>aged?\s+(?:9\d|1[01]\d))\b", _IGNORE_CASE)),
)  # fmt: skip
_CANDIDATE = re.compile(
    r"\b[A-Z]{0,6}\d(?:[ .-]?[A-Z\d]){6,20}\b"  # digits with a letter here and there
    r"|\b[A-Z]{4}\d{6}[A-Z]{6}[A-Z\d]\d\b"  # a CURP
    r"|\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b"  # a codice fiscale
)
_LONG = re.compile(r"(?<![\d.,])\d{7,20}(?![\d.,]\d)")


@dataclass(frozen=True)
class Finding:
    """Something in a text that could name somebody: of which kind, its words and where they stand."""

    kind: str
    text: str
    start: int
    end: int


def findings(text: str) -> list[Finding]:
    """Return what in *text* could name a patient, in the order of the text; of what overlaps, the first found."""
    text = text[:LONGEST]
    found: list[Finding] = []
    for finding in _all(text):
        if all(finding.end <= other.start or finding.start >= other.end for other in found):
            found.append(finding)
    return sorted(found, key=lambda each: each.start)


def _all(text: str) -> Iterator[Finding]:
    """Every finding, the surest kinds first."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield Finding(kind, match["it"].strip(), *match.span("it"))
    if sum(letter.isdigit() for letter in text) < 7:
        return
    for match in _CANDIDATE.finditer(text):
        if any(is_valid(match[0]) for is_valid in _checks()):
            yield Finding("national", match[0], *match.span())
    yield from _telephones(text)
    for match in _LONG.finditer(text):
        yield Finding("number", match[0], *match.span())


@cache
def _checks() -> tuple[Callable[[str], bool], ...]:
    return tuple(import_module(f"stdnum.{name}").is_valid for name in NATIONAL)


def _telephones(text: str) -> Iterator[Finding]:
    from phonenumbers import Leniency, PhoneNumberMatcher  # metadata of every country: loaded once a text has a number

    for region in REGIONS:
        for match in PhoneNumberMatcher(text, region, leniency=Leniency.VALID, max_tries=200):
            yield Finding("telephone", match.raw_string, match.start, match.end)
