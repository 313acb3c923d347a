"""Endings: without a reason and at once, or well and together; what was stays one's own."""

from datetime import timedelta

import icalendar
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from tests.cast import client_of

from chiron.boundaries import actions as conflicts
from chiron.boundaries import policies as boundaries
from chiron.boundaries.models import Hold, PairClaim
from chiron.core import clock, worker
from chiron.people import actions as people
from chiron.people.queries import exported
from chiron.programmes import actions as programmes
from chiron.relationships import actions, policies, queries, rules
from chiron.relationships.models import Closing, Member
from chiron.relationships.tasks import follow
from chiron.relationships.tests.support import another, begin, circle_of, keyed, leave, member_of, offer, sign
from chiron.scheduling.models import Reservation

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(cast):
    return begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))


def at(name, row):
    return reverse(f"relationships:{name}", args=[row.pk])


def mails_to(person):
    mails = []
    worker.drain(mails.append)
    return [mail.get_content() for mail in mails if mail["To"] == person.email]


def test_a_mentee_ends_it_in_two_taps_and_contact_stops_at_once(cast, begun):
    client = client_of(cast.amara)
    page = client.get(at("relationship", begun)).content.decode()
    assert f'href="{at("leave", begun)}"' in page
    answer = client.post(
        at("leave", begun), keyed(no_contact="on", wants_another="on", reason="He shouts"), follow=True
    )
    assert "nobody is told why" in answer.content.decode()
    begun.refresh_from_db()
    assert begun.state == "ended"
    assert boundaries.are_apart(cast.benoit, cast.amara)
    for person in (cast.amara, cast.benoit):
        assert client_of(person).get(at("relationship", begun)).status_code == 404
        assert not policies.may_take_part(by=person, relationship=begun)


def test_the_other_is_told_only_that_it_ended(cast, begun):
    worker.drain(lambda mail: None)
    leave(begun, cast.amara, no_contact=True, reason="He shouts")
    [text] = mails_to(cast.benoit)
    assert "has ended" in text
    for word in ("shouts", "Amara", "contact", "hold"):
        assert word not in text
    assert (
        "He shouts"
        not in client_of(cast.chen).get(reverse("relationships:list", args=[cast.cohort.pk])).content.decode()
    )


def test_places_claims_and_enrolments_are_given_back_as_was_wished(cast, begun):
    leave(begun, cast.amara)
    cast.amara_enrolled.refresh_from_db()
    cast.benoit_enrolled.refresh_from_db()
    assert (cast.amara_enrolled.state, cast.benoit_enrolled.state) == ("waiting", "applied")
    assert not cast.benoit_enrolled.places.exists()
    assert not PairClaim.objects.filter(holder="relationship").exists()
    again = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    leave(again, cast.amara, wants_another=False)
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == "closed"


def test_it_is_ended_once_and_by_its_members_alone(cast, begun):
    for person in (cast.chen, cast.giulia, cast.farid):
        with pytest.raises(actions.Refused):
            actions.leave(
                member=member_of(begun, cast.amara), no_contact=False, wants_another=True, reason="", by=person
            )
    leave(begun, cast.benoit)
    with pytest.raises(actions.Refused):
        leave(begun, cast.amara)


def test_whoever_asked_for_it_lifts_the_hold_on_their_own_page(cast, begun):
    leave(begun, cast.amara, no_contact=True)
    hold = Hold.objects.unscoped().get()
    mine, his = (
        client_of(person).get(reverse("relationships:chapters")).content.decode()
        for person in (cast.amara, cast.benoit)
    )
    assert "Who cannot contact you" in mine
    assert "Who cannot contact you" not in his
    url = reverse("boundaries:lift", args=[hold.pk])
    assert client_of(cast.benoit).post(url, keyed()).status_code == 404
    client_of(cast.amara).post(url, keyed())
    assert not boundaries.are_apart(cast.benoit, cast.amara)
    assert client_of(cast.benoit).get(at("relationship", begun)).status_code == 200


