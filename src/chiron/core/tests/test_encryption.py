"""What the encrypted columns promise."""

from uuid import uuid4

import pytest
from django.db import connection

from chiron.core import encryption, fields
from chiron.core.models import DataKey, ErasedOwner, OutboxMessage
from chiron.people.models import Person

pytestmark = pytest.mark.django_db

CELL = {"table": "t", "column": "c", "row": "1"}


def raw(person):
    with connection.cursor() as cursor:
        value = person.pk.hex if connection.vendor == "sqlite" else str(person.pk)
        cursor.execute("SELECT about FROM people_person WHERE id = %s", [value])
        return bytes(cursor.fetchone()[0])


def test_text_is_readable_through_its_row_and_nowhere_else(cast):
    cast.amara.about = "I cried after the first death"
    cast.amara.save()
    assert b"cried" not in raw(cast.amara)
    assert Person._base_manager.get(pk=cast.amara.pk).about == "I cried after the first death"


def test_the_same_text_twice_is_stored_differently():
    owner = uuid4()
    assert encryption.seal("x", **CELL, owner=owner) != encryption.seal("x", **CELL, owner=owner)


@pytest.mark.parametrize("moved", [{"table": "u"}, {"column": "d"}, {"row": "2"}])
def test_a_value_moved_to_another_cell_does_not_open(moved):
    owner = uuid4()
    sealed = encryption.seal("x", **CELL, owner=owner)
    with pytest.raises(encryption.Tampered):
        encryption.unseal(sealed, **{**CELL, **moved}, owner=owner)


def test_a_value_given_to_another_owner_does_not_open():
    one, other = uuid4(), uuid4()
    sealed = encryption.seal("x", **CELL, owner=one)
    encryption.seal("y", **CELL, owner=other)
    with pytest.raises(encryption.Tampered):
        encryption.unseal(sealed, **CELL, owner=other)


def test_after_an_erasure_the_words_say_so_and_the_key_never_returns(cast):
    cast.amara.about = "secret"
    cast.amara.save()
    key = DataKey.objects.get(owner_id=cast.amara.pk)
    encryption.erase_key(cast.amara.pk)
    assert Person._base_manager.get(pk=cast.amara.pk).about == "removed by its writer"
    with pytest.raises(encryption.KeyGone):
        encryption.seal("again", **CELL, owner=cast.amara.pk)
    DataKey.objects.create(owner_id=key.owner_id, master=key.master, wrapped=key.wrapped)  # a restored backup
    assert encryption.replay_erasures() == 1
    assert not DataKey.objects.filter(owner_id=cast.amara.pk).exists()
    assert ErasedOwner.objects.filter(owner_id=cast.amara.pk).exists()


def test_an_encrypted_column_cannot_be_changed_past_its_row(cast):
    with pytest.raises(TypeError, match="encrypted"):
        Person._base_manager.filter(pk=cast.amara.pk).update(about="plain")


def test_rotation_rewraps_every_key_and_can_be_stopped_and_repeated(cast, settings, tmp_path, monkeypatch):
    owners = [uuid4() for _ in range(5)]
    sealed = {owner: encryption.seal("kept", **CELL, owner=owner) for owner in owners}
    old = encryption.ring()
    new = encryption.KeyRing((("new", b"k" * 32), *old.keys))
    monkeypatch.setattr(encryption, "ring", lambda: new)
    while encryption.rewrap(batch=2):
        pass
    monkeypatch.setattr(encryption, "ring", lambda: encryption.KeyRing((("new", b"k" * 32),)))
    with encryption.key_session():
        assert all(encryption.unseal(value, **CELL, owner=owner) == "kept" for owner, value in sealed.items())


def test_many_keys_are_fetched_in_one_query(django_assert_num_queries):
    owners = [uuid4() for _ in range(30)]
    encryption.ensure_keys(owners)
    with encryption.key_session():
        with django_assert_num_queries(1, using="keys"):
            encryption.preload(owners)
        with django_assert_num_queries(0, using="keys"):
            encryption.seal("x", **CELL, owner=owners[7])


def test_nothing_written_reads_as_nothing(cast):
    row = OutboxMessage.objects.create(kind="x", recipient_id=uuid4(), due_at="2026-01-01T00:00Z", message_id="m")
    assert OutboxMessage.objects.get(pk=row.pk).secret is None
    assert fields.EncryptedJSONField().get_default() == {}
