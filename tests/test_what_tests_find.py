"""Tests that commit leave the database to each other as the migrations made it, in whatever order they run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import whole_again
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from chiron.people.models import Person

ROOT = Path(__file__).resolve().parents[1]
AS_TESTS_DO = {"inhibit_post_migrate": True, "reset_sequences": False}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_once_more", range(2))
def test_what_migrations_made_is_there_and_what_a_test_made_is_gone(_once_more, request):
    assert request.node.get_closest_marker("django_db").kwargs["serialized_rollback"] is True
    assert ContentType.objects.filter(app_label="people", model="person").count() == 1
    assert not ContentType.objects.filter(app_label="left").exists()
    ContentType.objects.create(app_label="left", model="behind")


def test_a_test_that_commits_nothing_finds_it_after_one_that_does():
    before = ContentType.objects.count()
    for alias in ("default", "keys"):
        call_command("flush", database=alias, interactive=False, verbosity=0, **AS_TESTS_DO)
    assert not ContentType.objects.exists()
    whole_again()
    assert ContentType.objects.count() == before
    assert Person._base_manager.filter(is_system=True).count() == 1


def test_a_run_of_tests_none_of_which_commits_keeps_nothing_of_it():
    one = "src/chiron/insights/tests/test_today_waiting.py::test_spare_mentors_are_no_task_of_the_coordinator"
    mine = {name: said for name, said in os.environ.items() if not name.startswith(("PYTEST_", "DATABASE_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", one]
    answer = subprocess.run(command, cwd=ROOT, env=mine, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0, answer.stdout[-2000:]
