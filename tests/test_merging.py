"""Whoever is merged into whom: nothing points any more at the one who went, and everything written still opens."""

import itertools
import json
import random

import pytest
from django.db import models, transaction

from chiron.boundaries import actions as boundaries
from chiron.boundaries.models import PairClaim
from chiron.core import clock, merging, privacy, worker
from chiron.matching.models import MatchRun
from chiron.people import actions
from chiron.people.models import Person
from chiron.programmes import actions as programmes
from chiron.programmes.models import Enrolment
from chiron.relationships import actions as relating
from chiron.relationships.models import Cv, Member, Message, Relationship
from chiron.relationships.tests.support import begin, sign
from tests import cast as people
from tests import stage
from tests.amounts import amount

pytestmark = pytest.mark.django_db

PAIRS = amount(short=14, full=1000)

#: Where the id of the one who went stands for good: their own row, the way from it, the chain, their key.
KEPT = {"people.Person.id", "core.Merged.old_id", "core.Pseudonym.owner_id", "core.DataKey.owner_id"}

#: Columns with ids of other things than people; every other column of ids says how it merges.
OTHER_IDS = {
    "core.AuditEntry.institution_id", "core.AuditEntry.by", "core.ErasedOwner.owner_id", "core.IdempotencyKey.key",
    "core.Merged.institution_id", "core.Merged.old_id", "core.OutboxMessage.institution_id", "core.Pseudonym.owner_id",
    "core.DataKey.owner_id", "core.TaskLease.task_id", "notifications.Notice.mail_id",
    "relationships.Relationship.run_id", "scheduling.Reservation.holder",
}  # fmt: skip


@pytest.fixture
def everything(cast):
    return stage.assemble(cast)


class Undone(Exception):
    pass


def columns():
    for model in privacy.our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.UUIDField | models.ForeignKey | models.JSONField):
                yield model, field


def pointing_at(pk):
    """Every column in which *pk* stands, whatever it declares, looked for in the rows themselves."""
    found = set()
    for model, field in columns():
        label = f"{model._meta.label}.{field.name}"
        values = model._base_manager.values_list(field.attname, flat=True)
        if any(str(pk) in (json.dumps(each) if isinstance(each, dict | list) else str(each)) for each in values):
            found.add(label)
    return found - KEPT


def all_opened():
    """Open every encrypted value of the house; return how many there are."""
    count = 0
    for model in privacy.our_models():
        closed = [field for field in model._meta.concrete_fields if hasattr(field, "erased")]
        for row in model._base_manager.all() if closed else ():
            count += sum(bool(getattr(row, field.name)) for field in closed)
    return count


def merged(cast, stays, goes):
    return actions.merge(stays=stays, goes=goes, name=stays.name, email=stays.email, by=cast.hanne)


def test_every_column_that_names_a_person_or_a_place_in_a_cohort_says_how_it_merges():
    assert merging.undeclared(Person, Enrolment, Cv) == []


def test_every_other_column_of_ids_is_known_not_to_name_a_person():
    found = {
        f"{model._meta.label}.{field.name}"
        for model, field in columns()
        if (isinstance(field, models.UUIDField) and not field.primary_key and field.name not in merging.ways(model))
        or (isinstance(field, models.UUIDField) and field.primary_key and field.name.endswith("_id"))
    }
    assert found == OTHER_IDS


def test_whoever_has_lived_here_goes_whole(everything):
    cast = everything.cast
    stays = Person.objects.create(institution=cast.hospital, name="Amara O.", email="amara.o@example.org")
    before = all_opened()
    assert len(pointing_at(cast.amara.pk)) > 20
    merged(cast, stays, cast.amara)
    worker.drain()
    assert pointing_at(cast.amara.pk) == set()
    assert all_opened() >= before
    assert Message.objects.unscoped().filter(person=stays).first().text == "When shall we meet?"


def test_any_two_are_merged_whole_or_not_at_all(everything):
    """Each pair of the stage in both orders: undone after each, so that all begin as they stood."""
    cast, done, kept_apart = everything.cast, 0, 0
    everybody = Person.objects.unscoped().filter(institution=cast.hospital).exclude(pk=cast.hanne.pk).order_by("name")
    pairs = list(itertools.permutations(everybody, 2))
    for stays, goes in random.Random(4).sample(pairs, min(PAIRS, len(pairs))):
        try:
            with transaction.atomic():
                try:
                    merged(cast, stays, goes)
                except actions.InTheWay:
                    kept_apart += 1
                else:
                    done += 1
                    assert pointing_at(goes.pk) == set()
                    alone = Relationship.objects.unscoped().filter(state__in=["offered", "active", "closing"])
                    for each in alone:
                        people_in = [member.person_id for member in each.members.all()]
                        assert len(people_in) == len(set(people_in)), "nobody is with themselves"
                raise Undone
        except Undone:
            pass
    assert done > PAIRS / 4
    assert kept_apart > 0


