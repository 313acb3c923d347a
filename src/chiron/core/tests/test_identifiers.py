"""What could name a patient is found in both languages; what mentors and mentees usually write is left alone."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chiron.core import identifiers

NAMING = [
    ("MRN 4482913 was on the list", "record", "MRN 4482913"),
    ("La historia clínica nº 123456 estaba abierta", "record", "historia clínica nº 123456"),
    ("NHC 784512", "record", "NHC 784512"),
    ("case number 2026/4471 again", "record", "case number 2026/4471"),
    ("DNI 12345678Z", "national", "12345678Z"),
    ("CURP HEGG560427MVZRRL04", "national", "HEGG560427MVZRRL04"),
    ("born 3 May 1950", "birth", "born 3 May 1950"),
    ("nacida el 4 de mayo de 1951", "birth", "nacida el 4 de mayo de 1951"),
    ("admitted on 12 March 2026 with sepsis", "stay", "admitted on 12 March 2026"),
    ("falleció el 5 de mayo", "stay", "falleció el 5 de mayo"),
    ("Mrs Marchetti pulled the sheet up", "name", "Mrs Marchetti"),
    ("la señora Gómez lloró", "name", "señora Gómez"),
    ("patient John Smith told me", "name", "John Smith"),
    ("la paciente María López me dijo", "name", "María López"),
    ("a 92-year-old woman", "age", "92-year-old"),
    ("un hombre de 94 años", "age", "de 94 años"),
    ("She lives at 14 Harbour Street", "address", "14 Harbour Street"),
    ("vive en la calle Mayor 12", "address", "calle Mayor 12"),
    ("her daughter: +353 87 123 4567", "telephone", "+353 87 123 4567"),
    ("write to jane.doe@example.com", "email", "jane.doe@example.com"),
]

NAMELESS = [
    "We read four echocardiograms side by side. I missed the same thing twice.",
    "Started at 2, now 4, aiming for 5.",
    "By 15 March I will have asked two general physicians what their Tuesdays look like.",
    "Dr Sow introduced me to the clinic; Professor Lund said no.",
    "A woman in her sixties was afraid of her scar.",
    "The 70-year-old man with heart failure taught me more than the book.",
    "We agreed to meet on 12/03/2026 at 18:30.",
    "Quedamos el 15 de marzo a las 18:30 en la biblioteca.",
    "The budget is 12,000 euros; a dose of 1000 mg, twice; blood pressure 120/80.",
    "Una paciente mayor me preguntó si era el médico.",
    "Patient care is what I want to get better at. The patient was told nothing.",
    "In case 3 of the library we disagreed. The policy of 2026 says otherwise.",
    "I was born to be a surgeon, they said in 1994.",
    "The 2026–2027 cohort begins in October.",
]


@pytest.mark.parametrize(("text", "kind", "words"), NAMING)
def test_what_could_name_a_patient_is_found(text, kind, words):
    assert (kind, words) in [(each.kind, each.text) for each in identifiers.findings(text)]


@pytest.mark.parametrize("number", ["943 476 5919", "612 345 678", "7745123", "078051120"])
def test_a_number_is_found_whatever_it_numbers(number):
    found = identifiers.findings(f"It was {number}, I think.")
    assert [each.text for each in found] == [number]
    assert found[0].kind in {"national", "telephone", "number"}, "a check digit may fit by chance"


@pytest.mark.parametrize("text", NAMELESS)
def test_what_people_usually_write_is_left_alone(text):
    assert identifiers.findings(text) == []


def test_a_finding_stands_where_it_says_and_none_overlaps_another():
    text = "Mrs Marchetti, born 3 May 1950, MRN 4482913, tel. +353 87 123 4567."
    found = identifiers.findings(text)
    assert [each.kind for each in found] == ["name", "birth", "record", "telephone"]
    assert all(each.text in text[each.start : each.end] for each in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))


@given(st.text(max_size=400))
def test_any_text_can_be_looked_through(text):
    for each in identifiers.findings(text):
        assert each.kind in identifiers.KINDS
        assert 0 <= each.start < each.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["a 1 ", "1", "Mrs A", "calle ", "12 Aa ", "a@", "born on ", "1-", "NHS number ", "61 "]
)
def test_no_text_takes_long(piece):
    began = time.perf_counter()
    identifiers.findings(piece * (identifiers.LONGEST // len(piece)))
    assert time.perf_counter() - began < 5
