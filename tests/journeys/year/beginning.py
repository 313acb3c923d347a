"""September: Amara is invited and applies, Chen matches and publishes, and people say yes, no or nothing."""

import re
from datetime import date

from chiron.matching import actions as matching
from chiron.relationships import actions
from chiron.relationships.models import Member, Relationship
from tests.journeys.year.days import Days
from tests.journeys.year.mails import links, subjects, text
from tests.journeys.year.people import PAIRS, Town
from tests.journeys.year.visits import SECRET, Street, closed_to

PASSWORD = "a sentence that nobody knows"


def invited_and_applied(town: Town, street: Street, days: Days) -> None:
    """Chen invites Amara, who comes in on her phone, reads who can see what, and applies."""
    chen = street.visit(town.chen)
    chen.open(f"/programmes/cohorts/{town.cast.cohort.pk}/people/")
    chen.looks()
    chen.open(f"/programmes/enrolments/{town.enrolled['amara'].pk}/")
    chen.press(re.compile("Invite|invitation"))
    way_in, asked = days.work()
    assert {way_in["To"], asked["To"]} == {"amara@example.org"}
    assert way_in["Subject"] == "Your way into mentoring at St Brigid's Teaching Hospital"
    assert asked["Subject"] == "You are invited to Internal Medicine Residency"
    assert "http" not in text(asked), "it would lead to a sign-in for which she has no account yet"

    amara = street.stranger("Amara", phone=True)
    amara.open(links([way_in], "amara@example.org")[0])
    amara.looks()
    amara.page.fill("input[name=password]", PASSWORD)
    amara.page.check("input[name=agrees]")
    amara.press("Come in")
    town.people["amara"].refresh_from_db()
    amara.sees("Apply to Internal Medicine Residency", "Eight minutes")
    amara.looks()
    amara.press("Open the form")
    apply(amara)
    amara.looks()
    amara.press("Hand in the application")
    amara.looks()


def apply(amara) -> None:
    """Fill in the form: needs in order, hours, a few lines about herself."""
    page = amara.page
    page.get_by_label("Second year").check()
    page.select_option("select[name=q-needs-1]", "skill")
    page.select_option("select[name=q-needs-2]", "network")
    page.check("input[name=q-interests][value=cardiology]")
    page.fill("textarea[name=q-about-me]", f"I think aloud, {SECRET}")
    page.check("input[name=q-consent]")
    for hour in (17, 18, 19, 20):
        page.evaluate(
            "hour => { for (let day = 0; day < 5; day++) "
            "{ const box = document.querySelector(`input[name=q-free-hours][value='${day * 24 + hour}']`);"
            " box.checked = true; box.dispatchEvent(new Event('change', {bubbles: true})) } }",
            hour,
        )


def matched(town: Town, street: Street, days: Days) -> None:
    """Chen locks what she knows, runs the match and publishes; everybody gets an offer, and nobody else anything."""
    for mentee, mentor in PAIRS.values():
        lock(town, mentee, mentor)
    lock(town, "Amara", "Benoit")
    chen = street.visit(town.chen)
    chen.open(f"/match/cohorts/{town.cast.cohort.pk}/")
    chen.press("Run the match")
    chen.while_away(days.work)
    chen.looks()
    chen.press(re.compile("Publish 6 pairs"))
    chen.looks()
    chen.press(re.compile("Publish 6 pairs"))
    mails = chen.while_away(days.work)
    chen.looks()
    assert sorted(mail["To"].split("@")[0] for mail in mails) == sorted(
        name.split()[0].lower() for pair in (*PAIRS.values(), ("Amara", "Benoit")) for name in pair
    )
    assert {mail["Subject"] for mail in mails} == {
        "Internal Medicine Residency: a mentor for you",
        "Internal Medicine Residency: a mentee for you",
    }


def lock(town: Town, mentee: str, mentor: str) -> None:
    sides = (town.enrolled[name.split()[0].lower()] for name in (mentee, mentor))
    one, other = sides
    matching.set_rule(cohort=town.cast.cohort, mentee=one, mentor=other, kind="lock", by=town.chen)


