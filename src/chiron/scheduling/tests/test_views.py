"""My time, as I say it; as others never see it."""

import io
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, outbound, worker
from chiron.scheduling import actions, queries, tasks
from chiron.scheduling.models import BusyTime, Calendar, FeedKey, Week
from chiron.scheduling.rules import Busy, listed, text_to_hours
from chiron.scheduling.tests.test_calendars import calendar

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


def to(name, row=None):
    return reverse(f"scheduling:{name}", args=[row.pk] if row else [])


def content(answer):
    return answer.content.decode()


def day(after):
    return (clock.now() + timedelta(days=after)).date().isoformat()


def test_i_say_my_week(cast):
    browser = client_of(cast.amara)
    answer = browser.post(to("hours"), keyed(hours=[8, 9, 33], parts=["evening", "nonsense"], rest_hours=11))
    assert answer.status_code == 422
    answer = browser.post(to("hours"), keyed(hours=[8, 9, 33], parts=["evening"], rest_hours=11))
    assert answer.url == to("times")
    week = Week.objects.unscoped().get()
    assert listed(text_to_hours(week.hours)) == [8, 9, 33]
    assert "After five" in content(browser.get(to("times")))


def test_a_week_without_an_hour_is_refused(cast):
    answer = client_of(cast.amara).post(to("hours"), keyed(rest_hours=11))
    assert answer.status_code == 422
    assert "Mark at least one hour" in content(answer)


def test_i_say_when_i_am_away_and_take_it_back(cast):
    browser = client_of(cast.amara)
    browser.post(to("absence_add"), keyed(kind="leave", first=day(3), last=day(5)))
    busy = BusyTime.objects.unscoped().get()
    assert (busy.ends_at - busy.starts_at).days in (2, 3)
    assert "Leave" in content(browser.get(to("times")))
    browser.post(to("absence_remove", busy), keyed())
    assert not BusyTime.objects.unscoped().exists()


def test_a_night_said_by_its_hours_ends_the_next_morning(cast):
    client_of(cast.amara).post(to("absence_add"), keyed(kind="night", first=day(3), starts="20:00", ends="08:00"))
    busy = BusyTime.objects.unscoped().get()
    assert busy.ends_at - busy.starts_at == timedelta(hours=12)


@pytest.mark.parametrize(
    "said",
    [{"first": "soon"}, {"first": day(5), "last": day(3)}, {"first": day(1), "last": day(500)}]
    + [{"first": "0001-01-01"}, {"first": day(1), "last": "9999-12-31"}],
)
def test_an_absence_that_makes_no_sense_is_said(cast, said):
    answer = client_of(cast.amara).post(to("absence_add"), keyed(kind="leave", **said))
    assert answer.status_code == 422
    assert not BusyTime.objects.unscoped().exists()


def bring(who, file_name, text, **more):
    file = SimpleUploadedFile(file_name, text if isinstance(text, bytes) else text.encode())
    return client_of(who).post(to("calendar_add"), keyed(file=file, **more))


def test_a_roster_is_read_and_its_faults_are_said_with_row_and_mend(cast):
    answer = bring(cast.amara, "rota.csv", f"date,shift\n{day(3)},night\n{day(4)},moonlight\nsoon,day\n")
    page = content(answer)
    assert answer.status_code == 200
    assert "2 rows could not be used" in page
    assert "moonlight" in page
    assert "Write day, early, late" in page
    assert [each.kind for each in BusyTime.objects.unscoped()] == ["night"]


def test_a_calendar_file_keeps_times_and_no_titles(cast):
    at = clock.now() + timedelta(days=3)
    event = f"DTSTART:{at:%Y%m%dT%H%M%SZ}\nDURATION:PT1H\nSUMMARY:Clinic with Mrs Murphy"
    assert bring(cast.amara, "mine.ics", calendar(event), name="Work").url == to("times")
    page = content(client_of(cast.amara).get(to("times")))
    assert "Work" in page
    assert "1 busy time" in page
    assert "Murphy" not in page


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("empty.csv", "", "no rows"),
        ("other.csv", "name,ward\nA,B\nC,D\n", "lacks the columns: date, shift"),
        ("broken.ics", "BEGIN:VCALENDAR\nnothing", "no iCalendar file"),
        ("old.ics", calendar("DTSTART:20200101T100000Z\nDURATION:PT1H"), "Nothing in this file keeps you busy"),
        ("bad.csv", "date,shift\nsoon,day\n", "is not a clear day"),
    ],
)
def test_a_file_of_no_use_is_refused_with_the_mend(cast, name, text, words):
    assert words in content(bring(cast.amara, name, text))
    assert not Calendar.objects.unscoped().exists()


