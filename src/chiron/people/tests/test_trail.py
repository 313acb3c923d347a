"""Where an entry of the audit trail stands: with the institution that it concerns, also where the system acted."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries import actions as boundaries
from chiron.boundaries.models import Conflict
from chiron.core import clock
from chiron.core.models import AuditEntry
from chiron.people import actions, queries
from chiron.people.models import Appointment
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


def test_who_wished_no_contact_is_named_to_nobody(cast):
    """Not to whom it keeps away, who may read the trail by duty, nor to anybody else; also where it was refused."""
    Appointment.objects.create(institution=cast.hospital, person=cast.benoit, role="auditor", starts_on=clock.today())
    hold = boundaries.place_hold(person=cast.amara, other=cast.benoit, by=cast.amara)
    boundaries.lift_hold(hold=hold, by=cast.amara)
    with pytest.raises(boundaries.Refused):
        boundaries.lift_hold(hold=hold, by=cast.amara)
    for reader in (cast.benoit, cast.hanne):
        answer = client_of(reader).get(reverse("people:audit"), {"event": "boundaries.hold"})
        text = answer.content.decode()
        table = text[text.index("<tbody>") : text.index("</tbody>")]
        assert table.count("boundaries.hold.") == 3
        assert not [each for each in ("Amara", "Benoît", "somebody erased") if each in table]
        assert table.count("not named") == 3


def test_what_somebody_changed_of_their_account_is_of_them(cast):
    actions.change_account(account=cast.amara.account, language="es", time_zone="", by=cast.amara)
    [entry] = queries.audit_trail(cast.hanne, "people.account.changed", "", 1)
    assert (entry.who, entry.whom) == (cast.amara.name, [cast.amara.name])
