"""Fit adds up, is what its parts say, and says so in words."""

from __future__ import annotations

import datetime
import itertools
import random
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chiron_blueprint import fit, hours, match
from chiron_blueprint.fit import classes, whole
from chiron_blueprint.fit.scoring import apportioned
from tests.blueprint.designs import criterion, design, people, person

EVERY = design()


def breakdown(criteria, mentee, mentor, **more):
    return fit.Scoring(design(*criteria), [mentee], [mentor], **more).breakdown(0, 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.3, 0.9]))
def test_the_breakdown_adds_up_to_the_table_exactly(seed, blanks):
    scoring = fit.Scoring(EVERY, people(7, seed=seed, blanks=blanks), people(6, seed=seed, side="o", blanks=blanks))
    table, allowed = scoring.dense()
    for mentee, mentor in itertools.product(range(7), range(6)):
        found = scoring.breakdown(mentee, mentor)
        assert found.fit == table[mentee, mentor] == sum(share.points for share in found.shares)
        assert found.allowed == allowed[mentee, mentor]
        assert all(0 <= share.points <= share.possible for share in found.shares)
        assert sum(share.possible for share in found.shares) == 10_000
        for share in found.shares:
            assert share.sentence.en.endswith(".")
            assert share.sentence.es.endswith(".")


def test_a_table_in_blocks_is_the_table_as_a_whole():
    scoring = fit.Scoring(EVERY, people(40), people(30, side="o"))
    whole, allowed = scoring.dense()
    for start in range(0, 40, 7):
        rows = np.arange(start, min(start + 7, 40))
        part, open_pairs = scoring.table(rows)
        assert (part == whole[rows]).all()
        assert (open_pairs == allowed[rows]).all()


@pytest.mark.parametrize("weights", [[1, 1, 1], [40, 20, 20, 10, 10], [3], [7, 11, 13, 17], [0.1, 0.2]])
def test_possible_points_are_the_weights_and_add_up(weights):
    points = apportioned(np.array(weights, dtype=float))
    assert points.sum() == 10_000
    assert np.abs(points - np.array(weights) * 10_000 / sum(weights)).max() < 1


@pytest.mark.parametrize(
    ("asked", "offered", "points", "said"),
    [
        (("cardiology",), ("cardiology", "surgery"), 10_000, "offers what was asked for: cardiology"),
        (("cardiology", "surgery"), ("cardiology",), 5_000, "1 of the 2 things asked for. Not surgery"),
        (("failure",), ("cardiology",), 6_000, "Near to failure, which was asked for: cardiology"),
        (("cardiology",), ("failure",), 6_000, "Near to cardiology"),
        (("failure",), ("rhythm",), 3_000, "Near to failure"),
        (("surgery",), ("failure",), 0, "nothing of what was asked for: surgery"),
    ],
)
def test_a_need_is_met_by_an_offer_and_partly_by_its_neighbours(asked, offered, points, said):
    found = breakdown([criterion("topics", "offer", 1)], person(topics=asked), person(2, topics=offered))
    assert found.fit == points
    assert said in found.shares[0].sentence.en


def test_an_offer_counts_one_way_and_an_overlap_both():
    mentee, mentor = person(topics=("surgery",)), person(2, topics=("surgery", "rhythm"))
    assert breakdown([criterion("topics", "offer", 1)], mentee, mentor).fit == 10_000
    assert breakdown([criterion("topics", "overlap", 1)], mentee, mentor).fit == 7_500


@pytest.mark.parametrize(
    ("mentee", "mentor", "points"),
    [
        ("student", "resident", 10_000),
        ("student", "fellow", 10_000),
        ("student", "attending", 5_000),
        ("resident", "resident", 5_000),
        ("fellow", "student", 0),
    ],
)
def test_a_career_stage_has_a_wanted_distance(mentee, mentor, points):
    stage = criterion("stage", "distance", 1, wanted={"at_least": 1, "at_most": 2, "fade": 2})
    assert breakdown([stage], person(stage=mentee), person(2, stage=mentor)).fit == points


