"""Row 13 of the scorecard: whatever happens to a cohort, in whatever order, the invariants of its pairs hold."""

from collections import Counter
from datetime import timedelta
from itertools import combinations

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests import amounts, cast

from chiron.boundaries import actions as boundaries
from chiron.boundaries import tasks as days
from chiron.boundaries.models import Conflict, PairClaim
from chiron.core import clock, encryption, worker
from chiron.core.actions import Refused
from chiron.programmes import actions as programmes
from chiron.programmes.models import Enrolment, EnrolmentTransition
from chiron.relationships import actions, rules, tasks
from chiron.relationships.models import AnswerTransition, Member, Place, Relationship, RelationshipTransition
from chiron.relationships.tests.support import another

pytestmark = pytest.mark.django_db
MENTEES, MENTORS = 3, 2
SOMEBODY = st.integers(0, MENTEES - 1)
MENTOR = st.integers(0, MENTORS - 1)
WHICH = st.integers(0, 20)


class Lives(RuleBasedStateMachine):
    """Offers, answers, exits, closings, conflicts, leavers and days, as they come."""

    mentors_each = 1
    kinds = 1

    def __init__(self):
        super().__init__()
        self.keys = encryption.key_session()
        self.keys.__enter__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.keystore = transaction.atomic(using="keys")
        self.keystore.__enter__()
        self.clock = time_machine.travel(clock.now(), tick=False)
        self.time = self.clock.start()
        self.cast = cast.assemble()
        self.mentees = [another(self.cast, f"Mentee {at}") for at in range(MENTEES)]
        self.mentors = [another(self.cast, f"Mentor {at}", "mentor", capacity=1 + at) for at in range(MENTORS)]

    def teardown(self):
        self.clock.stop()
        for block, using in ((self.keystore, "keys"), (self.transaction, "default")):
            transaction.set_rollback(True, using=using)
            block.__exit__(None, None, None)
        self.keys.__exit__(None, None, None)

    def attempt(self, act, **arguments):
        """Do it; a refusal is an answer, too."""
        try:
            return act(**arguments)
        except Refused:
            return None

    def one(self, at, *states):
        rows = list(Relationship.objects.unscoped().filter(state__in=states).order_by("offered_at", "pk"))
        return rows[at % len(rows)] if rows else None

    def members(self, at, *states):
        found = self.one(at, *states)
        return list(found.members.select_related("person").order_by("role")) if found is not None else []

    @rule(mentee=SOMEBODY, mentor=MENTOR)
    def offer(self, mentee, mentor):
        pair = actions.PairOffer(self.mentees[mentee], self.mentors[mentor])
        self.attempt(actions.offer_pairs, cohort=self.cast.cohort, pairs=[pair], run_id=None, by=self.cast.chen)

    @rule(at=WHICH)
    def accept(self, at):
        for member in self.members(at, "offered"):
            self.attempt(actions.accept, member=member, by=member.person)

    @rule(at=WHICH, side=st.integers(0, 1))
    def decline(self, at, side):
        for member in self.members(at, "offered")[side : side + 1]:
            self.attempt(actions.decline, member=member, reason="no_time", by=member.person)

    @rule(at=WHICH, side=st.integers(0, 1), held=st.booleans(), again=st.booleans())
    def leave(self, at, side, held, again):
        for member in self.members(at, *rules.LIVE, "suspended")[side : side + 1]:
            self.attempt(
                actions.leave, member=member, no_contact=held, wants_another=again, reason="", by=member.person
            )

    @rule(at=WHICH, wish=st.sampled_from(rules.WISHES))
    def close(self, at, wish):
        members = self.members(at, *rules.LIVE)
        if members:
            self.attempt(actions.open_closing, relationship=members[0].relationship, by=members[0].person)
        for member in members:
            self.attempt(
                actions.say_closing, member=member, achieved="Much", learned="", wish=wish, becomes_mentor=False,
                by=member.person,
            )  # fmt: skip

    @rule(at=WHICH)
    def take_back(self, at):
        found = self.one(at, *rules.RELATIONSHIP_STATES)
        if found is not None:
            self.attempt(actions.withdraw_offer, relationship=found, by=self.cast.chen)

    @rule(mentee=SOMEBODY, mentor=MENTOR, days=st.integers(-3, 3), length=st.integers(0, 20))
    def become_assessor(self, mentee, mentor, days, length):
        start = clock.today() + timedelta(days=days)
        self.attempt(
            boundaries.register_conflict, person=self.mentors[mentor].person, other=self.mentees[mentee].person,
            kind="assessor", starts_on=start, ends_on=start + timedelta(days=length), by=self.cast.hanne,
        )  # fmt: skip

    @rule(at=WHICH)
    def was_a_mistake(self, at):
        rows = list(Conflict.objects.unscoped().filter(kind="assessor").order_by("created_at", "pk"))
        for conflict in rows[at % len(rows) :][:1] if rows else []:
            self.attempt(boundaries.withdraw_conflict, conflict=conflict, by=self.cast.hanne)

    @rule(at=WHICH)
    def go_on(self, at):
        found = self.one(at, "suspended")
        if found is not None:
            self.attempt(actions.resume, relationship=found, by=self.cast.chen)

    @rule(mentor=MENTOR, places=st.integers(1, 3))
    def have_other_places(self, mentor, places):
        enrolment = self.mentors[mentor]
        self.attempt(programmes.change_capacity, enrolment=enrolment, capacity=places, by=self.cast.chen)

    @rule(at=st.integers(0, MENTEES + MENTORS - 1), back=st.booleans())
    def leave_the_cohort(self, at, back):
        enrolment = [*self.mentees, *self.mentors][at]
        self.attempt(programmes.withdraw_enrolment, enrolment=enrolment, by=self.cast.chen)
        if back:
            worker.drain(lambda mail: None)
            self.attempt(programmes.restore_enrolment, enrolment=enrolment, by=self.cast.chen)

    @rule(days_on=st.sampled_from([1, 4, 10, 15, 200, 400]))
    def days_pass(self, days_on):
        self.time.shift(timedelta(days=days_on))
        days.begin_day.call()
        worker.drain(lambda mail: None)
        tasks.follow.call()

    @invariant()
    def what_must_hold_does(self):
        worker.drain(lambda mail: None)
        current = {each.pk: each for each in Relationship.objects.unscoped().filter(state__in=rules.CURRENT)}
        members = list(Member.objects.unscoped().filter(relationship__in=current, left_at__isnull=True))
        pairs = {}
        for member in members:
            pairs.setdefault(member.relationship_id, []).append(member.person_id)
        self._claims(pairs)
        assert {pk for pk, people in pairs.items() if len(people) >= rules.FEWEST} == set(current)
        places = Place.objects.unscoped()
        guiding = {(each.relationship_id, each.enrolment_id) for each in members if each.role in rules.types.GUIDING}
        assert set(places.values_list("relationship_id", "enrolment_id")) == guiding
        for enrolment in self.mentors:
            enrolment.refresh_from_db()
            assert places.filter(enrolment=enrolment).count() <= enrolment.capacity
        mentored = Counter(member.enrolment_id for member in members if member.role == "mentee")
        assert max(mentored.values(), default=0) <= self.mentors_each
        assert not any(
            each.answer != "accepted" for each in members if current[each.relationship_id].state in rules.LIVE
        )
        missing = self._missing()
        for enrolment in Enrolment.objects.unscoped().filter(pk__in=[each.pk for each in self.mentees + self.mentors]):
            self._state_of(enrolment, {each.role for each in members if each.enrolment_id == enrolment.pk}, missing)
        self._transitions()

    def _state_of(self, enrolment, roles, missing):
        """Whoever is in something is matched, unless they lost a mentor and want somebody in their place."""
        has_all = bool(roles) and not missing[enrolment.pk]
        assert (enrolment.state == "matched") == has_all, enrolment.state
        if roles and missing[enrolment.pk]:
            assert enrolment.state == "waiting"

    def _missing(self):
        """How many mentors each mentee lost and wants somebody for; only where they may have several."""
        wanted = Member.objects.unscoped().filter(successor="wanted")
        assert self.mentors_each > 1 or not wanted.exists()
        assert not wanted.filter(relationship__state__in=rules.CURRENT).exists()
        return Counter(wanted.values_list("enrolment_id", flat=True))

    def _claims(self, pairs):
        claims = {(row.low, row.high): row for row in PairClaim.objects.all()}
        standing = {
            tuple(sorted((row.person_id, row.other_id)))
            for row in Conflict.objects.unscoped().filter(starts_on__lte=clock.today(), ends_on__gte=clock.today())
        }
        together = Counter(pair for people in pairs.values() for pair in combinations(sorted(people), 2))
        assert max(together.values(), default=0) <= self.kinds
        for pair in together:
            assert claims[pair].holder == "relationship"
            assert pair not in standing, "nobody in conflict is together"
        assert {pair: row.count for pair, row in claims.items() if row.holder == "relationship"} == together

    def _transitions(self):
        for model, subject, states in (
            (RelationshipTransition, "relationship", dict(Relationship.objects.unscoped().values_list("pk", "state"))),
            (AnswerTransition, "member", dict(Member.objects.unscoped().values_list("pk", "answer"))),
        ):
            last = {}
            for row in model.objects.order_by(f"{subject}_id", "sequence"):
                key = getattr(row, f"{subject}_id")
                assert row.from_state == last.get(key, ""), "each begins where the one before ended"
                last[key] = row.to_state
            assert last == states
        brought_back = EnrolmentTransition.objects.filter(from_state="closed")
        assert not brought_back.exclude(to_state="applied", by_id=self.cast.chen.pk).exists()


