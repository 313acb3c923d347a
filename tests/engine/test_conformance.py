"""What every method must keep to: feasible, deterministic, free of the order of rows, monotone, explained."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chiron_engine import (
    METHODS,
    Equitable,
    Fair,
    Infeasible,
    Matching,
    Options,
    Problem,
    Reason,
    Rematch,
    Stable,
    Welfare,
    explain,
    solve,
    verify,
)

OPTIONS: list[tuple[str, Options]] = [
    ("welfare", Welfare()),
    ("welfare", Welfare(everybody_first=True)),
    ("stable", Stable()),
    ("stable", Stable(best_for="mentor")),
    ("stable", Stable(ties="weak")),
    ("fair", Fair()),
    ("fair", Fair("rank_maximal")),
    ("equitable", Equitable(5)),
    ("rematch", Rematch([])),
    ("rematch", Rematch([], changes=2)),
]
quick = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@st.composite
def parts(draw: st.DrawFn) -> dict[str, Any]:
    """The parts of a problem, so that its rows can be put in another order."""
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    cells = st.lists(st.integers(-2, 6), min_size=n * m, max_size=n * m)
    allowed = draw(st.lists(st.integers(0, 4), min_size=n * m, max_size=n * m))
    capacity = draw(st.lists(st.integers(0, 3), min_size=m, max_size=m))
    lock = draw(st.one_of(st.none(), st.tuples(st.integers(0, n - 1), st.integers(0, m - 1))))
    table = np.array(allowed).reshape(n, m) > 0
    locked = []
    if lock is not None and capacity[lock[1]]:
        locked = [lock]
        table[lock] = True
    return {
        "fit": np.array(draw(cells)).reshape(n, m),
        "capacity": np.array(capacity),
        "allowed": table,
        "locked": locked,
        "group": np.array(draw(st.lists(st.sampled_from("ab"), min_size=n, max_size=n))),
        "current": np.array(draw(st.lists(st.integers(-1, m - 1), min_size=n, max_size=n))),
    }


def build(given: dict[str, Any], rows: np.ndarray, columns: np.ndarray) -> Problem:
    where, there = np.argsort(rows), np.argsort(columns)
    return Problem.from_matrix(
        given["fit"][np.ix_(rows, columns)],
        capacity=given["capacity"][columns],
        allowed=given["allowed"][np.ix_(rows, columns)],
        locked=[(int(where[i]), int(there[j])) for i, j in given["locked"]],
        group=given["group"][rows],
        mentee_id=[f"mentee {one}" for one in rows.tolist()],
        mentor_id=[f"mentor {one}" for one in columns.tolist()],
    )


def run(
    given: dict[str, Any], method: str, options: Options, rows: np.ndarray, columns: np.ndarray
) -> tuple[Problem, Matching | None]:
    problem = build(given, rows, columns)
    if isinstance(options, Rematch):
        there = np.append(np.argsort(columns), -1)
        options = Rematch(there[given["current"][rows]], options.changes)
    try:
        return problem, solve(problem, method, seed=4, options=options)
    except Infeasible:
        return problem, None


def straight(given: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    n, m = given["fit"].shape
    return np.arange(n), np.arange(m)


@pytest.mark.parametrize(("method", "options"), OPTIONS)
@given(given=parts(), shuffle=st.randoms(use_true_random=False))
@quick
def test_feasible_deterministic_and_free_of_order(
    method: str, options: Options, given: dict[str, Any], shuffle: Any
) -> None:
    rows, columns = straight(given)
    problem, matching = run(given, method, options, rows, columns)
    again = run(given, method, options, rows, columns)[1]
    shuffled = shuffle.sample(range(len(rows)), len(rows)), shuffle.sample(range(len(columns)), len(columns))
    other_rows, other_columns = np.array(shuffled[0]), np.array(shuffled[1])
    other = run(given, method, options, other_rows, other_columns)[1]
    if matching is None:
        assert again is None
        assert other is None
        return
    report = verify(problem, matching)
    assert not report.failures, report.sentences()
    assert again is not None
    assert again.mentor_of.tolist() == matching.mentor_of.tolist()
    assert other is not None
    back = np.append(other_columns, -1)[other.mentor_of]
    assert dict(zip(other_rows.tolist(), back.tolist(), strict=True)) == dict(enumerate(matching.mentor_of.tolist()))


@pytest.mark.parametrize(("method", "options"), OPTIONS[:6])
@given(given=parts(), mentor=st.integers(0, 3))
@quick
def test_an_added_place_never_makes_things_worse(
    method: str, options: Options, given: dict[str, Any], mentor: int
) -> None:
    """By the method's own measure: the total, the number matched, or every mentee's own view where mentees propose."""
    rows, columns = straight(given)
    problem, before = run(given, method, options, rows, columns)
    given = {**given, "capacity": given["capacity"] + (columns == mentor % len(columns))}
    _, after = run(given, method, options, rows, columns)
    assert before is not None
    assert after is not None
    matched = int((after.mentor_of >= 0).sum()) - int((before.mentor_of >= 0).sum())
    if options == Welfare():
        assert after.total_score >= before.total_score
    elif method == "stable" and options == Stable():
        score = [
            [-99 if j < 0 else problem.score[problem.pair(i, j)] for i, j in enumerate(one.mentor_of)]
            for one in (before, after)
        ]
        assert all(now >= then for then, now in zip(*score, strict=True))
    elif options != Fair("rank_maximal") and options != Stable(ties="weak"):
        assert matched >= 0


@pytest.mark.parametrize(("method", "options"), OPTIONS)
@given(given=parts())
@quick
def test_every_person_and_pair_is_explained_in_both_languages(
    method: str, options: Options, given: dict[str, Any]
) -> None:
    rows, columns = straight(given)
    problem, matching = run(given, method, options, rows, columns)
    if matching is None:
        return
    total = 0.0
    for mentee in rows.tolist():
        why = explain(problem, matching, mentee=mentee)
        assert (why.reason is Reason.MATCHED) == (why.mentor >= 0)
        assert why.mentor >= 0 or why.changes
        total += why.fit or 0.0
        for mentor in columns.tolist():
            pair = explain(problem, matching, mentee=mentee, mentor=mentor)
            assert (pair.status in ("together", "locked")) == (why.mentor == mentor)
            for language in ("en", "es"):
                assert all(pair.sentences(language))
                hers = " ".join(pair.sentences(language, audience="person"))
                others = {f"mentee {one}" for one in rows.tolist() if one != mentee}
                assert not any(other in hers for other in others)
        assert all(why.sentences("es"))
        assert all(why.sentences("en", audience="person"))
    assert total == pytest.approx(matching.total_fit)
    load = sum(len(explain(problem, matching, mentor=mentor).holders) for mentor in columns.tolist())
    assert load == int((matching.mentor_of >= 0).sum())


@given(given=parts())
@quick
def test_the_stated_change_matches_the_unmatched(given: dict[str, Any]) -> None:
    rows, columns = straight(given)
    problem, matching = run(given, "welfare", Welfare(), rows, columns)
    assert matching is not None
    for mentee in np.flatnonzero(matching.mentor_of < 0).tolist():
        (change,) = explain(problem, matching, mentee=mentee).changes
        mended = {**given, "allowed": given["allowed"].copy(), "capacity": given["capacity"].copy()}
        if change.kind == "everybody_first":
            after = run(mended, "welfare", Welfare(everybody_first=True), rows, columns)[1]
            free = (
                np.bincount(matching.mentor_of[matching.mentor_of >= 0], minlength=len(columns)) < given["capacity"]
            ) & given["allowed"][mentee]
            assert after is not None
            assert free.any()
            assert (after.mentor_of >= 0).sum() > (matching.mentor_of >= 0).sum()
            continue
        if change.kind in ("add_place", "allow"):
            mended["locked"] = [*given["locked"], (mentee, change.mentor)]
            mended["capacity"][change.mentor] += 1
            mended["allowed"][mentee, change.mentor] = True
            after = run(mended, "welfare", Welfare(), rows, columns)[1]
            assert after is not None
            assert after.mentor_of[mentee] == change.mentor


def test_every_method_is_in_the_suite() -> None:
    assert {method for method, _ in OPTIONS} == set(METHODS)
