"""Answering vignettes and finishing modules: for oneself, read by nobody else."""

import pytest

from chiron.core.actions import NotAllowed
from chiron.core.models import AuditEntry
from chiron.learning import actions, policies, queries
from chiron.learning.models import ModuleProgress

pytestmark = pytest.mark.django_db
CHECKS = {"silence-after-two-meetings": "wait", "can-i-tell-you-something": "limits-first"}


@pytest.fixture
def module():
    return queries.module_for("mentor-essentials", "expectations")


def answer_all(module, person):
    for check, option in CHECKS.items():
        actions.answer_check(module=module, check=check, option=option, by=person)


def test_a_later_answer_takes_the_place_of_the_first(cast, module):
    actions.answer_check(module=module, check="silence-after-two-meetings", option="wait", by=cast.amara)
    actions.answer_check(module=module, check="silence-after-two-meetings", option="short-note", by=cast.amara)
    progress = queries.progress_of(cast.amara, module)
    assert progress.answers == {"silence-after-two-meetings": "short-note"}
    assert ModuleProgress.objects.unscoped().count() == 1


@pytest.mark.parametrize(("check", "option"), [("silence-after-two-meetings", "shout"), ("no-such-check", "wait")])
def test_what_the_module_does_not_ask_is_refused(cast, module, check, option):
    with pytest.raises(actions.NoSuchAnswer):
        actions.answer_check(module=module, check=check, option=option, by=cast.amara)
    assert queries.progress_of(cast.amara, module) is None


def test_a_module_is_finished_once_every_vignette_is_answered(cast, module):
    with pytest.raises(actions.ChecksOpen):
        actions.finish_module(module=module, by=cast.amara)
    answer_all(module, cast.amara)
    first = actions.finish_module(module=module, by=cast.amara).finished_at
    assert first is not None
    assert actions.finish_module(module=module, by=cast.amara).finished_at == first


def test_a_module_without_vignettes_is_finished_by_saying_so(cast):
    workshop = queries.module_for("culturally-aware-mentoring", "workshop")
    if workshop.content.get("checks"):
        pytest.skip("the workshop has vignettes now")
    assert actions.finish_module(module=workshop, by=cast.amara).finished_at


def test_deleting_the_answers_keeps_that_the_module_was_finished(cast, module):
    answer_all(module, cast.amara)
    progress = actions.finish_module(module=module, by=cast.amara)
    kept = actions.forget_answers(progress=progress, by=cast.amara)
    assert kept.answers == {}
    assert kept.finished_at is not None


def test_nobody_deletes_or_reads_the_answers_of_another(cast, module):
    answer_all(module, cast.amara)
    progress = queries.progress_of(cast.amara, module)
    for other in (cast.benoit, cast.chen, cast.dina, cast.giulia, cast.hanne, cast.farid):
        assert queries.progress_of(other, module) is None
        with pytest.raises(NotAllowed):
            actions.forget_answers(progress=progress, by=other)


def test_the_audit_names_no_answer(cast, module):
    answer_all(module, cast.amara)
    entries = AuditEntry.objects.filter(event="learning.check.answered")
    assert entries.count() == 2
    assert "limits-first" not in str(list(entries.values()))


def test_a_course_is_finished_with_its_last_module(cast):
    course = queries.item_for("training", "facilitating-a-circle")
    modules = queries.library().modules(course)
    people = [cast.amara.pk, cast.benoit.pk]
    for module in modules:
        assert queries.has_finished(people, course.id) == set()
        for check in module.content.get("checks", []):
            actions.answer_check(module=module, check=check["id"], option=check["options"][0]["id"], by=cast.benoit)
        actions.finish_module(module=module, by=cast.benoit)
    assert queries.has_finished(people, course.id) == {cast.benoit.pk}
    assert queries.has_finished(people, "no-such-course") == set()


def test_who_leads_sessions_and_who_does_not(cast):
    may = {name: policies.may_facilitate(by=person) for name, person in cast.everybody().items()}
    assert may == {
        "amara": False, "benoit": True, "chen": True, "dina": True,
        "efua": True, "farid": True, "giulia": True, "hanne": True,
    }  # fmt: skip
    assert policies.may_read_library(by=cast.amara)
    assert not policies.may_learn(by=cast.system)