def say(begun, person, wish, **more):
    said = {"achieved": "We read forty echoes", "learned": "", "wish": wish, "becomes_mentor": False, **more}
    return actions.say_closing(member=member_of(begun, person), by=person, **said)


def test_a_closing_is_settled_once_both_have_looked_back(cast, begun):
    actions.open_closing(relationship=begun, by=cast.benoit)
    say(begun, cast.amara, "rematch", becomes_mentor=True)
    begun.refresh_from_db()
    assert begun.state == "closing"
    with pytest.raises(actions.SaidAlready):
        say(begun, cast.amara, "rest")
    say(begun, cast.benoit, "informal")
    begun.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (begun.state, cast.amara_enrolled.state) == ("ended", "waiting")
    assert Closing.objects.unscoped().get(person=cast.amara).becomes_mentor


def test_a_mentee_who_wanted_to_go_on_is_looked_for_somebody_else(cast, begun):
    actions.open_closing(relationship=begun, by=cast.benoit)
    say(begun, cast.amara, "renew")
    say(begun, cast.benoit, "rest")
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == "waiting"


def test_the_coordinator_brings_back_a_mentee_who_rests_and_has_changed_their_mind(cast, begun):
    leave(begun, cast.amara, wants_another=False)
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == "closed"
    url = reverse("programmes:restore", args=[cast.amara_enrolled.pk])
    client = client_of(cast.chen)
    form = client_of(cast.amara).get(reverse("programmes:apply", args=[cast.amara_enrolled.pk])).content.decode()
    assert "write to the coordinator" in form
    assert url in client.get(reverse("programmes:enrolment", args=[cast.amara_enrolled.pk])).content.decode()
    client.post(url, keyed())
    cast.amara_enrolled.refresh_from_db()
    assert cast.amara_enrolled.state == "applied"


def test_where_all_want_to_go_on_it_goes_on_and_can_close_again(cast, begun):
    until = begun.ends_on
    actions.open_closing(relationship=begun, by=cast.benoit)
    for person in (cast.amara, cast.benoit):
        say(begun, person, "renew")
    begun.refresh_from_db()
    assert begun.state == "active"
    assert begun.ends_on > until
    actions.open_closing(relationship=begun, by=cast.amara)
    say(begun, cast.amara, "rest")
    assert Closing.objects.unscoped().filter(person=cast.amara).count() == 2


def test_what_was_achieved_before_a_renewal_stays_in_ones_own_timeline(cast, begun):
    for year, wish in (("I read echocardiograms.", "renew"), ("I lead the round.", "rest")):
        actions.open_closing(relationship=begun, by=cast.benoit)
        for person in (cast.amara, cast.benoit):
            say(begun, person, wish, achieved=year)
        begun.refresh_from_db()
    [chapter] = queries.chapters(cast.amara)
    assert chapter.achieved == "I read echocardiograms.\n\nI lead the round."


def test_a_second_closing_waits_for_everybody_again(cast, begun):
    actions.open_closing(relationship=begun, by=cast.benoit)
    for person in (cast.amara, cast.benoit):
        say(begun, person, "renew")
    begun.refresh_from_db()
    actions.open_closing(relationship=begun, by=cast.amara)
    say(begun, cast.amara, "rest")
    text = client_of(cast.amara).get(at("closing", begun)).content.decode()
    assert "It is settled once Benoît has answered, too." in text