@pytest.mark.parametrize("address", ["http://example.org/a.ics", "https://", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused(cast, address):
    answer = client_of(cast.amara).post(to("calendar_add"), keyed(address=address))
    assert answer.status_code == 422


def test_a_file_is_read_as_far_ahead_as_a_meeting_can_be_booked(cast):
    far = clock.now() + timedelta(days=300)
    bring(cast.amara, "me.ics", calendar(f"DTSTART:{far:%Y%m%dT%H%M%SZ}\nDURATION:PT1H"))
    assert BusyTime.objects.unscoped().filter(person=cast.amara).count() == 1


def test_a_file_or_an_address_but_one_of_the_two(cast):
    browser = client_of(cast.amara)
    assert browser.post(to("calendar_add"), keyed()).status_code == 422
    both = keyed(address="https://example.org/a.ics", file=SimpleUploadedFile("a.ics", b"x"))
    assert browser.post(to("calendar_add"), both).status_code == 422


def test_a_calendar_by_its_address_is_read_by_the_worker_and_read_again(cast, monkeypatch):
    at = clock.now() + timedelta(days=3)
    said = [calendar(f"DTSTART:{at:%Y%m%dT%H%M%SZ}\nDURATION:PT1H"), calendar()]
    monkeypatch.setattr(outbound, "fetch", lambda url, accept: said[0])
    browser = client_of(cast.amara)
    browser.post(to("calendar_add"), keyed(address="webcal://example.org/a.ics"))
    worker.drain()
    assert BusyTime.objects.unscoped().count() == 1
    said.reverse()
    Calendar.objects.unscoped().update(next_at=clock.now())
    tasks.read_due.func()
    worker.drain()
    assert BusyTime.objects.unscoped().count() == 0
    assert Calendar.objects.unscoped().get().next_at > clock.now()


def test_a_feed_that_fails_says_why_and_keeps_what_it_said(cast, monkeypatch):
    def private(url, accept):
        raise outbound.Unreachable("private")

    feed = actions.add_calendar(
        person=cast.amara, sort="feed", name="Ward", address="https://10.0.0.1/a.ics", by=cast.amara
    )
    times = [Busy(clock.now(), clock.now() + timedelta(hours=1))]
    actions.keep_times(calendar=feed, times=times, by=cast.system)
    monkeypatch.setattr(outbound, "fetch", private)
    Calendar.objects.unscoped().update(next_at=clock.now())
    tasks.read_one.func(str(feed.pk))
    assert "inside a private network" in content(client_of(cast.amara).get(to("times")))
    assert BusyTime.objects.unscoped().count() == 1


def test_my_name_is_found_in_a_roster_however_it_is_spelled(cast):
    cast.amara.name = "Ana-María  O'Hara"
    cast.amara.save()
    names = ("ANA-MARI\u0301A O'HARA", "Ana María O'Hara", "amara@example.org")
    rows = "".join(f"{name},{day(3 + number)},night\n" for number, name in enumerate(names))
    bring(cast.amara, "rota.csv", f"name,date,shift\n{rows}Nadia,{day(9)},night\n")
    assert BusyTime.objects.unscoped().count() == 3


def test_a_dash_for_no_nickname_makes_nobody_elses_rows_mine(cast):
    cast.amara.called = "-"
    cast.amara.save()
    rows = f"amara@example.org,,{day(3)},night\n,Nadia,{day(4)},night\n"
    bring(cast.amara, "rota.csv", f"email,name,date,shift\n{rows}")
    assert BusyTime.objects.unscoped().count() == 1


def test_a_roster_of_more_shifts_than_anybody_works_holds_up_nobody(cast):
    rows = f"{day(3)},night,{day(300)}\n" * 4000
    began = time.process_time()
    answer = bring(cast.amara, "rota.csv", f"date,shift,last day\n{rows}")
    assert answer.status_code == 422
    assert "more than 20,000 rows" in content(answer)
    assert time.process_time() - began < 8
    assert not BusyTime.objects.unscoped().exists()


def test_a_feed_that_waits_in_the_queue_twice_is_read_once(cast, monkeypatch):
    asked = []
    monkeypatch.setattr(outbound, "fetch", lambda url, accept: asked.append(url) or b"")
    actions.add_calendar(person=cast.amara, sort="feed", name="", address="https://example.org/a.ics", by=cast.amara)
    worker.drain()
    Calendar.objects.unscoped().update(next_at=clock.now())
    for _ten_minutes in range(3):
        tasks.read_due.func()
    worker.drain()
    assert len(asked) == 2, "as it was brought, and once since"


def test_a_calendar_is_removed_with_what_it_kept_busy(cast):
    bring(cast.amara, "rota.csv", f"date,shift\n{day(3)},night\n")
    client_of(cast.amara).post(to("calendar_remove", Calendar.objects.unscoped().get()), keyed())
    assert not BusyTime.objects.unscoped().exists()


def test_nobody_has_more_than_eight_calendars(cast):
    for number in range(8):
        actions.add_calendar(person=cast.amara, sort="file", name=str(number), by=cast.amara)
    assert "eight calendars" in content(bring(cast.amara, "rota.csv", f"date,shift\n{day(3)},night\n"))


@pytest.mark.parametrize("name", ["benoit", "chen", "farid", "giulia", "hanne"])
def test_what_is_mine_is_nobody_elses(cast, name):
    who = getattr(cast, name)
    actions.set_week(person=cast.amara, hours=[8], parts=[], by=cast.amara)
    times = [Busy(clock.now(), clock.now() + timedelta(hours=1))]
    brought = actions.add_calendar(person=cast.amara, sort="file", name="Private words", times=times, by=cast.amara)
    away = actions.add_absence(
        person=cast.amara, kind="exam", starts_at=clock.now(), ends_at=clock.now() + timedelta(days=1), by=cast.amara
    )
    browser = client_of(who)
    assert "Private words" not in content(browser.get(to("times")))
    assert browser.post(to("calendar_remove", brought), keyed()).status_code == 404
    assert browser.post(to("absence_remove", away), keyed()).status_code == 404
    assert queries.week_of(who) is None
    with pytest.raises(actions.Refused):
        actions.set_week(person=cast.amara, hours=[9], parts=[], by=who)


def test_a_feed_has_a_key_that_is_shown_once_and_can_be_closed(cast):
    browser = client_of(cast.amara)
    page = content(browser.post(to("feed_open"), keyed()))
    key = FeedKey.objects.unscoped().get()
    token = page.partition("/relationships/calendar/")[2].partition(".ics")[0]
    assert len(token) >= 32
    assert key.token_hash == queries.hashed(token)
    feed = reverse("relationships:feed", args=[token])
    assert client_of(None).get(feed)["Content-Type"].startswith("text/calendar")
    browser.post(to("feed_close"), keyed())
    assert client_of(None).get(feed).status_code == 404
    assert token not in content(browser.get(to("times")))


def test_a_new_key_closes_the_old_one(cast):
    first = actions.open_feed(person=cast.amara, by=cast.amara)
    second = actions.open_feed(person=cast.amara, by=cast.amara)
    assert queries.feed_owner(first.token) is None
    assert queries.feed_owner(second.token).pk == cast.amara.pk


def test_times_long_over_are_forgotten(cast):
    now = clock.now()
    for days in (60, 10):
        at = now - timedelta(days=days)
        actions.add_absence(person=cast.amara, kind="leave", starts_at=at, ends_at=at + clock.DAY, by=cast.amara)
    tasks.forget_times.func()
    assert BusyTime.objects.unscoped().count() == 1


def test_a_file_is_read_from_memory_too(cast):
    from chiron.scheduling.rules import reading

    at = clock.now() + timedelta(days=3)
    found = reading.calendar(
        io.BytesIO(calendar(f"DTSTART:{at:%Y%m%dT%H%M%SZ}\nDURATION:PT1H")), "a.ics", queries.window(cast.amara)
    )
    assert len(found) == 1
