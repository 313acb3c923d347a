"""A roster for many people, brought by an administrator: row by row, the same file twice, nothing to read."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import client_of

from chiron.core.actions import NotAllowed
from chiron.people.models import Person
from chiron.scheduling import actions, forms
from chiron.scheduling.models import BusyTime, Calendar

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


HEAD = "email,date,shift\n"


def bring(cast, text, by=None):
    file = SimpleUploadedFile("rota.csv", (HEAD + text).encode())
    return client_of(by or cast.hanne).post(reverse("scheduling:rosters"), keyed(file=file))


def times(person):
    return list(BusyTime.objects.unscoped().filter(person=person).order_by("starts_at").values_list("kind", flat=True))


def test_each_person_gets_their_own_shifts(cast):
    page = bring(cast, "amara@example.org,2027-03-01,night\nbenoit@example.org,2027-03-02,on call\n").content.decode()
    assert "2 people have new times" in page
    assert times(cast.amara) == ["night"]
    assert times(cast.benoit) == ["on_call"]
    assert "Roster from your institution" in client_of(cast.amara).get(reverse("scheduling:times")).content.decode()


def test_the_same_file_again_changes_nothing_and_a_later_one_takes_its_place(cast):
    bring(cast, "amara@example.org,2027-03-01,night\namara@example.org,2027-03-02,night\n")
    before = set(BusyTime.objects.unscoped().values_list("pk", flat=True))
    assert "1 had them already" in bring(
        cast, "amara@example.org,2027-03-01,night\namara@example.org,2027-03-02,night\n"
    ).content.decode()  # fmt: skip
    assert set(BusyTime.objects.unscoped().values_list("pk", flat=True)) == before
    bring(cast, "amara@example.org,2027-03-01,leave\namara@example.org,2027-03-02,night\n")
    assert times(cast.amara) == ["leave", "night"]
    bring(cast, "amara@example.org,2027-04-01,exam\n")
    assert times(cast.amara) == ["leave", "night", "exam"]
    assert Calendar.objects.unscoped().filter(person=cast.amara).count() == 1


def test_what_somebody_brought_themselves_is_left_alone(cast):
    actions.add_calendar(person=cast.amara, sort="roster", name="Mine", by=cast.amara)
    bring(cast, "amara@example.org,2027-03-01,night\n")
    assert Calendar.objects.unscoped().filter(person=cast.amara).count() == 2


def test_rows_that_cannot_be_used_say_why_and_come_back_as_a_file(cast):
    Person.objects.create(institution=cast.hospital, name="Amara Okafor", email="other@example.org")
    answer = bring(
        cast,
        "amara@example.org,2027-03-01,night\nnobody@example.org,2027-03-01,night\nAmara Okafor,2027-03-01,night\n"
        ",2027-03-01,night\nbenoit@example.org,2027-03-01,moonlight\nbenoit@example.org,sometime,night\n",
    )
    assert [row for row, _why in answer.context["outcome"]["left_out"]] == [2, 3, 4, 5, 6]
    assert times(cast.amara) == ["night"]
    assert times(cast.benoit) == []
    rows = answer.context["outcome"]["rejects"].initial["rows"]
    file = client_of(cast.hanne).post(reverse("scheduling:rosters_rejects"), keyed(rows=json.dumps(rows)))
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == 'email,date,shift,Row,"Why, and the mend"'
    assert len(text.splitlines()) == 6
    assert "moonlight" in text


def test_the_file_of_rejects_brought_alone_takes_nothing_away(cast):
    text = (
        "amara@example.org,2027-03-01,nigth\namara@example.org,2027-03-02,leave\namara@example.org,2027-03-03,nigth\n"
    )
    answer = bring(cast, text + "benoit@example.org,2027-03-02,night\n")
    assert (times(cast.amara), times(cast.benoit)) == (["leave"], ["night"])
    _heading, *rows = answer.context["outcome"]["rejects"].initial["rows"]
    assert [row[0] for row in rows] == ["amara@example.org"] * 3
    bring(cast, "".join(",".join(row[:3]).replace("nigth", "night") + "\n" for row in rows))
    assert (times(cast.amara), times(cast.benoit)) == (["night", "leave", "night"], ["night"])


def test_where_too_many_are_left_out_the_page_says_what_to_do(cast, monkeypatch):
    monkeypatch.setattr(forms, "LARGEST_REJECTS", 2000)
    page = bring(cast, "nobody@example.org,2027-03-01,night\n" * 60).content.decode()
    assert "60 in all; these are the first 50." in page
    assert "They are too many for a file of their own." in page
    assert "Download the rows left out" not in page


def test_a_file_of_people_by_days_is_read_too(cast):
    head, row = "name,2027-03-01,2027-03-02,2027-03-03\n", "Amara Okafor,night,off,on call\n"
    file = SimpleUploadedFile("rota.csv", (head + row).encode())
    client_of(cast.hanne).post(reverse("scheduling:rosters"), keyed(file=file))
    assert times(cast.amara) == ["night", "on_call"]


def test_a_file_without_a_column_for_the_person_is_refused_whole(cast):
    file = SimpleUploadedFile("rota.csv", b"date,shift\n2027-03-01,night\n")
    answer = client_of(cast.hanne).post(reverse("scheduling:rosters"), keyed(file=file))
    assert answer.status_code == 422
    assert "lacks the columns: person" in answer.content.decode()


def test_nobody_but_administrators_brings_it_and_they_read_nothing(cast):
    for person in (cast.amara, cast.chen, cast.dina, cast.efua):
        assert bring(cast, "amara@example.org,2027-03-01,night\n", by=person).status_code == 404
    with pytest.raises(NotAllowed):
        actions.import_rosters(institution=cast.hospital, lines=[], first=None, last=None, by=cast.farid)
    bring(cast, "farid@elsewhere.example,2027-03-01,night\n")
    assert times(cast.farid) == []
    bring(cast, "amara@example.org,2027-03-01,night\n")
    page = client_of(cast.hanne).get(reverse("scheduling:times")).content.decode()
    assert "Roster from your institution" not in page