class LivesOfSeveral(Lives):
    """The same where a mentee may have several mentors."""

    mentors_each = 4

    def __init__(self):
        super().__init__()
        cast.let_have_several(self.cast)


class LivesInGroups(Lives):
    """The same with circles beside pairs, in which one answers, leaves and is parted without the others."""

    kinds = 2

    @rule(who=st.sets(SOMEBODY, min_size=1), leader=st.none() | MENTOR)
    def gather(self, who, leader):
        members = [self.mentees[at] for at in sorted(who)]
        group = actions.GroupOffer("Heron", members, leader=None if leader is None else self.mentors[leader])
        if len(who) + (leader is not None) >= rules.FEWEST:
            self.attempt(
                actions.offer_groups, cohort=self.cast.cohort, kind="circle", groups=[group], by=self.cast.chen
            )

    @rule(at=WHICH, which=st.integers(0, 3), yes=st.booleans())
    def answer_alone(self, at, which, yes):
        for member in self.members(at, "offered")[which : which + 1]:
            if yes:
                self.attempt(actions.accept, member=member, by=member.person)
            else:
                self.attempt(actions.decline, member=member, reason="no_time", by=member.person)

    @rule(at=WHICH, which=st.integers(0, 3), held=st.booleans())
    def leave_a_group(self, at, which, held):
        for member in self.members(at, *rules.LIVE)[which : which + 1]:
            self.attempt(actions.leave, member=member, no_contact=held, wants_another=True, reason="", by=member.person)

    @rule(one=SOMEBODY, other=SOMEBODY, length=st.integers(0, 20))
    def teach_a_peer(self, one, other, length):
        if one != other:
            start = clock.today()
            self.attempt(
                boundaries.register_conflict, person=self.mentees[one].person, other=self.mentees[other].person,
                kind="assessor", starts_on=start, ends_on=start + timedelta(days=length), by=self.cast.hanne,
            )  # fmt: skip

    def _state_of(self, enrolment, roles, missing):
        """Whoever has a mentor or mentees is matched; in a circle one is, too, or waits for a mentor whom one lost."""
        assert enrolment.state != "matched" or roles
        if roles & {"mentee", "mentor", "facilitator"}:
            assert enrolment.state == "matched"
        elif roles:
            assert enrolment.state in ("matched", "waiting")


@pytest.mark.parametrize("lives", [Lives, LivesOfSeveral, LivesInGroups])
def test_whatever_happens_the_invariants_hold(lives):
    run_state_machine_as_test(
        lives,
        settings=settings(
            max_examples=amounts.amount(6, 1250),
            stateful_step_count=amounts.amount(15, 40),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