def test_a_closing_that_was_paused_keeps_what_was_said(cast, begun):
    actions.open_closing(relationship=begun, by=cast.amara)
    say(begun, cast.amara, "renew")
    conflict = conflicts.register_conflict(
        person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    worker.drain(lambda mail: None)
    conflicts.withdraw_conflict(conflict=conflict, by=cast.hanne)
    begun.refresh_from_db()
    actions.resume(relationship=begun, by=cast.chen)
    assert queries.said_at_closing(begun) == {cast.amara.pk}
    assert "It is settled once Benoît has answered" in client_of(cast.amara).get(at("closing", begun)).content.decode()
    today = {who: client_of(who).get(reverse("today")).content.decode() for who in (cast.amara, cast.benoit)}
    assert [at("closing", begun) in today[who] for who in (cast.amara, cast.benoit)] == [False, True]
    say(begun, cast.benoit, "renew")
    begun.refresh_from_db()
    assert begun.state == "active"


def test_days_are_those_of_the_reader(cast, begun, time_machine):
    time_machine.move_to(clock.now().replace(year=2027, month=3, day=2, hour=3))
    for person in (cast.amara, cast.benoit):
        sign(begun, person)
    actions.open_closing(relationship=begun, by=cast.amara)
    for person in (cast.amara, cast.benoit):
        say(begun, person, "rest")
    with timezone.override("America/Mexico_City"):
        shown = queries.shown(queries.relationship_for(cast.amara, begun.pk))
    days = {step.name: step.detail for step in shown.steps}
    assert (days["Agreement"], days["Closing"]) == ("1 March, both signed", "1 March")
    assert {note.on for entry in shown.entries for note in entry.notes} == {"1 March"}


def test_who_has_not_looked_back_is_told_that_somebody_has_and_all_how_it_goes_on(cast, begun, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    actions.open_closing(relationship=begun, by=cast.benoit)
    worker.drain(lambda mail: None)
    say(begun, cast.amara, "informal")
    told = []
    worker.drain(told.append)
    assert [(mail["To"], mail["Subject"]) for mail in told] == [
        (cast.benoit.email, "Somebody has looked back on your time together")
    ]
    say(begun, cast.benoit, "informal")
    settled = []
    worker.drain(settled.append)
    assert [(mail["To"], mail["Subject"]) for mail in settled] == [(cast.amara.email, "A good ending")]
    assert not [mail for mail in told + settled if "forty echoes" in mail.as_string()]


def test_both_read_what_each_wrote_and_nobody_else(cast, begun):
    actions.open_closing(relationship=begun, by=cast.benoit)
    answer = client_of(cast.amara).post(at("closing", begun), keyed(achieved="We read forty echoes", wish="informal"))
    assert answer.status_code == 302
    assert "We read forty echoes" in client_of(cast.benoit).get(at("relationship", begun)).content.decode()
    for who in ("chen", "dina", "farid", "giulia", "hanne"):
        assert client_of(getattr(cast, who)).get(at("closing", begun)).status_code == 404
    assert client_of(cast.benoit).post(at("closing", begun), keyed(achieved="", wish="rest")).status_code == 422


def test_a_closing_opens_by_itself_near_the_end_and_is_settled_whatever_was_said(cast, begun):
    with time_machine.travel(clock.now() + (begun.ends_on - clock.today()) - timedelta(days=20), tick=False):
        follow.call()
        begun.refresh_from_db()
        assert begun.state == "closing"
        say(begun, cast.amara, "rematch")
    with time_machine.travel(clock.now() + (begun.ends_on - clock.today()) + timedelta(days=31), tick=False):
        follow.call()
        follow.call()
    begun.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (begun.state, cast.amara_enrolled.state) == ("ended", "waiting")


def test_a_group_goes_on_where_only_somebody_who_left_had_not_looked_back(cast, circle):
    begin(circle)
    actions.open_closing(relationship=circle, by=cast.benoit)
    stays = [each.person for each in circle.members.select_related("person") if each.person_id != cast.amara.pk]
    for person in stays:
        say(circle, person, "renew")
    leave(circle, cast.amara)
    with time_machine.travel(clock.now() + timedelta(days=400), tick=False):
        follow.call()
    circle.refresh_from_db()
    assert circle.state == "active"


def test_a_closing_opened_early_is_settled_after_sixty_days_and_says_so(cast, begun, time_machine):
    time_machine.move_to(clock.now().replace(hour=12))
    actions.open_closing(relationship=begun, by=cast.amara)
    say(begun, cast.amara, "rematch")
    last = clock.today() + timedelta(days=60)
    assert last < begun.ends_on
    for person in (cast.amara, cast.benoit):
        assert f"On {last:%-d %B %Y} it is settled" in client_of(person).get(at("closing", begun)).content.decode()
    time_machine.shift(timedelta(days=59))
    follow.call()
    begun.refresh_from_db()
    assert begun.state == "closing"
    with pytest.raises(actions.TooEarly):
        actions.settle_closing(relationship=begun, by=cast.system)
    time_machine.shift(timedelta(days=1))
    follow.call()
    begun.refresh_from_db()
    assert begun.state == "ended"


@pytest.mark.parametrize(("opened", "settled"), [(-200, -140), (-30, 30), (-10, 30), (0, 30), (90, 120)])
def test_everybody_has_thirty_days_at_least_to_look_back(opened, settled):
    ends = clock.today()
    days = [ends + timedelta(days=each) for each in (opened, settled)]
    assert rules.following.settles_on(days[0], ends) == days[1]


def test_one_s_own_timeline_and_export_hold_what_was(cast, begun):
    actions.open_closing(relationship=begun, by=cast.amara)
    say(begun, cast.amara, "rest")
    leave(begun, cast.amara, no_contact=True)
    [chapter] = queries.chapters(cast.amara)
    assert (chapter.who, chapter.achieved, chapter.url) == ("Benoît Lefèvre", "We read forty echoes", "")
    everything = exported(cast.amara)
    assert everything["relationships.Closing"][0]["achieved"] == "We read forty echoes"
    assert everything["relationships.Signature"]
    assert len(everything["relationships.Member"]) == 1


def test_a_pair_ends_with_the_erasure_of_one_and_the_other_is_free(cast, begun, settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"
    meeting = actions.book_meeting(
        relationship=begun, starts_at=clock.now() + timedelta(days=3), minutes=45, zone="Europe/Dublin",
        where=actions.Where(), by=cast.benoit,
    )  # fmt: skip
    worker.drain(lambda mail: None)
    people.erase_person(person=cast.amara, by=cast.amara)
    mails = []
    worker.drain(mails.append)
    [told] = [mail.get_content() for mail in mails if mail["Subject"].endswith("your pair has ended")]
    assert "Amara" not in told
    begun.refresh_from_db()
    meeting.refresh_from_db()
    assert (begun.state, meeting.state) == ("ended", "cancelled")
    assert not cast.benoit_enrolled.places.exists()
    assert client_of(cast.benoit).get(at("relationship", begun)).status_code == 200


def test_an_offer_to_somebody_erased_is_taken_back(cast, settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"
    offered = offer(cast, cast.amara_enrolled, cast.benoit_enrolled)
    people.erase_person(person=cast.amara, by=cast.amara)
    worker.drain(lambda mail: None)
    offered.refresh_from_db()
    assert offered.state == "withdrawn"
    assert not cast.benoit_enrolled.places.exists()


@pytest.fixture
def circle(cast):
    return circle_of(cast)


def test_a_member_leaves_a_group_that_goes_on(cast, circle):
    begin(circle)
    leave(circle, cast.amara, no_contact=True)
    circle.refresh_from_db()
    cast.amara_enrolled.refresh_from_db()
    assert (circle.state, cast.amara_enrolled.state) == ("active", "applied")
    assert PairClaim.objects.filter(holder="relationship").count() == 3, "the three others keep theirs"
    assert client_of(cast.amara).get(at("relationship", circle)).status_code == 404
    assert client_of(cast.benoit).get(at("relationship", circle)).status_code == 200, "a hold is against nobody in it"


def test_whoever_leaves_a_group_is_free_at_the_time_of_its_meetings_and_calendars_are_told(cast, circle):
    begin(circle)
    meeting = actions.book_meeting(
        relationship=circle, starts_at=clock.now() + timedelta(days=3), minutes=60, zone="Europe/Dublin",
        where=actions.Where(), by=cast.benoit,
    )  # fmt: skip
    calendars()
    leave(circle, cast.amara)
    assert not Reservation.objects.unscoped().filter(person=cast.amara).exists()
    assert Reservation.objects.unscoped().filter(holder=meeting.pk).values("person").distinct().count() == 3
    actions.move_meeting(
        meeting=meeting, starts_at=clock.now() + timedelta(days=4), minutes=60, zone="Europe/Dublin",
        where=actions.Where(), by=cast.benoit,
    )  # fmt: skip
    told = calendars()
    amara = icalendar.Calendar.from_ical(told.pop(cast.amara.email)).walk("VEVENT")[0]
    assert (amara["STATUS"], str(amara["ATTENDEE"])) == ("CANCELLED", f"mailto:{cast.amara.email}")
    assert amara["SEQUENCE"] > 0
    assert told
    for text in told.values():
        [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
        assert event["STATUS"] == "CONFIRMED"
        assert cast.amara.email not in text
    assert not Reservation.objects.unscoped().filter(person=cast.amara).exists()


def test_a_meeting_to_which_only_one_would_come_is_called_off(cast, circle):
    begin(circle)
    meeting = actions.book_meeting(
        relationship=circle, starts_at=clock.now() + timedelta(days=3), minutes=60, zone="Europe/Dublin",
        where=actions.Where(), by=cast.benoit,
    )  # fmt: skip
    for member in circle.members.exclude(person__in=[cast.amara, cast.benoit]).select_related("person"):
        actions.answer_meeting(meeting=meeting, answer="declined", by=member.person)
    leave(circle, cast.amara)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    assert not Reservation.objects.unscoped().filter(holder=meeting.pk).exists()


def calendars():
    """The latest calendar file of each address among the mails that are due."""
    found = {}

    def keep(mail):
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                found[mail["To"]] = part.get_content()

    worker.drain(keep)
    return found


def test_a_conflict_within_a_group_takes_out_whoever_stands_over_the_other(cast, circle):
    begin(circle)
    register = {"kind": "assessor", "starts_on": clock.today(), "ends_on": None, "by": cast.hanne}
    conflicts.register_conflict(person=cast.benoit, other=cast.amara, **register)
    assert client_of(cast.benoit).get(at("relationship", circle)).status_code == 404
    worker.drain(lambda mail: None)
    circle.refresh_from_db()
    assert circle.state == "active"
    assert member_of(circle, cast.benoit).left_at is not None
    assert client_of(cast.amara).get(at("relationship", circle)).status_code == 200
    assert not cast.benoit_enrolled.places.exists()


def test_a_group_begins_without_those_who_never_answered(cast, circle):
    for person in (cast.amara, cast.benoit):
        actions.accept(member=member_of(circle, person), by=person)
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        follow.call()
    circle.refresh_from_db()
    assert circle.state == "active"
    assert Member.objects.unscoped().filter(relationship=circle, left_at__isnull=True).count() == 2
    assert PairClaim.objects.filter(holder="relationship").count() == 1


def test_a_mentor_who_takes_fewer_now_is_given_no_more_whatever_number_a_taken_place_has(cast):
    two = another(cast, "Two Places", "mentor", capacity=2)
    first, _second = (begin(offer(cast, mentee, two)) for mentee in (cast.amara_enrolled, another(cast, "Second")))
    leave(first, two.person)
    programmes.change_capacity(enrolment=two, capacity=1, by=cast.chen)
    with pytest.raises(actions.NoPlaceLeft):
        offer(cast, another(cast, "Third"), two)
