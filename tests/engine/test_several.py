"""Several mentors each: as many first mentors as possible, then second ones, then the highest total; checked apart."""

from __future__ import annotations

import dataclasses
from itertools import combinations, product

import numpy as np
import pytest

from chiron_engine import (
    Infeasible,
    Problem,
    ProblemError,
    explain_several_mentee,
    explain_several_mentor,
    explain_several_pair,
    solve,
    solve_several,
    verify_several,
)
from chiron_engine.several import describe


def random_problem(rng: np.random.Generator, n: int, m: int) -> Problem:
    capacity = rng.integers(0, 3, m)
    allowed = rng.random((n, m)) < 0.7
    locked = []
    if capacity[0] and rng.random() < 0.4:
        locked, allowed[0, 0] = [(0, 0)], True
    return Problem.from_matrix(rng.integers(0, 9, (n, m)), capacity=capacity, allowed=allowed, locked=locked)


def best_by_force(problem: Problem, wanted: list[int]) -> tuple[int, ...]:
    """The numbers of people with a first, second, … mentor, and the total, of the best of all answers."""
    choices = []
    for row in range(problem.n_mentees):
        mine = range(int(problem.start[row]), int(problem.start[row + 1]))
        sets = [each for size in range(wanted[row] + 1) for each in combinations(mine, size)]
        must = [problem.pair(*pair) for pair in problem.locked if pair[0] == row]
        choices.append([each for each in sets if set(must) <= set(each)])
    best: tuple[int, ...] = ()
    for answer in product(*choices):
        pairs = [pair for each in answer for pair in each]
        load = np.bincount(problem.mentor[pairs], minlength=problem.n_mentors)
        if (load <= problem.capacity).all():
            depths = [sum(len(each) >= depth for each in answer) for depth in range(1, max(wanted) + 1)]
            best = max(best, (*depths, int(problem.score[pairs].sum())))
    return best


def test_the_answer_is_the_best_of_all_and_its_proof_agrees() -> None:
    rng = np.random.default_rng(5)
    for _ in range(25):
        problem = random_problem(rng, 4, 3)
        wanted = rng.integers(1, 4, 4).tolist()
        several = solve_several(problem, wanted, seed=1)
        depths = [sum(len(each) >= depth for each in several.mentors_of) for depth in range(1, max(wanted) + 1)]
        assert (*depths, several.total_score) == best_by_force(problem, wanted)
        report = verify_several(problem, several)
        assert report.ok, report.sentences()


def test_one_mentor_each_is_everybody_first() -> None:
    from chiron_engine import Welfare

    rng = np.random.default_rng(6)
    problem = Problem.from_matrix(rng.integers(0, 50, (40, 12)), capacity=rng.integers(0, 5, 12))
    expected = solve(problem, options=Welfare(everybody_first=True))
    assert solve_several(problem, 1).total_score == expected.total_score


def test_a_second_mentor_is_never_the_price_of_somebodys_first() -> None:
    problem = Problem.from_matrix([[90, 90], [1, 1]], capacity=1)
    several = solve_several(problem, 2)
    assert sorted(map(len, several.mentors_of)) == [1, 1]
    assert several.short() == [0, 1]


def test_order_of_rows_changes_nobody() -> None:
    rng = np.random.default_rng(7)
    fit, capacity = rng.integers(0, 3, (9, 5)), rng.integers(1, 4, 5)
    rows, columns = rng.permutation(9), rng.permutation(5)
    found = []
    for turn, other in ((np.arange(9), np.arange(5)), (rows, columns)):
        problem = Problem.from_matrix(
            fit[np.ix_(turn, other)],
            capacity=capacity[other],
            mentee_id=[f"e{one}" for one in turn],
            mentor_id=[f"o{one}" for one in other],
        )
        pairs = solve_several(problem, 2, seed=3).pairs
        found.append({(int(turn[i]), int(other[j])) for i, j in pairs})
    assert found[0] == found[1]


def test_minima_are_met_or_refused_by_name() -> None:
    problem = Problem.from_matrix([[9, 1], [9, 1]], capacity=2, minimum=[0, 2])
    assert {mentor for _, mentor in solve_several(problem, 1).pairs} == {1}
    with pytest.raises(Infeasible, match="up to 1 mentor for each mentee: too few people would come to mentor 1"):
        solve_several(Problem.from_matrix([[9, 1]], capacity=2, minimum=[1, 2]), 1)


