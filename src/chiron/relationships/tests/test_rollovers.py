"""Next year: made once from the cohort that ends, exactly as the preview said; the old one is archived on its day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of, enrol

from chiron.boundaries import actions as conflicts
from chiron.core import clock, worker
from chiron.core.actions import NotAllowed
from chiron.core.models import AuditEntry
from chiron.people import actions as consents
from chiron.people.models import Consent, Person
from chiron.programmes import actions as programmes
from chiron.programmes import queries as programme_queries
from chiron.programmes.models import Application, BlueprintVersion, Cohort, Enrolment, ProgrammeRole, Rollover
from chiron.programmes.rules import rollovers as naming
from chiron.relationships import actions, queries
from chiron.relationships.models import Place
from chiron.relationships.tasks import archive_cohorts
from chiron.relationships.tests.support import another, begin, circle_of, keyed, member_of, offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(cast):
    return begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))


def close(relationship, wishes, becomes=()):
    actions.open_closing(relationship=relationship, by=next(iter(wishes)))
    for person, wish in wishes.items():
        actions.say_closing(
            member=member_of(relationship, person), achieved="We did it", learned="", wish=wish,
            becomes_mentor=person in becomes, by=person,
        )  # fmt: skip
    relationship.refresh_from_db()


def said(cohort, **other):
    """What the form says first, as a browser sends it."""
    starts_on = naming.a_year_later(cohort.starts_on)
    return {
        "cohort_name": "Autumn 2027",
        "starts_on": starts_on.isoformat(),
        "ends_on": naming.a_year_later(cohort.ends_on).isoformat(),
        "archive_on": (cohort.ends_on + timedelta(days=30)).isoformat(),
        "version": str(cohort.programme.blueprint_id),
        "groups": ["mentee:again", "mentor:becomes", "mentor:again", "mentee:nobody", "mentor:nobody"],
        **other,
    }


def make(cast, **other):
    client, url = client_of(cast.chen), reverse("relationships:roll_over", args=[cast.cohort.pk])
    groups = [each for each in said(cast.cohort)["groups"] if each in client.get(url).content.decode()]
    data = {**said(cast.cohort, groups=groups), **other}
    preview = client.post(url, keyed(step="preview", **data))
    assert preview.status_code == 200, preview.content.decode()
    assert not Rollover.objects.unscoped().exists()
    data["seen"] = preview.context["plan"].seen
    return preview.content.decode(), client.post(url, keyed(step="make", **data))


def next_cohort():
    return Cohort.objects.unscoped().get(name="Autumn 2027")


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("Autumn 2026", "Autumn 2027"), ("2026/27", "2027/28"), ("Class of 2099–00", "Class of 2100–01"),
        ("Residents", "Residents 2027"), ("Ward 20261", "Ward 20261 2027"),
    ],
)  # fmt: skip
def test_every_year_in_a_name_is_one_later(name, later):
    assert naming.next_name(name, date(2027, 9, 1)) == later


def test_a_leap_day_becomes_the_last_of_february():
    assert naming.a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)


def test_the_preview_says_exactly_what_is_made(cast, begun):
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    alone = another(cast, "Noor Alone")
    page, answer = make(cast)
    assert answer.status_code == 302
    assert "Amara Okafor, Benoît Lefèvre" in page
    assert "Noor Alone" in page
    assert "Giulia Conti" in page  # she had nobody and is asked again
    made = next_cohort()
    there = {(row.person.name, row.side, row.state) for row in made.enrolments.select_related("person")}
    assert there == {
        ("Amara Okafor", "mentee", "matched"),
        ("Benoît Lefèvre", "mentor", "matched"),
        ("Noor Alone", "mentee", "invited"),
        ("Giulia Conti", "mentor", "invited"),
    }
    assert not made.enrolments.get(person=alone.person).asked_at


def test_what_was_renewed_goes_on_with_its_places_and_they_are_told(cast, begun):
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    make(cast)
    begun.refresh_from_db()
    made = next_cohort()
    assert (begun.cohort, begun.carried_from, begun.state) == (made, cast.cohort, "active")
    assert Place.objects.unscoped().get(relationship=begun).enrolment.cohort == made
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == "closed"
    mails = []
    worker.drain(mails.append)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        worker.drain(mails.append)
    told = [mail["To"] for mail in mails if "You go on together in" in f"{mail['Subject']}{mail.get_content()}"]
    assert sorted(told) == ["amara@example.org", "benoit@example.org"]


def test_running_twice_makes_one(cast):
    make(cast)
    client, url = client_of(cast.chen), reverse("relationships:roll_over", args=[cast.cohort.pk])
    assert "What was made" in client.get(url).content.decode()
    client.post(url, keyed(step="make", **said(cast.cohort, cohort_name="Another")))
    assert Rollover.objects.unscoped().count() == 1
    with pytest.raises(programmes.MadeAlready):
        roll(cast, name="Another")
    assert Cohort.objects.unscoped().count() == 2


def roll(cast, **other):
    cohort = cast.cohort
    wanted = {
        "name": "Autumn 2027",
        "starts_on": naming.a_year_later(cohort.starts_on),
        "ends_on": naming.a_year_later(cohort.ends_on),
        "archive_on": cohort.ends_on + timedelta(days=30),
        "version": None,
        "again": [
            programmes.Again(cast.amara_enrolled.pk, "mentee"),
            programmes.Again(cast.benoit_enrolled.pk, "mentor"),
        ],
        "roles": None,
        "seen": [],
        "by": cast.chen,
        **other,
    }  # fmt: skip
    return actions.roll_over(cohort=cohort, **wanted)


def test_whoever_wants_to_rest_is_not_asked_and_whoever_would_mentor_is(cast, begun):
    close(begun, {cast.amara: "rest", cast.benoit: "rest"}, becomes=[cast.amara])
    page, _answer = make(cast)
    there = {(row.person.name, row.side) for row in next_cohort().enrolments.select_related("person")}
    assert there == {("Amara Okafor", "mentor"), ("Giulia Conti", "mentor")}
    assert "Benoît" not in page
    assert "We did it" not in page  # what people wrote is no coordinator's


def test_somebody_can_be_left_out(cast, begun):
    close(begun, {cast.amara: "rematch", cast.benoit: "rematch"})
    make(cast, leave_out=[f"{cast.benoit_enrolled.pk}:mentor"])
    assert not next_cohort().enrolments.filter(person=cast.benoit).exists()
    assert next_cohort().enrolments.filter(person=cast.amara).exists()


def test_a_renewal_between_look_and_yes_is_seen_before_anything_is_made(cast, begun):
    client, url = client_of(cast.chen), reverse("relationships:roll_over", args=[cast.cohort.pk])
    data = said(cast.cohort, groups=["mentor:nobody"])
    seen = client.post(url, keyed(step="preview", **data)).context["plan"].seen
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    answer = client.post(url, keyed(step="make", seen=seen, **data))
    assert answer.status_code == 422
    assert "Something has changed since you looked" in answer.content.decode()
    assert not Rollover.objects.unscoped().exists()
    with pytest.raises(actions.ChangedMeanwhile):
        roll(cast)


def test_whoever_is_kept_apart_from_a_pair_makes_next_years_too_and_the_pair_goes_on(cast, begun):
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    conflicts.register_conflict(
        person=cast.chen, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    page, answer = make(cast)
    assert answer.status_code == 302
    assert "Amara" not in page
    begun.refresh_from_db()
    assert begun.cohort == next_cohort()


def test_a_pair_that_renews_later_goes_on_too(cast, begun):
    roll(cast)
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    worker.drain(lambda mail: None)
    begun.refresh_from_db()
    assert begun.cohort == next_cohort()
    amara = next_cohort().enrolments.get(person=cast.amara)
    assert amara.state == "matched"
    assert Application.objects.unscoped().get(enrolment=amara).is_submitted


def test_on_its_day_the_old_cohort_is_archived_and_what_was_not_renewed_ends(cast, begun):
    rollover = roll(cast)
    with time_machine.travel(clock.now() + timedelta(days=366 + 30)):
        archive_cohorts.func()
        begun.refresh_from_db()
        cast.cohort.refresh_from_db()
        assert (begun.state, begun.cohort) == ("ended", cast.cohort)
        assert cast.cohort.archived_at is not None
        assert set(cast.cohort.enrolments.values_list("state", flat=True)) == {"closed"}
        assert set(rollover.made.enrolments.values_list("state", flat=True)) == {"invited"}
        mails = []
        worker.drain(mails.append)
        assert [mail for mail in mails if "has come to its end" in f"{mail['Subject']}{mail.get_content()}"]
        archive_cohorts.func()  # repeatable


def rested(begun, person):
    actions.open_closing(relationship=begun, by=person)
    actions.say_closing(
        member=member_of(begun, person), achieved="Much", learned="", wish="rest", becomes_mentor=False, by=person
    )


@pytest.mark.parametrize("says_rest", [False, True])
def test_what_was_renewed_last_year_goes_on_only_where_it_is_renewed_again(cast, begun, says_rest):
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    made = roll(cast, again=[], seen=[begun.pk]).made
    with time_machine.travel(clock.now() + timedelta(days=700), tick=False):
        if says_rest:
            rested(begun, cast.amara)
        left = queries.leaving(cast.chen, made)
        assert (left.going_on, left.undecided) == ([], 1)
        groups = {(each.side, each.key) for each in left.groups}
        assert groups == {("mentor", "unsaid")} | (set() if says_rest else {("mentee", "unsaid")})
    with time_machine.travel(clock.now() + timedelta(days=800), tick=False):
        actions.roll_over(
            cohort=made, name="Third", starts_on=made.ends_on, ends_on=naming.a_year_later(made.ends_on),
            archive_on=clock.today() + timedelta(days=1), version=None, again=[], roles=None, seen=[], by=cast.chen,
        )  # fmt: skip
    with time_machine.travel(clock.now() + timedelta(days=801), tick=False):
        archive_cohorts.func()
    begun.refresh_from_db()
    assert (begun.state, begun.cohort) == ("ended", made)


def test_who_rests_in_next_years_cohort_goes_on_there_once_the_old_pair_is_renewed(cast, begun):
    there = roll(cast).made.enrolments.get(person=cast.amara)
    for state in ("applied", "closed"):
        programmes.move(there, state, cast.amara)
    close(begun, {cast.amara: "renew", cast.benoit: "renew"})
    worker.drain(lambda mail: None)
    begun.refresh_from_db()
    there.refresh_from_db()
    assert (begun.cohort, there.state) == (next_cohort(), "matched")


def test_a_cohort_in_which_something_cannot_go_on_keeps_no_other_from_its_archive(cast, begun, monkeypatch):
    archive_on = cast.cohort.ends_on + timedelta(days=1)
    other = Cohort.objects.create(
        programme=cast.programme, name="Other", starts_on=cast.cohort.starts_on, ends_on=cast.cohort.ends_on,
        archive_on=archive_on,
    )  # fmt: skip
    programmes.plan_archive(cohort=cast.cohort, on=archive_on, by=cast.chen)

    def refused(**_arguments):
        raise programmes.IllegalMove

    monkeypatch.setattr(actions, "next_cohort_of", lambda _relationship: other)
    monkeypatch.setattr(actions, "carry_over", refused)
    with time_machine.travel(clock.now() + timedelta(days=400)):
        archive_cohorts.func()
    for row in (other, cast.cohort, begun):
        row.refresh_from_db()
    assert other.archived_at is not None
    assert (cast.cohort.archived_at, begun.state) == (None, "active")


@pytest.mark.parametrize("has_next", [True, False])
def test_a_pair_that_began_late_keeps_the_day_that_it_was_promised(cast, has_next):
    if has_next:
        roll(cast, again=[])
    else:
        programmes.plan_archive(cohort=cast.cohort, on=cast.cohort.ends_on + timedelta(days=30), by=cast.chen)
    late = cast.cohort.ends_on - clock.today() - timedelta(days=20)
    with time_machine.travel(clock.now() + late):
        begun = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
        assert queries.leaving(cast.chen, cast.cohort).undecided == 0
    with time_machine.travel(clock.now() + late + timedelta(days=60)):
        archive_cohorts.func()
        begun.refresh_from_db()
        cast.cohort.refresh_from_db()
        assert begun.ends_on > clock.today()
        assert (begun.state, begun.cohort) == ("active", next_cohort() if has_next else cast.cohort)
        assert (cast.cohort.archived_at is not None) == has_next
    with time_machine.travel(clock.now() + late + timedelta(days=800)):
        archive_cohorts.func()
    cast.cohort.refresh_from_db()
    assert cast.cohort.archived_at is not None


def late_pair(cast, at):
    """A pair that began twenty days before its cohort's end, on the day of the archive."""
    at.move_to(clock.now() + (cast.cohort.ends_on - clock.today()) - timedelta(days=20))
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    worker.drain(lambda mail: None)
    at.shift(timedelta(days=60))
    return pair


