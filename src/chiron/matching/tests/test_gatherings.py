"""Evenings of short talks and groups that can meet: what is promised of them, who is told, who may."""

from itertools import combinations

import pytest
from tests.cast import client_of, enrol

from chiron.boundaries.models import PairClaim
from chiron.core.models import OutboxMessage
from chiron.matching import actions, queries
from chiron.matching.models import Gathering
from chiron.matching.tests.test_actions import another, conflict
from chiron.matching.tests.test_views import at, content, keyed
from chiron.people.models import HelpContact
from chiron.programmes import actions as programmes
from chiron.programmes.models import Enrolment
from chiron.relationships import actions as relationships
from chiron.relationships.models import Member, Place, Relationship
from chiron_blueprint import hours

pytestmark = pytest.mark.django_db
EVENING = {"rounds": 3, "minutes": 10, "pause": 2, "seats": 1, "begins": 18 * 60}
SIZES = {"smallest": 3, "size": 3, "largest": 4, "shared": 2}


def crowd(cast, mentees=6, mentors=2):
    """Further people; every mentee can on Monday evening, the even ones on Tuesday too."""
    question = next(
        each.id for each in queries.gathered(cast.cohort).blueprint.side("mentee") if each.kind == "availability"
    )
    found = []
    for number in range(mentees):
        free = hours.mask([18, 19, 20, *([42, 43] if number % 2 == 0 else [])])
        person = another(cast, f"Mentee {number}")
        found.append(enrol(cast.cohort, person, "mentee", {question: free}))
    for number in range(mentors):
        person = another(cast, f"Mentor {number}")
        enrol(cast.cohort, person, "mentor", {question: hours.mask([18, 19])}, capacity=2)
    return found


def test_nobody_talks_twice_with_the_same_person_or_with_two_at_once_and_never_with_an_assessor(cast):
    crowd(cast, mentees=3)
    evening = actions.plan_talks(cohort=cast.cohort, asked=EVENING, by=cast.chen)
    table = evening.made["rounds"]
    assert len(table) == 3
    talks = [tuple(talk) for each in table for talk in each]
    assert len(talks) == len(set(talks)) == 12, "three rounds for four mentees and four mentors, nobody idle"
    for each in table:
        assert len({mentee for mentee, _mentor in each}) == len({mentor for _mentee, mentor in each}) == len(each)
    assert (str(cast.amara_enrolled.pk), str(cast.giulia_enrolled.pk)) not in talks


def test_the_schedule_is_shown_by_table_and_by_mentee_with_its_times(cast):
    client = client_of(cast.chen)
    assert "Work out the rounds" in content(client.get(at("talks", cast.cohort)))
    asked = {"rounds": "2", "minutes": "10", "pause": "2", "seats": "1", "begins": "18:30"}
    text = content(client.post(at("talks", cast.cohort), keyed(**asked), follow=True))
    assert "18:30–18:40" in text
    assert "18:42–18:52" in text
    evening = Gathering.objects.unscoped().get()
    lines = client.get(at("talks_csv", evening)).getvalue().decode("utf-8-sig").splitlines()
    assert lines[0].replace('"', "") == "Round,Begins,Ends,Mentor,Mentee"
    assert len(lines) == 1 + sum(map(len, evening.made["rounds"]))
    refused = client.post(at("talks", cast.cohort), keyed(**asked | {"rounds": "0"}))
    assert refused.status_code == 422


def test_an_evening_needs_people_and_numbers_that_can_be(cast):
    with pytest.raises(actions.OutOfRange):
        actions.plan_talks(cohort=cast.cohort, asked=EVENING | {"rounds": 21}, by=cast.chen)
    with pytest.raises(actions.Refused, match="may not"):
        actions.plan_talks(cohort=cast.cohort, asked=EVENING, by=cast.dina)
    cast.cohort.enrolments.filter(side="mentor").delete()
    with pytest.raises(actions.NobodyToMatch):
        actions.plan_talks(cohort=cast.cohort, asked=EVENING, by=cast.chen)


def test_groups_have_their_size_hours_in_common_and_nobody_kept_apart(cast):
    people = crowd(cast)
    conflict(cast, people[0].person, people[1].person)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    groups = formed.made["groups"]
    assert [len(each) for each in groups] == [3, 3]
    assert not any({str(people[0].pk), str(people[1].pk)} <= set(each) for each in groups)
    assert all(int(mask, 16).bit_count() >= 2 for mask in formed.made["hours"])
    assert formed.made["unplaced"] == [str(cast.amara_enrolled.pk)], "who said no hours can never"
    assert len({leader for leader in formed.made["leaders"] if leader}) >= 1


def test_groups_keep_to_the_usual_size_where_a_larger_one_would_place_nobody_more(cast):
    crowd(cast, mentees=8)
    asked = {"smallest": 3, "size": 4, "largest": 8, "shared": 2}
    formed = actions.form_groups(cohort=cast.cohort, asked=asked, by=cast.chen)
    assert [len(each) for each in formed.made["groups"]] == [4, 4]