def another(cast, name, side="mentee", **more):
    person = Person.objects.create(institution=cast.hospital, name=name, email=f"{name.lower()}@example.org")
    return people.enrol(cast.cohort, person, side, **more)


def offered(cast, mentee, mentor):
    pairs = [relating.PairOffer(mentee, mentor)]
    return relating.offer_pairs(cohort=cast.cohort, pairs=pairs, run_id=None, by=cast.chen)


def paired(cast, mentee, mentor):
    [relationship] = offered(cast, mentee, mentor).created
    return relationship


def test_a_pair_that_a_conflict_of_the_other_entry_reaches_is_paused_at_once(cast):
    relationship = paired(cast, cast.amara_enrolled, cast.benoit_enrolled)
    twin = another(cast, "Lefevre", "mentor").person
    boundaries.register_conflict(
        person=twin, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.system
    )
    told = actions.rehearse(stays=cast.benoit, goes=twin, name=cast.benoit.name, email=cast.benoit.email, by=cast.hanne)
    assert any("is paused" in str(note) for note in told.notes)
    merged(cast, cast.benoit, twin)
    relationship.refresh_from_db()
    assert relationship.state == "suspended"
    low, high = sorted((cast.benoit.pk, cast.amara.pk))
    claim = PairClaim.objects.get(low=low, high=high)
    assert (claim.holder, claim.count) == ("conflict", 1)
    worker.drain()
    relationship.refresh_from_db()
    assert relationship.state == "suspended"


def test_a_pair_that_a_hold_reaches_is_paused_and_the_hold_is_told_nobody(cast):
    relationship = paired(cast, cast.amara_enrolled, cast.benoit_enrolled)
    twin = another(cast, "Lefevre", "mentor").person
    boundaries.place_hold(person=cast.amara, other=twin, by=cast.amara)
    told = actions.rehearse(stays=cast.benoit, goes=twin, name=cast.benoit.name, email=cast.benoit.email, by=cast.hanne)
    assert not any("hold" in str(note) or "contact" in str(note) for note in told.notes)
    merged(cast, cast.benoit, twin)
    relationship.refresh_from_db()
    assert relationship.state == "suspended"


def test_a_pair_of_the_two_themselves_ends_first_and_what_came_to_nothing_is_removed(cast):
    relationship = paired(cast, cast.amara_enrolled, cast.benoit_enrolled)
    with pytest.raises(actions.InTheWay, match="proposed to each other"):
        merged(cast, cast.amara, cast.benoit)
    relating.withdraw_offer(relationship=relationship, by=cast.chen)
    merged(cast, cast.amara, cast.benoit)
    assert not Relationship.objects.unscoped().filter(pk=relationship.pk).exists()
    sides = cast.cohort.enrolments.filter(person=cast.amara).values_list("side", flat=True)
    assert sorted(sides) == ["mentee", "mentor"]
    mentee, mentor = (cast.cohort.enrolments.get(person=cast.amara, side=side) for side in ("mentee", "mentor"))
    [(_pair, refusal)] = offered(cast, mentee, mentor).left_out
    assert isinstance(refusal, relating.OneAndTheSame)


def test_two_who_were_in_a_pair_that_began_are_two(cast):
    relationship = paired(cast, cast.amara_enrolled, cast.benoit_enrolled)
    for member in relationship.members.select_related("person"):
        relating.accept(member=member, by=member.person)
    with pytest.raises(actions.InTheWay, match="says two people"):
        merged(cast, cast.amara, cast.benoit)


@pytest.fixture
def twice(cast):
    """A circle that began with Amara in it twice; her second entry was withdrawn from the cohort since."""
    twin = another(cast, "Okafor")
    members = [cast.amara_enrolled, twin, another(cast, "Novak"), another(cast, "Osei")]
    group = relating.GroupOffer("Heron", members)
    [circle] = relating.offer_groups(cohort=cast.cohort, kind="circle", groups=[group], by=cast.chen).created
    begin(circle)
    return circle, twin


def leaves(cast, enrolment):
    programmes.withdraw_enrolment(enrolment=enrolment, by=cast.chen)
    worker.drain(lambda mail: None)


@pytest.mark.parametrize("is_turned", [False, True])
def test_whoever_was_in_a_group_twice_is_in_it_once_with_what_they_signed(cast, twice, is_turned):
    circle, twin = twice
    for member in circle.members.exclude(person=cast.amara).select_related("person"):
        sign(circle, member.person)
    with pytest.raises(actions.InTheWay, match="in the same group at present"):
        merged(cast, cast.amara, twin.person)
    leaves(cast, twin)
    assert circle.agreements.get().state == "proposed"
    stays = merged(cast, *((twin.person, cast.amara) if is_turned else (cast.amara, twin.person)))
    assert circle.members.get(person=stays).left_at is None
    agreement = circle.agreements.get()
    assert agreement.state == "in_force", "they have signed under their other entry"
    assert agreement.signatures.get(person=stays).learning == "To read an echocardiogram"


