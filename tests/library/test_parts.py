"""What each kind of item must do besides keeping to its schema."""

from __future__ import annotations

import re

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


def test_a_minute_each_is_there_for_the_fullest_circle():
    short = [
        f"{name}: {step['title']['en']}"
        for name, session in shelf.items("circles").items()
        for step in session["steps"]
        if re.search(r"(?<!quite )\ba minute each", step["do"]["en"], re.IGNORECASE)
        and step["minutes"] < session["group"]["most"]
    ]
    assert not short


def test_every_session_has_its_rounds_its_prompts_and_a_facilitators_page():
    for name, session in shelf.items("circles").items():
        titles = [step["title"]["en"] for step in session["steps"]]
        assert "Opening round" in titles, name
        assert titles[-1] == "Closing round", name
        assert len(session["identity_prompts"]) >= 2, name
        page = {"role", "if_it_stalls", "if_it_hurts", "stop_and_report", "hand_over"}
        assert page <= set(session["facilitator_page"]), name


def test_a_case_has_three_to_five_prompts_and_honest_answers_to_choose_from():
    for name, case in shelf.cases().items():
        assert 3 <= len(case["prompts"]) <= 5, name
        assert 4 <= len(case["private_question"]["options"]) <= 6, name
        assert len(case["commitments"]) >= 3, name
        assert case["reading"], name
        assert case["levels"], name
        assert case["tags"], name


def test_no_two_cases_stand_in_the_same_place_or_have_people_of_the_same_name():
    settings = [case["setting"]["en"] for case in shelf.cases().values()]
    assert len(set(settings)) == len(settings)
    titled = [set(re.findall(r"Dr\. (\w+ \w+)", case["scene"]["en"])) for case in shelf.cases().values()]
    named = [name for names in titled for name in names]
    assert len(set(named)) == len(named) > 20


def test_a_session_of_a_workshop_has_a_half_to_cut_at():
    """In one day or two: the workshop is cut before the case, at half of its six hours."""
    parts = _modules()["culturally-aware-mentoring", "workshop"]["parts"]
    before = [part["title"]["en"] for part in parts].index("Case")
    assert sum(part["minutes"] for part in parts[:before]) == 180


def test_what_is_told_of_studies_stands_in_the_reading():
    for name, module in _modules().items():
        told = " ".join(part["text"]["en"] for part in module["parts"])
        if re.search(r"published (study|survey|model|trial)", told):
            assert module.get("reading"), name


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
    assert [key[1] for key in sorted(_modules()) if key[0] == "mentor-essentials"] == sorted(
        ["expectations", "listening-and-feedback", "independence", "boundaries-and-well-being", "equity", "endings"]
    )
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
