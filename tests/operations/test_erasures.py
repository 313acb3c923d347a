"""Replaying an erasure empties every personal field that is about the person, in every table there is."""

import pytest

from chiron.config import erasures
from chiron.core import encryption, privacy, tombstones, worker
from chiron.core.models import DataKey, Pseudonym
from chiron.people import actions as people
from chiron.people.models import Account, Person

#: Tables with personal fields about somebody who takes part in nothing: the site's own humans, whom it names itself.
ABOUT_NOBODY_HERE = {"HelpContact"}


@pytest.fixture(autouse=True)
def journal(settings, tmp_path):
    settings.CHIRON_TOMBSTONES = tmp_path / "tombstones"


def test_every_table_with_personal_fields_says_whom_it_is_about():
    """A new table whose link to the person has another name would be passed over by a restore: say so there."""
    personal = [model for model in privacy.our_models() if privacy.classes_of(model)["personal"]]
    assert len(personal) > 2
    lost = {model.__name__ for model in personal if erasures._belonging_to(model, set()) is None}
    assert lost == ABOUT_NOBODY_HERE


@pytest.mark.django_db
def test_nothing_personal_is_left_and_nobody_else_is_touched(cast):
    encryption.erase_key(cast.amara.pk)
    before = Person._base_manager.values_list("name", "email", "pronouns", "stage", "erased_at").get(pk=cast.benoit.pk)
    erasures.replay()
    amara = Person._base_manager.get(pk=cast.amara.pk)
    assert (amara.name, amara.email, amara.pronouns, amara.stage) == ("", "", "", "")
    assert amara.erased_at is not None
    assert amara.account is None
    assert not Account.objects.filter(pk=cast.amara.account_id).exists()
    benoit = Person._base_manager.get(pk=cast.benoit.pk)
    assert (benoit.name, benoit.email, benoit.pronouns, benoit.stage, benoit.erased_at) == before
    assert erasures.replay().rows == 0, "a second replay finds nothing left"


@pytest.mark.django_db
def test_an_account_that_is_somebody_elsewhere_too_stays(cast):
    """One account, two institutions: erased at the one, still a person at the other."""
    elsewhere = Person.objects.create(institution=cast.elsewhere, account=cast.amara.account, name="Amara Okafor")
    encryption.erase_key(cast.amara.pk)
    erasures.replay()
    account = Account.objects.get(pk=cast.amara.account_id)
    assert account.is_active
    assert account.email == "amara@example.org"
    other = Person._base_manager.get(pk=elsewhere.pk)
    assert (other.name, other.account_id) == ("Amara Okafor", account.pk)


@pytest.mark.django_db
def test_what_an_erasure_leaves_to_the_house_is_done_by_the_worker(cast):
    """The room of people knows nothing of the rooms above it: what an imported file called her stands there."""
    enrolment = cast.amara_enrolled
    enrolment.reference = "row 7, Amara"
    enrolment.save()
    people.erase_person(person=cast.amara, by=cast.amara)
    assert Pseudonym.objects.filter(owner_id=cast.amara.pk).exists()  # she is the one who did it
    worker.drain()
    assert not Pseudonym.objects.filter(owner_id=cast.amara.pk).exists()
    enrolment.refresh_from_db()
    assert enrolment.reference == ""


@pytest.mark.django_db
def test_the_journal_alone_is_enough_also_after_a_line_cut_short(cast, settings):
    encryption.ensure_keys([cast.amara.pk])
    settings.CHIRON_TOMBSTONES.write_text("half a li")
    tombstones.note(cast.amara.pk)
    assert erasures.replay().keys == 1
    assert not DataKey.objects.filter(owner_id=cast.amara.pk).exists()
    assert Person._base_manager.get(pk=cast.amara.pk).name == ""