def test_two_who_signed_the_same_version_are_two(cast, twice):
    circle, twin = twice
    for person in (cast.amara, twin.person):
        sign(circle, person)
    leaves(cast, twin)
    with pytest.raises(actions.InTheWay, match="says two people"):
        merged(cast, cast.amara, twin.person)


def test_a_mentee_with_a_mentor_under_each_entry_keeps_one_first(cast):
    twin = another(cast, "Okafor")
    paired(cast, cast.amara_enrolled, cast.benoit_enrolled)
    paired(cast, twin, another(cast, "Grace", "mentor"))
    with pytest.raises(actions.InTheWay, match="Both have a mentor"):
        merged(cast, cast.amara, twin.person)


@pytest.fixture
def several(cast):
    """A mentee may have up to four mentors."""
    people.let_have_several(cast)
    cast.cohort.refresh_from_db()
    return cast


def test_where_several_mentors_may_be_one_entry_keeps_each_of_them_first(several):
    twin = another(several, "Okafor")
    several.benoit_enrolled.capacity = 2
    several.benoit_enrolled.save()
    paired(several, several.amara_enrolled, several.benoit_enrolled)
    paired(several, twin, several.benoit_enrolled)
    with pytest.raises(actions.InTheWay, match="Both have a mentor"):
        merged(several, several.amara, twin.person)


def test_whoever_waits_for_another_under_one_entry_still_does_as_one_person(several):
    twin = another(several, "Okafor")
    lost = paired(several, several.amara_enrolled, several.benoit_enrolled)
    paired(several, several.amara_enrolled, another(several, "Grace", "mentor"))
    paired(several, twin, another(several, "Lena", "mentor"))
    relating.decline(member=lost.members.get(person=several.amara), reason="", by=several.amara)
    merged(several, several.amara, twin.person)
    [row] = several.cohort.enrolments.filter(person=several.amara)
    assert (row.state, row.memberships.filter(relationship__state="offered").count()) == ("waiting", 2)


def test_a_mentor_with_a_mentee_under_each_entry_has_both_and_the_places_for_them(cast):
    twin = another(cast, "Lefevre", "mentor")
    cast.benoit_enrolled.capacity = 1
    cast.benoit_enrolled.save()
    paired(cast, cast.amara_enrolled, cast.benoit_enrolled)
    paired(cast, another(cast, "Grace"), twin)
    merged(cast, cast.benoit, twin.person)
    [row] = cast.cohort.enrolments.filter(person=cast.benoit)
    assert (row.state, row.capacity, sorted(row.places.values_list("number", flat=True))) == ("matched", 2, [1, 2])
    assert Member.objects.unscoped().filter(person=cast.benoit, enrolment=row).count() == 2


def test_a_match_in_which_both_stood_explains_its_pairs_and_cannot_be_repeated(everything):
    cast = everything.cast
    run = MatchRun.objects.unscoped().filter(state="done", is_repeatable=True, inputs__person=cast.benoit).first()
    twin = Person.objects.create(institution=cast.hospital, name="B. Lefèvre", email="b@example.org")
    merged(cast, twin, cast.benoit)
    run.refresh_from_db()
    assert run.is_repeatable is False
    assert run.proposals.exists()


def test_a_match_under_way_is_waited_for(everything):
    cast = everything.cast
    MatchRun.objects.unscoped().filter(cohort=cast.cohort).update(state="running")
    twin = another(cast, "Okafor").person
    with pytest.raises(actions.InTheWay, match="under way"):
        merged(cast, twin, cast.giulia)


def test_of_two_cvs_the_later_stays_opens_and_is_shared_where_either_was(cast):
    pair = begin(paired(cast, cast.amara_enrolled, cast.benoit_enrolled))
    twin = Person.objects.create(institution=cast.hospital, name="Okafor Amara", email="amara.o@example.org")
    said = {"pdf": None, "drops_file": False}
    older = relating.write_cv(person=cast.amara, sections={"now": "second year"}, by=cast.amara, **said)
    relating.share_cv(cv=older, relationship=pair, meeting=None, by=cast.amara)
    relating.write_cv(person=twin, sections={"now": "third year"}, by=twin, **said)
    merged(cast, cast.amara, twin)
    cv = Cv.objects.unscoped().get()
    assert (cv.person, cv.sections) == (cast.amara, {"now": "third year"})
    assert [(share.cv, share.relationship) for share in cv.shares.all()] == [(cv, pair)]
