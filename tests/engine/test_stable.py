"""Stability: against every matching of small problems, and against published answers."""

from __future__ import annotations

import numpy as np
import pytest

from chiron_engine import Infeasible, Matching, Problem, Reason, Stable, solve, verify

from . import oracle


def tied_problem(rng: np.random.Generator) -> Problem:
    n, m = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    return Problem.from_matrix(
        np.zeros((n, m), dtype=int),
        capacity=rng.integers(0, 3, m),
        allowed=rng.random((n, m)) < 0.8,
        mentee_rank=rng.integers(1, int(rng.integers(2, 5)), (n, m)),
        mentor_rank=rng.integers(1, int(rng.integers(2, 5)), (n, m)),
    )


def all_stable(problem: Problem, ties: str) -> list[tuple[int, ...]]:
    options = Stable(ties=ties)  # type: ignore[arg-type]
    claims = (
        (one, Matching.claimed(problem, one, method="stable", options=options)) for one in oracle.matchings(problem)
    )
    return [one for one, claim in claims if not verify(problem, claim).blocking]


def rank(problem: Problem, mentee: int, mentor: int) -> float:
    return np.inf if mentor < 0 else float(problem.mentee_rank[problem.pair(mentee, mentor)])  # type: ignore[index]


@pytest.mark.parametrize("ties", ["strong", "super"])
def test_strong_and_super_stability_find_the_mentees_best_or_say_there_is_none(ties: str) -> None:
    rng = np.random.default_rng(11)
    outcomes = set()
    for _ in range(60):
        problem = tied_problem(rng)
        truth = all_stable(problem, ties)
        outcomes.add(bool(truth))
        if not truth:
            with pytest.raises(Infeasible, match="ties make one impossible"):
                solve(problem, "stable", options=Stable(ties=ties))  # type: ignore[arg-type]
            continue
        found = tuple(solve(problem, "stable", options=Stable(ties=ties)).mentor_of.tolist())  # type: ignore[arg-type]
        assert found in truth
        for other in truth:
            for mentee, (ours, theirs) in enumerate(zip(found, other, strict=True)):
                assert rank(problem, mentee, ours) <= rank(problem, mentee, theirs)
    assert outcomes == {True, False}


def test_weak_stability_matches_at_least_two_thirds_of_the_most() -> None:
    rng = np.random.default_rng(12)
    for _ in range(60):
        problem = tied_problem(rng)
        truth = all_stable(problem, "weak")
        matching = solve(problem, "stable", options=Stable(ties="weak"))
        assert tuple(matching.mentor_of.tolist()) in truth
        assert 3 * int((matching.mentor_of >= 0).sum()) >= 2 * max(map(oracle.matched, truth))


@pytest.mark.parametrize("best_for", ["mentee", "mentor"])
def test_the_proposing_side_gets_its_best_of_all_stable_matchings(best_for: str) -> None:
    rng = np.random.default_rng(13)
    for _ in range(50):
        n, m = int(rng.integers(1, 6)), int(rng.integers(1, 4))
        wishes = np.argsort(rng.random((n, m)), axis=1)
        esteems = np.argsort(rng.random((n, m)), axis=0)
        problem = Problem.from_matrix(
            np.zeros((n, m)), capacity=rng.integers(0, 3, m), mentee_rank=wishes, mentor_rank=esteems
        )
        found = solve(problem, "stable", options=Stable(best_for=best_for)).mentor_of.tolist()  # type: ignore[arg-type]
        for other in all_stable(problem, "weak"):
            for mentee in range(n):
                ours, theirs = rank(problem, mentee, found[mentee]), rank(problem, mentee, other[mentee])
                assert ours <= theirs if best_for == "mentee" else ours >= theirs


def by_lists(
    wishes: dict[str, str], esteems: dict[str, str], places: dict[str, int]
) -> tuple[Problem, list[str], list[str]]:
    """A problem from named rank lists; a pair counts where both list each other."""
    mentees, mentors = list(wishes), list(esteems)
    listed = {(i, j): (a, b) for i, a in enumerate(mentees) for j, b in enumerate(mentors)}
    both = {at: (a, b) for at, (a, b) in listed.items() if b in wishes[a].split() and a in esteems[b].split()}
    problem = Problem.from_pairs(
        [i for i, _ in both],
        [j for _, j in both],
        np.zeros(len(both)),
        n_mentees=len(mentees),
        n_mentors=len(mentors),
        capacity=[places[mentor] for mentor in mentors],
        mentee_rank=[wishes[a].split().index(b) for a, b in both.values()],
        mentor_rank=[esteems[b].split().index(a) for a, b in both.values()],
    )
    return problem, mentees, mentors


def answer(problem: Problem, mentees: list[str], mentors: list[str], options: Stable) -> dict[str, str]:
    matching = solve(problem, "stable", options=options)
    assert verify(problem, matching).ok
    return {mentees[i]: mentors[j] for i, j in matching.pairs}


