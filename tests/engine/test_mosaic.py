"""Several roles in one solve, against CP-SAT and against spoiled answers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from chiron_engine import Infeasible, MosaicProblem, ProblemError, describe_mosaic, solve_mosaic, verify_mosaic


def random_mosaic(rng: np.random.Generator, *, several_roles: bool, evenly: bool = False) -> MosaicProblem:
    n, m, r = int(rng.integers(1, 5)), int(rng.integers(1, 4)), int(rng.integers(1, 4))
    at = np.argwhere(rng.random((n, m, r)) < 0.7)
    locked = []
    capacity = rng.integers(0, 4, m)
    wanted = rng.random((n, r)) < 0.8
    if len(at) and rng.random() < 0.4:
        i, j, k = (int(x) for x in at[int(rng.integers(len(at)))])
        capacity[j] = max(capacity[j], 1)
        wanted[i, k] = True
        locked = [(i, k, j)]
    return MosaicProblem.from_entries(
        at[:, 0],
        at[:, 1],
        at[:, 2],
        rng.integers(-2, 9, len(at)),
        n_mentees=n,
        n_mentors=m,
        roles=["career", "research", "peer"][:r],
        capacity=capacity,
        wanted=wanted,
        several_roles=several_roles,
        evenly=evenly,
        locked=locked,
    )


def by_cp_sat(problem: MosaicProblem) -> tuple[int, list[int], int]:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    use = []
    wishes: dict[tuple[int, int], list[object]] = {}
    pairs: dict[tuple[int, int], list[object]] = {}
    mentors: dict[int, list[object]] = {}
    for i, r, j in zip(problem.mentee.tolist(), problem.role.tolist(), problem.mentor.tolist(), strict=True):
        x = model.new_bool_var("")
        use.append(x)
        wishes.setdefault((i, r), []).append(x)
        pairs.setdefault((i, j), []).append(x)
        mentors.setdefault(j, []).append(x)
        if not problem.wanted[i, r]:
            model.add(x == 0)
        if (i, r, j) in problem.locked:
            model.add(x == 1)
    for xs in [*wishes.values(), *([] if problem.several_roles else pairs.values())]:
        model.add(sum(xs) <= 1)  # type: ignore[arg-type]
    for j, xs in mentors.items():
        model.add(sum(xs) <= int(problem.capacity[j]))  # type: ignore[arg-type]
    scores = problem.score.tolist()
    turns = []
    for i in set(problem.mentee.tolist()):
        mine = [x for x, other in zip(use, problem.mentee.tolist(), strict=True) if other == i]
        turns.append([model.new_bool_var("") for _ in problem.roles])
        model.add(sum(turns[-1]) == sum(mine))
    # a first mentor before every second, where that is asked for
    falling = [100**4, 100**3, 100**2] if problem.evenly else [100**2] * 3
    worth = sum(weight * y for mine in turns for weight, y in zip(falling, mine, strict=False))
    model.maximize(worth + sum(s * x for s, x in zip(scores, use, strict=True)))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    made = [solver.value(x) for x in use]
    has = [problem.mentee.tolist()[at] for at, x in enumerate(made) if x]
    loads = sorted(has.count(i) for i in range(problem.n_mentees))
    return sum(made), loads, sum(s * x for s, x in zip(scores, made, strict=True))


@pytest.mark.parametrize("several_roles", [False, True])
def test_a_mosaic_is_as_good_as_cp_sats(several_roles: bool) -> None:
    rng = np.random.default_rng(51)
    for _ in range(20):
        problem = random_mosaic(rng, several_roles=several_roles)
        mosaic = solve_mosaic(problem)
        covered, _, total = by_cp_sat(problem)
        assert (mosaic.covered, mosaic.total_score) == (covered, total)
        assert verify_mosaic(problem, mosaic).ok
        assert len(mosaic.unmet(problem)) == mosaic.wished - mosaic.covered


@pytest.mark.parametrize("several_roles", [False, True])
def test_nobody_has_a_second_mentor_at_the_price_of_a_first_where_that_is_asked(several_roles: bool) -> None:
    rng = np.random.default_rng(52)
    differ = 0
    for _ in range(30):
        problem = random_mosaic(rng, several_roles=several_roles, evenly=True)
        mosaic = solve_mosaic(problem)
        loads = sorted((mosaic.mentor_of >= 0).sum(axis=1).tolist())
        assert (mosaic.covered, loads, mosaic.total_score) == by_cp_sat(problem)
        assert verify_mosaic(problem, mosaic).ok
        by_fit = solve_mosaic(dataclasses.replace(problem, evenly=False))
        assert by_fit.covered == mosaic.covered, "as many wishes are met either way"
        uneven = describe_mosaic(problem, by_fit.mentor_of)
        if sorted((by_fit.mentor_of >= 0).sum(axis=1).tolist()) != loads:
            differ += 1
            assert not verify_mosaic(problem, uneven).ok
    assert differ


def small() -> MosaicProblem:
    return MosaicProblem.from_entries(
        [0, 0, 0, 1],
        [0, 0, 1, 1],
        [0, 1, 1, 0],
        [9, 8, 5, 7],
        n_mentees=2,
        n_mentors=2,
        roles=["career", "peer"],
        capacity=2,
    )


def test_one_mentor_does_not_serve_one_mentee_in_two_roles_unless_allowed() -> None:
    assert solve_mosaic(small()).mentor_of.tolist() == [[0, 1], [1, -1]]


@pytest.mark.parametrize(
    ("table", "check"),
    [
        ([[0, 0], [1, -1]], "one_role"),
        ([[0, 1], [0, -1]], "candidates"),
        ([[0, -1], [1, -1]], "coverage"),
    ],
)
def test_a_spoiled_mosaic_fails_its_check(table: list[list[int]], check: str) -> None:
    report = verify_mosaic(small(), describe_mosaic(small(), table))
    assert check in {one.name for one in report.failures}
    assert all(report.sentences("es"))


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ProblemError, match="mentor_of has 1 × 2 entries; it needs 2 × 2"):
        describe_mosaic(small(), [[0, 1]])


def test_a_mosaics_answer_does_not_depend_on_the_order_of_rows() -> None:
    rng = np.random.default_rng(52)
    n, m = 12, 6
    at = np.argwhere(rng.random((n, m, 2)) < 0.6)
    fit = rng.integers(0, 3, len(at))
    names = [np.array([f"{side}{x}" for x in range(count)]) for side, count in (("a", n), ("b", m))]
    answers = set()
    for _ in range(3):
        p, q = rng.permutation(n), rng.permutation(m)
        problem = MosaicProblem.from_entries(
            np.argsort(p)[at[:, 0]],
            np.argsort(q)[at[:, 1]],
            at[:, 2],
            fit,
            n_mentees=n,
            n_mentors=m,
            roles=["x", "y"],
            capacity=2,
            mentee_id=names[0][p],
            mentor_id=names[1][q],
        )
        table = solve_mosaic(problem, seed=5).mentor_of
        named = {(names[0][p][i], r, names[1][q][table[i, r]]) for i, r in np.argwhere(table >= 0)}
        answers.add(frozenset(named))
    assert len(answers) == 1


def test_wrong_locks_are_refused() -> None:
    one = {"n_mentees": 1, "n_mentors": 1, "roles": ["a", "b"], "capacity": 1}
    with pytest.raises(Infeasible, match="locked in two roles"):
        MosaicProblem.from_entries([0, 0], [0, 0], [0, 1], [1, 1], locked=[(0, 0, 0), (0, 1, 0)], **one)  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match="is given twice"):
        MosaicProblem.from_entries([0, 0], [0, 0], [0, 0], [1, 1], **one)  # type: ignore[arg-type]