@pytest.mark.parametrize(
    ("pairs", "check"),
    [
        ([0, 1, 2], "capacity"),
        ([0, 3], "minimum"),
        ([1], "locks"),
        ([0, 2, 4], "asked"),
        ([0, 1], "breadth"),
    ],
)
def test_a_spoiled_answer_fails_its_check(pairs: list[int], check: str) -> None:
    given = {
        "capacity": {"capacity": [2, 0, 2]},
        "minimum": {"minimum": [0, 0, 1]},
        "locks": {"locked": [(0, 0)]},
        "asked": {},
        "breadth": {},
    }[check]
    problem = Problem.from_matrix([[1, 2, 3], [4, 5, 6]], **{"capacity": 2, **given})  # type: ignore[arg-type]
    spoiled = describe(problem, pairs if check != "asked" else [0, 1, 2], 2)
    failed = [each.name for each in verify_several(problem, spoiled).failures]
    assert check in failed


def test_wrong_numbers_are_refused() -> None:
    problem = Problem.from_matrix([[1]], capacity=1)
    for wanted, said in (
        ([1, 2], "wanted has 2 entries; it needs 1"),
        (-1, "wanted is -1; it must be ≥ 0"),
        (1.5, "1.5"),
    ):
        with pytest.raises(ProblemError, match=said):
            solve_several(problem, wanted)


def test_fits_too_fine_to_be_exact_are_refused() -> None:
    fit = np.random.default_rng(8).random((4000, 2))
    with pytest.raises(ProblemError, match="round them"):
        solve_several(Problem.from_matrix(fit, capacity=4000), 2000)


def test_what_is_explained_is_exact() -> None:
    rng = np.random.default_rng(9)
    seen = set()
    for _ in range(20):
        problem = random_problem(rng, 4, 3)
        several = solve_several(problem, 2)
        before = best_by_force(problem, [2] * 4)
        for mentee, mentor in product(range(4), range(3)):
            why = explain_several_pair(problem, several, mentee=mentee, mentor=mentor)
            seen.add(why.status)
            assert (why.status in ("together", "locked")) == (mentor in several.mentors_of[mentee])
            if why.loss_pairs is not None:
                made = dataclasses.replace(problem, locked=(*problem.locked, (mentee, mentor)))
                *depths, total = best_by_force(made, [2] * 4)
                assert (why.loss_pairs, why.loss) == (sum(before[:-1]) - sum(depths), before[-1] - total)
            assert all(why.sentences(language) for language in ("en", "es"))
        for mentor in range(3):
            more = explain_several_mentor(problem, several, mentor=mentor)
            capacity = problem.capacity + (np.arange(3) == mentor)
            *depths, total = best_by_force(dataclasses.replace(problem, capacity=capacity), [2] * 4)
            assert (more.place_pairs, more.place_fit) == (sum(depths) - sum(before[:-1]), total - before[-1])
            assert all(more.sentences(language) for language in ("en", "es"))
        for mentee in range(4):
            told = explain_several_mentee(problem, several, mentee=mentee)
            assert (told.status == "all") == (mentee not in several.short())
            if told.place_at >= 0:
                capacity = problem.capacity + (np.arange(3) == told.place_at)
                wider = dataclasses.replace(problem, capacity=capacity)
                kept = len(several.pairs) + 1
                assert sum(best_by_force(wider, [2] * 4)[:-1]) == kept
            for language, audience in product(("en", "es"), ("coordinator", "person")):
                assert told.sentences(language, audience=audience)  # type: ignore[arg-type]
    assert {"together", "full", "no_places", "forbidden"} <= seen


def test_who_has_enough_is_told_what_another_would_cost() -> None:
    problem = Problem.from_matrix([[9, 5, 2]], capacity=1)
    why = explain_several_pair(problem, solve_several(problem, 2), mentee=0, mentor=2)
    assert (why.status, why.loss_pairs, why.loss) == ("enough", 0, 3)
    assert why.sentences()[-2:] == [
        "Mentee 0, who may have 2 mentors, is with mentor 0 (9), mentor 1 (5).",
        "Making this pair would lower the total fit by 3.",
    ]


def test_numbers_out_of_range_are_refused() -> None:
    problem = Problem.from_matrix([[1]], capacity=1)
    several = solve_several(problem, 1)
    for asked in ({"mentee": 1, "mentor": 0}, {"mentee": 0, "mentor": -1}):
        with pytest.raises(ProblemError, match="names"):
            explain_several_pair(problem, several, **asked)
