"""Replaying an erasure empties every personal field that is about the person, in every table there is."""

import pytest

from chiron.config import erasures
from chiron.core import encryption, privacy, tombstones
from chiron.core.models import DataKey
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
    account = Account.objects.get(pk=cast.amara.account_id)
    assert (amara.name, amara.email, amara.pronouns, amara.stage) == ("", "", "", "")
    assert amara.erased_at is not None
    assert account.email == f"{account.pk.hex}@erased.invalid"
    assert not account.is_active
    assert not account.has_usable_password()
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
    assert Person._base_manager.get(pk=elsewhere.pk).name == "Amara Okafor"


@pytest.mark.django_db
def test_the_journal_alone_is_enough_also_after_a_line_cut_short(cast, settings):
    encryption.ensure_keys([cast.amara.pk])
    settings.CHIRON_TOMBSTONES.write_text("half a li")
    tombstones.note(cast.amara.pk)
    assert erasures.replay().keys == 1
    assert not DataKey.objects.filter(owner_id=cast.amara.pk).exists()
    assert Person._base_manager.get(pk=cast.amara.pk).name == ""
