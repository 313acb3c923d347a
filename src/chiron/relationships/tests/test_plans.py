"""A plan: what one needs, what fits, one's own words kept as they are typed, shown, read, talked over."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import plans
from tests.cast import client_of, enrol

from chiron.core import clock, outbox, worker
from chiron.core.actions import NotAllowed
from chiron.core.models import OutboxMessage
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import actions, policies, queries, rules, tasks
from chiron.relationships.models import NeedsReview, Plan, PlanReview, Relationship
from chiron.relationships.tests.support import another

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


@pytest.fixture
def pair(cast):
    cast.amara_enrolled.application.answers = {"needs": ["network", "skill"]}
    cast.amara_enrolled.application.save()
    return plans.living(cast)


@pytest.fixture
def shown(cast, pair):
    return plans.shown(cast, pair)


def at(name, *args):
    return reverse(f"plan:{name}", args=[each.pk for each in args])


def content(response):
    return response.content.decode()


def page_of(pair):
    return reverse("relationships:relationship", args=[pair.pk])


# what fits: pure


def reading(key, *tags, kind="case", course="", minutes=30):
    return rules.Reading(kind, key, course, {"en": key}, minutes, frozenset(tags), ())


def need(key, *tags):
    goals = tuple(rules.SuggestedGoal(f"{key}.g{n}", key, "skill", {"en": f"{key} {n}"}) for n in (1, 2))
    return rules.Need(key, {"en": key}, frozenset(tags), goals, (rules.Topic(f"{key}.t1", key, {"en": key}),))


SHELF = [need("career", "topic.career"), need("skill", "topic.feedback"), need("network", "topic.belonging")]


def test_the_first_need_counts_most_and_twice_while_it_never_came_up():
    assert rules.weights(["skill", "career"], {}) == {"skill": 4, "career": 2}
    assert rules.weights(["skill", "career"], {"skill": 3}) == {"skill": 2, "career": 2}
    assert rules.weights([], {}) == {}


def test_goals_come_in_turn_and_what_was_taken_is_not_suggested_again():
    found = rules.suggest({"skill": 4, "career": 2}, SHELF, [], taken={"skill.g1"})
    assert [goal.key for goal in found.goals] == ["career.g1", "skill.g2", "career.g2"]


def test_cases_and_training_fit_by_their_tags_and_the_shortest_comes_first():
    readings = [
        reading("far", "topic.belonging"),
        reading("long", "topic.feedback", minutes=60),
        reading("short", "topic.feedback"),
        reading("module", "topic.career", kind="module"),
        reading("for mentors", "topic.career", kind="module", course="mentor-essentials"),
    ]
    found = rules.suggest({"skill": 4, "career": 2}, SHELF, readings, taken=())
    assert [each.id for each in found.cases] == ["short", "long"]
    assert [each.id for each in found.training] == ["module"]


def test_the_programmes_own_topics_come_before_the_librarys():
    asked = [
        rules.Topic("ordinary", "career", {"en": "From the programme"}),
        rules.Topic("other", "money", {"en": "-"}),
    ]
    found = rules.suggest({"skill": 4, "career": 2}, SHELF, [], taken=(), asked=asked)
    assert [topic.key for topic in found.topics] == ["ordinary", "skill.t1", "career.t1"]


def test_whoever_asked_for_nothing_is_suggested_nothing():
    assert not rules.suggest({}, SHELF, [reading("any", "topic.career")], taken=())


def test_the_year_of_a_plan_is_told_by_facts():
    assert not any(rules.steps_done(rules.Standing()).values())
    today = clock.today()
    done = rules.steps_done(rules.Standing(True, True, True, True, True, today, True))
    assert all(done.values())
    assert not rules.steps_done(rules.Standing(True, True, True, True, False))["show"]


def test_every_need_that_a_shipped_blueprint_offers_has_its_file():
    known = {each.id for each in queries.shelf_of_needs()}
    asked = {
        option.id
        for shipped in programmes.shipped_blueprints()
        for option in rules.dimensions(shipped.blueprint)
        if rules.needs_question(shipped.blueprint, "mentee")
    }
    assert len(asked) > 20
    assert asked <= known
    assert rules.MENTORING in known


def test_only_the_head_of_a_case_is_read():
    source = (settings.CHIRON_LIBRARY / "cases" / "02-copy-forward.yaml").read_text()
    assert rules.head(source)["title"]["en"]
    assert "scene" not in rules.head(source)


def test_a_file_that_cannot_be_used_is_left_out_and_named_in_the_log(tmp_path, settings, caplog):
    (tmp_path / "needs").mkdir()
    (tmp_path / "needs" / "broken.yaml").write_text("kind: need\nid: broken\n")
    (tmp_path / "needs" / "worse.yaml").write_text("kind: [need\n")
    settings.CHIRON_LIBRARY = tmp_path
    assert queries.shelf_of_needs() == []
    assert "broken.yaml" in caplog.text


def test_a_file_in_one_language_only_does_not_take_the_page_with_it(cast, pair, tmp_path, settings, caplog):
    (tmp_path / "cases").mkdir()
    case = "kind: case\nid: ours\ntitle: Ours\nminutes: 20\ntags: [topic.belonging]\nformats: [dyad]\n"
    (tmp_path / "cases" / "ours.yaml").write_text(case)
    (tmp_path / "needs").symlink_to(settings.CHIRON_LIBRARY / "needs")
    settings.CHIRON_LIBRARY = tmp_path
    assert client_of(cast.amara).get(at("plan")).status_code == 200
    assert "ours.yaml" in caplog.text


def test_a_course_in_one_language_only_does_not_take_the_page_with_it(cast, pair, tmp_path, settings, caplog):
    (tmp_path / "training" / "ours").mkdir(parents=True)
    (tmp_path / "training" / "ours" / "course.yaml").write_text("kind: course\nid: ours\ntitle: Ours\ntags: []\n")
    module = "kind: module\nid: one\ncourse: ours\ntitle: {en: One, es: Uno}\nminutes: 20\ntags: [topic.belonging]\n"
    (tmp_path / "training" / "ours" / "01-one.yaml").write_text(module)
    (tmp_path / "needs").symlink_to(settings.CHIRON_LIBRARY / "needs")
    settings.CHIRON_LIBRARY = tmp_path
    assert client_of(cast.amara).get(at("plan")).status_code == 200
    assert "01-one.yaml" in caplog.text


# the page


def test_the_page_suggests_what_fits_what_was_asked_for(cast, pair):
    text = content(client_of(cast.amara).get(at("plan")))
    assert "Introductions to people" in text, "the need, in the words of the programme"
    assert "Know three people outside my department" in text
    assert "Facilitat" not in text
    assert "Benoît Lefèvre" in text
    assert "Not shown yet." in text


def test_every_case_and_training_that_is_suggested_opens(cast, pair):
    for person in (cast.amara, cast.benoit):
        client = client_of(person)
        found = set(re.findall(r'href="(/library/[^"]+/)"', content(client.get(reverse("plan:plan")))))
        assert {url.split("/")[2] for url in found} == {"cases", "training"}
        trainings = re.findall(r'<li>([^<]*)<a href="/library/training/', content(client.get(reverse("plan:plan"))))
        assert all(course.endswith(": ") for course in trainings), "which course it is of"
        assert {url: client.get(url).status_code for url in found} == dict.fromkeys(found, 200)


def test_a_suggested_goal_is_taken_up_and_not_suggested_again(cast, pair):
    client = client_of(cast.amara)
    address = f"{at('goal_new')}?suggestion=network.g1"
    assert "Know three people outside my department" in content(client.get(address))
    client.post(
        address,
        keyed(kind="career", title="Know three people", start="1", target="3"),
    )
    assert "?suggestion=network.g1" not in content(client.get(at("plan")))
    assert client.get(f"{at('goal_new')}?suggestion=nothing.g9").status_code == 200


def test_a_mentor_is_suggested_what_mentors_need(cast, pair):
    text = content(client_of(cast.benoit).get(at("plan")))
    assert "Give feedback that changes something" in text
    assert "What you asked for" not in text


def test_whoever_takes_part_in_nothing_has_a_page_all_the_same(cast):
    assert client_of(cast.chen).get(at("plan")).status_code == 200


def seen_on(client, url):
    return re.search(r'name="seen" value="([^"]*)"', client.get(url).content.decode())[1]


def test_a_page_left_open_elsewhere_overwrites_nothing_as_it_saves_itself(cast):
    client, save = client_of(cast.amara), at("plan_save", cast.amara_enrolled)
    on_the_desk = seen_on(client, at("plan_of", cast.amara_enrolled))
    first = client.post(save, {"strengths": "On the phone", "seen": on_the_desk})
    again = client.post(save, {"strengths": "On the phone, at night", "seen": first["X-Seen"]})
    assert (first.status_code, again.status_code) == (200, 200)
    stale = client.post(save, {"strengths": "On the desk", "seen": on_the_desk})
    assert (stale.status_code, "elsewhere" in stale.content.decode()) == (422, True)
    assert Plan.objects.unscoped().get().words == {"strengths": "On the phone, at night"}
    assert seen_on(client, at("plan_of", cast.amara_enrolled)) == again["X-Seen"]
    client.post(at("plan_of", cast.amara_enrolled), keyed(strengths="On the desk", seen=on_the_desk))
    assert Plan.objects.unscoped().get().words == {"strengths": "On the desk"}, "what is sent by hand is meant"


def test_a_page_whose_answer_was_lost_goes_on_saving_itself(cast):
    client, save = client_of(cast.amara), at("plan_save", cast.amara_enrolled)
    here, there = {"X-Page": "onthephone"}, {"X-Page": "onthedesk"}
    assert client.post(save, {"strengths": "On the train", "seen": ""}, headers=here).status_code == 200
    again = client.post(save, {"strengths": "On the train, after the tunnel", "seen": ""}, headers=here)
    assert again.status_code == 200, "it has changed it itself, not elsewhere"
    assert client.post(save, {"strengths": "At home", "seen": ""}, headers=there).status_code == 422
    known = {"strengths": "At home", "seen": again["X-Seen"]}
    assert client.post(save, known, headers=there).status_code == 200
    assert client.post(save, {"strengths": "Underway", "seen": ""}, headers=here).status_code == 422
    assert Plan.objects.unscoped().get().words == {"strengths": "At home"}


@pytest.mark.parametrize("name", ["plan", "plan_of"])
def test_no_browser_brings_an_older_page_back_that_saves_itself(cast, name):
    answer = client_of(cast.amara).get(at(name, *([cast.amara_enrolled] if name == "plan_of" else [])))
    assert "no-store" in answer["Cache-Control"]
    assert re.search(r'<form[^>]* data-autosave="[^"]+" autocomplete="off"', answer.content.decode())


def test_words_are_kept_as_they_are_typed(cast, pair):
    client = client_of(cast.amara)
    response = client.post(at("plan_save", cast.amara_enrolled), {"strengths": "I listen"})
    assert response.status_code == 200
    client.post(at("plan_save", cast.amara_enrolled), {"strengths": "I listen well"})
    assert Plan.objects.unscoped().get().words == {"strengths": "I listen well"}
    assert "I listen well" in content(client.get(at("plan")))


def test_words_that_could_name_a_patient_are_not_kept_until_their_writer_says_so(cast, pair):
    client, typed = client_of(cast.amara), {"hindrance": "Mrs Marchetti, MRN 4482913"}
    answer = client.post(at("plan_save", cast.amara_enrolled), typed)
    assert answer.status_code == 422
    assert "looks like a name" in content(answer)
    assert not Plan.objects.unscoped().exists()
    assert "Could a patient be recognised" in content(client.post(at("plan_of", cast.amara_enrolled), keyed(**typed)))


def test_nobody_writes_in_anothers_plan(cast, pair):
    for who in (cast.benoit, cast.chen, cast.giulia, cast.farid):
        client = client_of(who)
        for name in ("plan_of", "plan_save", "needs"):
            assert client.post(at(name, cast.amara_enrolled), keyed(strengths="x")).status_code == 404
        with pytest.raises(NotAllowed):
            actions.write_plan(enrolment=cast.amara_enrolled, words={"strengths": "x"}, by=who)


def test_needs_are_thought_over_and_what_was_said_before_is_kept(cast, pair):
    client = client_of(cast.amara)
    form = content(client.get(at("needs", cast.amara_enrolled)))
    assert '<option value="network" selected>' in form
    client.post(at("needs", cast.amara_enrolled), keyed(**{"need-1": "career", "need-2": "skill"}))
    client.post(at("needs", cast.amara_enrolled), keyed(**{"need-1": "well-being"}))
    assert [each.needs for each in NeedsReview.objects.unscoped().order_by("number")] == [
        ["career", "skill"],
        ["well-being"],
    ]
    assert "Career decisions, Clinical skill" in content(client.get(at("needs", cast.amara_enrolled)))
    assert "Work and the rest of life" in content(client_of(cast.benoit).get(page_of(pair)))


def test_what_was_said_last_counts_however_two_entries_that_became_one_are_numbered(cast, pair):
    for number, days, need in ((1, 1, "career"), (2, 200, "skill")):
        NeedsReview.objects.unscoped().create(
            enrolment=cast.amara_enrolled, person=cast.amara, number=number, at=clock.now() - timedelta(days=days),
            chosen={"needs": [need]},
        )  # fmt: skip
    assert queries.own_needs(cast.amara, cast.amara_enrolled) == ["career"]
    assert queries.needs_reviews(cast.amara, cast.amara_enrolled)[0].needs == ["career"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "required"),
        ({"need-1": "skill", "need-2": "skill"}, "the same twice"),
        ({"need-1": "gold"}, "valid choice"),
    ],
)
def test_needs_that_cannot_be_are_said_beside_the_field(cast, pair, sent, said):
    response = client_of(cast.amara).post(at("needs", cast.amara_enrolled), keyed(**sent))
    assert response.status_code == 422
    assert said in content(response)


def test_the_action_refuses_what_the_programme_does_not_offer(cast, pair):
    with pytest.raises(actions.NeedUnknown):
        actions.review_needs(enrolment=cast.amara_enrolled, needs=["gold"], by=cast.amara)
    with pytest.raises(actions.NothingNeeded):
        actions.review_needs(enrolment=cast.amara_enrolled, needs=[], by=cast.amara)


def test_the_mentor_reads_the_needs_and_nothing_else_of_an_application(cast, pair):
    cast.amara_enrolled.application.answers |= {"about-me": "A secret"}
    cast.amara_enrolled.application.save()
    text = content(client_of(cast.benoit).get(page_of(pair)))
    assert "What Amara asked for" in text
    assert "Introductions to people" in text
    assert "A secret" not in text
    assert not policies.applications_of_learners(cast.giulia).filter(person=cast.amara).exists()


# what came up, and what never did


def held(pair, days_ago, *touched, by=None):
    at = clock.now() - timedelta(days=days_ago)
    return pair.meetings.create(
        created_by=by or pair.members.get(role="mentor").person, state="held", starts_at=at, minutes=45,
        zone="Europe/Dublin", wall="", written_at=at, topics={"touched": list(touched)},
    )  # fmt: skip


def test_the_keys_of_all_who_booked_meetings_are_fetched_at_once_for_a_plan(cast, pair):
    def cost():
        with CaptureQueriesContext(connections["keys"]) as seen:
            assert client_of(cast.amara).get(at("plan")).status_code == 200
        return len(seen)

    held(pair, 60, "skill")
    before = cost()
    for each in (cast.chen, cast.giulia, cast.amara):
        held(pair, 30, "skill", by=each)
    assert cost() == before


def test_coverage_counts_the_meetings_that_touched_each_need():
    rows = rules.coverage(["skill", "network"], [["skill"], [], ["skill", "career"]])
    assert [(row.need, row.dots, row.count) for row in rows] == [
        ("skill", (True, False, True), 2),
        ("network", (False, False, False), 0),
    ]
    assert rules.untouched(rows) == ["network"]


def test_the_page_shows_what_has_come_up_and_what_never_did(cast, pair):
    held(pair, 60, "skill")
    held(pair, 30, "skill", "career")
    for who, title in ((cast.amara, "What you asked for"), (cast.benoit, "What Amara asked for")):
        text = content(client_of(who).get(page_of(pair)))
        assert title in text
        assert "1 of 2 have come up." in text
        assert "Not yet: Introductions to people." in text
        assert "The mid-point review will ask." in text


def begun(pair, days_ago):
    Relationship.objects.unscoped().filter(pk=pair.pk).update(began_at=clock.now() - timedelta(days=days_ago))


def mails():
    sent = []
    OutboxMessage.objects.update(due_at=clock.now())
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    return [mail for mail in sent if "has not come up yet" in mail.get_content() + mail["Subject"]]


def test_half_way_a_need_that_never_came_up_prompts_both_once(cast, pair):
    held(pair, 60, "skill")
    begun(pair, 100)
    tasks.look_half_way.func()
    assert mails() == [], "it is not half-way yet"
    begun(pair, 183)
    for _again in range(3):
        tasks.look_half_way.func()
    sent = mails()
    assert {mail["To"] for mail in sent} == {cast.amara.email, cast.benoit.email}
    assert len(sent) == 2
    assert all("Introductions" not in mail.get_content() for mail in sent)
    assert "You are half-way" in content(client_of(cast.amara).get(page_of(pair)))


def test_half_way_through_the_time_that_a_late_pair_has_it_is_looked_at(cast, pair):
    held(pair, 60, "skill")
    begun(pair, 80)
    Relationship.objects.unscoped().filter(pk=pair.pk).update(ends_on=clock.today() + timedelta(days=60))
    tasks.look_half_way.func()
    assert len(mails()) == 2
    assert "You are half-way" in content(client_of(cast.amara).get(page_of(pair)))


def test_half_way_nobody_is_prompted_where_all_has_come_up(cast, pair):
    held(pair, 60, "skill", "network")
    begun(pair, 183)
    tasks.look_half_way.func()
    assert mails() == []
    assert "All of it has come up." in content(client_of(cast.amara).get(page_of(pair)))


def test_half_way_it_counts_with_whichever_of_several_mentors_it_came_up(cast, pair):
    other = plans.living(cast, (cast.amara_enrolled, "mentee"), (another(cast, "Ines Ito", "mentor"), "mentor"))
    held(pair, 60, "skill")
    held(other, 40, "network")
    for each in (pair, other):
        begun(each, 183)
    tasks.look_half_way.func()
    assert mails() == []


def test_half_way_nobody_misses_what_the_programme_no_longer_offers(cast, pair):
    actions.review_needs(enrolment=cast.amara_enrolled, needs=["skill"], by=cast.amara)
    NeedsReview.objects.unscoped().create(
        enrolment=cast.amara_enrolled, person=cast.amara, number=2, at=clock.now(), chosen={"needs": ["skill", "gone"]}
    )
    held(pair, 60, "skill")
    begun(pair, 183)
    tasks.look_half_way.func()
    assert mails() == []


def renewed(pair, days_ago):
    """Renewed so many days ago, a year and a half after it began."""
    begun(pair, 540)
    for sequence, (before, after) in enumerate([("active", "closing"), ("closing", "active")], 1):
        pair.transitions.create(
            sequence=sequence, from_state=before, to_state=after, at=clock.now() - timedelta(days=days_ago),
            by_id=pair.members.first().person_id,
        )  # fmt: skip


def test_what_was_renewed_has_a_middle_of_its_own(cast, pair):
    held(pair, 60, "skill")
    begun(pair, 183)
    tasks.look_half_way.func()
    assert len(mails()) == 2
    renewed(pair, 0)
    tasks.look_half_way.func()
    assert mails() == []
    assert "You are half-way" not in content(client_of(cast.amara).get(page_of(pair)))
    pair.transitions.update(at=clock.now() - timedelta(days=183))
    pair.needs_prompt.at = clock.now() - timedelta(days=300)
    pair.needs_prompt.save()
    for _again in range(2):
        tasks.look_half_way.func()
    assert len(mails()) == 2
    assert "You are half-way" in content(client_of(cast.amara).get(page_of(pair)))


def test_the_plan_and_the_agenda_ask_of_the_same_phase_and_what_was_renewed_begins_again(cast, pair):
    def asked():
        agenda = queries.upcoming(queries.relationship_for(cast.amara, pair.pk), meeting).agenda
        topics = queries.planned(cast.amara).suggestions.topics
        return "How did each of us come here?" in str(agenda), [each.key for each in topics if "." not in each.key]

    meeting = actions.book_meeting(
        relationship=pair, starts_at=clock.now() + timedelta(days=1), minutes=60, zone="Europe/Dublin",
        where=actions.Where("in_person", "Ward", ""), by=cast.amara,
    )  # fmt: skip
    assert asked() == (True, [])
    begun(pair, 250)
    assert asked() == (False, ["sponsor"])
    renewed(pair, 5)
    assert asked() == (True, [])


# shown, read, talked over


def test_a_plan_is_shown_with_the_goals_that_are_shared(cast, pair):
    client = client_of(cast.amara)
    plans.goal(cast, pair)
    plans.goal(cast, title="For myself")
    actions.write_plan(enrolment=cast.amara_enrolled, words={"direction": "A clinic"}, by=cast.amara)
    client.post(at("show", cast.amara_enrolled, pair), keyed())
    review = PlanReview.objects.unscoped().get()
    text = content(client_of(cast.benoit).get(at("shown", review)))
    assert "A clinic" in text
    assert "Read an echocardiogram alone" in text
    assert "For myself" not in text
    assert "not read yet by Benoît" in content(client.get(at("plan")))


def test_nothing_is_not_shown(cast, pair):
    with pytest.raises(actions.NothingToShow):
        actions.show_plan(enrolment=cast.amara_enrolled, relationship=pair, by=cast.amara)
    response = client_of(cast.amara).post(at("show", cast.amara_enrolled, pair), keyed(), follow=True)
    assert "nothing in your plan yet" in content(response)


def test_a_goal_that_was_let_go_is_nothing_to_show(cast, pair):
    actions.close_goal(goal=plans.goal(cast, pair), state="let_go", by=cast.amara)
    with pytest.raises(actions.NothingToShow):
        actions.show_plan(enrolment=cast.amara_enrolled, relationship=pair, by=cast.amara)


def test_what_is_written_afterwards_stays_with_its_writer_until_it_is_shown_again(cast, pair, shown):
    actions.write_plan(enrolment=cast.amara_enrolled, words={"direction": "Abroad"}, by=cast.amara)
    assert "Abroad" not in content(client_of(cast.benoit).get(at("shown", shown)))
    assert "Show it as it is now" in content(client_of(cast.amara).get(at("plan")))
    again = actions.show_plan(enrolment=cast.amara_enrolled, relationship=pair, by=cast.amara)
    assert again.number == 2
    assert "Abroad" in content(client_of(cast.benoit).get(at("shown", again)))


def test_both_have_read_it_and_talked_it_over(cast, pair, shown):
    mentor = client_of(cast.benoit)
    mentor.post(at("shown_read", shown), keyed())
    assert "All of you have read it" in content(client_of(cast.amara).get(at("plan")))
    mentor.post(at("shown_talked", shown), keyed(on=str(clock.today())))
    shown.refresh_from_db()
    assert shown.met_on == clock.today()
    assert "You have talked about it" in content(client_of(cast.amara).get(at("shown", shown)))
    with pytest.raises(actions.AlreadyTalked):
        actions.talk_plan_over(review=shown, on=clock.today(), by=cast.amara)


def test_a_talk_that_is_still_to_come_is_refused(cast, pair, shown):
    response = client_of(cast.benoit).post(at("shown_talked", shown), keyed(on=str(clock.today() + timedelta(days=2))))
    assert response.status_code == 422
    assert "still to come" in content(response)


@pytest.mark.parametrize("who", ["chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_a_shown_plan_is_for_those_it_was_shown_to(cast, pair, shown, who):
    client = client_of(getattr(cast, who))
    assert client.get(at("shown", shown)).status_code == 404
    assert client.post(at("shown_read", shown), keyed()).status_code == 404
    assert client.post(at("shown_talked", shown), keyed(on=str(clock.today()))).status_code == 404


def test_once_it_is_over_the_plan_is_its_owners_alone(cast, pair, shown):
    Relationship.objects.unscoped().filter(pk=pair.pk).update(state="ended", ended_at=clock.now())
    assert client_of(cast.benoit).get(at("shown", shown)).status_code == 404
    assert client_of(cast.amara).get(at("shown", shown)).status_code == 200
    assert client_of(cast.amara).post(at("shown_read", shown), keyed()).status_code == 404


def test_the_mentor_is_told_by_a_link_and_no_word(cast, pair, shown):
    sent = []
    OutboxMessage.objects.update(due_at=clock.now())
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    mails = [mail for mail in sent if mail["To"] == cast.benoit.email]
    assert len(mails) == 1
    text = mails[0].get_content()
    assert at("shown", shown) in text
    assert "heart failure" not in text
    assert "Amara" not in text


def test_whoever_has_read_it_meanwhile_is_not_told(cast, pair, shown):
    actions.view_plan(review=shown, by=cast.benoit)
    sent = []
    OutboxMessage.objects.update(due_at=clock.now())
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    assert [mail for mail in sent if mail["To"] == cast.benoit.email] == []


def test_the_plan_asks_as_much_for_thirty_goals_as_for_three(cast, pair, django_assert_max_num_queries):
    def count(more):
        for number in range(more):
            plans.goal(cast, pair, title=f"Goal {number}")
        client = client_of(cast.amara)
        client.get(at("plan"))
        with django_assert_max_num_queries(30) as asked:
            assert client.get(at("plan")).status_code == 200
        return len(asked)

    assert count(3) == count(27)
    assert count(0) <= 22


def test_an_earlier_year_keeps_its_plan(cast, pair):
    actions.write_plan(enrolment=cast.amara_enrolled, words={"strengths": "Then"}, by=cast.amara)
    assert "Then" in content(client_of(cast.amara).get(at("plan_of", cast.amara_enrolled)))


def test_whoever_has_two_plans_stays_with_the_one_they_write_in(cast, pair):
    earlier = Cohort.objects.create(
        programme=cast.programme, name="Earlier", starts_on=cast.cohort.starts_on - timedelta(days=400),
        ends_on=cast.cohort.ends_on,
    )  # fmt: skip
    mentoring = enrol(earlier, cast.amara, "mentor")
    client = client_of(cast.amara)
    kept = client.post(at("plan_of", mentoring), keyed(strengths="I explain well."), follow=True)
    assert "I explain well." in content(kept)
    assert at("plan_of", mentoring) in content(client.get(at("needs", mentoring)))


def test_what_was_typed_stays_where_the_form_is_shown_again(cast, pair):
    client, sent = client_of(cast.amara), keyed(strengths="I listen.")
    client.post(at("plan_of", cast.amara_enrolled), sent)
    again = client.post(at("plan_of", cast.amara_enrolled), {**sent, "strengths": "I listen, and I ask."})
    assert "I listen, and I ask.</textarea>" in content(again)
    assert queries.plan_of(cast.amara, cast.amara_enrolled) == {"strengths": "I listen."}


def test_a_pair_that_goes_on_in_the_next_cohort_begins_a_new_plan(cast, pair, shown):
    actions.talk_plan_over(review=actions.show_plan(enrolment=cast.amara_enrolled, relationship=pair, by=cast.amara),
                           on=clock.today(), by=cast.amara)  # fmt: skip
    following = Cohort.objects.create(
        programme=cast.programme, name="Next", starts_on=cast.cohort.ends_on, ends_on=cast.cohort.ends_on
    )
    again = enrol(following, cast.amara, "mentee")
    Relationship.objects.unscoped().filter(pk=pair.pk).update(cohort=following)
    pair.members.filter(person=cast.amara).update(enrolment=again)
    [showing] = queries.planned(cast.amara).showings
    assert showing.review is None
    actions.write_plan(enrolment=again, words={"strengths": "I teach."}, by=cast.amara)
    made = actions.show_plan(enrolment=again, relationship=pair, by=cast.amara)
    [showing] = queries.planned(cast.amara).showings
    assert showing.review == made
    assert not showing.is_changed


def test_whoever_leaves_a_cohort_finds_what_they_wrote_there(cast):
    actions.write_plan(enrolment=cast.amara_enrolled, words={"strengths": "I listen."}, by=cast.amara)
    type(cast.amara_enrolled).objects.unscoped().filter(person=cast.amara).update(state="withdrawn")
    assert "I listen." in content(client_of(cast.amara).get(at("plan")))
    later = Cohort.objects.create(
        programme=cast.programme, name="Before", starts_on=cast.cohort.starts_on - timedelta(days=9),
        ends_on=cast.cohort.ends_on,
    )  # fmt: skip
    enrol(later, cast.amara, "mentee")
    page = content(client_of(cast.amara).get(at("plan")))
    assert "I listen." not in page
    assert at("plan_of", cast.amara_enrolled) in page


def test_every_page_below_leads_back_to_the_one_above(cast, pair, shown):
    above = {
        at("goal", plans.goal(cast, pair)): at("plan"),
        at("decision", plans.decided(cast, pair)): at("decisions"),
        at("shown", shown): at("plan"),
        reverse("relationships:satisfaction", args=[pair.pk]): page_of(pair),
        reverse("relationships:meeting_find", args=[pair.pk]): page_of(pair),
    }
    for url, back in above.items():
        head = content(client_of(cast.amara).get(url)).split("band-eyebrow", 1)[1].split("</p>", 1)[0]
        assert f'href="{back}"' in head, url