def test_nobody_is_brought_into_next_years_cohort_that_they_left_for_a_pair_that_nobody_renewed(cast, time_machine):
    roll(cast)
    pair = late_pair(cast, time_machine)
    there = next_cohort().enrolments.get(person=cast.amara)
    programmes.withdraw_enrolment(enrolment=there, by=cast.amara)
    archive_cohorts.func()
    pair.refresh_from_db()
    there.refresh_from_db()
    assert (pair.state, pair.cohort, there.state) == ("active", cast.cohort, "withdrawn")


def test_a_group_that_began_late_goes_on_whoever_of_it_has_a_mentor_in_next_years_cohort(cast, time_machine):
    roll(cast)
    time_machine.move_to(clock.now() + (cast.cohort.ends_on - clock.today()) - timedelta(days=20))
    group = begin(circle_of(cast))
    there = next_cohort().enrolments.get(person=cast.amara)
    programmes.move(there, "applied", cast.system)
    mentor = Person.objects.create(institution=cast.hospital, name="Nia New", email="nia@example.org")
    begin(offer(cast, there, enrol(next_cohort(), mentor, "mentor")))
    time_machine.shift(timedelta(days=60))
    archive_cohorts.func()
    group.refresh_from_db()
    assert (group.state, group.cohort) == ("active", next_cohort())


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_where_a_late_pair_goes_on_outside_of_a_transaction(cast, time_machine):
    roll(cast)
    pair = late_pair(cast, time_machine)
    archive_cohorts.func()
    pair.refresh_from_db()
    cast.cohort.refresh_from_db()
    assert (pair.cohort, cast.cohort.archived_at is None) == (next_cohort(), False)