def test_gale_and_shapley_1962_example_1() -> None:
    """Gale and Shapley, "College admissions and the stability of marriage" (1962), example 1."""
    wishes = {"α": "A B C", "β": "B C A", "γ": "C A B"}
    esteems = {"A": "β γ α", "B": "γ α β", "C": "α β γ"}
    problem = by_lists(wishes, esteems, dict.fromkeys(esteems, 1))
    assert answer(*problem, Stable()) == {"α": "A", "β": "B", "γ": "C"}
    assert answer(*problem, Stable(best_for="mentor")) == {"α": "C", "β": "A", "γ": "B"}


def test_gale_and_shapley_1962_example_2() -> None:
    """The same paper, example 2: the only stable set of marriages is α–C, β–D, γ–A, δ–B."""
    wishes = {"α": "A B C D", "β": "A D C B", "γ": "B A C D", "δ": "D B C A"}
    esteems = {"A": "δ γ α β", "B": "β δ α γ", "C": "δ α β γ", "D": "γ β α δ"}
    only = {"α": "C", "β": "D", "γ": "A", "δ": "B"}
    problem = by_lists(wishes, esteems, dict.fromkeys(esteems, 1))
    assert answer(*problem, Stable()) == answer(*problem, Stable(best_for="mentor")) == only


def test_the_worked_example_of_the_residents_match() -> None:
    """The NRMP's worked example as carried by github.com/J-DM/Roth-Peranson (test_final_results); two places each."""
    wishes = {
        "Anderson": "City",
        "Beaudry": "City Mercy",
        "Chen": "City Mercy",
        "Davis": "Mercy City General State",
        "Eastman": "City Mercy State General",
        "Feldman": "City General Mercy State",
        "Garcia": "City Mercy State General",
        "Hassan": "State City Mercy General",
    }
    esteems = {
        "Mercy": "Chen Garcia",
        "City": "Garcia Hassan Eastman Anderson Beaudry Chen Davis Feldman",
        "General": "Beaudry Eastman Hassan Anderson Chen Davis Garcia",
        "State": "Beaudry Eastman Anderson Chen Hassan Feldman Davis Garcia",
    }
    published = {
        "Chen": "Mercy",
        "Davis": "General",
        "Eastman": "City",
        "Feldman": "State",
        "Garcia": "City",
        "Hassan": "State",
    }
    assert answer(*by_lists(wishes, esteems, dict.fromkeys(esteems, 2)), Stable()) == published


def test_a_refused_place_is_given_back() -> None:
    """github.com/J-DM/Roth-Peranson, test_retained_assignment_example."""
    wishes = {
        "Anderson": "University City General",
        "Beaudry": "City General University",
        "Chen": "General University City",
        "Davis": "University",
    }
    esteems = {
        "University": "Chen Davis Beaudry Anderson",
        "City": "Anderson Beaudry Chen",
        "General": "Beaudry Chen Anderson",
    }
    published = {"Anderson": "City", "Beaudry": "General", "Chen": "University"}
    assert answer(*by_lists(wishes, esteems, dict.fromkeys(esteems, 1)), Stable()) == published


@pytest.mark.parametrize("places", [2])
def test_hospitals_and_residents_of_a_peer(places: int) -> None:
    """github.com/daffidwilde/matching, tests/hospital_resident/test_examples.py, test_readme_example."""
    wishes = {"A": "C", "S": "C M", "D": "C M G", "J": "C G M", "L": "M C G"}
    esteems = {"M": "D L S J", "C": "D A S L J", "G": "D J L"}
    published = {"A": "C", "S": "M", "D": "C", "J": "G", "L": "M"}
    assert answer(*by_lists(wishes, esteems, dict.fromkeys(esteems, places)), Stable()) == published


def test_lists_that_lose_everybody() -> None:
    """The same file, test_example_in_issue_67 and test_resident_loses_all_preferences."""
    wishes = {"G1": "I P", "G2": "P F", "G3": "P S"}
    esteems = {"F": "G2", "I": "G1", "P": "G3 G2 G1", "S": "G3"}
    assert answer(*by_lists(wishes, esteems, dict.fromkeys(esteems, 2)), Stable()) == {"G1": "I", "G2": "P", "G3": "P"}
    lists = by_lists({"A": "X", "B": "X Y"}, {"X": "B A", "Y": "B"}, {"X": 1, "Y": 1})
    assert answer(*lists, Stable()) == {"B": "X"}


def test_a_mentor_below_the_minimum_is_closed_on_request() -> None:
    problem = Problem.from_matrix([[9, 5], [9, 5], [9, 1]], capacity=[2, 2], minimum=[0, 2])
    with pytest.raises(Infeasible, match="No stable matching gives mentor 1 the minimum"):
        solve(problem, "stable")
    matching = solve(problem, "stable", options=Stable(below_minimum="close"))
    assert matching.closed == (1,)
    assert verify(problem, matching).ok
    left_out = int(np.flatnonzero(matching.mentor_of < 0)[0])
    assert matching.reason_of[left_out] == Reason.MINIMUM