def pair_of(town: Town, name: str) -> Relationship:
    """The relationship in which somebody was first."""
    return Relationship.objects.unscoped().filter(members__person=town.people[name]).order_by("offered_at").first()


def answered(town: Town, street: Street, days: Days) -> None:
    """Three pairs say yes, Omar says no, Rosa says nothing: she is reminded twice, then the offer lapses."""
    pair = pair_of(town, "amara")
    amara = street.visit(town.amara, phone=True)
    amara.open("/")
    amara.sees("Benoît could be your mentor")
    amara.press("Read and answer")
    amara.sees("Why the two of you", "What stays between you, and what cannot", "No assessor sees anything")
    amara.looks()
    closed_to([town.giulia, town.farid, town.dina, town.chen], f"/relationships/{pair.pk}/")
    amara.press("Yes, let us meet")
    amara.sees("You said yes")
    amara.looks()
    assert days.work() == []

    benoit = street.visit(town.benoit)
    benoit.open(f"/relationships/{pair.pk}/")
    benoit.looks()
    benoit.press("Yes, let us meet")
    benoit.sees("You have both said yes", "Agreement", "Waits for you")
    benoit.looks()
    assert {mail["Subject"] for mail in days.work()} == {"Internal Medicine Residency: you have both said yes"}
    for name in ("fading", "exit", "conflict"):
        agree(town, *PAIRS[name])
    days.work()
    omar_says_no(town, street, days)
    rosa_says_nothing(town, street, days)


def agree(town: Town, *names: str) -> None:
    """Two say yes, with nobody looking."""
    for name in names:
        who = town.people[name.split()[0].lower()]
        actions.accept(member=Member.objects.unscoped().get(person=who, answer="asked"), by=who)


def omar_says_no(town: Town, street: Street, days: Days) -> None:
    """A mentee gives a reason in their own words, which nobody else ever reads."""
    omar = street.visit(town.omar, phone=True)
    omar.open(f"/relationships/{pair_of(town, 'omar').pk}/")
    omar.page.get_by_text("No, not this pair").click()
    omar.page.fill("textarea[name=reason]", f"We share a flat, {SECRET}")
    omar.looks()
    omar.press("Say no")
    omar.sees("Nobody is told why, and your coordinator looks further")
    omar.looks()
    told = days.work()
    assert [mail["Subject"] for mail in told if mail["To"] == "petra@example.org"] == [
        "Internal Medicine Residency: this pair will not begin"
    ]
    assert subjects(told, "chen@example.org") == ["Internal Medicine Residency: somebody waits for a mentor"]
    chen = street.visit(town.chen)
    chen.open(f"/relationships/cohorts/{town.cast.cohort.pk}/")
    chen.looks()
    chen.sees("Omar Osei", "declined")
    assert SECRET not in chen.page.content()


def rosa_says_nothing(town: Town, street: Street, days: Days) -> None:
    """Two quiet reminders; after two weeks the offer lapses, and both are told that it will not begin."""
    agree(town, "Quinn Quist")
    mails = days.until(date(2026, 9, 14))
    rosa = [mail["Subject"] for mail in mails if mail["To"] == "rosa@example.org"]
    assert rosa == ["A proposal still waits for your answer"] * 2
    assert [mail["To"] for mail in mails if "still waits" in mail["Subject"]] == ["rosa@example.org"] * 2
    chen = street.visit(town.chen)
    chen.open("/cockpit/")
    chen.sees("Do not answer", "Rosa Rey", "13 days")
    chen.looks()
    mails = days.until(date(2026, 9, 15))
    assert {mail["To"] for mail in mails if "will not begin" in mail["Subject"]} == {
        "rosa@example.org", "quinn@example.org",
    }  # fmt: skip
    quinn = street.visit(town.quinn, phone=True)
    quinn.open("/")
    quinn.looks()
    quinn.open(f"/relationships/{pair_of(town, 'quinn').pk}/")
    quinn.looks()
