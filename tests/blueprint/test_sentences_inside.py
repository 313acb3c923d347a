"""How a choice is written within a sentence."""

import pytest

from chiron_blueprint.fit import sentences


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Clinical skill", "clinical skill"),
        ("A good word in the right place", "a good word in the right place"),
        ("HIV medicine", "HIV medicine"),
        ("Spanish-speaking patients", "Spanish-speaking patients"),
        ("Saint Brigid's", "Saint Brigid's"),
        ("X-ray", "x-ray"),
        ("I decide later", "I decide later"),
        ("research", "research"),
        ("", ""),
    ],
)
def test_a_choice_begins_small_within_a_sentence_unless_it_is_a_name(label, inside):
    assert sentences._inside({"en": label, "es": label}).en == inside


def test_spanish_writes_languages_and_days_small():
    found = sentences._inside({"en": "English", "es": "Inglés"})
    assert (found.en, found.es) == ("English", "inglés")
