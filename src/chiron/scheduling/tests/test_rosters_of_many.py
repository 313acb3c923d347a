"""A roster for many people, brought by an administrator: row by row, the same file twice, nothing to read."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import client_of

from chiron.core.actions import NotAllowed
from chiron.people.actions import merging
from chiron.people.models import Person
from chiron.scheduling import actions, forms
from chiron.scheduling.models import BusyTime, Calendar

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


HEAD = "email,date,shift\n"


def bring(cast, text, by=None, head=HEAD):
    file = SimpleUploadedFile("rota.csv", (head + text).encode())
    return client_of(by or cast.hanne).post(reverse("scheduling:rosters"), keyed(file=file))


def times(person):
    return list(BusyTime.objects.unscoped().filter(person=person).order_by("starts_at").values_list("kind", flat=True))


def test_each_person_gets_their_own_shifts(cast):
    page = bring(cast, "amara@example.org,2027-03-01,night\nbenoit@example.org,2027-03-02,on call\n").content.decode()
    assert "2 people have new times" in page
    assert times(cast.amara) == ["night"]
    assert times(cast.benoit) == ["on_call"]
    assert "Roster from your institution" in client_of(cast.amara).get(reverse("scheduling:times")).content.decode()


def test_of_name_and_address_the_address_says_who_is_meant(cast):
    namesake = Person.objects.create(institution=cast.hospital, name=cast.amara.name, email="other@example.org")
    rows = f"{cast.amara.name},amara@example.org,2027-03-01,night\nBenoît Lefèvre,,2027-03-01,leave\n"
    rows += f"{cast.efua.name},nobody@example.org,2027-03-01,night\n"
    answer = bring(cast, rows, head="name,email,date,shift\n")
    assert (times(cast.amara), times(namesake), times(cast.benoit)) == (["night"], [], ["leave"])
    assert [row for row, _why in answer.context["outcome"]["left_out"]] == [3], "an address that nobody here has"
    assert times(cast.efua) == []


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


def spans(person):
    rows = BusyTime.objects.unscoped().filter(person=person).order_by("starts_at")
    return [
        (kind, f"{begins:%m-%d %H}", f"{over:%m-%d %H}")
        for kind, begins, over in rows.values_list("kind", "starts_at", "ends_at")
    ]


def test_what_began_before_a_roster_stays(cast):
    bring(cast, "amara@example.org,2027-01-31,night\n")
    night = ("night", "01-31 20", "02-01 08")
    assert spans(cast.amara) == [night]
    bring(cast, "amara@example.org,2027-02-10,day\nbenoit@example.org,2027-02-01,early\n")
    assert night in spans(cast.amara), "the night is January's: who has it rests on the first of February"


def test_leave_is_kept_day_by_day_so_that_a_roster_that_begins_in_it_takes_only_its_own_days(cast):
    bring(cast, "".join(f"amara@example.org,2027-01-{day:02d},leave\n" for day in range(20, 24)))
    bring(cast, "amara@example.org,2027-01-22,leave\namara@example.org,2027-01-23,day\n")
    assert [(kind, begins) for kind, begins, _over in spans(cast.amara)] == [
        ("leave", "01-20 00"), ("leave", "01-21 00"), ("leave", "01-22 00"), ("busy", "01-23 08"),
    ]  # fmt: skip


def test_days_off_alone_take_shifts_away(cast):
    bring(cast, "amara@example.org,2027-01-31,night\n")
    bring(cast, "amara@example.org,2027-01-31,off\n")
    assert spans(cast.amara) == []


def test_one_person_under_two_names_is_one_also_where_a_roster_comes_in_parts(cast, monkeypatch):
    monkeypatch.setattr(actions, "A_PART", 1)
    bring(cast, "amara@example.org,2027-03-01,night\nAmara  OKAFOR,2027-03-05,night\n")
    assert times(cast.amara) == ["night", "night"]


def test_a_shift_in_the_hour_that_clocks_skip_is_no_time_and_the_others_stand(cast):
    text = (
        "email,date,shift,from,to\namara@example.org,2027-03-28,on call,01:00,02:00\n"
        "benoit@example.org,2027-03-28,day,,\n"
    )
    answer = client_of(cast.hanne).post(
        reverse("scheduling:rosters"), keyed(file=SimpleUploadedFile("rota.csv", text.encode()))
    )
    assert answer.status_code == 200
    assert (times(cast.amara), times(cast.benoit)) == ([], ["busy"])


def test_a_leave_of_years_is_said_with_its_row_and_not_cut(cast):
    text = "email,date,last day,shift\namara@example.org,2027-01-01,2029-01-01,leave\n"
    file = SimpleUploadedFile("rota.csv", text.encode())
    answer = client_of(cast.hanne).post(reverse("scheduling:rosters"), keyed(file=file))
    assert "“2029-01-01” is more than a year after the first day" in answer.content.decode()


@pytest.mark.parametrize("on", ["9999-12-31", "0001-01-01"])
def test_a_year_that_is_a_slip_of_the_pen_is_said_with_its_row(cast, on):
    assert f"“{on}” is not a clear day" in bring(cast, f"amara@example.org,{on},night\n").content.decode()


def test_two_entries_that_both_got_a_roster_are_merged_with_what_either_says(cast):
    other = Person.objects.create(institution=cast.hospital, name="Amara Okafor", email="a.okafor@example.org")
    bring(cast, "amara@example.org,2027-03-01,night\na.okafor@example.org,2027-03-02,night\n")
    said = {"stays": cast.amara, "goes": other, "name": cast.amara.name, "email": cast.amara.email}
    assert merging.rehearse(by=cast.hanne, **said).hindrances == []
    merging.merge(by=cast.hanne, **said)
    assert times(cast.amara) == ["night", "night"]
    assert Calendar.objects.unscoped().get(is_from_institution=True).person_id == cast.amara.pk
    bring(cast, "amara@example.org,2027-03-01,off\namara@example.org,2027-03-02,off\n")
    assert times(cast.amara) == []
