"""What goes otherwise: a pair that fades, one that is ended without a reason, one that a rotation comes between."""

import re
from datetime import UTC, date, datetime

from chiron.boundaries import policies as boundaries
from chiron.relationships import actions
from chiron.relationships.models import Meeting, Member, Relationship
from chiron.scheduling.models import Reservation
from tests.journeys.year.beginning import pair_of
from tests.journeys.year.days import Days
from tests.journeys.year.mails import calendar, subjects, text
from tests.journeys.year.people import Town
from tests.journeys.year.visits import SECRET, Street, closed_to

LIBRARY = actions.Where("in_person", "ward library")


def books(town: Town, who: str, at: datetime) -> Meeting:
    """Somebody books a meeting of their pair, with nobody looking."""
    person = town.people[who]
    return actions.book_meeting(
        relationship=pair_of(town, who), starts_at=at, minutes=45, zone="Europe/Dublin", where=LIBRARY, by=person
    )


def two_pairs_meet(town: Town, days: Days) -> None:
    """Kofi and Maya meet their mentors, sign, and have a next date each; Ida and Jonas do nothing at all."""
    firsts = []
    for hour, name in enumerate(("kofi", "maya")):
        pair = pair_of(town, name)
        for member in pair.members.select_related("person"):
            actions.sign_agreement(agreement=pair.agreements.get(), learning=f"To listen, {SECRET}", by=member.person)
        firsts.append(books(town, name, datetime(2026, 9, 24, 16 + hour, tzinfo=UTC)))
        books(town, name, datetime(2026, 11, 24, 17 + hour, 30, tzinfo=UTC))
    days.until(date(2026, 9, 25))
    for first in firsts:
        actions.write_up(meeting=first, topics=["skill"], text=f"Good, {SECRET}", promise=None, by=first.created_by)


def faded(town: Town, street: Street, days: Days) -> None:
    """After thirty days Ida and Jonas are told, after two weeks more Chen is, and her page says why in a sentence."""
    mails = days.until(date(2026, 10, 1))
    for who in ("ida@example.org", "jonas@example.org"):
        [mail] = [mail for mail in mails if mail["To"] == who]
        assert "Have you met" not in text(mail)
        assert "no first meeting in 30 days" in text(mail)
    assert "no first meeting" not in " ".join(text(mail) for mail in mails if mail["To"].startswith(("kofi", "amara")))
    assert subjects(mails, "chen@example.org") == []
    ida = street.visit(town.ida, phone=True)
    ida.open("/")
    ida.sees("Your agreement with Jonas waits for you", "Meet Jonas for the first time")
    ida.looks()
    ida.press("Have you met for the first time?")
    ida.page.get_by_label("No, and a nudge from the coordination would help").check()
    ida.looks()
    ida.press("Answer")
    ida.looks()
    assert subjects(days.work(), "chen@example.org") == ["Internal Medicine Residency: somebody wishes a talk with you"]
    mails = days.until(date(2026, 10, 15))
    assert subjects(mails, "chen@example.org") == ["Internal Medicine Residency: pairs that have fallen silent"]
    chen = street.visit(town.chen)
    chen.open("/cockpit/")
    chen.sees("1 pair is fading", "Ida Ibsen, Jonas Jung", "no first meeting in 44 days, agreement unsigned")
    chen.sees("Wish a talk with you", "Ida Ibsen")
    chen.looks()
    chen.press(re.compile("We have talked"))
    chen.sees("Noted: you have talked.")


def carried_on(town: Town, street: Street, days: Days) -> None:
    """At six weeks each is asked alone; what all know is only that both carry on."""
    pair = pair_of(town, "amara")
    for who, is_phone in ((town.amara, True), (town.benoit, False)):
        visitor = street.visit(who, phone=is_phone)
        visitor.open("/")
        visitor.sees("Does it fit? Only you read your answer.")
        visitor.page.get_by_text("Does it fit?").locator("xpath=ancestor::li").get_by_role("link").last.click()
        visitor.page.get_by_label("Yes", exact=True).check()
        visitor.looks()
        visitor.press("Answer")
    visitor.sees("Asked separately, all of you chose to carry on.")
    visitor.looks()
    closed_to([town.giulia, town.farid, town.dina, town.chen], f"/relationships/check-ins/{pair.check_ins.first().pk}/")


