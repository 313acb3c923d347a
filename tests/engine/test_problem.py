"""Bad input gets a clear message; the public surface is what it says; small problems start cold and quickly."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from string import Formatter
from typing import Any

import numpy as np
import pytest

import chiron_engine
from chiron_engine import (
    Fair,
    Infeasible,
    Matching,
    Problem,
    ProblemError,
    Stable,
    Welfare,
    errors,
    explain,
    solve,
    verify,
    words,
)


def matrix(fit: Any = ((5, 1), (2, 3)), **more: Any) -> Problem:
    return Problem.from_matrix(fit, **{"capacity": 1, **more})


def pairs(mentee: Any = (0, 1), mentor: Any = (0, 1), fit: Any = (1.0, 2.0), **more: Any) -> Problem:
    return Problem.from_pairs(mentee, mentor, fit, **{"n_mentees": 2, "n_mentors": 2, "capacity": 1, **more})


BAD = [
    (lambda: matrix([1, 2]), "must be a table .* 1 dimension"),
    (lambda: matrix([["a"]]), "fit must hold numbers"),
    (lambda: matrix([[1, 2], [3]]), "rows of fit have different lengths"),
    (lambda: pairs(n_mentees=-1), "option n_mentees is -1; it must be ≥ 0"),
    (lambda: solve(matrix(), seed=1.5), "option seed is 1.5; it must be 0, 1"),  # type: ignore[arg-type]
    (lambda: solve(matrix(), "stable", options=Stable(ties="odd")), "option ties is odd; it must be lottery"),  # type: ignore[arg-type]
    (lambda: solve(matrix(), "fair", options=Fair("odd")), "option kind is odd; it must be leximin"),  # type: ignore[arg-type]
    (lambda: matrix([[1.0, np.nan]]), "fit of mentee 0 and mentor 1 is nan"),
    (lambda: matrix([[1.0, np.inf]]), "fit of mentee 0 and mentor 1 is inf"),
    (lambda: matrix([[1e18]]), "can't be added exactly"),
    (lambda: matrix(capacity=[1]), "capacity has 1 entry; it needs 2"),
    (lambda: matrix(capacity=[1, -1]), "capacity of mentor 1 is -1"),
    (lambda: matrix(capacity=[1, 1.5]), "capacity at position 1 is 1.5"),
    (lambda: matrix(capacity="lots"), "capacity must hold numbers"),
    (lambda: matrix(minimum=[0, -2]), "minimum of mentor 1 is -2"),
    (lambda: matrix(minimum=[0, 2]), "Mentor 1 must have at least 2 mentees but offers 1"),
    (lambda: matrix(allowed=[[True]]), "allowed has 1 × 1 entries; it needs 2 × 2"),
    (lambda: matrix(mentee_rank=[[1, 2], [1, np.nan]]), "mentee_rank is missing for the pair mentee 1, mentor 1"),
    (lambda: matrix(mentor_rank=[[1, -2], [1, 1]]), "mentor_rank of the pair mentee 0, mentor 1 is -2"),
    (lambda: matrix(group=["a"]), "group has 1 entry; it needs 2"),
    (lambda: matrix(mentee_id=["x", "x"]), "id “x” stands for two mentees: rows 0 and 1"),
    (lambda: matrix(locked=[(0, 5)]), "Entry 0 of locked mentors names 5"),
    (lambda: matrix(locked=[(0, 0), (0, 1)]), "Mentee 0 is locked to two mentors: 0 and 1"),
    (lambda: matrix(locked=[(0, 0), (1, 0)]), "2 mentees are locked to mentor 0, who offers 1"),
    (lambda: matrix(locked=[(0, 0)], allowed=[[False, True], [True, True]]), "locked and forbidden at once"),
    (lambda: pairs(locked=[(0, 1)]), "locked pair mentee 0, mentor 1 is not among the candidates"),
    (lambda: pairs(mentee=[0, 2]), "Entry 1 of mentee names 2, but the numbers run from 0 to 1"),
    (lambda: pairs(mentor=[0, -1]), "Entry 1 of mentor names -1"),
    (lambda: pairs(mentee=[0, 0], mentor=[1, 1]), "pair mentee 0, mentor 1 is given twice"),
    (lambda: pairs(fit=[1.0]), "fit has 1 entry; it needs 2"),
    (lambda: solve(matrix(), "best"), "no method “best”. Choose one of: welfare, stable"),
    (lambda: solve(matrix(), "welfare", options=Stable()), "takes options of type Welfare, not Stable"),
    (lambda: explain(matrix(), solve(matrix()), mentee=9), "Entry 0 of mentee names 9"),
    (lambda: explain(matrix(), solve(matrix())), "Say whom to explain"),  # type: ignore[call-overload]
    (lambda: verify(matrix(), solve(matrix())).sentences("fr"), "no sentences in “fr”"),
]


@pytest.mark.parametrize(("attempt", "message"), BAD)
def test_bad_input_is_refused_with_the_place_and_the_mend(attempt: Any, message: str) -> None:
    with pytest.raises(ProblemError, match=message) as caught:
        attempt()
    assert "{" not in caught.value.text("es")
    assert caught.value.text("es") != caught.value.text("en")


def fields_of(text: str) -> set[str]:
    found = set()
    for _, field, choice, _ in Formatter().parse(text):
        if field:
            found |= {field} | fields_of(choice or "")
    return found


def test_every_text_is_written_in_both_languages_with_the_same_facts() -> None:
    for name, texts in [*errors.MESSAGES.items(), *words.SENTENCES.items()]:
        fields = {language: fields_of(text) for language, text in texts.items()}
        assert set(fields) == {"en", "es"}, name
        assert fields["en"] == fields["es"], name


def test_what_has_no_answer_says_so_as_infeasible() -> None:
    with pytest.raises(Infeasible):
        matrix(locked=[(0, 0), (1, 0)])


def test_one_person_on_both_sides_is_never_paired_with_themselves() -> None:
    problem = matrix([[99, 1], [1, 99]], mentee_id=["ana", "ben"], mentor_id=["ana", "ben"])
    matching = solve(problem)
    assert matching.mentor_of.tolist() == [1, 0]
    assert explain(problem, matching, mentee=0, mentor=0).status == "forbidden"
    rows = matrix([[99, 1], [1, 99]], mentee_id=[0, 1], mentor_id=[0, 1])
    assert solve(rows).mentor_of.tolist() == [0, 1]


def test_empty_problems_are_answered() -> None:
    for shape in ((0, 0), (0, 3), (3, 0)):
        problem = Problem.from_matrix(np.zeros(shape), capacity=np.ones(shape[1], dtype=int))
        for method in ("welfare", "stable", "fair"):
            matching = solve(problem, method)
            assert matching.pairs == []
            assert verify(problem, matching).ok


@pytest.mark.parametrize(
    ("mentor_of", "check"),
    [
        ([0], "shape"),
        ([0, 7], "shape"),
        ([2, 0], "candidates"),
        ([1, 0], "forbidden"),
        ([2, -1], "candidates"),
        ([0, 0], "capacity"),
        ([-1, 1], "locks"),
        ([0, -1], "minimum"),
    ],
)
def test_every_check_has_an_input_that_makes_it_fail(mentor_of: list[int], check: str) -> None:
    problem = Problem.from_pairs(
        [0, 0, 1, 1],
        [0, 1, 0, 1],
        [5, 9, 4, 3],
        n_mentees=2,
        n_mentors=3,
        capacity=1,
        minimum=[0, 1, 0],
        allowed=[True, False, True, True],
        locked=[(0, 0)],
    )
    good = Matching.claimed(problem, [0, 1])
    assert verify(problem, good).ok
    report = verify(problem, Matching.claimed(problem, mentor_of))
    assert check in {one.name for one in report.failures}
    assert all(report.sentences("es"))


def test_a_false_total_and_a_false_certificate_fail() -> None:
    from dataclasses import replace

    problem = matrix()
    matching = solve(problem)
    assert not verify(problem, replace(matching, total_fit=9.5))["total"].passed
    assert matching.certificate is not None
    cheap = replace(matching.certificate, price=matching.certificate.price + 9 * matching.certificate.scale)
    assert verify(problem, replace(matching, certificate=cheap))["optimal"].passed is False
    everybody = Matching.claimed(problem, [0, -1], options=Welfare(everybody_first=True))
    assert verify(problem, everybody)["everybody"].passed is False


def test_the_public_surface_is_what_init_names() -> None:
    modules = type(sys)
    seen = {name: thing for name, thing in vars(chiron_engine).items() if not name.startswith("_")}
    public = {name for name, thing in seen.items() if not isinstance(thing, modules)}
    assert public == set(chiron_engine.__all__)
    assert len(chiron_engine.__all__) == len(public)
    for name in public:
        assert getattr(seen[name], "__doc__", None), name


def test_the_example_in_the_package_runs() -> None:
    assert doctest.testmod(chiron_engine).attempted == 5
    assert doctest.testmod(chiron_engine).failed == 0


def test_a_small_problem_needs_neither_compiler_nor_solver_nor_django() -> None:
    script = (
        "import sys, numpy as np\n"
        "from chiron_engine import *\n"
        "p = Problem.from_matrix(np.random.default_rng(0).random((300, 100)) * 100, capacity=3)\n"
        "m = [solve(p, method) for method in ('welfare', 'stable')]\n"
        "assert all(verify(p, one).ok for one in m)\n"
        "explain(p, m[0], mentee=3).sentences('es')\n"
        "heavy = {'numba', 'ortools', 'scipy', 'django', 'chiron'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_numbers_choose_their_words() -> None:
    for places, lone, many in ((1, "the only place is taken", None), (2, None, "all 2 places are taken")):
        problem = matrix([[9, 1], [8, 1], [7, 1]], capacity=[places, 0])
        said = " ".join(explain(problem, solve(problem), mentee=2, mentor=0).sentences())
        assert str(lone or many) in said
    alone = matrix([[5], [4]])
    assert "all places with the only candidate are taken" in explain(alone, solve(alone), mentee=1).sentences()[0]
    assert explain(alone, solve(alone), mentor=0).sentences()[0] == "Mentor 0 has 1 of 1 place filled."


def test_no_text_leaves_the_number_of_a_word_open() -> None:
    for name, texts in [*errors.MESSAGES.items(), *words.SENTENCES.items()]:
        for text in texts.values():
            assert not re.search(r"\((?:s|es)\)", text), name
