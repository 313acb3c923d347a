"""Where an entry of the audit trail stands: with the institution that it concerns, also where the system acted."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries import actions as boundaries
from chiron.boundaries.models import Conflict
from chiron.core.models import AuditEntry
from chiron.people.tests import support

pytestmark = pytest.mark.django_db


def test_what_the_system_does_for_an_institution_stands_in_its_trail(cast):
    _invitation, token = support.invited(cast.hanne)
    Client().post(reverse("people:invitation", args=[token]), {"password": "", "agrees": "on"})
    boundaries.report_clash(
        conflict=Conflict.objects.unscoped().get(), person=cast.giulia, other=cast.amara, by=cast.system
    )
    for event in ("people.invitation.accepted", "boundaries.conflict.clashed"):
        assert AuditEntry.objects.get(event=event).institution_id == cast.hospital.pk, event
        page = client_of(cast.hanne).get(reverse("people:audit"), {"event": event}).content.decode()
        assert f'<th scope="row">{event}' in page, event
        assert f'scope="row">{event}' not in client_of(cast.farid).get(reverse("people:audit")).content.decode()


def test_what_is_refused_to_the_system_stands_there_too(cast):
    with pytest.raises(boundaries.Refused):
        boundaries.register_conflict(
            person=cast.amara, other=cast.amara, kind="relative", starts_on="2026-01-01", ends_on=None, by=cast.system
        )
    entry = AuditEntry.objects.get(outcome="refused")
    assert (entry.institution_id, entry.reason) == (cast.hospital.pk, "SamePerson")
