"""Spring and summer: half-way each is asked, then a good ending; and what is left of a year."""

import re
from datetime import date

from chiron.core import clock
from chiron.relationships.models import Relationship
from tests.journeys.year.autumn import AMARA, BENOIT, outside
from tests.journeys.year.beginning import pair_of
from tests.journeys.year.days import Days
from tests.journeys.year.mails import links, subjects, text
from tests.journeys.year.people import Town
from tests.journeys.year.visits import SECRET, Street, closed_to


def half_way(town: Town, street: Street, days: Days) -> None:
    """Amara wants something changed and says so to both; it stands on the agenda of the next meeting."""
    pair = pair_of(town, "amara")
    mails = days.until(date(2027, 3, 2))
    asked = [mail for mail in mails if mail["To"] == AMARA and "how does it go?" in text(mail) + mail["Subject"]]
    assert asked
    amara = street.visit(town.amara, phone=True)
    amara.open("/")
    amara.sees("Half-way: how shall it go on?")
    amara.open(f"/relationships/check-ins/{pair.check_ins.get(question='mid-point').pk}/")
    amara.page.get_by_label("Adjust together").check()
    amara.page.fill("textarea[name=change]", f"Meet after nights, {SECRET}")
    amara.looks()
    amara.press("Answer")
    amara.sees("What should change from here")
    benoit = street.visit(town.benoit)
    benoit.open(f"/relationships/{pair.pk}/")
    benoit.sees("Meet after nights")
    benoit.looks()
    benoit.open("/mentoring/")
    benoit.looks()


def on_the_agenda(town: Town, street: Street) -> None:
    """Before the meeting: what somebody wants changed, and what was promised and is open."""
    pair = pair_of(town, "amara")
    meeting = pair.meetings.get(state="booked", starts_at__gt=clock.now())
    benoit = street.visit(town.benoit)
    benoit.open(f"/relationships/meetings/{meeting.pk}/")
    benoit.sees("Amara would change: Meet after nights", "Amara: read two echoes a week")
    benoit.looks()


def closed(town: Town, street: Street, days: Days) -> None:
    """A month before the end the closing opens by itself; both look back; Amara would like to mentor."""
    pair = pair_of(town, "amara")
    mails = days.until(date(2027, 7, 3))
    for who in (AMARA, BENOIT):
        assert sum("What was achieved, and how does it go on" in text(mail) for mail in mails if mail["To"] == who) == 1
    amara = street.visit(town.amara, phone=True)
    assert f"/relationships/{pair.pk}/" in links(mails, AMARA)
    amara.open("/")
    amara.sees("Look back on your time with Benoît")
    amara.looks()
    amara.open(f"/relationships/{pair.pk}/")
    amara.sees("What was achieved, and how does it go on?")
    amara.looks()
    amara.press("Look back")
    amara.page.fill("textarea[name=achieved]", f"I read echocardiograms alone, {SECRET}")
    amara.page.fill("textarea[name=learned]", f"To finish on the valves, {SECRET}")
    amara.page.check("input[name=wish][value=informal]")
    amara.page.check("input[name=becomes_mentor]")
    amara.looks()
    amara.press("Look back")
    amara.sees("Thank you. The others read it")
    amara.looks()
    mails = days.work()
    assert subjects(mails, BENOIT) == ["Somebody has looked back on your time together"]
    benoit = street.visit(town.benoit)
    benoit.open(f"/relationships/{pair.pk}/closing/")
    benoit.looks()
    benoit.page.fill("textarea[name=achieved]", f"She reads before I do, {SECRET}")
    benoit.page.check("input[name=wish][value=informal]")
    benoit.press("Look back")
    benoit.sees("I read echocardiograms alone", "It ended")
    benoit.looks()
    pair.refresh_from_db()
    assert pair.state == "ended"
    mails = days.work()
    assert subjects(mails, AMARA) == ["A good ending"]
    amara.open("/relationships/mine/")
    amara.sees("Benoît Lefèvre", "I read echocardiograms alone")
    amara.looks()
    amara.open("/")
    amara.looks()
    closed_to(outside(town), f"/relationships/{pair.pk}/", f"/relationships/{pair.pk}/closing/")


def over(town: Town, street: Street, days: Days) -> None:
    """Ida and Jonas never said a word: it is settled for them; Chen sees who would like to mentor, and no word."""
    days.until(date(2027, 9, 1))
    assert pair_of(town, "ida").state == "ended"
    assert not Relationship.objects.unscoped().filter(state__in=["offered", "active", "closing"]).exists()
    chen = street.visit(town.chen)
    chen.open("/cockpit/")
    chen.sees("Would like to mentor", "Amara Okafor")
    chen.looks()
    assert SECRET not in chen.page.content()
    chen.open(f"/relationships/cohorts/{town.cast.cohort.pk}/")
    chen.looks()
    chen.open("/")
    chen.looks()
    assert not chen.page.get_by_text(re.compile("Bring people into Autumn 2026")).count()
