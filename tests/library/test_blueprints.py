"""The shipped blueprints: complete, consistent in themselves, short enough for a phone."""

from __future__ import annotations

import re

import pytest

from chiron_blueprint import schema
from tests.library import shelf

BLUEPRINTS = {content["id"]: content for content in shelf.items("blueprints").values()}
PROMISED = {
    "student-longitudinal",
    "residency-dyads",
    "near-peer-first-years",
    "peer-circles-identity",
    "faculty-mosaic",
    "leadership-sponsorship",
    "international-graduates",
    "speed-mentoring-event",
}
EACH = pytest.mark.parametrize("name", sorted(BLUEPRINTS))
SECONDS = {"text": 60, "availability": 50, "ranking": 25, "multiple": 15, "partners": 20}


def test_the_eight_programmes_are_there():
    assert set(BLUEPRINTS) >= PROMISED


@EACH
def test_the_loader_finds_nothing_wrong(name):
    loaded = schema.load((shelf.ROOT / "blueprints" / f"{name}.yaml").read_text(encoding="utf-8"), source=name)
    assert loaded.id == name
    assert loaded.languages == shelf.LANGUAGES


@EACH
@pytest.mark.parametrize("side", ["mentee", "mentor"])
@pytest.mark.parametrize("language", shelf.LANGUAGES)
def test_the_application_takes_at_most_eight_minutes_on_a_phone(name, side, language):
    """Reading at 180 words a minute; answering as in SECONDS, ten seconds for all other kinds."""
    questions = BLUEPRINTS[name]["questions"][side]
    words = sum(
        shelf.words(question["ask"][language] + " " + question.get("help", {}).get(language, ""))
        for question in questions
    )
    seconds = words / 3 + sum(SECONDS.get(question["kind"], 10) for question in questions)
    assert seconds <= 8 * 60, f"{seconds / 60:.1f} minutes"


@EACH
def test_a_choice_has_no_comma_so_that_spreadsheets_can_list_several(name):
    blueprint = BLUEPRINTS[name]
    own = [option for side in blueprint["questions"].values() for q in side for option in q.get("options", [])]
    options = own + [option for each in blueprint["lists"].values() for option in each]
    assert not [o["id"] for o in options if set(o["label"]["en"] + o["label"]["es"]) & set(",;|/")]


@EACH
def test_weights_add_up_to_a_hundred_and_each_has_a_reason_and_a_source(name):
    criteria = BLUEPRINTS[name]["criteria"]
    assert sum(criterion["weight"] for criterion in criteria) == 100
    assert all(criterion["reason"]["en"] and criterion["source"] for criterion in criteria)


@EACH
def test_identity_is_never_a_criterion_and_never_required(name):
    blueprint = BLUEPRINTS[name]
    identity = {q["id"] for side in blueprint["questions"].values() for q in side if q.get("identity")}
    assert not identity & {criterion.get(side) for criterion in blueprint["criteria"] for side in ("mentee", "mentor")}
    assert not [
        q["id"] for side in blueprint["questions"].values() for q in side if q.get("identity") and q.get("required")
    ]


# What people are is asked, if at all, in their own words in a question marked `identity`.
SPECIAL = re.compile(
    r"faith|relig|disab|illness|gender|women|ethnic|orientation|refug|first in (my|the) family", re.IGNORECASE
)


@EACH
def test_no_choice_that_counts_is_about_what_people_are(name):
    blueprint = BLUEPRINTS[name]
    counted = {(side, c[side]) for c in blueprint["criteria"] for side in ("mentee", "mentor") if c.get(side)}
    lists = {
        q["list"]
        for side, qs in blueprint["questions"].items()
        for q in qs
        if (side, q["id"]) in counted and "list" in q
    }
    labels = [option["label"]["en"] for each in lists for option in blueprint["lists"][each]]
    assert not [label for label in labels if SPECIAL.search(label)]


@EACH
def test_there_is_an_agenda_kit_for_every_kind_of_meeting(name):
    starts = {prompt["id"].split("-")[0] for prompt in BLUEPRINTS[name]["agenda"]}
    assert starts >= {"first", "ordinary", "hard", "mid", "close"}


@EACH
def test_the_agreement_keeps_what_protects_people(name):
    sections = {section["id"]: section for section in BLUEPRINTS[name]["agreement"]}
    kept = {id for id, section in sections.items() if section.get("must_keep")}
    assert kept >= {"culture", "not-assessed", "confidential", "boundaries", "ending", "help"}
    assert "both-learn" in sections


@EACH
def test_phases_follow_one_another_without_a_gap(name):
    end = 0
    for phase in BLUEPRINTS[name]["phases"]:
        assert phase["starts_day"] == end, phase["id"]
        end += phase["days"]
    assert max(check["day"] for check in BLUEPRINTS[name]["check_ins"]) <= end


@EACH
def test_how_to_run_tells_the_timeline_the_recruiting_and_what_goes_wrong(name):
    assert {section["id"] for section in BLUEPRINTS[name]["how_to_run"]} >= {"timeline", "recruiting", "goes-wrong"}


@EACH
def test_every_mail_carries_the_link_and_the_name(name):
    for mail in BLUEPRINTS[name]["mails"]:
        for language in shelf.LANGUAGES:
            assert "{link}" in mail["body"][language], mail["id"]
            assert "{name}" in mail["body"][language], mail["id"]


@EACH
def test_the_cadence_says_when_and_on_what_it_rests(name):
    cadence = BLUEPRINTS[name]["cadence"]
    assert {"meetings", "minutes", "first_within_days", "fit_check_day", "source"} <= set(cadence)


@EACH
def test_instruments_have_their_time_points_their_people_and_their_licence(name):
    end = max(phase["starts_day"] + phase["days"] for phase in BLUEPRINTS[name]["phases"])
    assert BLUEPRINTS[name]["instruments"]
    for each in BLUEPRINTS[name]["instruments"]:
        assert each["days"], each["id"]
        assert max(each["days"]) <= end, each["id"]
        assert set(each["to"]) <= {"mentee", "mentor"}, each["id"]
        assert each["licence"], each["id"]


@EACH
def test_mails_invite_both_sides_tell_of_the_match_and_ask_whether_it_fits(name):
    assert {"invited", "matched", "fit-check"} <= {mail["when"] for mail in BLUEPRINTS[name]["mails"]}
    assert {"invite-mentee", "invite-mentor"} <= {mail["id"] for mail in BLUEPRINTS[name]["mails"]}
