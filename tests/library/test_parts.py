"""What each kind of item must do besides keeping to its schema."""

from __future__ import annotations

import pytest

from tests.library import shelf


@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_a_scene_has_250_to_450_words(language):
    lengths = {name: shelf.words(case["scene"][language]) for name, case in shelf.cases().items()}
    assert {name: count for name, count in lengths.items() if not 250 <= count <= 450} == {}


@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_a_case_can_be_read_aloud_and_answered_in_a_third_of_its_minutes(language):
    """At 130 words a minute, reading aloud; the rest of the time belongs to the talk."""
    too_long = [
        name
        for name, case in shelf.cases().items()
        if (shelf.words(case["scene"][language]) + _words_of_question(case, language)) / 130 > case["minutes"] / 3
    ]
    assert not too_long


def _words_of_question(case, language):
    question = case["private_question"]
    return shelf.words(question["text"][language]) + sum(
        shelf.words(each["text"][language]) for each in question["options"]
    )


@pytest.mark.parametrize("part", ["goes_wrong", "if_someone_cries", "becomes_a_report"])
def test_facilitator_notes_are_more_than_a_line(part):
    short = [name for name, case in shelf.cases().items() if shelf.words(case["facilitator"][part]["en"]) < 30]
    assert not short


def test_options_of_a_private_question_are_told_apart():
    for name, case in shelf.cases().items():
        ids = [option["id"] for option in case["private_question"]["options"]]
        assert len(ids) == len(set(ids)), name


def test_the_minutes_of_a_circle_session_add_up_and_follow_one_another():
    for name, session in shelf.items("circles").items():
        clock = 0
        for step in session["steps"]:
            assert step["from"] == clock, f"{name}: {step['title']['en']}"
            clock += step["minutes"]
        assert clock == session["minutes"] == 60, name
        assert session["steps"][-1]["minutes"] >= 5, f"{name}: the closing round needs five minutes"


def test_the_minutes_of_training_add_up():
    modules = _modules()
    for course in _courses():
        own = [modules[course["id"], name] for name in course["modules"]]
        assert [module["number"] for module in own] == list(range(1, len(own) + 1)), course["id"]
        assert sum(module["minutes"] for module in own) == course["minutes"], course["id"]
        for module in own:
            assert sum(part["minutes"] for part in module["parts"]) == module["minutes"], module["id"]


def test_the_four_trainings_are_there_and_have_the_length_they_promise():
    minutes = {course["id"]: course["minutes"] for course in _courses()}
    assert set(minutes) >= {
        "mentor-essentials",
        "culturally-aware-mentoring",
        "facilitating-a-circle",
        "being-a-near-peer-mentor",
    }
    assert minutes["mentor-essentials"] == 120
    assert _modules()["culturally-aware-mentoring", "workshop"]["minutes"] == 360


def test_every_course_tests_judgement_on_vignettes():
    modules = _modules()
    for course in _courses():
        checks = [check for name in course["modules"] for check in modules[course["id"], name].get("checks", [])]
        assert len(checks) >= 2, course["id"]
        for check in checks:
            verdicts = [option["verdict"] for option in check["options"]]
            assert "sound" in verdicts, check["id"]
            assert "unsound" in verdicts, check["id"]
            assert shelf.words(check["vignette"]["en"]) >= 15, check["id"]


def test_a_sound_answer_does_not_always_stand_in_the_same_place():
    places = [
        [option["verdict"] for option in check["options"]].index("sound")
        for module in _modules().values()
        for check in module.get("checks", [])
    ]
    assert max(places.count(place) for place in set(places)) <= 0.75 * len(places)


def test_there_are_at_least_120_prompts_of_every_mechanism_and_structure():
    prompts = shelf.prompts()
    assert len(prompts) >= 120
    assert len(prompts) == sum(len(each["prompts"]) for each in shelf.items("prompts").values()), "an id stands twice"
    for key, least in (("mechanism", 10), ("structure", 4)):
        values = [prompt[key] for prompt in prompts.values()]
        assert min(values.count(value) for value in set(values)) >= least, key
    assert {prompt["mechanism"] for prompt in prompts.values()} >= {
        "acted-the-role",
        "treated-as-professional",
        "rehearsed",
    }


def test_an_element_map_says_on_what_it_rests():
    for name, each in shelf.items("elements").items():
        for element in each["elements"]:
            if element["basis"] == "general-knowledge":
                assert element["checked_on"] is None, f"{name}: {element['id']} cannot be checked and general knowledge"
            if element["checked_on"]:
                assert element["checked_on"] <= each["reviewed_on"], f"{name}: {element['id']}"


def _courses():
    return [each for each in shelf.items("training").values() if each["kind"] == "course"]


def _modules():
    return {(each["course"], each["id"]): each for each in shelf.items("training").values() if each["kind"] == "module"}
