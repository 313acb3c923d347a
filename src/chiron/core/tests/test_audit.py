"""The chain: every tampering is found. Row 17 of the scorecard."""

import random

import pytest
from tests.amounts import amount

from chiron.core import audit
from chiron.core.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db):
    for number in range(40):
        audit.write(event=f"tests.row.{number}", outcome="done", by=None, institution=None, subjects={"n": str(number)})
    return list(AuditEntry.objects.order_by("sequence"))


def test_an_untouched_chain_is_whole(chain):
    assert audit.first_broken() is None


@pytest.mark.parametrize("seed", range(amount(short=60, full=1000)))
def test_a_changed_removed_or_exchanged_entry_breaks_the_chain(chain, seed):
    luck = random.Random(seed)
    place = luck.randrange(len(chain))
    entry = chain[place]
    kind = luck.choice(["event", "subjects", "outcome", "at", "remove", "exchange"])
    rows = AuditEntry.objects.filter(sequence=entry.sequence)
    if kind == "remove":
        rows.delete()
    elif kind == "exchange":
        other = chain[place - 1] if place else chain[1]
        rows.update(event=other.event, subjects=other.subjects, digest=other.digest)
    else:
        changed = {"event": "x", "subjects": {"n": "0!"}, "outcome": "refused", "at": chain[0].at.replace(year=2001)}
        rows.update(**{kind: changed[kind]})
    assert audit.first_broken() is not None


def test_a_chain_cut_at_its_end_is_found_by_its_head(chain):
    AuditEntry.objects.filter(sequence=40).delete()
    assert audit.first_broken() == 40


def test_a_forged_entry_at_the_end_is_found(chain):
    forged = AuditEntry(sequence=41, at=chain[-1].at, event="forged", outcome="done", subjects={})
    forged.digest = audit.digest_of(forged, bytes(chain[-1].digest))
    forged.save(force_insert=True)
    assert audit.first_broken() == 41


def test_after_an_erasure_the_chain_is_whole_and_names_nobody(cast):
    name = audit.pseudonym(cast.amara.pk)
    audit.write(event="x", outcome="done", by=cast.amara.pk, institution=None, subjects={})
    audit.forget(cast.amara.pk)
    assert audit.first_broken() is None
    assert audit.pseudonym(cast.amara.pk) != name


def test_two_writers_cannot_take_the_same_number(chain):
    assert AuditHead.objects.get().length == 40
    assert len({entry.sequence for entry in chain}) == 40