def ended(town: Town, street: Street, days: Days) -> None:
    """Kofi would rather have somebody else: two taps, no reason, no contact; Lena learns only that it ended."""
    pair, ahead = pair_of(town, "kofi"), Meeting.objects.unscoped().get(state="booked", attendees__person=town.kofi)
    kofi = street.visit(town.kofi, phone=True)
    kofi.open(f"/relationships/check-ins/{pair.check_ins.get(question='fit').pk}/")
    kofi.page.get_by_label(re.compile("I would rather have someone else")).check()
    kofi.press("Answer")
    kofi.sees("End it with Lena", "Nobody asks you why")
    kofi.page.check("input[name=no_contact]")
    kofi.page.fill("textarea[name=reason]", f"She reads her mail while I talk, {SECRET}")
    kofi.looks()
    kofi.press("End it now")
    kofi.sees("It has ended", "Nobody in it can contact you any more.")
    kofi.looks()
    closed_to([town.lena, town.kofi], f"/relationships/{pair.pk}/", f"/relationships/{pair.pk}/messages/")
    mails = days.work()
    assert not Reservation.objects.unscoped().filter(holder=ahead.pk).exists()
    told = calendar(mails)
    assert {name: [(each.method, each.sequence, each.status) for each in tolds] for name, tolds in told.items()} == {
        "kofi@example.org": [("CANCEL", 1, "CANCELLED")],
        "lena@example.org": [("CANCEL", 1, "CANCELLED")],
    }
    assert all(f"mailto:{name}" in each.attendees for name, tolds in told.items() for each in tolds)
    lena = [mail for mail in mails if mail["To"] == "lena@example.org" and not mail.is_multipart()]
    assert [mail["Subject"] for mail in lena] == ["Internal Medicine Residency: your pair has ended"]
    for word in ("Kofi", "contact", "mail while"):
        assert word not in text(lena[0])
    assert subjects(mails, "chen@example.org") == ["Internal Medicine Residency: 3 people wait for a mentor"]
    kofi.open("/relationships/mine/")
    kofi.sees("Who cannot contact you", "Lena Lund")
    kofi.looks()
    assert boundaries.are_apart(town.lena, town.kofi)


def come_between(town: Town, street: Street, days: Days, tmp_path) -> None:
    """A rotation plan makes Noor an assessor of Maya from today: what was theirs is closed at the next request."""
    days.until(date(2026, 11, 16))
    pair, ahead = pair_of(town, "maya"), Meeting.objects.unscoped().get(state="booked", attendees__person=town.maya)
    noor = street.visit(town.noor)
    noor.open(f"/relationships/{pair.pk}/")
    plan = tmp_path / "rotations.csv"
    plan.write_text(
        "person,other,kind,from,until\n"
        "noor@example.org,maya@example.org,assessor,2026-11-16,2027-02-15\n"
        "noor@example.org,nobody@example.org,assessor,2026-11-16,2027-02-15\n"
    )
    hanne = street.visit(town.hanne)
    hanne.open("/conflicts/import/")
    hanne.page.set_input_files("input[name=file]", plan)
    hanne.press("Import the file")
    hanne.sees("1 conflict is new in the register.", "1 row was left out")
    hanne.looks()
    closed_to([town.noor, town.maya], f"/relationships/{pair.pk}/", f"/relationships/meetings/{ahead.pk}/")
    mails = days.work()
    pair.refresh_from_db()
    assert pair.state == "suspended"
    for name in ("noor@example.org", "maya@example.org"):
        [paused] = [mail for mail in mails if mail["To"] == name and not mail.is_multipart()]
        assert paused["Subject"] == "Internal Medicine Residency: your pair is paused"
        assert "nobody did anything wrong" in text(paused)
        assert not re.search("assess|conflict|Noor Nasser|Maya Moss", text(paused).split("Dear")[1])
        [told] = calendar(mails)[name]
        assert (told.method, told.sequence, told.attendees) == ("CANCEL", 1, frozenset([f"mailto:{name}"]))
    assert subjects(mails, "chen@example.org") == ["Internal Medicine Residency: 4 people wait for a mentor"]
    hanne.open("/conflicts/")
    hanne.sees("Noor Nasser", "paused a pairing")
    hanne.looks()
    maya = street.visit(town.maya, phone=True)
    maya.open("/")
    maya.looks()
    assert "Noor" not in maya.page.inner_text("body")


def matched_anew(town: Town, street: Street, days: Days) -> None:
    """Four wait: one is offered the next best in two taps, a run finds the others; who is together stays together."""
    stay = set(Relationship.objects.unscoped().filter(state="active").values_list("pk", flat=True))
    chen = street.visit(town.chen)
    chen.open("/cockpit/")
    chen.sees("4 mentees wait for a match", "Waiting for a match")
    chen.looks()
    chen.press("4 mentees wait for a match")
    chen.sees("The next best", "Nobody is told anything before you offer.")
    chen.looks()
    chen.press(re.compile("Offer this pair"))
    chen.sees("Both get a mail.")
    chen.looks()
    chen.open(f"/match/cohorts/{town.cast.cohort.pk}/")
    chen.looks()
    chen.press("Method and weights")
    chen.page.check("input[name=method][value=least_change]")
    chen.looks()
    chen.press("Save for the next run")
    chen.press("Run again")
    mails = chen.while_away(days.work)
    chen.looks()
    chen.press(re.compile("Publish what changes"))
    chen.looks()
    chen.press(re.compile("Publish"))
    mails += chen.while_away(days.work)
    chen.looks()
    offered = Relationship.objects.unscoped().filter(state="offered")
    assert offered.count() == 4
    assert set(Relationship.objects.unscoped().filter(state="active").values_list("pk", flat=True)) == stay
    assert len(mails) == 8
    assert all("@example.org" in mail["To"] and "for you" in mail["Subject"] for mail in mails)
    apart = {frozenset(("Kofi", "Lena")), frozenset(("Maya", "Noor")), frozenset(("Amara", "Giulia"))}
    for each in offered:
        assert frozenset(each.members.values_list("person__name", flat=True)) not in apart
    for member in Member.objects.unscoped().filter(answer="asked", relationship__state="offered"):
        actions.accept(member=member, by=member.person)
    days.work()
    chen.open(f"/relationships/cohorts/{town.cast.cohort.pk}/")
    chen.looks()
