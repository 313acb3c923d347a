"""Autumn: an agreement that both sign, a goal, meetings with what became of them, and the first questions."""

import re
from datetime import date, timedelta

from chiron.core import clock
from chiron.relationships.models import Meeting
from tests.journeys.year.beginning import pair_of
from tests.journeys.year.days import Days
from tests.journeys.year.mails import calendar, links, subjects
from tests.journeys.year.people import Town
from tests.journeys.year.visits import SECRET, Street, closed_to

AMARA, BENOIT = "amara@example.org", "benoit@example.org"


def outside(town: Town):
    """Those who must see nothing of Amara: her assessor, somebody elsewhere, the director, the coordinator."""
    return [town.giulia, town.farid, town.dina, town.chen, town.hanne]


def agreed(town: Town, street: Street, days: Days) -> None:
    """Benoît proposes another wording, Amara sees what is different, and both sign."""
    home = f"/relationships/{pair_of(town, 'amara').pk}/"
    benoit = street.visit(town.benoit)
    benoit.open(f"{home}agreement/propose/")
    benoit.looks()
    benoit.page.locator("form textarea").nth(1).fill(f"We meet where nobody waits for us, {SECRET}")
    benoit.page.fill("textarea[name=learning]", f"How residents learn today, {SECRET}")
    benoit.press(re.compile("Propose"))
    benoit.sees("Your wording is proposed", "What is different")
    benoit.looks()
    mails = days.work()
    assert subjects(mails, AMARA) == ["A change to your agreement"]
    assert subjects(mails, BENOIT) == []

    amara = street.visit(town.amara, phone=True)
    amara.open(links(mails, AMARA)[0])
    amara.sees("What is different")
    amara.looks()
    amara.page.fill("textarea[name=learning]", f"To read an echocardiogram alone, {SECRET}")
    amara.press("Sign the agreement")
    amara.sees("You have signed the agreement", "In force")
    amara.looks()
    answer = amara.page.context.request.get(f"{street.address}{home}agreement/2.pdf")
    assert answer.body().startswith(b"%PDF")
    closed_to(outside(town), home, f"{home}agreement/", f"{home}agreement/2.pdf", f"{home}agreement/2/")


def planned(town: Town, street: Street, days: Days) -> None:
    """Amara takes up a goal that fits her and shares it; the programme's people never see it."""
    amara = street.visit(town.amara, phone=True)
    amara.open("/plan/")
    amara.looks()
    amara.open("/plan/goals/new/")
    amara.page.fill("input[name=title]", f"Read an echocardiogram alone, {SECRET}")
    amara.page.check("input[name=kind][value=skill]")
    amara.page.check("input[name=start][value='1']")
    amara.page.check("input[name=target][value='4']")
    amara.page.get_by_label(re.compile("Benoît")).check()
    amara.looks()
    amara.press("Keep the goal")
    closed_to(outside(town), amara.page.url.removeprefix(street.address))


def met(town: Town, street: Street, days: Days) -> None:
    """Booked in two taps, moved once, held, written up; what was promised stands on the next agenda."""
    home = f"/relationships/{pair_of(town, 'amara').pk}/"
    amara = street.visit(town.amara, phone=True)
    amara.open(home)
    amara.press("Find a time")
    amara.looks()
    amara.press(re.compile("Book"))
    amara.sees("Booked. An invitation for the calendar is on its way to everybody.")
    amara.looks()
    meeting = Meeting.objects.unscoped().get()
    told = calendar(days.work())
    assert {each.method for tolds in told.values() for each in tolds} == {"REQUEST"}
    assert {name: [each.sequence for each in tolds] for name, tolds in told.items()} == {AMARA: [0], BENOIT: [0]}
    assert told[AMARA][0].starts_at == meeting.starts_at
    assert told[AMARA][0].title == "Meeting with Benoît"
    assert told[BENOIT][0].attendees == {f"mailto:{AMARA}", f"mailto:{BENOIT}"}

    benoit = street.visit(town.benoit)
    benoit.open("/")
    benoit.sees("Does this time suit you?")
    benoit.press("Answer")
    benoit.looks()
    benoit.press("Another time")
    benoit.looks()
    benoit.press(re.compile("Book"), at=1)
    moved = calendar(days.work())
    assert {name: [each.sequence for each in tolds] for name, tolds in moved.items()} == {AMARA: [1], BENOIT: [1]}
    assert moved[AMARA][0].uid == told[AMARA][0].uid
    amara.open("/")
    amara.press("Answer")
    amara.press("Yes, I come")
    days.work()
    meeting.refresh_from_db()
    closed_to(outside(town), f"/relationships/meetings/{meeting.pk}/")

    mails = days.until(meeting.starts_at.date())
    assert [sum(each.startswith("Your meeting:") for each in subjects(mails, who)) for who in (AMARA, BENOIT)] == [1, 1]
    days.after(meeting.ends_at + timedelta(hours=1))
    written_up(town, street, f"read two echoes a week, {SECRET}")


def written_up(town: Town, street: Street, promise: str = "") -> None:
    """Amara says what became of the last meeting."""
    amara = street.visit(town.amara, phone=True)
    amara.open("/")
    amara.press("Write it down")
    amara.page.fill("textarea[name=text]", f"I forget the valve, {SECRET}")
    amara.page.get_by_label("Clinical skill").check()
    amara.page.fill("input[name=promise]", promise)
    amara.looks()
    amara.press("Keep it")
    amara.looks()


def booked(town: Town, street: Street, days: Days, on: date) -> Meeting:
    """A meeting booked by hand for half past six of a day, by video."""
    pair = pair_of(town, "amara")
    amara = street.visit(town.amara, phone=True)
    amara.open(f"/relationships/{pair.pk}/meet/")
    amara.page.get_by_text("Another time, or where you meet").click()
    form = amara.page.locator("details form")
    form.locator("input[name=on]").fill(on.isoformat())
    form.locator("input[name=at]").fill("18:30")
    form.locator("select[name=form]").select_option("video")
    form.locator("input[name=link]").fill("https://video.example.org/room")
    amara.press("Book this time")
    told = calendar(days.work())
    meeting = Meeting.objects.unscoped().filter(state="booked", relationship=pair).latest("starts_at")
    assert meeting.wall == f"{on}T18:30", "half past six on the wall, whatever the clocks did meanwhile"
    assert {tolds[0].starts_at for tolds in told.values()} == {meeting.starts_at}
    return meeting


def met_again(town: Town, street: Street, days: Days, on: date) -> None:
    """One more meeting, which nobody writes up: its time goes by, and it counts as held."""
    meeting = booked(town, street, days, on)
    days.after(meeting.ends_at + timedelta(hours=1))
    assert clock.today() == on