def test_shared_hours_are_counted_and_said():
    mine = hours.mask([18, 19, 20, 21, 40])
    theirs = hours.mask([18, 19, 20, 41])
    found = breakdown([criterion("free", "hours", 1)], person(free=mine), person(2, free=theirs))
    assert found.fit == 7_500
    assert str(found.shares[0].sentence) == "They share 3 free hours a week, all of them on Monday evening."
    assert found.shares[0].sentence.es == "Comparten 3 horas libres a la semana, todas el lunes por la noche."


@pytest.mark.parametrize(
    ("zone", "local", "shared"),
    [
        ("Europe/Madrid", 19, (18,)),
        ("America/Bogota", 13, (18,)),
        ("UTC+2", 20, (18,)),
        ("Asia/Tokyo", 27, (18,)),
        ("Asia/Kolkata", 23, ()),
    ],
)
def test_hours_are_compared_in_one_time_whatever_the_zone(zone, local, shared):
    mentee, mentor = person(free=hours.mask([18]), zone="UTC"), person(2, zone=zone, free=hours.mask([local]))
    scoring = fit.Scoring(
        design(criterion("free", "hours", 1, enough_hours=1)), [mentee], [mentor], on=datetime.date(2026, 1, 15)
    )
    assert hours.listed(scoring.terms[0].shared(0, 0)) == shared
    assert scoring.breakdown(0, 0).fit == (10_000 if shared else 0)


def test_a_zone_half_an_hour_off_never_promises_an_hour_that_is_not_free():
    mentee, mentor = (
        person(free=hours.mask([18]), zone="UTC"),
        person(2, zone="Asia/Kolkata", free=hours.mask([23, 24])),
    )
    assert breakdown([criterion("free", "hours", 1, enough_hours=1)], mentee, mentor).fit == 10_000


def test_summer_time_shifts_the_week():
    mentee, mentor = person(free=hours.mask([18]), zone="UTC"), person(2, zone="Europe/Madrid", free=hours.mask([20]))
    found = [
        fit.Scoring(design(criterion("free", "hours", 1)), [mentee], [mentor], on=datetime.date(2026, month, 15))
        .breakdown(0, 0)
        .fit
        for month in (1, 7)
    ]
    assert found == [0, 2_500]


@pytest.mark.parametrize(("mine", "theirs", "points"), [(4, 3, 10_000), (4, 2, 6_000), (1, 4, 2_500)])
def test_languages_count_by_the_lower_level(mine, theirs, points):
    found = breakdown(
        [criterion("languages", "languages", 1)],
        person(languages=(("fr", mine),)),
        person(2, languages=(("en", 4), ("fr", theirs))),
    )
    assert found.fit == points


@pytest.mark.parametrize(("rule", "points"), [("half", 5_000), ("zero", 0), ("full", 10_000)])
def test_a_blank_counts_as_its_rule_says(rule, points):
    found = breakdown([criterion("site", "same", 1, missing=rule)], person(), person(2, site="north"))
    assert found.fit == points
    assert "The mentee left this blank" in str(found.shares[0].sentence)


def test_an_ignored_blank_leaves_the_rest_its_full_hundred():
    criteria = [criterion("site", "same", 1, missing="ignore"), criterion("style", "close", 1)]
    found = breakdown(criteria, person(style=3), person(2, style=5, site="north"))
    assert [(share.points, share.possible) for share in found.shares] == [(0, 0), (5_000, 10_000)]


def test_a_hard_criterion_bars_and_says_which():
    criteria = [criterion("style", "close", 1), criterion("languages", "languages", 0, hard=True, at_least=0.6)]
    found = breakdown(criteria, person(style=1, languages=(("en", 4),)), person(2, style=1, languages=(("en", 1),)))
    assert (found.fit, found.allowed, found.barred_by) == (10_000, False, ("languages",))


