"""`chiron status` tells a quiet site from one that needs somebody."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from chiron.config import health
from chiron.core import clock, outages
from chiron.core.models import OutboxMessage
from chiron.core.tasks import run_consequence


@pytest.fixture
def backed_up(settings, tmp_path, monkeypatch):
    settings.VAR, settings.CHIRON_BACKUPS = tmp_path, tmp_path / "backups"
    monkeypatch.setattr(health, "_newest_backup", clock.now)


def message(**fields):
    from uuid import uuid4

    key = uuid4()
    defaults = {"id": key, "kind": "x", "recipient_id": key, "due_at": clock.now(), "message_id": str(key)}
    return OutboxMessage.objects.create(**{**defaults, **fields})


@pytest.mark.django_db
def test_a_quiet_site_has_no_problems(backed_up, capsys):
    call_command("status")
    assert "tasks: none\nmail: none\noldest work due: none waits" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": "held"}, "1 message(s) are held"),
        ({"state": "failed"}, "1 message(s) could not be delivered"),
    ],
)
def test_mail_that_is_stuck_is_a_problem(backed_up, fields, says):
    message(**fields)
    assert [problem for problem in health.health().problems if says in problem]


@pytest.mark.django_db
def test_mail_that_waits_for_minutes_says_that_no_worker_runs(backed_up):
    message(due_at=clock.now() - timedelta(minutes=9))
    assert health.health().problems == []
    message(due_at=clock.now() - timedelta(minutes=12))
    assert health.health().problems == ["work has been waiting for 12 minutes: is a worker running?"]


@pytest.mark.django_db
def test_a_task_that_waits_or_was_set_aside_is_a_problem(backed_up, time_machine):
    time_machine.move_to("2026-11-24T08:00:00Z", tick=False)
    result = run_consequence.enqueue("nowhere", {})
    assert health.health().problems == []
    time_machine.move_to("2026-11-24T08:20:00Z", tick=False)
    assert health.health().problems == ["work has been waiting for 20 minutes: is a worker running?"]
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.filter(id=result.id).update(status="FAILED")
    assert health.health().problems == ["1 task(s) failed five times and were set aside"]


@pytest.mark.django_db
def test_no_backup_and_an_unfinished_restore_are_problems(settings, tmp_path, capsys):
    settings.VAR, settings.CHIRON_BACKUPS, settings.CHIRON_DEMO = tmp_path, tmp_path / "backups", False
    (tmp_path / "restoring").write_text("")
    with pytest.raises(SystemExit) as ended:
        call_command("status")
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "look: there is no backup" in said
    assert "look: a restore was not finished" in said


@pytest.mark.django_db
def test_a_mail_server_that_is_away_is_a_problem_of_its_own_and_no_missing_worker(backed_up, time_machine):
    time_machine.move_to("2026-11-24T08:00:00Z", tick=False)
    message()
    outages.note("ConnectionRefusedError")
    assert health.health().problems == [], "once is nothing yet: the next try is half a minute away"
    for _ in range(5):
        outages.note("ConnectionRefusedError")
    time_machine.move_to("2026-11-24T08:14:00Z", tick=False)
    [problem] = health.health().problems
    assert problem == (
        "the mail server has taken nothing since 2026-11-24 08:00 UTC (ConnectionRefusedError, 6 tries): "
        "1 message(s) wait, none is lost"
    )
    time_machine.move_to("2026-11-24T08:40:00Z", tick=False)
    assert "is a worker running?" in health.health().problems[0], "the try was due long ago and nobody made it"


@pytest.mark.django_db
def test_an_address_that_is_refused_is_counted_and_wakes_nobody(backed_up, capsys):
    message(state="bounced")
    call_command("status")
    assert "mail: 1 bounced" in capsys.readouterr().out
