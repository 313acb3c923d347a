"""Two entries of one person become one: everything follows, nothing is lost, nothing is guessed."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from tests import cast as people

from chiron.boundaries import actions as boundaries
from chiron.boundaries.models import Conflict
from chiron.core import audit, clock, encryption, worker
from chiron.core.actions import NotAllowed
from chiron.core.models import AuditEntry, DataKey, ErasedOwner, Merged, OutboxMessage
from chiron.people import actions, queries
from chiron.people.models import Account, Appointment, FormerAddress, Invitation, Person, ToldApart
from chiron.people.tests.support import keyed, token_of
from chiron.programmes.models import Application

pytestmark = pytest.mark.django_db


def entry(cast, name="Amara Okafor", email="a.okafor@other.example", **fields):
    """A second entry of somebody, as a file makes it: without an account."""
    return Person.objects.create(institution=cast.hospital, name=name, email=email, **fields)


def merged(cast, goes, stays=None, **said):
    stays = stays or cast.amara
    return actions.merge(stays=stays, goes=goes, **{"name": stays.name, "email": stays.email, "by": cast.hanne, **said})


def rehearsed(cast, goes, stays=None, **said):
    stays = stays or cast.amara
    return actions.rehearse(
        stays=stays, goes=goes, **{"name": stays.name, "email": stays.email, "by": cast.hanne, **said}
    )


def test_what_was_written_follows_and_opens_under_the_key_of_the_one_who_stays(cast):
    goes = entry(cast, about="I read everything.")
    row = people.enrol(cast.cohort, goes, "mentor", {"specialty": "cardiology"})
    stays = merged(cast, goes)
    row.refresh_from_db()
    application = Application.objects.unscoped().get(enrolment=row)
    assert (row.person_id, application.person_id) == (stays.pk, stays.pk)
    DataKey.objects.filter(owner_id=goes.pk).delete()
    with encryption.key_session():
        assert Application.objects.unscoped().get(pk=application.pk).answers == {"specialty": "cardiology"}
        assert Person.objects.unscoped().get(pk=stays.pk).about == "I read everything."


def test_what_cannot_be_opened_is_never_stored_as_the_words_that_stand_for_it(cast):
    goes = entry(cast)
    people.enrol(cast.cohort, goes, "mentor", {"specialty": "cardiology"})
    DataKey.objects.filter(owner_id=goes.pk).delete()
    with encryption.key_session(), pytest.raises(encryption.KeyGone):
        merged(cast, goes)


def test_the_one_who_goes_is_nobody_and_the_other_lacks_nothing(cast):
    cast.amara.stage = ""
    cast.amara.save()
    goes = entry(cast, name="Amara Okafor-Bell", stage="Third year", external_id="E-17")
    stays = merged(cast, goes, name="Amara Okafor-Bell")
    went = Person.objects.unscoped().get(pk=goes.pk)
    assert (went.name, went.email, went.stage, went.external_id, went.account_id) == ("", "", "", "", None)
    assert went.erased_at is not None
    assert (stays.name, stays.stage, stays.external_id) == ("Amara Okafor-Bell", "Third year", "E-17")


def test_the_key_of_the_one_who_went_is_kept_for_old_backups_and_erased_with_the_other(cast, settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"
    goes = entry(cast, about="I read everything.")
    merged(cast, goes)
    assert DataKey.objects.filter(owner_id=goes.pk).exists()
    assert not ErasedOwner.objects.filter(owner_id=goes.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_erasure_reaches_whoever_was_merged_into_the_one_erased(cast, settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"
    goes = entry(cast, about="I read everything.")
    merged(cast, goes)
    actions.erase_person(person=cast.amara, by=cast.amara)
    assert not DataKey.objects.filter(owner_id__in=[goes.pk, cast.amara.pk]).exists()
    assert ErasedOwner.objects.filter(owner_id__in=[goes.pk, cast.amara.pk]).count() == 2
    assert str(goes.pk) in settings.CHIRON_TOMBSTONES.read_text()


def test_both_in_one_cohort_on_one_side_become_one_with_the_answers_sent_in_last(cast):
    goes = entry(cast, name="Benoît Lefèvre", email="b.lefevre@other.example")
    late = people.enrol(cast.cohort, goes, "mentor", {"specialty": "nephrology"})
    late.reference = "row 7"
    late.save()
    stays = merged(cast, goes, stays=cast.benoit)
    [row] = cast.cohort.enrolments.filter(person=stays)
    assert row.pk == cast.benoit_enrolled.pk
    assert row.application.answers == {"specialty": "nephrology"}
    assert row.reference == "row 7"
    assert Merged.objects.get(old_id=late.pk).new_id == row.pk


def test_the_place_that_came_further_stays_whichever_entry_it_is_of(cast):
    goes = entry(cast)
    waiting = people.enrol(cast.cohort, goes, "mentee")
    waiting.state = "waiting"
    waiting.save()
    merged(cast, goes)
    [row] = cast.cohort.enrolments.filter(person=cast.amara)
    assert (row.pk, row.state) == (waiting.pk, "waiting")
    assert Merged.objects.get(old_id=cast.amara_enrolled.pk).new_id == waiting.pk


def test_the_rehearsal_tells_what_would_happen_and_changes_nothing(cast):
    goes = entry(cast)
    people.enrol(cast.cohort, goes, "mentee")
    Appointment.objects.create(institution=cast.hospital, person=goes, role="auditor", starts_on=clock.today())
    entries, mails = AuditEntry.objects.count(), OutboxMessage.objects.count()
    told = rehearsed(cast, goes)
    assert told.hindrances == []
    assert (told.told.moved["people.Appointment"], len(told.told.joined)) == (1, 1)
    assert any("become one" in str(note) for note in told.notes)
    goes.refresh_from_db()
    assert goes.email == "a.okafor@other.example"
    assert cast.cohort.enrolments.filter(person=goes).count() == 1
    assert (AuditEntry.objects.count(), OutboxMessage.objects.count()) == (entries, mails)


def test_what_the_register_keeps_apart_is_not_made_one(cast):
    [reason] = rehearsed(cast, cast.giulia).hindrances
    assert "register of conflicts" in str(reason)
    with pytest.raises(actions.InTheWay, match="register of conflicts"):
        merged(cast, cast.giulia)
    cast.giulia.refresh_from_db()
    assert cast.giulia.erased_at is None


def test_a_conflict_that_both_have_lasts_until_the_later_end(cast):
    goes, start = entry(cast), clock.today() - timedelta(days=30)
    said = {"other": goes, "kind": "assessor", "starts_on": start, "by": cast.system}
    boundaries.register_conflict(person=cast.giulia, ends_on=clock.today() + timedelta(days=9), **said)
    boundaries.register_conflict(person=cast.dina, ends_on=None, **said)
    merged(cast, goes)
    rows = Conflict.objects.unscoped().filter(other=cast.amara).order_by("person__name")
    assert [(row.person.name, row.ends_on) for row in rows] == [("Dina Haddad", None), ("Giulia Conti", None)]


def test_one_of_two_ways_in_remains_and_the_other_is_closed(cast):
    other = people.person(cast.hospital, "Amy Okafor")
    account, browser = other.account, people.client_of(other)
    stays = merged(cast, other, email=other.email)
    assert not Account.objects.filter(pk=account.pk).exists()
    assert browser.get(reverse("today")).status_code == 302
    stays.account.refresh_from_db()
    assert (stays.email, stays.account.email) == ("amy@example.org", "amy@example.org")
    assert EmailAddress.objects.get(user=stays.account).verified, "they had confirmed it for the other account"
    assert Client().login(email="amy@example.org", password=people.PASSWORD)
    mails = OutboxMessage.objects.filter(kind="people.address_changed", recipient_id=stays.pk)
    assert mails.count() == 2


def test_the_only_way_in_follows(cast):
    goes = people.person(cast.hospital, "Amy Okafor")
    stays = merged(cast, goes, stays=entry(cast, email="first@example.org"), email="first@example.org")
    assert stays.account_id == goes.account_id
    stays.account.refresh_from_db()
    assert stays.account.email == "first@example.org"
    assert not EmailAddress.objects.get(user=stays.account).verified, "nobody has shown yet that they read it"


def test_a_way_in_that_opens_another_institution_stays_as_it_is(cast):
    goes = people.person(cast.hospital, "Amy Okafor")
    Person.objects.create(institution=cast.elsewhere, account=goes.account, name="Amy", email=goes.email)
    merged(cast, goes, email="amara@example.org")
    assert Account.objects.filter(pk=goes.account_id).exists()
    assert not Account.objects.get(pk=goes.account_id).people.filter(institution=cast.hospital).exists()


def test_an_open_invitation_is_sent_anew_and_its_link_dies(cast):
    stays = entry(cast, email="first@example.org")
    old = actions.invite(person=entry(cast), by=cast.hanne)
    merged(cast, old.person, stays=stays)
    old.refresh_from_db()
    assert old.revoked_at is not None
    new = Invitation.objects.unscoped().get(person=stays, revoked_at__isnull=True)
    assert Client().get(reverse("people:invitation", args=[token_of(new)])).status_code == 200


def test_files_find_the_one_who_stays_by_either_address(cast):
    goes = entry(cast)
    merged(cast, goes)
    assert FormerAddress.objects.unscoped().get().email == "a.okafor@other.example"
    for email in ("A.Okafor@other.example", cast.amara.email):
        assert actions.add_person(institution=cast.hospital, name="x", email=email, by=cast.hanne).pk == cast.amara.pk


def test_no_address_is_a_choice_and_files_still_find_the_one_by_the_one_there_was(cast):
    stays = merged(cast, entry(cast, email=""), stays=entry(cast), email="")
    assert Person.objects.unscoped().get(pk=stays.pk).email == ""
    found = actions.whoever_has(cast.hospital.pk, ["a.okafor@other.example"])
    assert [each.pk for each in found.values()] == [stays.pk]


def test_old_links_lead_to_the_one_who_stays(cast):
    goes = entry(cast)
    merged(cast, goes)
    answer = people.client_of(cast.hanne).get(reverse("people:person", args=[goes.pk]))
    assert answer["Location"] == reverse("people:person", args=[cast.amara.pk])
    for stranger in (cast.farid, cast.amara):
        away = people.client_of(stranger).get(reverse("people:person", args=[goes.pk]), follow=True)
        assert away.status_code == 404


def test_ids_lead_on_through_a_second_merger(cast):
    first, second = entry(cast), entry(cast, email="amara.o@third.example")
    merged(cast, first, stays=second)
    merged(cast, second)
    assert queries.leads_to(cast.hanne, [first.pk, second.pk]) == {first.pk: cast.amara.pk, second.pk: cast.amara.pk}
    assert set(queries.was(cast.amara)) == {first.pk, second.pk}


def test_the_trail_calls_both_by_the_name_that_stays(cast):
    goes = people.person(cast.hospital, "Amy Okafor")
    actions.change_profile(person=goes, name="Amy", called="", pronouns="", stage="", about="", by=goes)
    goes.refresh_from_db()
    merged(cast, goes)
    trail = queries.audit_trail(cast.hanne, "people.profile", "", 1)
    assert trail.object_list[0].who == "Amara Okafor"
    assert audit.first_broken() is None
    [entry_] = AuditEntry.objects.filter(event="people.person.merged")
    assert set(entry_.subjects) == {"stays", "goes", "result"}
    assert str(goes.pk) not in str(entry_.subjects)
    exported = queries.exported(Person.objects.unscoped().get(pk=cast.amara.pk))
    assert any(row["event"] == "people.profile.changed" for row in exported["core.AuditEntry"])


def test_nobody_is_their_own_deputy(cast):
    goes = entry(cast, name="Efua Mensah", email="e.mensah@other.example")
    Appointment.objects.create(
        institution=cast.hospital, person=goes, role="support_lead", starts_on=clock.today(), deputy_for=cast.efua
    )
    merged(cast, goes, stays=cast.efua)
    assert not Appointment.objects.unscoped().filter(deputy_for__isnull=False).exists()


@pytest.mark.parametrize("who", ["amara", "chen", "dina", "efua", "farid"])
def test_only_administrators_of_the_institution_merge(cast, who):
    with pytest.raises(NotAllowed):
        merged(cast, entry(cast), by=getattr(cast, who))


def test_people_of_two_institutions_are_not_merged(cast):
    with pytest.raises(NotAllowed):
        merged(cast, cast.farid)


def test_nobody_merges_their_own_entry(cast):
    with pytest.raises(actions.NotOwnEntry):
        merged(cast, entry(cast), stays=cast.hanne)


def test_a_second_merger_finds_one_of_the_two_gone(cast):
    goes = entry(cast)
    merged(cast, goes)
    with pytest.raises(actions.MergedAlready):
        merged(cast, goes)
    with pytest.raises(actions.MergedAlready):
        merged(cast, cast.amara, stays=goes, name="Amara Okafor", email="amara@example.org")


def test_a_name_of_neither_is_refused(cast):
    with pytest.raises(actions.OtherName):
        merged(cast, entry(cast), name="Somebody Else")


def test_what_was_written_at_the_very_moment_follows_in_the_worker(cast):
    goes = entry(cast)
    merged(cast, goes)
    late = Appointment.objects.create(
        institution=cast.hospital, person=goes, role="auditor", starts_on=clock.today()
    )  # as a request that had begun before and was committed after
    worker.drain()
    late.refresh_from_db()
    assert late.person_id == cast.amara.pk


def test_entries_are_suspected_with_their_reasons_until_somebody_tells_them_apart(cast):
    twin = entry(cast, name="Dr. Okafor, Ámara", email="amara@home.example")
    entry(cast, name="Somebody Else", email="else@home.example")
    [found] = queries.suspected(cast.hanne)
    assert {found.one.pk, found.other.pk} == {cast.amara.pk, twin.pk}
    assert found.why == ["name", "local_part"]
    actions.tell_apart(stays=twin, goes=cast.amara, by=cast.hanne)
    assert queries.suspected(cast.hanne) == []
    assert queries.suspected(cast.chen) == []
    merged(cast, twin)
    assert not ToldApart.objects.unscoped().exists(), "one after all"


def test_the_page_shows_both_and_merges_once(cast):
    goes = entry(cast, about="What nobody else reads.")
    people.enrol(cast.cohort, goes, "mentee", {"note": "What nobody else reads."})
    browser = people.client_of(cast.hanne)
    assert (
        reverse("people:merge", args=[goes.pk, cast.amara.pk])
        in browser.get(reverse("people:merge_with", args=[goes.pk]), {"search": "amara"}).content.decode()
    )
    url = reverse("people:merge", args=[goes.pk, cast.amara.pk])
    shown = browser.get(url).content.decode()
    assert "a.okafor@other.example" in shown
    assert "Autumn 2026" in shown
    assert "What nobody else reads" not in shown
    said = keyed(stays=str(cast.amara.pk), name="Amara Okafor", email="amara@example.org")
    answer = browser.post(url, said)
    assert answer["Location"] == reverse("people:person", args=[cast.amara.pk])
    assert browser.post(url, said).status_code == 303, "sent twice it is done once"
    assert AuditEntry.objects.filter(event="people.person.merged", outcome="done").count() == 1


def test_the_page_says_why_two_cannot_be_merged_and_offers_no_button(cast):
    shown = people.client_of(cast.hanne).get(reverse("people:merge", args=[cast.amara.pk, cast.giulia.pk]))
    text = shown.content.decode()
    assert "These two cannot be made one yet" in text
    assert "Make them one" not in text
