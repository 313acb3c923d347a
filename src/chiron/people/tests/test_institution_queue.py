"""What administrators read of the machinery: the trail with names, messages and tasks that need a decision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from tests.cast import client_of

from chiron.core import audit, clock, outages, outbox, worker
from chiron.core.models import OutboxMessage
from chiron.core.tasks import run_consequence
from chiron.people import actions, queries
from chiron.people.models import HOUSE_ID, Person
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db


def message(person, state, kind="people.invitation"):
    row = outbox.put(kind, to=person.pk, institution=person.institution_id, secret="CANARY token")
    OutboxMessage.objects.filter(pk=row.pk).update(state=state, problem="SMTPDataError")
    return row


def set_aside():
    task = run_consequence.enqueue("builtins.str", {"name": "x", "ids": {}, "by": ""})
    DBTaskResult.objects.filter(pk=task.id).update(
        status="FAILED", finished_at=clock.now(), exception_class_path="builtins.OSError"
    )
    return DBTaskResult.objects.get(pk=task.id)


def test_the_trail_says_whom_it_concerned_as_long_as_anybody_can_say(cast):
    actions.reset_second_factor(person=cast.efua, by=cast.hanne)
    client = client_of(cast.hanne)
    entry = client.get(reverse("people:audit")).context["entries"][0]
    assert (entry.who, entry.whom) == ("Hanne Vik", ["Efua Mensah"])
    audit.forget(cast.efua.pk)
    page = client.get(reverse("people:audit"))
    assert page.context["entries"][0].whom == [""]
    assert "somebody erased" in page.content.decode()
    assert "Efua" not in page.content.decode()


def test_the_trail_can_be_narrowed_to_what_was_refused(cast):
    actions.reset_second_factor(person=cast.efua, by=cast.hanne)
    with pytest.raises(actions.NotOneself):
        actions.reset_second_factor(person=cast.hanne, by=cast.hanne)
    for outcome, expected in (("refused", {"refused"}), ("done", {"done"}), ("", {"done", "refused"}), ("x", None)):
        rows = queries.audit_trail(cast.hanne, "people.second_factor", outcome, 1).object_list
        assert {row.outcome for row in rows} == (expected or {"done", "refused"}), outcome


def test_the_trail_is_paged_with_the_same_queries(cast):
    client, url = client_of(cast.hanne), reverse("people:audit")

    def grow(count):
        for number in range(count):
            person = actions.add_person(
                institution=cast.hospital, name=f"P {number}", email=f"p{number}-{count}@example.org", by=cast.hanne
            )
            actions.invite(person=person, by=cast.hanne)

    grow(2)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    grow(30)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["entries"].object_list) == 50
    assert len(few) == len(many) <= 15
    assert len(client.get(url, {"page": 2}).context["entries"].object_list) >= 10


def test_the_queue_counts_ones_own_messages_and_shows_no_words(cast):
    for state in ("waiting", "held", "failed", "failed", "bounced"):
        message(cast.amara, state)
    message(cast.farid, "failed")
    outbox.put("account", to=HOUSE_ID, secret="CANARY code")
    page = client_of(cast.hanne).get(reverse("people:queue"))
    queue, text = page.context["queue"], page.content.decode()
    counted = {state: (ours, sign_in) for state, ours, sign_in in queue["messages"]}
    assert {state: counted[state] for state in ("waiting", "sent", "held", "failed", "bounced")} == {
        "waiting": (1, 1),
        "sent": (0, 0),
        "held": (1, 0),
        "failed": (2, 0),
        "bounced": (1, 0),
    }
    assert {row.to for row in queue["stuck"]} == {"Amara Okafor"}
    assert "CANARY" not in text
    assert "held for a decision" in text


def test_three_or_thirty_stuck_messages_take_the_same_queries(cast):
    client, url = client_of(cast.hanne), reverse("people:queue")
    people = Person.objects.bulk_create(Person(institution=cast.hospital, name=f"P {n}") for n in range(33))
    for person in people[:3]:
        message(person, "failed")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for person in people[3:]:
        message(person, "held")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["queue"]["stuck"].object_list) == 33
    assert len(few) == len(many) <= 15


def test_a_task_set_aside_runs_again(cast):
    cast.elsewhere.delete()
    task, client = set_aside(), client_of(cast.hanne)
    text = client.get(reverse("people:queue")).content.decode()
    assert "run_consequence" in text
    assert "builtins.OSError" in text
    url = reverse("people:task_again", args=[task.pk])
    client.get(url)
    task.refresh_from_db()
    assert task.status == "FAILED", "opening the address runs nothing"
    assert client.post(url, keyed())["Location"] == reverse("people:queue")
    worker.drain()
    task.refresh_from_db()
    assert task.status == "SUCCESSFUL"
    assert client.post(url, keyed()).status_code == 404
    with pytest.raises(actions.NotSetAside):
        actions.run_again(task=task, by=cast.hanne)


def test_tasks_are_nobodys_where_there_are_several_institutions(cast):
    task = set_aside()
    for who in (cast.hanne, cast.farid):
        assert "run_consequence" not in client_of(who).get(reverse("people:queue")).content.decode()
        assert client_of(who).post(reverse("people:task_again", args=[task.pk]), keyed()).status_code == 404
        with pytest.raises(actions.Refused):
            actions.run_again(task=task, by=who)


def test_only_administrators_run_tasks_again(cast):
    cast.elsewhere.delete()
    task = set_aside()
    url = reverse("people:task_again", args=[task.pk])
    assert client_of(None).post(url, keyed())["Location"].startswith(reverse("account_login"))
    for who in (cast.amara, cast.chen, cast.dina, cast.efua, cast.giulia):
        assert client_of(who).post(url, keyed()).status_code == 404, who.name
        with pytest.raises(actions.Refused):
            actions.run_again(task=task, by=who)
    task.refresh_from_db()
    assert task.status == "FAILED"


def test_every_kind_of_message_has_a_name():
    from chiron.people.templatetags.queue import KINDS

    assert {each for each in outbox.KINDS if not each.startswith("tests.")} == KINDS.keys()


def test_what_went_wrong_and_what_mends_it_is_said_in_words(cast):
    row = message(cast.amara, "bounced")
    OutboxMessage.objects.filter(pk=row.pk).update(problem="550 5.1.1")
    row = message(cast.efua, "failed")
    OutboxMessage.objects.filter(pk=row.pk).update(problem="554 5.7.1")
    message(cast.chen, "held")
    text = client_of(cast.hanne).get(reverse("people:queue")).content.decode()
    assert "The address is refused (550 5.1.1). Correct it, then send again." in text
    assert "The mail server refuses it (554 5.7.1)" in text
    assert "perhaps arrived (SMTPDataError)" in text


@pytest.mark.parametrize("state", ["held", "failed", "bounced"])
def test_a_stuck_message_goes_out_again_or_never(cast, state):
    again, never = message(cast.amara, state), message(cast.efua, state)
    client = client_of(cast.hanne)
    client.get(reverse("people:let_go", args=[never.pk]))
    client.post(reverse("people:send_again", args=[again.pk]), keyed())
    client.post(reverse("people:let_go", args=[never.pk]), keyed())
    again.refresh_from_db()
    never.refresh_from_db()
    assert (again.state, again.secret) == ("waiting", "CANARY token")
    assert (never.state, never.secret) == ("dropped", None)
    for act in (actions.send_again, actions.let_go):
        with pytest.raises(actions.NotStuck):
            act(message=never, by=cast.hanne)


def test_everything_that_was_given_up_goes_out_again_at_once_and_only_ones_own(cast):
    failed = [message(cast.amara, "failed") for _ in range(3)]
    held, theirs = message(cast.amara, "held"), message(cast.farid, "failed")
    outages.note("ConnectionRefusedError")
    client = client_of(cast.hanne)
    assert (
        "nothing listens at its address (ConnectionRefusedError)"
        in client.get(reverse("people:queue")).content.decode()
    )
    client.get(reverse("people:try_again"))
    assert outages.current() is not None, "opening the address does nothing"
    answer = client.post(reverse("people:try_again"), keyed(), follow=True)
    assert "The mail server is tried again now, with all that was given up." in answer.content.decode()
    assert outages.current() is None
    after = dict(OutboxMessage.objects.values_list("pk", "state"))
    assert {after[each.pk] for each in failed} == {"waiting"}
    assert (after[held.pk], after[theirs.pk]) == ("held", "failed")
    with pytest.raises(actions.Refused):
        actions.try_mail_again(institution=cast.hospital, by=cast.chen)