def test_a_mentee_who_is_also_a_mentor_is_never_paired_with_themselves():
    both = person(1, site="north", email="both@x.org")
    scoring = fit.Scoring(
        design(criterion("site", "same", 1)), [both, person(2, site="north")], [both, person(3, site="south")]
    )
    _, allowed = scoring.dense()
    assert allowed.tolist() == [[False, True], [True, True]]


def test_text_counts_only_when_asked_for():
    criteria = [criterion("style", "close", 1), criterion("bio", "text", 1)]
    mentee, mentor = person(style=1, bio="heart rhythm at night"), person(2, style=1, bio="heart rhythm in the lab")
    assert [share.criterion for share in breakdown(criteria, mentee, mentor).shares] == ["style"]
    shares = breakdown(criteria, mentee, mentor, use_text=True).shares
    assert [share.criterion for share in shares] == ["style", "bio"]
    assert "“heart”" in str(shares[1].sentence)


def test_words_for_identity_count_for_nothing_in_a_text():
    mentee, mentor = (
        person(bio="a lesbian woman, Muslim, and a runner"),
        person(2, bio="a lesbian woman, Muslim, and a sailor"),
    )
    share = breakdown([criterion("bio", "text", 1)], mentee, mentor, use_text=True).shares[0]
    for word in ("lesbian", "woman", "muslim"):
        assert word not in str(share.sentence).lower()
    alone = breakdown(
        [criterion("bio", "text", 1)], person(bio="lesbian Muslim"), person(2, bio="lesbian Muslim"), use_text=True
    )
    assert alone.fit == 0


def test_the_best_candidates_are_the_best_of_the_whole_table():
    scoring = fit.Scoring(EVERY, people(50, seed=3), people(80, seed=3, side="o"))
    table, allowed = scoring.dense()
    mentee, mentor, fits = fit.candidates(scoring, best=10, also=[(0, 79)])
    for row in range(50):
        chosen = fits[mentee == row]
        best = np.sort(np.where(allowed[row], table[row], -1))[::-1][:10]
        assert sorted(chosen.tolist(), reverse=True)[:10] == best.tolist()
    assert 79 in mentor[mentee == 0].tolist()
    assert (fits == table[mentee, mentor]).all()


def test_sensitivity_counts_the_pairs_that_hang_on_a_weight():
    mentees = [person(1, site="north", style=1), person(2, site="south", style=5)]
    mentors = [person(3, site="north", style=5), person(4, site="south", style=1)]
    scoring = fit.Scoring(design(criterion("site", "same", 6), criterion("style", "close", 5)), mentees, mentors)
    found = {each.criterion: each for each in fit.sensitivity(scoring)}
    assert (found["site"].without, found["site"].halved, found["site"].doubled) == (2, 2, 0)
    assert (found["style"].without, found["style"].halved, found["style"].doubled) == (0, 0, 2)
    assert "Without site, 2 pairs of 2 would differ" in str(found["site"].sentence)


IGNORING = (
    criterion("topics", "offer", 40, missing="ignore"),
    criterion("free", "hours", 20, missing="ignore"),
    criterion("site", "same", 10, hard=True, missing="ignore"),
    criterion("wish", "preferred", 10, missing="ignore"),
    criterion("refuse", "refused", 0, hard=True),
)
HARD = (
    criterion("topics", "overlap", 40),
    criterion("style", "close", 5, missing="zero"),
    criterion("free", "hours", 20, hard=True, at_least=0.5, missing="zero"),
)