def test_a_group_is_offered_to_everybody_in_it_once_and_leads_from_a_place(cast):
    crowd(cast)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    offered = actions.offer_groups(gathering=formed, by=cast.chen)
    assert len(offered.created) == 2
    group = offered.created[0]
    people = list(group.members.values_list("person_id", flat=True))
    assert group.members.filter(role="member").count() == 3
    assert group.kind == queries.group_kind(cast.cohort) == "circle"
    assert (
        Place.objects.unscoped().filter(relationship=group).count()
        == group.members.filter(role="facilitator").count()
        == 1
    )
    claims = {(min(pair), max(pair)) for pair in combinations(people, 2)}
    assert claims <= set(PairClaim.objects.filter(holder="relationship").values_list("low", "high"))
    assert OutboxMessage.objects.filter(kind="relationships.offer").count() == Member.objects.unscoped().count()
    with pytest.raises(actions.AlreadyPublished):
        actions.offer_groups(gathering=formed, by=cast.chen)
    cast.amara_enrolled.delete()
    with pytest.raises(actions.NobodyFree):
        actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)


def test_a_group_whose_members_came_into_conflict_is_left_out_and_claims_nothing(cast):
    people = crowd(cast)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    by_id = {str(each.pk): each.person for each in people}
    one, other = formed.made["groups"][0][:2]
    conflict(cast, by_id[one], by_id[other])
    offered = actions.offer_groups(gathering=formed, by=cast.chen)
    assert (len(offered.created), len(offered.left_out)) == (1, 1)
    assert isinstance(offered.left_out[0][1], relationships.MembersApart)
    members = offered.created[0].members.count()
    assert PairClaim.objects.filter(holder="relationship").count() == members * (members - 1) // 2


def test_nobody_is_asked_into_a_second_group_of_a_set_formed_before(cast):
    crowd(cast)
    cast.cohort.enrolments.filter(side="mentor").update(capacity=5)
    older, newer = (actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen) for _time in range(2))
    actions.offer_groups(gathering=newer, by=cast.chen)
    asked = Member.objects.unscoped().count()
    with pytest.raises(relationships.InGroupAlready, match="another group"):
        actions.offer_groups(gathering=older, by=cast.chen)
    assert Member.objects.unscoped().count() == asked
    for member in Member.objects.unscoped().filter(role="member"):
        relationships.decline(member=member, reason="", by=member.person)
    assert len(actions.offer_groups(gathering=older, by=cast.chen).created) == 2, "who is in none any more is asked"


def test_a_group_whose_leader_has_paused_meanwhile_is_not_offered_and_says_why(cast):
    crowd(cast)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    Enrolment.objects.unscoped().filter(pk__in=[each for each in formed.made["leaders"] if each]).update(is_paused=True)
    with pytest.raises(relationships.HasPaused):
        actions.offer_groups(gathering=formed, by=cast.chen)
    formed.refresh_from_db()
    assert formed.published_at is None


def test_no_group_is_offered_while_nobody_can_be_asked_for_help(cast):
    crowd(cast)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    HelpContact.objects.all().delete()
    with pytest.raises(programmes.NoHelp):
        actions.offer_groups(gathering=formed, by=cast.chen)


def test_who_says_no_leaves_the_group_and_the_others_begin(cast):
    crowd(cast)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    group = actions.offer_groups(gathering=formed, by=cast.chen).created[0]
    first, *others = group.members.order_by("role", "pk").filter(role="member")
    relationships.decline(member=first, reason="", by=first.person)
    for member in [*others, *group.members.filter(role="facilitator")]:
        relationships.accept(member=member, by=member.person)
    group.refresh_from_db()
    assert group.state == "active"
    first.refresh_from_db()
    assert first.left_at is not None
    assert not PairClaim.objects.filter(low=first.person_id).exists()
    assert not PairClaim.objects.filter(high=first.person_id).exists()
    first.enrolment.refresh_from_db()
    assert first.enrolment.state == "applied"


def test_groups_on_the_page(cast):
    crowd(cast)
    client = client_of(cast.chen)
    url = at("groups", cast.cohort)
    assert "People in a group" in content(client.get(url))
    clash = client.post(url, keyed(smallest="5", size="3", largest="4", shared="1"))
    assert "smallest size comes first" in content(clash)
    text = content(client.post(url, keyed(**{name: str(value) for name, value in SIZES.items()}), follow=True))
    assert "Monday" in text
    assert "In no group" in text
    formed = Gathering.objects.unscoped().get()
    rows = client.get(at("groups_csv", formed)).getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) > 7
    offered = client.post(at("groups_offer", formed), keyed(), follow=True)
    assert "2 groups are offered" in content(offered)
    assert Relationship.objects.unscoped().count() == 2
    member = Member.objects.unscoped().filter(role="member").first()
    assert "Offer" not in content(client.get(url)).partition("Offered")[2][:200]
    assert member.why["en"][0].startswith("**When all of you can.**")


def test_a_group_of_another_institution_is_not_found(cast):
    crowd(cast)
    formed = actions.form_groups(cohort=cast.cohort, asked=SIZES, by=cast.chen)
    for who in (cast.farid, cast.giulia, cast.dina):
        assert client_of(who).get(at("groups_csv", formed)).status_code == 404
        assert client_of(who).get(at("groups", cast.cohort)).status_code == 404
