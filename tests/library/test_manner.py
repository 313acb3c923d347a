"""Words: no licensed wording, no real house as a villain, quotation marks, an even Spanish."""

from __future__ import annotations

import re

import pytest

from tests.library import shelf

# Marks of things that belong to others: proprietary instruments, milestone levels, descriptors.
LICENSED = re.compile(
    r"Maslach|Jefferson (Scale|Empathy)|Well-Being Index|\bMilestones? \d|\bLevel [1-5]\b|\bPSIQ\b.*\b[1-7]\.",
    re.IGNORECASE,
)
# Well-known real houses; in a scene they could only be good or bad examples, and neither is fair.
HOUSES = re.compile(
    r"\b(Harvard|Stanford|Yale|Mayo|Hopkins|Oxford|Cambridge|Karolinska|Charité|Kaiser|Cleveland Clinic"
    r"|Vall d.Hebron|Gregorio Marañón|NHS|Hospital Italiano|UNAM)\b"
)
# Real people, whether they harmed or are admired: nobody in a scene is to be taken for one of them.
PEOPLE = re.compile(
    r"\b(Shipman|Letby|Nassar|Mengele|Wakefield|Swango|Duntsch|Macchiarini|Gosnell|Fata|Poehlman|Hwang Woo|Paterson"
    r"|Osler|Halsted|Cushing|Asperger|Ramón y Cajal|Houssay|Favaloro|Semmelweis|Fauci|Gawande)\b"
)
PLURALS = re.compile(r"\b(vosotros|vosotras|vuestr[oa]s?|(?!\w*séis\b)\w+(áis|éis)|os (he|ha|han))\b", re.IGNORECASE)
REGIONAL = re.compile(
    r"\b(ordenador|computadora|coger|cogió|móvil|celular|carro de|platicar|guay|chévere|pibe"
    r"|zumo|frigorífico|celador|tarta|comarca(l|s)?)\b",
    re.IGNORECASE,
)
# Words that make the reader a man or a woman, or name the other half of a pair as this house does not.
GUESSED = re.compile(
    r"\b(qué|lo que|si) (tú )?estás obligad[oa]\b|\bmentorizad[oa]s?\b|\bmentorías?\b|\bmentorad[oa]s?\b"
    r"|\byo mism[oa]\b"
    r"|\bno lo hago sol[oa]\b|\bsé just[oa]\b"
    r"|\b(no estoy|querría estar) (lo bastante )?segur[oa]\b|\b(soy|ser|eres) (tu|su) (médic[oa]|mentora?)\b",
    re.IGNORECASE,
)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")


def _places(language, pattern, *, folder=""):
    index = {"en": 1, "es": 2}[language]
    return [
        f"{text[0]}: {match.group(0)}"
        for text in shelf.all_texts()
        if text[0].startswith(folder) and (match := pattern.search(text[index]))
    ]


@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_no_licensed_wording(language):
    assert _places(language, LICENSED) == []


@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_no_real_house_stands_in_a_scene_a_vignette_or_a_session(language):
    assert [
        place
        for folder in ("cases", "training", "circles", "prompts")
        for place in _places(language, HOUSES, folder=folder)
    ] == []


@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_no_real_person_stands_in_a_scene_a_vignette_or_a_session(language):
    folders = ("cases", "training", "circles", "prompts", "blueprints")
    assert [place for folder in folders for place in _places(language, PEOPLE, folder=folder)] == []


@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_no_emoji(language):
    assert _places(language, EMOJI) == []


def test_spanish_addresses_several_people_as_ustedes():
    assert _places("es", PLURALS) == []


def test_spanish_avoids_words_of_one_country_only():
    assert _places("es", REGIONAL) == []


def test_spanish_does_not_guess_who_reads():
    assert _places("es", GUESSED) == []


def test_every_spanish_question_and_exclamation_is_opened():
    open_ended = [
        place
        for place, _, spanish in shelf.all_texts()
        if spanish.count("?") != spanish.count("¿") or spanish.count("!") != spanish.count("¡")
    ]
    assert not open_ended


def test_quotation_marks_are_those_of_the_language_and_come_in_pairs():
    wrong = [
        place
        for place, english, spanish in shelf.all_texts()
        if '"' in english + spanish
        or "«" in english
        or english.count("“") != english.count("”")
        or spanish.count("«") != spanish.count("»")
        or "“" in spanish
    ]
    assert not wrong


def test_the_patterns_find_what_they_look_for():
    assert LICENSED.search("a Level 3 resident")
    assert HOUSES.search("at Harvard")
    assert PEOPLE.search("a Dr. Shipman")
    assert PLURALS.search("si queréis")
    assert not PLURALS.search("veintiséis camas")
    assert REGIONAL.search("el ordenador de la sala")
    assert GUESSED.search("di lo que estás obligado a comunicar")
    assert GUESSED.search("Sé justo con ella")
    assert GUESSED.search("prefiero seguir siendo tu mentor") is None
    assert GUESSED.search("No voy a ser tu médico")
    assert EMOJI.search("\U0001f642")


def test_the_patient_of_a_case_is_a_person():
    """A scene names the patient, or gives them a voice in quotation marks."""
    for name, case in shelf.cases().items():
        scene = case["scene"]["en"]
        assert "“" in scene or "*" in scene, name
        assert len(re.findall(r"\b(Mrs?|Ms|Doña)\.? [A-Z]|[A-Z]\w+ [A-Z]\w+", scene)) >= 2, name
