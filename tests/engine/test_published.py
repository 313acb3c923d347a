"""What is published about matchings, beyond single instances: expectations, counts and theorems, each with its source.

Larger public instances are checked by `python -m bench public --data FOLDER`.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from chiron_engine import Matching, Problem, Stable, Welfare, solve, verify


@pytest.mark.parametrize(("mentees", "mentors"), [(12, 12), (8, 15)])
def test_random_assignments_cost_what_parisi_conjectured(mentees: int, mentors: int) -> None:
    """Linusson and Wästlund, "A proof of Parisi's conjecture on the random assignment problem" (2004); Nair, Prabhakar
    and Sharma (2005): with costs exp(1) the least cost of k of m × n is the sum of 1 / ((m - i)(n - j)) over i + j < k,
    which is 1 + 1/4 + … + 1/n² where k = m = n.
    """
    rng = np.random.default_rng(30)
    found = [
        -solve(
            Problem.from_matrix(-rng.exponential(size=(mentees, mentors)), capacity=1), options=Welfare(True)
        ).total_fit
        for _ in range(400)
    ]
    k = min(mentees, mentors)
    expected = sum(1 / ((mentees - i) * (mentors - j)) for i in range(k) for j in range(k - i))
    if mentees == mentors:
        assert expected == pytest.approx(sum(1 / one**2 for one in range(1, k + 1)))
    assert np.mean(found) == pytest.approx(expected, abs=4 * np.std(found) / np.sqrt(len(found)))


def random_ranks(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.array([rng.permutation(n) + 1 for _ in range(n)])


def test_random_stable_matchings_rank_as_pittel_found() -> None:
    """Pittel, "The average number of stable matchings" (1989), and Wilson (1972) before him: with n on either side, all
    ranks random, who proposes gets a partner of rank about ln n, and no more than the n-th harmonic number on average;
    who is proposed to one of about n / ln n.
    """
    rng, n = np.random.default_rng(31), 80
    own, others = [], []
    for _ in range(60):
        mentee_rank, mentor_rank = random_ranks(rng, n), random_ranks(rng, n).T
        problem = Problem.from_matrix(
            np.zeros((n, n), dtype=int), capacity=1, mentee_rank=mentee_rank, mentor_rank=mentor_rank
        )
        rows, columns = np.array(solve(problem, "stable").pairs).T
        own.append(mentee_rank[rows, columns].mean())
        others.append(mentor_rank[rows, columns].mean())
    harmonic = sum(1 / one for one in range(1, n + 1))
    doubt = 3 * np.std(own) / np.sqrt(len(own))
    assert np.log(n) - doubt < np.mean(own) < harmonic + doubt
    assert np.mean(others) == pytest.approx(n / np.log(n), rel=0.15)


def test_knuths_four_by_four_has_ten_stable_matchings() -> None:
    """Knuth, "Mariages stables" (1976): the instance of the Latin square with ten stable matchings, the most that four
    and four can have; the mentees' best gives each their first, the mentors' best each theirs.
    """
    wishes = ["1234", "2143", "3412", "4321"]
    esteems = ["4321", "3412", "2143", "1234"]
    mentee_rank = [[wishes[i].index(str(j + 1)) for j in range(4)] for i in range(4)]
    mentor_rank = [[esteems[j].index(str(i + 1)) for j in range(4)] for i in range(4)]
    problem = Problem.from_matrix(
        np.zeros((4, 4), dtype=int), capacity=1, mentee_rank=mentee_rank, mentor_rank=mentor_rank
    )
    claims = [Matching.claimed(problem, one, method="stable") for one in permutations(range(4))]
    assert sum(not verify(problem, claim).blocking for claim in claims) == 10
    assert solve(problem, "stable").mentor_of.tolist() == [0, 1, 2, 3]
    assert solve(problem, "stable", options=Stable(best_for="mentor")).mentor_of.tolist() == [3, 2, 1, 0]


def test_rural_hospitals() -> None:
    """Roth, "On the allocation of residents to rural hospitals" (1986): without ties the same people are matched in all
    stable matchings, and whoever doesn't fill their places gets the same people in all of them.
    """
    rng = np.random.default_rng(32)
    for _ in range(40):
        n, m = int(rng.integers(4, 14)), int(rng.integers(2, 7))
        problem = Problem.from_matrix(
            np.zeros((n, m), dtype=int),
            capacity=rng.integers(0, 4, m),
            allowed=rng.random((n, m)) < 0.5,
            mentee_rank=np.array([rng.permutation(m) for _ in range(n)]),
            mentor_rank=np.array([rng.permutation(n) for _ in range(m)]).T,
        )
        one, other = (solve(problem, "stable", options=Stable(best_for=side)) for side in ("mentee", "mentor"))
        assert ((one.mentor_of >= 0) == (other.mentor_of >= 0)).all()
        for mentor in range(m):
            mine = one.mentees_of(mentor)
            assert len(mine) == len(other.mentees_of(mentor))
            if len(mine) < problem.capacity[mentor]:
                assert mine == other.mentees_of(mentor)


@pytest.mark.parametrize(("least", "weight"), [(0, 200), (30, 197), (50, 177)])
def test_the_heaviest_matching_of_a_peer(least: int, weight: int) -> None:
    """github.com/IP-MATCH/pyhrtc, tests/test_algorithms.py (max_weight_matching after threshold) on a table of three
    families and three children.
    """
    table = np.array([[48, 32, 83], [23, 17, 55], [74, 94, 83]])
    matching = solve(Problem.from_matrix(table, capacity=1, allowed=table >= least))
    assert matching.total_fit == weight
