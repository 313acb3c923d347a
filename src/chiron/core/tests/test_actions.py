"""What every action promises: one transaction, the policy asked on what is true now, audit, consequences, refusals."""

from types import MappingProxyType
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chiron.core import actions, audit, idempotency
from chiron.core.models import AuditEntry, IdempotencyKey
from chiron.core.policy import policy
from chiron.people.models import Person

pytestmark = pytest.mark.django_db


class Taken(actions.Refused):
    message = _("Somebody is called that already.")


@policy
def may_rename(by: Person, person: Person) -> bool:
    return by.pk == person.pk


@actions.action("tests.person.renamed", may=may_rename)
def rename(*, person: Person, name: str, by: Person) -> Person:
    """Rename a person; "Taken" is refused after the change, so that the roll-back is seen."""
    person.called = name
    person.save()
    if name == "Taken":
        raise Taken
    return person


@actions.action("tests.person.renamed_twice", may=may_rename)
def rename_twice(*, person: Person, by: Person) -> Person:
    """Call two actions inside one."""
    rename(person=person, name="Once", by=by)
    return rename(person=person, name="Taken", by=by)


def called(person):
    return Person._base_manager.get(pk=person.pk).called


def test_an_action_changes_and_is_audited_under_a_pseudonym(cast):
    rename(person=cast.amara, name="Mara", by=cast.amara)
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert called(cast.amara) == "Mara"
    assert (entry.event, entry.outcome) == ("tests.person.renamed", "done")
    assert str(cast.amara.pk) not in str(entry.subjects) + str(entry.by)
    assert entry.by == audit.pseudonym(cast.amara.pk)


def test_who_may_not_is_refused_and_the_refusal_audited(cast):
    with pytest.raises(actions.NotAllowed):
        rename(person=cast.amara, name="Mara", by=cast.giulia)
    entry = AuditEntry.objects.order_by("-sequence").first()
    assert called(cast.amara) == ""
    assert (entry.outcome, entry.reason, entry.by) == ("refused", "NotAllowed", audit.pseudonym(cast.giulia.pk))


def test_a_refusal_undoes_what_was_done_before_it(cast):
    with pytest.raises(Taken, match="called that already"):
        rename(person=cast.amara, name="Taken", by=cast.amara)
    assert called(cast.amara) == ""


def test_a_refusal_inside_another_action_undoes_both_and_leaves_one_entry(cast):
    before = AuditEntry.objects.count()
    with pytest.raises(Taken):
        rename_twice(person=cast.amara, by=cast.amara)
    assert called(cast.amara) == ""
    assert list(AuditEntry.objects.order_by("sequence").values_list("event", "outcome"))[before:] == [
        ("tests.person.renamed", "refused")
    ]


def test_an_action_decides_on_what_is_true_now(cast):
    stale = Person._base_manager.get(pk=cast.amara.pk)
    Person._base_manager.filter(pk=cast.amara.pk).update(pronouns="they/them")
    assert rename(person=stale, name="Mara", by=cast.amara).pronouns == "they/them"


def test_a_form_whose_action_begins_again_after_a_deadlock_counts_once(cast, monkeypatch):
    whole, deadlocks = actions._perform, [OperationalError("deadlock detected")]
    deadlocks[0].__cause__ = type("DeadlockDetected", (Exception,), {"sqlstate": actions.DEADLOCK})()

    def perform(*everything):
        done = whole(*everything)
        while deadlocks:
            raise deadlocks.pop()
        return done

    monkeypatch.setattr(actions, "_perform", perform)
    pending = idempotency.Pending(cast.amara.pk, "tests", uuid4(), "")
    token = idempotency.start(pending)
    try:
        rename(person=cast.amara, name="Once", by=cast.amara)
        rename(person=cast.amara, name="Once more, in the same request", by=cast.amara)
    finally:
        idempotency.finish(token)
    assert not deadlocks
    assert AuditEntry.objects.filter(event="tests.person.renamed", outcome="done").count() == 2
    assert IdempotencyKey.objects.filter(key=pending.key).count() == 1
    assert idempotency.earlier(pending) is not None


def test_what_is_gone_cannot_be_changed(cast):
    gone = Person.objects.create(institution=cast.hospital, name="Gone")
    Person._base_manager.filter(pk=gone.pk).delete()
    gone._state.adding = False
    with pytest.raises(actions.Gone):
        rename(person=gone, name="x", by=cast.amara)


def test_consequences_are_told_ids_and_nothing_else(cast, monkeypatch):
    told = []
    monkeypatch.setattr(actions, "_dispatch", [told.append])
    rename(person=cast.amara, name="Mara", by=cast.amara)
    assert told == [
        actions.Event(
            "tests.person.renamed", {"person": str(cast.amara.pk), "result": str(cast.amara.pk)}, str(cast.amara.pk)
        )
    ]


@pytest.mark.parametrize(
    ("function", "complaint"),
    [
        (lambda person, *, by: None, "keywords only"),
        (lambda *, person: None, "by whom"),
        (lambda *, by: None, "docstring"),
    ],
)
def test_a_function_of_the_wrong_shape_is_no_action(function, complaint):
    with pytest.raises(TypeError, match=complaint):
        actions.action("tests.x.y", may=may_rename)(function)


def everything_refused(of=actions.Refused):
    return [each for one in of.__subclasses__() for each in (one, *everything_refused(one))]


def test_every_refusal_is_said_in_the_language_of_whoever_reads_it():
    rooms = [each for each in everything_refused() if ".tests." not in each.__module__]
    assert rooms, "the control: there are refusals"
    assert [each.__qualname__ for each in rooms if not isinstance(each.message, Promise)] == []


def test_the_blanks_of_a_refusal_are_filled_when_it_is_read():
    class TooMany(actions.Refused):
        message = _("At most %(most)d.")
        values = MappingProxyType({"most": 3})

    assert str(TooMany()) == "At most 3."
    assert str(TooMany("Something else.")) == "Something else."