def test_an_archive_that_waits_writes_nothing_each_hour(cast, time_machine):
    programmes.plan_archive(cohort=cast.cohort, on=cast.cohort.ends_on + timedelta(days=30), by=cast.chen)
    late_pair(cast, time_machine)
    before = AuditEntry.objects.count()
    for _hour in range(3):
        archive_cohorts.func()
    assert AuditEntry.objects.count() == before


def test_an_archived_cohort_is_read_and_not_changed(cast):
    cast.cohort.archived_at = clock.now()
    cast.cohort.save(update_fields=["archived_at"])
    client = client_of(cast.chen)
    page = client.get(reverse("programmes:people", args=[cast.cohort.pk])).content.decode()
    assert "Archived" in page
    assert "Add a person" not in page
    assert client.get(reverse("programmes:enrolment", args=[cast.amara_enrolled.pk])).status_code == 200
    with pytest.raises(NotAllowed):
        offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    with pytest.raises(NotAllowed):
        programmes.add_person(
            cohort=cast.cohort, name="New", email="n@example.org", side="mentee", capacity=1, is_ready=False,
            by=cast.chen,
        )  # fmt: skip
    for change, arguments in (
        (programmes.withdraw_enrolment, {}), (programmes.invite_to_apply, {}), (programmes.restore_enrolment, {}),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            change(enrolment=cast.benoit_enrolled, by=cast.chen, **arguments)
    assert client.post(reverse("programmes:upload", args=[cast.cohort.pk]), keyed()).status_code == 404


def test_a_cohort_is_not_archived_before_it_has_ended(cast):
    with pytest.raises(programmes.ArchivedTooEarly):
        programmes.plan_archive(cohort=cast.cohort, on=cast.cohort.ends_on, by=cast.chen)
    programmes.plan_archive(cohort=cast.cohort, on=cast.cohort.ends_on + timedelta(days=1), by=cast.chen)
    with pytest.raises(programmes.NotYetTime):
        programmes.archive_cohort(cohort=cast.cohort, by=cast.system)


def _answer(cast, **answers):
    Application.objects.unscoped().filter(enrolment=cast.amara_enrolled).delete()
    Application.objects.create(
        enrolment=cast.amara_enrolled, person=cast.amara, blueprint=cast.programme.blueprint, is_submitted=True,
        answers=answers, identity={"gender": "woman"}, updated_at=clock.now(), is_own=True,
    )  # fmt: skip


def _consent_question(cast):
    blueprint = programme_queries.blueprint_of(cast.programme)
    return next(each for each in blueprint.side("mentee") if each.kind == "consent")


def _free_question(cast):
    blueprint = programme_queries.blueprint_of(cast.programme)
    return next(each for each in blueprint.side("mentee") if each.kind == "availability")


def _carried(cast):
    row = Enrolment.objects.unscoped().get(cohort=next_cohort(), person=cast.amara)
    return Application.objects.unscoped().get(enrolment=row)


def test_answers_wait_for_their_owner_and_when_they_are_free_is_asked_anew(cast):
    consent, free = _consent_question(cast), _free_question(cast)
    asked = programme_queries.blueprint_of(cast.programme).side("mentee")
    text = next(each for each in asked if each.kind == "text" and not each.identity)
    _answer(cast, **{text.id: "Echo", free.id: "f" * 42, consent.id: True})
    roll(cast)
    draft = _carried(cast)
    assert draft.answers == {text.id: "Echo"}  # the consent was never given in words: asked
    assert draft.identity == {}
    assert not draft.is_submitted
    assert client_of(cast.chen).get(
        reverse("programmes:enrolment", args=[draft.enrolment_id])
    ).context["application"] is None  # fmt: skip


def _agree(cast):
    consent = _consent_question(cast)
    purpose = f"application:{cast.programme.pk.hex[:16]}:{consent.id}"[:60]
    consents.record_words(cast.amara, purpose, consent.ask, "en", clock.now())
    _answer(cast, **{consent.id: True})
    return consent


def test_a_consent_in_the_very_words_stays_and_one_taken_back_is_asked_anew(cast):
    consent = _agree(cast)
    roll(cast)
    assert _carried(cast).answers == {consent.id: True}
    next_cohort().delete()
    Consent.objects.unscoped().filter(person=cast.amara).update(withdrawn_at=clock.now())
    roll(cast)
    assert _carried(cast).answers == {}


def test_new_words_are_agreed_to_anew_and_the_old_cohort_keeps_its_version(cast):
    consent = _agree(cast)
    old = cast.programme.blueprint
    words = consent.ask["en"]
    assert words in old.source.replace("\n", " ") or words[:20] in old.source
    version = BlueprintVersion.objects.create(
        institution=cast.hospital, key=old.key, version=2, source=old.source.replace(words[:20], "Now, " + words[:20]),
        created_by=cast.chen,
    )  # fmt: skip
    page, _answer = make(cast, version=str(version.pk), groups=["mentee:nobody", "mentor:nobody"])
    assert "New words to agree to:" in page
    assert _carried(cast).answers == {}
    for row in (cast.cohort, cast.programme):
        row.refresh_from_db()
    assert cast.programme.blueprint == version
    assert programme_queries.version_id_of(cast.cohort) == old.pk
    assert programme_queries.version_id_of(next_cohort()) == version.pk


def test_roles_are_said_only_by_whoever_may_give_them(cast):
    role = ProgrammeRole.objects.unscoped().get(programme=cast.programme, role="director")
    mine = ProgrammeRole.objects.unscoped().get(programme=cast.programme, role="coordinator")
    with pytest.raises(NotAllowed):
        roll(cast, roles=[mine.pk])
    ProgrammeRole.objects.create(
        programme=cast.programme, person=cast.chen, role="director", starts_on=clock.today()
    )  # fmt: skip
    with pytest.raises(programmes.LastCoordinator):
        roll(cast, roles=[role.pk])
    deputy = ProgrammeRole.objects.create(
        programme=cast.programme, person=cast.hanne, role="coordinator", deputy_for=cast.chen,
        starts_on=clock.today(), ends_on=clock.today() + timedelta(days=9),
    )  # fmt: skip
    rollover = roll(cast, roles=[mine.pk, deputy.pk])
    for each in (role, mine, deputy):
        each.refresh_from_db()
    assert mine.ends_on is None
    assert deputy.ends_on == rollover.made.ends_on
    assert role.ends_on == rollover.source.archive_on


def test_nobody_else_makes_next_years(cast):
    url = reverse("relationships:roll_over", args=[cast.cohort.pk])
    for person in (cast.amara, cast.dina, cast.farid, cast.giulia, cast.hanne):
        assert client_of(person).get(url).status_code == 404
        with pytest.raises(NotAllowed):
            roll(cast, by=person)


def test_today_reminds_of_a_cohort_that_ends_and_of_ones_week(cast):
    client = client_of(cast.chen)
    Cohort.objects.unscoped().filter(pk=cast.cohort.pk).update(ends_on=clock.today() + timedelta(days=20))
    cast.cohort.refresh_from_db()
    assert "Autumn 2026 ends on" in client.get(reverse("today")).content.decode()
    roll(cast)
    assert "Autumn 2026 ends on" not in client.get(reverse("today")).content.decode()
    assert "Apply to" not in client_of(cast.amara).get(reverse("today")).content.decode()  # not asked yet
    programmes.invite_everybody(cohort=next_cohort(), by=cast.chen)
    assert "Apply to" in client_of(cast.amara).get(reverse("today")).content.decode()


def test_a_look_costs_the_same_for_thirty(cast):
    client, url = client_of(cast.chen), reverse("relationships:roll_over", args=[cast.cohort.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        another(cast, f"Person {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many)


def test_a_cohort_without_a_next_one_is_archived_too(cast):
    client, url = client_of(cast.chen), reverse("relationships:archive", args=[cast.cohort.pk])
    assert client.post(url, keyed(on=cast.cohort.starts_on.isoformat())).status_code == 422
    day = cast.cohort.ends_on + timedelta(days=5)
    assert client.post(url, keyed(on=day.isoformat())).status_code == 302
    cast.cohort.refresh_from_db()
    assert cast.cohort.archive_on == day
    client.post(url, keyed())
    cast.cohort.refresh_from_db()
    assert cast.cohort.archive_on is None
