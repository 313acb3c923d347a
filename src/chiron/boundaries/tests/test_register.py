"""The register of conflicts: what it blocks, from which day to which, and who keeps it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from tests.cast import client_of

from chiron.boundaries import actions, policies, queries
from chiron.boundaries.models import Conflict, PairClaim
from chiron.core import clock
from chiron.core.models import AuditEntry
from chiron.people.models import Person
from chiron.people.tests.support import keyed

pytestmark = pytest.mark.django_db
TODAY, DAY = clock.today(), timedelta(days=1)


def claim(one, other):
    """Who holds the pair and how often, or None."""
    low, high = sorted((one.pk, other.pk))
    return PairClaim.objects.filter(low=low, high=high).values_list("holder", "count").first()


def register(cast, one, other, start=TODAY, end=None, kind="assessor", by=None):
    return actions.register_conflict(
        person=one, other=other, kind=kind, starts_on=start, ends_on=end, by=by or cast.hanne
    )


def test_a_conflict_of_today_claims_its_pair_and_gives_it_back(cast):
    first = register(cast, cast.benoit, cast.amara, start=TODAY - 2 * DAY)
    second = register(cast, cast.benoit, cast.amara, start=TODAY - 2 * DAY, kind="relative")
    assert claim(cast.amara, cast.benoit) == ("conflict", 2)
    actions.end_conflict(conflict=first, on=TODAY, by=cast.hanne)
    assert claim(cast.amara, cast.benoit) == ("conflict", 2), "the last day still counts"
    actions.end_conflict(conflict=first, on=TODAY - DAY, by=cast.hanne)
    assert claim(cast.amara, cast.benoit) == ("conflict", 1)
    actions.withdraw_conflict(conflict=second, by=cast.hanne)
    assert claim(cast.amara, cast.benoit) is None
    assert not Conflict.objects.unscoped().filter(pk=second.pk).exists()


def test_what_makes_no_sense_is_refused(cast):
    conflict = Conflict.objects.unscoped().get(person=cast.giulia)
    with pytest.raises(actions.SamePerson):
        register(cast, cast.amara, cast.amara)
    with pytest.raises(actions.OtherInstitution):
        register(cast, cast.amara, cast.farid)
    with pytest.raises(actions.OutOfOrder):
        register(cast, cast.benoit, cast.amara, end=TODAY - DAY)
    with pytest.raises(actions.OutOfOrder):
        actions.end_conflict(conflict=conflict, on=conflict.starts_on - DAY, by=cast.hanne)
    for start, end in ((conflict.starts_on, None), (TODAY, None), (TODAY, TODAY)):
        with pytest.raises(actions.KnownConflict):
            register(cast, cast.giulia, cast.amara, start=start, end=end)
    actions.end_conflict(conflict=conflict, on=TODAY - DAY, by=cast.hanne)
    with pytest.raises(actions.OverAlready):
        actions.end_conflict(conflict=conflict, on=TODAY + 9 * DAY, by=cast.hanne)
    assert register(cast, cast.giulia, cast.amara, start=TODAY).pk, "again, once the first is over"


def test_only_the_institutions_administrators_keep_it(cast):
    conflict = Conflict.objects.unscoped().get(person=cast.giulia)
    for by in (cast.amara, cast.chen, cast.dina, cast.efua, cast.giulia):
        with pytest.raises(actions.Refused):
            register(cast, cast.benoit, cast.amara, by=by)
    with pytest.raises(actions.OtherInstitution):
        register(cast, cast.benoit, cast.amara, by=cast.farid)
    for by in (cast.farid, cast.amara, cast.giulia, cast.chen):
        with pytest.raises(actions.Refused):
            actions.end_conflict(conflict=conflict, on=TODAY, by=by)
        with pytest.raises(actions.Refused):
            actions.withdraw_conflict(conflict=conflict, by=by)
        with pytest.raises(actions.Refused):
            actions.import_plan(institution=cast.hospital, entries=[], by=by)
    for act in (actions.settle_pair, actions.report_clash):
        arguments = {"other": cast.amara} | (
            {"conflict": conflict, "person": cast.giulia} if act is actions.report_clash else {"one": cast.benoit}
        )
        with pytest.raises(actions.Refused):
            act(**arguments, by=cast.hanne)
    assert AuditEntry.objects.filter(event__startswith="boundaries.", outcome="refused").count() == 20


def test_the_database_itself_refuses_what_the_actions_do(cast):
    rows = [
        {"person": cast.amara, "other": cast.amara, "starts_on": TODAY},
        {"person": cast.amara, "other": cast.benoit, "starts_on": TODAY, "ends_on": TODAY - DAY},
    ]
    for row in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            Conflict.objects.create(institution=cast.hospital, kind="assessor", **row)
    low, high = sorted((cast.amara.pk, cast.benoit.pk))
    PairClaim.objects.create(low=low, high=high, holder="conflict")
    for row in ({"low": low, "high": high}, {"low": high, "high": low}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PairClaim.objects.create(holder="relationship", **row)


def addresses():
    conflict = Conflict.objects.unscoped().get(kind="assessor")
    own = [reverse(f"boundaries:{name}") for name in ("conflicts", "add", "import")]
    return [*own, reverse("boundaries:end", args=[conflict.pk])], reverse("boundaries:withdraw", args=[conflict.pk])


def test_administrators_open_the_register_and_nobody_else(cast):
    pages, withdraw = addresses()
    for url in pages:
        assert client_of(cast.hanne).get(url).status_code == 200, url
    for url in [*pages, withdraw]:
        assert client_of(None).get(url)["Location"].startswith(reverse("account_login")), url
        for who in (cast.amara, cast.benoit, cast.giulia, cast.chen, cast.dina, cast.efua):
            assert client_of(who).get(url).status_code == 404, (who.name, url)
            assert client_of(who).post(url, keyed()).status_code == 404, (who.name, url)
    farid = client_of(cast.farid)
    assert [farid.get(url).status_code for url in (pages[3], withdraw)] == [404, 404]
    assert farid.post(withdraw, keyed()).status_code == 404
    assert "Giulia" not in farid.get(pages[0]).content.decode()
    assert Conflict.objects.unscoped().filter(person=cast.giulia).exists()


def test_the_pages_speak_spanish(cast):
    with override("es"):
        assert [label for _, label in queries.kinds()]
    client = client_of(cast.hanne)
    for url in addresses()[0]:
        assert client.get(url, headers={"accept-language": "es"}).status_code == 200


def test_an_administrator_adds_and_ends_a_conflict(cast):
    client = client_of(cast.hanne)
    said = {"person": "BENOIT@example.org", "kind": "line_manager", "other": "Amara Okafor"}
    answer = client.post(reverse("boundaries:add"), keyed(**said, starts_on=TODAY, ends_on=""))
    assert answer["Location"] == reverse("boundaries:conflicts")
    assert policies.are_apart(cast.amara, cast.benoit)
    conflict = Conflict.objects.unscoped().get(kind="line_manager")
    url = reverse("boundaries:end", args=[conflict.pk])
    assert client.post(url, keyed(on=TODAY - DAY)).status_code == 422, "before its first day"
    assert client.post(url, keyed(on=TODAY))["Location"] == reverse("boundaries:conflicts")
    assert Conflict.objects.unscoped().get(pk=conflict.pk).ends_on == TODAY
    client.post(reverse("boundaries:withdraw", args=[conflict.pk]), keyed())
    assert not policies.are_apart(cast.amara, cast.benoit)


def test_mistakes_are_said_beside_the_field_and_keep_what_was_typed(cast):
    client, url = client_of(cast.hanne), reverse("boundaries:add")
    said = {"person": "farid@elsewhere.example", "kind": "relative", "other": "amara@example.org", "starts_on": TODAY}
    answer = client.post(url, keyed(**said))
    assert answer.status_code == 422
    assert "Nobody at your institution is called" in answer.context["form"].errors["person"][0]
    assert "amara@example.org" in answer.content.decode()
    twice = {**said, "person": "giulia@example.org", "kind": "assessor", "starts_on": TODAY - 30 * DAY}
    assert "already in the register" in client.post(url, keyed(**twice)).content.decode()
    earlier = client.post(url, keyed(**{**twice, "starts_on": TODAY - 4000 * DAY}), follow=True)
    assert "for the whole of it" in earlier.content.decode()
    backwards = {**said, "person": "giulia@example.org", "ends_on": TODAY - DAY}
    assert "ends_on" in client.post(url, keyed(**backwards)).context["form"].errors
    Person.objects.create(institution=cast.hospital, name="Amara Okafor", email="another@example.org")
    namesake = client.post(url, keyed(**{**said, "person": "giulia@example.org", "other": "Amara Okafor"}))
    assert "Several people are called" in namesake.context["form"].errors["other"][0]
    actions.claim_pair(cast.amara.pk, cast.benoit.pk, "relationship")
    assert Conflict.objects.unscoped().count() == 1
    together = client.post(url, keyed(**{**said, "person": "benoit@example.org"}), follow=True)
    assert "paused a pairing" in together.content.decode()
    assert claim(cast.amara, cast.benoit) == ("conflict", 1)


def test_the_register_is_searched_and_divided_by_time(cast):
    register(cast, cast.benoit, cast.amara, start=TODAY + 5 * DAY)
    register(cast, cast.benoit, cast.chen, start=TODAY - 9 * DAY, end=TODAY - DAY)
    for state, names in (("now", {"giulia"}), ("later", {"benoit"}), ("over", {"benoit"})):
        rows = queries.register(cast.hanne, state, "", 1).object_list
        assert {row.person.email.split("@")[0] for row in rows} == names, state
    counts = queries.counts(cast.hanne, "")
    assert {state: counts[state] for state in queries.STATES} == {"now": 1, "later": 1, "over": 1}
    assert counts["effect"].pairs == 1
    assert queries.register(cast.hanne, "now", "amara giulia", 1).paginator.count == 1
    assert queries.register(cast.hanne, "now", "benoît", 1).paginator.count == 0
    counts = queries.counts(cast.hanne, "chen")
    assert {state: counts[state] for state in queries.STATES} == {"now": 0, "later": 0, "over": 1}
    client = client_of(cast.hanne)
    assert "Chen Liu" in client.get(reverse("boundaries:conflicts"), {"state": "over"}).content.decode()
    assert client.get(reverse("boundaries:conflicts"), {"state": "'", "page": "x"}).status_code == 200


def test_three_or_thirty_rows_take_the_same_queries(cast):
    url, client = reverse("boundaries:conflicts"), client_of(cast.hanne)

    def grow(count):
        for number in range(count):
            name = f"N {number} {count}"
            other = Person.objects.create(institution=cast.hospital, name=name, email=f"n{number}-{count}@x.org")
            register(cast, cast.dina, other)

    grow(3)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    grow(30)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["conflicts"].object_list) == 34
    assert len(few) == len(many) <= 15


def test_many_pairs_are_claimed_as_one_after_the_other(cast, django_assert_max_num_queries):
    register(cast, cast.dina, cast.amara)
    claims = [(cast.benoit.pk, cast.amara.pk), (cast.amara.pk, cast.benoit.pk), (cast.dina.pk, cast.amara.pk)]
    assert actions.claim_pairs(claims) == {(cast.dina.pk, cast.amara.pk)}
    assert claim(cast.amara, cast.benoit) == ("relationship", 2)
    assert claim(cast.amara, cast.dina) == ("conflict", 1)
    with django_assert_max_num_queries(6):
        assert actions.claim_pairs([(cast.benoit.pk, cast.amara.pk), (cast.efua.pk, cast.amara.pk)]) == set()
    assert claim(cast.amara, cast.benoit) == ("relationship", 3)
    assert claim(cast.amara, cast.efua) == ("relationship", 1)


def test_where_somebody_else_was_faster_each_pair_is_claimed_for_itself(cast, monkeypatch):
    def taken(*_rows, **_options):
        raise IntegrityError

    monkeypatch.setattr(PairClaim.objects, "bulk_create", taken)
    register(cast, cast.dina, cast.amara)
    actions.place_hold(person=cast.amara, other=cast.efua, by=cast.amara)
    pairs = [(each.pk, cast.amara.pk) for each in (cast.dina, cast.efua, cast.benoit)]
    assert actions.claim_pairs(pairs) == set(pairs[:2]), "a conflict and a hold refuse their own pair, and no other"
    assert (claim(cast.amara, cast.efua), claim(cast.amara, cast.benoit)) == (None, ("relationship", 1))


def test_a_lapsed_conflict_gives_its_claim_over_to_a_relationship(cast):
    low, high = sorted((cast.amara.pk, cast.efua.pk))
    PairClaim.objects.create(low=low, high=high, holder="conflict", count=2)
    assert actions.claim_pairs([(cast.efua.pk, cast.amara.pk)]) == set()
    assert claim(cast.amara, cast.efua) == ("relationship", 1)


def test_a_conflict_whose_claim_was_not_settled_yet_keeps_the_pair(cast):
    register(cast, cast.dina, cast.amara)
    PairClaim.objects.filter(low__in=[cast.dina.pk, cast.amara.pk], high__in=[cast.dina.pk, cast.amara.pk]).delete()
    assert actions.claim_pairs([(cast.amara.pk, cast.dina.pk)]) == {(cast.amara.pk, cast.dina.pk)}
    assert claim(cast.amara, cast.dina) == ("conflict", 1)
