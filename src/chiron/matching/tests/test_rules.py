"""The pure part of matching, against brute force and against what sentences promise."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiron.matching import rules
from chiron.matching.rules import advice
from chiron.matching.rules.figures import figures
from chiron.matching.rules.methods import WAYS
from chiron.matching.rules.solving import _solved
from chiron_blueprint.fit import sentences
from chiron_engine import Problem


class Named:
    """As much of a scoring as advice asks for."""

    def __init__(self, mentors):
        self.mentors = [type("Mentor", (), {"id": f"m{at}"})() for at in range(mentors)]


def posed(fit, capacity, allowed=None):
    return Problem.from_matrix(np.array(fit, dtype=float), capacity=capacity, allowed=allowed)


def best(fit, capacity, allowed):
    """(matched, total) of the matching with the highest total, by trying them all; -1 is nobody."""
    found = []
    for choice in itertools.product(range(-1, len(capacity)), repeat=len(fit)):
        fine = all(at < 0 or allowed[row][at] for row, at in enumerate(choice))
        if fine and all(choice.count(at) <= places for at, places in enumerate(capacity)):
            found.append(round(sum(fit[row][at] for row, at in enumerate(choice) if at >= 0) * 100))
    return max(found)


@st.composite
def cohorts(draw):
    mentees, mentors = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    cell = st.integers(1, 100)
    fit = draw(st.lists(st.lists(cell, min_size=mentors, max_size=mentors), min_size=mentees, max_size=mentees))
    return fit, draw(st.lists(st.integers(0, 2), min_size=mentors, max_size=mentors))


@settings(max_examples=120, deadline=None)
@given(cohorts())
def test_the_cost_of_forbidding_is_what_brute_force_says(cohort):
    fit, capacity = cohort
    allowed = [[True] * len(capacity) for _ in fit]
    problem = posed(fit, capacity)
    solved = _solved(problem, "welfare", 7)
    total = best(fit, capacity, allowed)
    assert round(solved.total_fit * 100) == total
    for row, found in advice.pairs(problem, solved, Named(len(capacity))).items():
        mentor = int(solved.mentor_of[row])
        allowed[row][mentor] = False
        assert found["forbid"][0] == best(fit, capacity, allowed) - total
        allowed[row][mentor] = True
        others = [value for at, value in enumerate(fit[row]) if at != mentor]
        assert (found["next"][1] == max(others) * 100) if others else "next" not in found


def test_a_large_cohort_is_not_kept_waiting_for_the_cost_of_forbidding_each_pair(monkeypatch):
    fit = [[9, 5], [4, 8]]
    problem = posed(fit, [1, 1])
    solved = _solved(problem, "welfare", 7)
    assert {row: set(found) for row, found in advice.pairs(problem, solved, Named(2)).items()} == {
        0: {"next", "forbid"}, 1: {"next", "forbid"},
    }  # fmt: skip
    monkeypatch.setattr(advice, "MOST_WORK", 7)  # two pairs times four candidates are eight
    assert {row: set(found) for row, found in advice.pairs(problem, solved, Named(2)).items()} == {
        0: {"next"}, 1: {"next"},
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(cohorts())
def test_the_places_that_help_do_match_as_many_as_they_say(cohort):
    fit, capacity = cohort
    problem = posed(fit, capacity)
    solved = _solved(problem, "everybody", 7)
    found = advice.places(problem, solved, lambda other: _solved(other, "everybody", 7), Named(len(capacity)))
    matched = int((solved.mentor_of >= 0).sum())
    if not found:
        assert matched == min(len(fit), sum(capacity)) or matched == len(fit) or not any(capacity)
        return
    more = list(capacity)
    for name in found["mentors"]:
        more[int(name[1:])] += 1
    again = _solved(posed(fit, more), "everybody", 7)
    assert int((again.mentor_of >= 0).sum()) - matched == found["match"] == len(found["mentors"])


def test_forbidding_one_pair_says_how_many_others_move():
    problem = posed([[90, 80], [85, 10]], [1, 1])
    solved = _solved(problem, "welfare", 0)
    assert solved.mentor_of.tolist() == [1, 0]
    found = advice.pairs(problem, solved, Named(2))
    assert found[0]["forbid"] == [-6500, 1, 0]  # 165 together falls to 90 + 10
    assert found[0]["next"] == ["m0", 9000, 0]


def test_a_long_row_of_forbids_leaves_the_answer_as_it_was():
    chance = random.Random(4)
    fit = [[chance.randint(1, 5) for _ in range(12)] for _ in range(40)]  # ties everywhere
    problem = posed(fit, [3] * 12)
    solved = _solved(problem, "welfare", 1)
    for row, found in advice.pairs(problem, solved, Named(12)).items():
        allowed = np.ones((40, 12), dtype=bool)
        allowed[row, int(solved.mentor_of[row])] = False
        other = _solved(posed(fit, [3] * 12, allowed), "welfare", 1)
        assert found["forbid"][0] == round((other.total_fit - solved.total_fit) * 100)


@pytest.mark.parametrize("method", WAYS)
def test_every_method_has_words_and_solves(method):
    from chiron.matching.queries import METHODS

    assert METHODS[method][0]
    assert METHODS[method][1]
    if method == "mosaic":
        return  # it has a problem of its own: test_mosaic.py
    problem = Problem.from_matrix(np.array([[50.0, 60.0], [70.0, 80.0]]), capacity=1, group=["first", "first"])
    assert _solved(problem, method, 0, {}, [-1, -1]).mentor_of.min() >= 0


def test_nobody_left_over_and_best_together_differ_where_they_must():
    fit, allowed = [[90, 1], [5, 0]], [[True, True], [True, False]]
    problem = posed(fit, [1, 1], np.array(allowed))
    assert (_solved(problem, "welfare", 0).mentor_of >= 0).sum() == 1
    assert (_solved(problem, "everybody", 0).mentor_of >= 0).sum() == 2


def line(mentee, fit):
    return rules.Found(str(mentee), "x" if fit is not None else None, fit, {}, {}, {}, "" if fit else "full", {}, False)


def test_small_groups_are_never_compared():
    found = [line(at, 9000) for at in range(11)] + [line(20 + at, 7000) for at in range(11)] + [line(50, 100)]
    outcome = rules.Outcome(found, "", {"x": (23, 30)})
    group = {str(at): "first" for at in range(11)} | {str(20 + at): "second" for at in range(11)} | {"50": "third"}
    got = figures(outcome, 0.1, group, 11)
    assert (got["gap"], got["groups"], got["threshold"]) == (2000, 2, 11)
    fewer = figures(rules.Outcome(found[1:], "", {"x": (22, 30)}), 0.1, group, 11)
    assert (fewer["gap"], fewer["groups"]) == (None, 1)


SAYINGS = {
    "The mentor offers what was asked for: career.": (
        "Your mentor offers what you asked for: career.", "You offer what the mentee asked for: career."),
    "The mentor offers career and skill, 2 of the 3 things asked for. Not networking.": (
        "Your mentor offers career and skill, 2 of the 3 things you asked for.",
        "You offer career and skill, 2 of the 3 things the mentee asked for."),
    "Both named cardiology; only the mentee named oncology.": (
        "You both named cardiology.", "You both named cardiology."),
    "They share 6 free hours a week, most of them on Monday evening.": (
        "You share 6 free hours a week, most of them on Monday evening.",
        "You share 6 free hours a week, most of them on Monday evening."),
    "The mentor (consultant) is 2 steps above the mentee (year 2), as wished.": (
        "Your mentor (consultant) is 2 steps above you (year 2), as wished.",
        "You (consultant) are 2 steps above the mentee (year 2), as wished."),
    "The mentee answered structured, the mentor hands-off.": (
        "You answered structured, your mentor hands-off.", "The mentee answered structured, you hands-off."),
    "The mentee named this mentor first.": ("You named this mentor first.", "The mentee named you first."),
}  # fmt: skip


@pytest.mark.parametrize("said", SAYINGS)
def test_people_are_told_as_you(said):
    assert (rules.told_to("mentee", said, "en"), rules.told_to("mentor", said, "en")) == SAYINGS[said]


def test_no_sentence_of_a_criterion_speaks_of_you_as_somebody_else():
    """Whatever a criterion can say in its source, the person concerned is not "the mentee" or "the mentor" in it."""
    import inspect
    import re

    source = inspect.getsource(sentences)
    said = re.findall(r'"((?:The mentor|The mentee|Quien mentoriza|La persona tutelada) [^"]*)"', source)
    assert len(said) > 10
    for sentence in said:
        if "left this blank" in sentence or "no respondió a esto" in sentence or "offers nothing" in sentence:
            continue  # they give no points and are never told
        if "no ofrece nada" in sentence:
            continue
        language = "es" if sentence.startswith(("Quien", "La persona")) else "en"
        for side, own in (("mentee", ("The mentee", "La persona tutelada")), ("mentor", ("The mentor ", "Quien"))):
            assert not rules.told_to(side, sentence, language).startswith(own), sentence