@pytest.mark.parametrize(
    "criteria", [(), IGNORING, HARD, (criterion("free", "hours", 1),), (criterion("site", "same", 1),)]
)
def test_the_compiled_search_finds_the_very_pairs_of_the_plain_one(criteria, monkeypatch):
    """Wishes, refusals, one person on both sides, locks and blanks included; recall is whole, ties fall alike."""
    chance = random.Random(8)
    mentees, mentors = people(90, seed=8, side="e"), people(70, seed=8, side="o")
    named = []
    for each in mentees:
        more = {"wish": tuple(chance.sample([one.id for one in mentors], 2))} if chance.random() < 0.4 else {}
        more |= {"refuse": (chance.choice(mentors).id,)} if chance.random() < 0.3 else {}
        named.append(replace(each, answers={**each.answers, **more}))
    named[3] = replace(named[3], email=mentors[5].email)
    scoring = fit.Scoring(design(*criteria), named, mentors)
    module = sys.modules["chiron_blueprint.fit.candidates"]
    found = []
    for pairs in (10**12, 0):
        monkeypatch.setattr(module, "KERNEL_PAIRS", pairs)
        monkeypatch.setattr(module, "PART", 32)
        found.append([each.tolist() for each in fit.candidates(scoring, best=9, also=[(7, 7)], locked=[(9, 1)])])
    assert found[0] == found[1]
    monkeypatch.setattr(whole, "PART", 32)
    posed, price = fit.problem(scoring), np.arange(70, dtype=np.int64) % 7 * 300
    rows, rng = np.arange(90), np.random.default_rng(8)
    limits = rng.integers(-1, 6_000, 90), rng.integers(0, 2_400, 90)
    by_either = []
    for few in (0, 1000):
        monkeypatch.setattr(whole, "FEW", few)
        more = dict(whole._worth_more(scoring, posed, rows, limits, price, 1))
        allowed = {row: [one for one in more.get(row, []) if scoring.breakdown(row, one).allowed] for row in range(90)}
        unnamed = [row for row, each in enumerate(named) if not {"wish", "refuse"} & set(each.answers)]
        worth = {row: [scoring.breakdown(row, one).fit - price[one] for one in allowed[row]] for row in unnamed}
        by_either.append([(row, worth[row][: whole.MOST_ADDED]) for row in unnamed])
    assert by_either[0] == by_either[1]


def test_free_text_has_no_classes_and_is_searched_plainly():
    scoring = fit.Scoring(design(criterion("bio", "text", 1)), people(4, side="e"), people(3, side="o"), use_text=True)
    assert classes.of(scoring) is None


def crowded(mentees, mentors):
    """People who all want the same few: the best of everybody's list are the same."""
    return fit.Scoring(
        design(), people(mentees, seed=2, side="e", blanks=0), people(mentors, seed=2, side="o", blanks=0)
    )


@pytest.mark.parametrize("everybody", [False, True])
@pytest.mark.parametrize(("mentees", "mentors"), [(40, 30), (24, 40)])
def test_lists_that_are_too_short_are_lengthened_until_the_best_of_all_pairs_is_proved(
    mentees, mentors, everybody, monkeypatch
):
    from chiron_engine import Welfare, solve, verify

    scoring = crowded(mentees, mentors)
    options = Welfare(everybody_first=everybody)
    best = solve(fit.problem(scoring), options=options)
    monkeypatch.setattr(sys.modules["chiron_blueprint.fit.candidates"], "DENSE_PAIRS", 0)
    monkeypatch.setattr(whole, "FEW", 0 if everybody else 1000)
    cut = fit.problem(scoring, best=2)
    short = solve(cut, options=options)
    posed, matching, told = match.completed(scoring, cut, short, best=2)
    assert short.total_fit < best.total_fit
    assert matching.total_fit == pytest.approx(best.total_fit)
    assert len(matching.pairs) == len(best.pairs)
    assert verify(posed, matching).ok
    assert f"all {mentees * mentors:,} pairs" in told[0].en
    assert whole.missing(scoring, posed, matching, best=2) == []


def test_a_forbidden_pair_is_never_added(monkeypatch):
    from chiron_engine import solve

    scoring = crowded(12, 9)
    best = solve(fit.problem(scoring))
    monkeypatch.setattr(sys.modules["chiron_blueprint.fit.candidates"], "DENSE_PAIRS", 0)
    forbidden = best.pairs[:4]
    cut = fit.problem(scoring, best=5, forbidden=forbidden)
    posed, matching, _ = match.completed(scoring, cut, solve(cut), best=5)
    assert not set(forbidden) & set(matching.pairs)
    assert all(posed.is_forbidden(*pair) for pair in forbidden)
