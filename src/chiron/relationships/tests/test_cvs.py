"""A CV: one's own until it is shared, for a meeting or for longer, taken back at once; files by their bytes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries import actions as boundaries
from chiron.core import clock
from chiron.core.actions import NotAllowed
from chiron.people import actions as people
from chiron.people.queries import exported
from chiron.relationships import actions, policies
from chiron.relationships.models import Cv
from chiron.relationships.rules import cvs as rules
from chiron.relationships.tests.support import another, begin, keyed, leave, member_of, offer

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def begun(cast):
    return begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))


def write(person, pdf=PDF, **sections):
    return actions.write_cv(
        person=person, sections=sections or {"path": "From Lagos by way of Cork"}, pdf=pdf, drops_file=False, by=person
    )


def share(pair, person, meeting=None):
    cv = Cv.objects.unscoped().filter(person=person).first() or write(person)
    return actions.share_cv(cv=cv, relationship=pair, meeting=meeting, by=person)


def book(pair, person, days=3):
    return actions.book_meeting(
        relationship=pair, starts_at=clock.now() + timedelta(days=days), minutes=30, zone="Europe/Dublin",
        where=actions.Where("in_person", "Ward", ""), by=person,
    )  # fmt: skip


def at(name, row):
    return reverse(f"relationships:{name}", args=[row.pk])


def reads(person, shared):
    return [client_of(person).get(at(name, shared)).status_code for name in ("cv_read", "cv_read_file")]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (PDF, ""),
        (b"", "empty"),
        (b"<html><script>alert(1)</script>%PDF-1.7 %%EOF", "kind"),
        (b"PK\x03\x04 a workbook", "kind"),
        (b"%PDF-1.7 cut off", "kind"),
        (PDF.replace(b"/Type", b"/OpenAction 3 0 R /Type"), "active"),
        (PDF.replace(b"/Type", b"/J#61vaScript (x) /Type"), "active"),
        (PDF.replace(b"/Type", b"/Encrypt 4 0 R /Type"), "active"),
        (PDF + b"/EmbeddedFile " + PDF, "active"),
        (PDF.replace(b"/Type", b"/OpenAction<</S/JavaScript>> /Type"), "active"),
        (PDF.replace(b"/Type", b"/AA<</O 3 0 R>> /Type"), "active"),
        (PDF.replace(b"/Type", b"/OpenAction[1 0 R /XYZ null null 0] /Type"), ""),  # as LibreOffice writes it
        (PDF + b"stream\n\x93/JS\x81\x02/AA\xfe endstream" + PDF, ""),  # a picture, in which any letters may stand
        (b"%PDF-1.7" + b"x" * rules.MOST_BYTES + b"%%EOF", "large"),
    ],
)
def test_a_file_is_told_by_its_bytes(content, fault):
    assert rules.fault_in_pdf(content) == fault


def test_it_is_written_and_chosen_on_one_page_and_kept_encrypted(cast):
    client, url = client_of(cast.amara), reverse("relationships:cv")
    answer = client.post(url, keyed(now="Second year", pdf=SimpleUploadedFile("x.exe", PDF)), follow=True)
    assert "Only you read it until you share it." in answer.content.decode()
    cv = Cv.objects.unscoped().get(person=cast.amara)
    assert cv.sections == {"now": "Second year"}
    assert b"%PDF" not in bytes(cv.__class__.objects.unscoped().values_list("file", flat=True)[0].value)
    mine = client.get(reverse("relationships:cv_file"))
    assert mine.content == PDF
    assert mine["Content-Disposition"] == 'attachment; filename="cv-amara-okafor.pdf"'
    assert (mine["X-Content-Type-Options"], mine["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in mine["Content-Security-Policy"]
    client.post(url, keyed(now="Second year", drops_file="on"))
    assert client.get(reverse("relationships:cv_file")).status_code == 404


def test_what_is_no_pdf_is_refused_and_what_was_typed_stays(cast):
    client, url = client_of(cast.amara), reverse("relationships:cv")
    answer = client.post(url, keyed(now="Second year", pdf=SimpleUploadedFile("cv.pdf", b"MZ a programme")))
    assert answer.status_code == 422
    assert "This is no PDF" in answer.content.decode()
    assert "Second year" in answer.content.decode()
    assert not Cv.objects.unscoped().exists()


def test_the_page_names_nobody_as_a_reader_once_it_has_ended(cast, begun):
    share(begun, cast.amara)
    page = client_of(cast.amara).get(reverse("relationships:cv")).content.decode()
    assert "Stop sharing it" in page
    leave(begun, cast.benoit)
    page = client_of(cast.amara).get(reverse("relationships:cv")).content.decode()
    assert "Nobody but you." in page


def test_a_file_that_is_not_kept_because_of_what_was_typed_is_asked_for_once_more(cast):
    client, url = client_of(cast.amara), reverse("relationships:cv")
    asked = client.post(url, keyed(now="Mrs Marchetti died", pdf=SimpleUploadedFile("cv.pdf", PDF)))
    assert asked.status_code == 422
    assert "Choose the file once more" in asked.content.decode()
    assert not Cv.objects.unscoped().exists()


def test_nobody_reads_it_before_it_is_shared_and_only_the_other_side_after(cast, begun):
    write(cast.amara)
    noor = another(cast, "Noor")
    shared = share(begun, cast.amara)
    assert reads(cast.benoit, shared) == [200, 200]
    for person in (cast.chen, cast.dina, cast.efua, cast.farid, cast.giulia, cast.hanne):
        assert reads(person, shared) == [404, 404]
    page = client_of(cast.benoit).get(at("cv_read", shared)).content.decode()
    assert "From Lagos by way of Cork" in page
    with pytest.raises(NotAllowed):
        actions.share_cv(cv=shared.cv, relationship=begun, meeting=None, by=noor.person)


def test_it_is_seen_on_the_page_of_the_meeting_and_shared_from_there(cast, begun):
    meeting = book(begun, cast.amara)
    client, page = client_of(cast.amara), at("meeting", meeting)
    assert "Share my CV for this meeting" in client.get(page).content.decode()
    answer = client.post(at("cv_share", begun), keyed(meeting=str(meeting.pk)), follow=True)
    assert "Your CV is empty" in answer.content.decode()
    write(cast.amara)
    client.post(at("cv_share", begun), keyed(meeting=str(meeting.pk)))
    assert "shares a CV with you" in client_of(cast.benoit).get(page).content.decode()
    assert "can read your CV" in client.get(page).content.decode()
    assert client.post(at("cv_share", begun), keyed(meeting="no-id")).status_code == 404


def test_for_a_meeting_it_is_read_until_a_day_after(cast, begun):
    shared = share(begun, cast.amara, book(begun, cast.amara))
    assert reads(cast.benoit, shared) == [200, 200]
    with time_machine.travel(clock.now() + timedelta(days=4, hours=1)):
        assert reads(cast.benoit, shared) == [404, 404]


def test_it_is_taken_back_at_the_next_request(cast, begun):
    shared = share(begun, cast.amara)
    assert client_of(cast.benoit).post(at("cv_stop", shared), keyed()).status_code == 404
    client_of(cast.amara).post(at("cv_stop", shared), keyed())
    assert reads(cast.benoit, shared) == [404, 404]
    share(begun, cast.amara)  # and shared again
    with pytest.raises(actions.SharedAlready):
        share(begun, cast.amara)


def test_an_ending_a_conflict_and_a_hold_close_it(cast, begun):
    shared = share(begun, cast.amara)
    hold = boundaries.place_hold(person=cast.benoit, other=cast.amara, by=cast.benoit)
    assert reads(cast.benoit, shared) == [404, 404]
    boundaries.lift_hold(hold=hold, by=cast.benoit)
    assert reads(cast.benoit, shared) == [200, 200]
    boundaries.register_conflict(
        person=cast.benoit, other=cast.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=cast.system
    )
    assert reads(cast.benoit, shared) == [404, 404]


def test_when_it_ends_it_is_closed(cast, begun):
    shared = share(begun, cast.amara)
    actions.leave(
        member=member_of(begun, cast.amara), no_contact=False, wants_another=True, reason="", by=cast.amara
    )  # fmt: skip
    assert reads(cast.benoit, shared) == [404, 404]
    assert not policies.visible_cv_shares(cast.benoit).exists()


def test_it_is_in_ones_export_and_gone_with_ones_erasure(cast, begun):
    shared = share(begun, cast.amara)
    assert any("Lagos" in str(row) for row in exported(cast.amara)["relationships.Cv"])
    assert "relationships.Cv" not in exported(cast.benoit)
    people.erase_person(person=cast.amara, by=cast.amara)
    assert reads(cast.benoit, shared) == [404, 404]
