"""A decision on paper: written as it is typed, talked over with whom one chose, made, and looked back on when asked."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests import plans
from tests.cast import client_of

from chiron.core import clock, outbox, worker
from chiron.core.actions import NotAllowed
from chiron.core.models import OutboxMessage
from chiron.relationships import actions, policies, rules, tasks
from chiron.relationships.models import Decision, Relationship

pytestmark = pytest.mark.django_db

SHEET = {
    "question": "Cardiology or general medicine?",
    "name-1": "Cardiology", "for-1": "I love the valves", "against-1": "Nights",
    "name-2": "General medicine", "for-2": "Time for families",
    "values": "Being useful\nSleep", "what-1": "What their Tuesdays look like", "whom-1": "Dr Sow",
}  # fmt: skip


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


@pytest.fixture
def pair(cast):
    return plans.living(cast)


@pytest.fixture
def decision(cast):
    return actions.begin_decision(question="Cardiology or general medicine?", by=cast.amara)


def at(name, *rows):
    return reverse(f"plan:{name}", args=[each.pk for each in rows])


def content(response):
    return response.content.decode()


def written(decision, cast, pair=None, **more):
    sheet = {"options": [{"name": "Cardiology"}, {"name": "Elsewhere"}], "values": [], "unknowns": []}
    said = {"question": "Which?", "sheet": sheet, "decide_on": None, "relationship": pair, **more}
    return actions.write_decision(decision=decision, by=cast.amara, **said)


@pytest.mark.parametrize(
    ("state", "reminded", "due"),
    [("open", None, "decide"), ("open", "before", "decide"), ("open", "decide", None), ("made", "decide", "revisit"),
     ("made", "revisit", None), ("revisited", None, None)],
)  # fmt: skip
def test_one_is_reminded_of_the_next_day_once(state, reminded, due):
    today = clock.today()
    days = {"before": today - timedelta(days=9), "decide": today, "revisit": today + timedelta(days=90), None: None}
    assert rules.reminder_due(state, days["decide"], days["revisit"], days[reminded]) == days[due]


def test_a_sheet_is_begun_and_kept_as_it_is_typed(cast):
    client = client_of(cast.amara)
    response = client.post(at("decision_new"), keyed(question=SHEET["question"]))
    made = Decision.objects.unscoped().get()
    assert response["Location"] == at("decision_sheet", made)
    for _again in range(2):
        assert client.post(at("decision_save", made), SHEET).status_code == 200
    made.refresh_from_db()
    assert [option["name"] for option in made.options] == ["Cardiology", "General medicine"]
    assert made.values == ["Being useful", "Sleep"]
    assert made.unknowns == [{"what": "What their Tuesdays look like", "whom": "Dr Sow"}]
    text = content(client.get(at("decision", made)))
    assert "Ask: Dr Sow" in text
    assert "Only you can read this." in text


def test_a_sheet_without_its_question_is_not_kept(cast, decision):
    answer = client_of(cast.amara).post(at("decision_save", decision), {**SHEET, "question": ""})
    assert answer.status_code == 422


def test_what_speaks_for_something_is_kept_before_that_has_a_name(cast, decision):
    client = client_of(cast.amara)
    client.post(
        at("decision_save", decision), {"question": "Which?", "for-1": "I love the valves", "name-2": "Surgery"}
    )
    text = content(client.get(at("decision_sheet", decision)))
    assert "I love the valves" in text
    decision.refresh_from_db()
    assert [each["name"] for each in decision.options] == ["Surgery"]


def test_a_patient_on_the_sheet_is_asked_about(cast, decision):
    answer = client_of(cast.amara).post(at("decision_save", decision), {**SHEET, "against-1": "Mrs Marchetti died"})
    assert answer.status_code == 422
    assert "looks like a name" in content(answer)


def test_it_is_talked_over_with_whom_one_chose_and_taken_back(cast, pair, decision):
    client, mentor = client_of(cast.amara), client_of(cast.benoit)
    page = reverse("relationships:relationship", args=[pair.pk])
    assert mentor.get(at("decision", decision)).status_code == 404
    client.post(at("decision_sheet", decision), keyed(**SHEET, relationship=str(pair.pk)))
    assert "I love the valves" in content(mentor.get(at("decision", decision)))
    assert "Cardiology or general medicine?" in content(mentor.get(page))
    client.post(at("decision_sheet", decision), keyed(**SHEET))
    assert mentor.get(at("decision", decision)).status_code == 404
    assert "Decisions to talk over" not in content(mentor.get(page))


def test_it_is_made_and_looked_back_on(cast, pair, decision):
    client = client_of(cast.amara)
    written(decision, cast, pair)
    day = clock.today() + timedelta(days=180)
    client.post(at("decision_make", decision), keyed(choice="Cardiology", why="The valves", revisit_on=str(day)))
    decision.refresh_from_db()
    assert (decision.state, decision.choice, decision.revisit_on) == ("made", "Cardiology", day)
    page = reverse("relationships:relationship", args=[pair.pk])
    assert "A decision was made" in content(client_of(cast.benoit).get(page))
    client.post(at("decision_look_back", decision), keyed(outcome="Right, for other reasons."))
    text = content(client.get(at("decision", decision)))
    assert "Decided and looked back on." in text
    assert "Right, for other reasons." in text


def test_what_is_not_on_the_sheet_cannot_be_chosen(cast, decision):
    written(decision, cast)
    with pytest.raises(actions.NoSuchOption):
        actions.make_decision(decision=decision, choice="Surgery", why="", revisit_on=None, by=cast.amara)
    response = client_of(cast.amara).post(at("decision_make", decision), keyed(choice="Surgery"))
    assert response.status_code == 422


def test_a_decision_that_is_made_is_opened_again_before_its_sheet_changes(cast, decision):
    written(decision, cast)
    with pytest.raises(actions.NotMadeYet):
        actions.look_back(decision=decision, outcome="Too soon", by=cast.amara)
    with pytest.raises(actions.StillOpen):
        actions.reopen_decision(decision=decision, by=cast.amara)
    actions.make_decision(decision=decision, choice="Cardiology", why="", revisit_on=None, by=cast.amara)
    with pytest.raises(actions.AlreadyMade):
        written(decision, cast)
    client_of(cast.amara).post(at("decision_reopen", decision), keyed())
    assert written(decision, cast).state == "open"


def test_what_was_chosen_is_chosen_no_more_once_it_is_opened_again_and_its_reason_stays(cast, decision):
    client = client_of(cast.amara)
    written(decision, cast)
    actions.make_decision(decision=decision, choice="Cardiology", why="The valves", revisit_on=None, by=cast.amara)
    assert "<h2>Chosen</h2>" in content(client.get(at("decision", decision)))
    client.post(at("decision_reopen", decision), keyed())
    text = content(client.get(at("decision", decision)))
    assert "<h2>Chosen</h2>" not in text
    assert "The valves</textarea>" in text


@pytest.mark.parametrize("who", ["benoit", "chen", "dina", "efua", "farid", "giulia", "hanne"])
def test_a_decision_is_its_owners(cast, decision, who):
    client = client_of(getattr(cast, who))
    for name in (
        "decision",
        "decision_sheet",
        "decision_save",
        "decision_make",
        "decision_look_back",
        "decision_reopen",
    ):
        assert client.get(at(name, decision)).status_code == 404, name
        assert client.post(at(name, decision), keyed(**SHEET)).status_code == 404, name
    with pytest.raises(NotAllowed):
        actions.look_back(decision=decision, outcome="x", by=getattr(cast, who))


def test_it_is_not_shared_with_a_relationship_that_one_is_not_in(cast, decision):
    elsewhere = plans.living(cast, (cast.giulia_enrolled, "mentor"), (cast.benoit_enrolled, "mentee"))
    with pytest.raises(NotAllowed):
        written(decision, cast, elsewhere)


def test_once_the_relationship_is_over_it_is_its_owners_alone(cast, pair, decision):
    written(decision, cast, pair)
    assert policies.visible_decisions(cast.benoit).exists()
    Relationship.objects.unscoped().filter(pk=pair.pk).update(state="ended", ended_at=clock.now())
    assert not policies.visible_decisions(cast.benoit).exists()
    assert policies.visible_decisions(cast.amara).exists()


def sent_to(person):
    sent = []
    OutboxMessage.objects.update(due_at=clock.now())
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    return [mail.get_content() for mail in sent if mail["To"] == person.email]


def test_one_is_reminded_once_when_the_day_has_come_and_no_word_leaves_the_house(cast, decision):
    written(decision, cast, decide_on=clock.today() + timedelta(days=1))
    tasks.remind_of_decisions.func()
    assert sent_to(cast.amara) == []
    written(decision, cast, decide_on=clock.today())
    for _again in range(3):
        tasks.remind_of_decisions.func()
    mails = sent_to(cast.amara)
    assert len(mails) == 1
    assert at("decision", decision) in mails[0]
    assert "Cardiology" not in mails[0]


def test_one_is_reminded_to_look_back_and_not_of_what_was_opened_again(cast, decision):
    written(decision, cast)
    actions.make_decision(decision=decision, choice="Cardiology", why="", revisit_on=clock.today(), by=cast.amara)
    tasks.remind_of_decisions.func()
    [mail] = sent_to(cast.amara)
    assert "what came of it" in mail
    assert "a new day can be set there" not in mail, "nothing of it can, once it is made"
    actions.make_decision(
        decision=actions.reopen_decision(decision=decision, by=cast.amara), choice="Elsewhere", why="",
        revisit_on=clock.today() + timedelta(days=30), by=cast.amara,
    )  # fmt: skip
    tasks.remind_of_decisions.func()
    assert sent_to(cast.amara) == []


def test_a_sheet_left_open_elsewhere_overwrites_nothing_as_it_saves_itself(cast, decision):
    client, save = client_of(cast.amara), at("decision_save", decision)
    page = client.get(at("decision_sheet", decision)).content.decode()
    on_the_desk = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert client.post(save, {**SHEET, "question": "On the phone?", "seen": on_the_desk}).status_code == 200
    assert client.post(save, {**SHEET, "question": "On the desk?", "seen": on_the_desk}).status_code == 422
    decision.refresh_from_db()
    assert decision.question == "On the phone?"
