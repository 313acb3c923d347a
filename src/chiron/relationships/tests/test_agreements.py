"""The agreement: drafted, signed by all, changed with a visible difference, kept."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats, translation
from pypdf import PdfReader
from tests.cast import client_of

from chiron.core import clock, worker
from chiron.core.models import OutboxMessage
from chiron.programmes.models import Application
from chiron.relationships import actions, queries, rules
from chiron.relationships.forms.agreements import SECTION
from chiron.relationships.models import Agreement, Signature
from chiron.relationships.rules.agreements import LINE
from chiron.relationships.tests.support import another, begin, keyed, member_of, offer, sign

pytestmark = pytest.mark.django_db


def answered(enrolment, **answers):
    row = Application.objects.unscoped().get(enrolment=enrolment)
    row.answers = answers
    row.save()


@pytest.fixture
def begun(cast):
    answered(cast.amara_enrolled, needs=["skill", "career", "network"], format=["in-person"])
    answered(cast.benoit_enrolled, offers=["career", "skill"], format=["video", "in-person"])
    return begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))


def at(name, row, *more):
    return reverse(f"relationships:{name}", args=[row.pk, *more])


def terms(agreement, language="en"):
    return {
        each.id.removeprefix(LINE): each.text for each in rules.agreements.read(agreement.points, {}, language).terms
    }


def test_the_draft_says_what_the_blueprint_and_both_answers_say_in_both_languages(begun):
    draft = begun.agreements.get()
    said = terms(draft)
    assert said["meet"] == "Every three months, 45 minutes, in person"
    assert said["focus"] == "Clinical skill and career decisions"
    assert said["ending"] == "Either, any day, no reason asked"
    assert "half-way" in said["review"]
    sections = [each["id"] for each in draft.points["sections"]]
    assert {"culture", "boundaries", "confidential", "ending", "both-learn"} <= set(sections)
    assert terms(draft, "es")["meet"] != said["meet"]
    assert terms(draft, "es")["focus"] != said["focus"]


@pytest.mark.parametrize("left", [300, 150, 35])
def test_what_is_looked_back_on_ends_with_the_pair(cast, left):
    cohort = cast.amara_enrolled.cohort
    cohort.ends_on = clock.today() + timedelta(days=left)
    cohort.save()
    pair = begin(offer(cast, cast.amara_enrolled, cast.benoit_enrolled))
    said, steps = terms(pair.agreements.get()), queries.shown(queries.relationship_for(cast.amara, pair.pk)).steps
    last = formats.date_format(cohort.ends_on, "DATE_FORMAT")
    assert (said["until"], said["review"].rpartition("losing ")[2]) == (last, last)
    days = {"Fit check": 42 if left > 42 else None, "Mid-point review": {300: 182, 150: 75, 35: None}[left]}
    expected = {name: f"{clock.today() + timedelta(days=day):%-d %B}" for name, day in days.items() if day}
    assert {each.name: each.detail for each in steps if each.name in days} == expected
    assert ("half-way" in said["review"], "oes it fit" in said["review"]) == (left > 112, left > 42)


@pytest.mark.parametrize(
    ("lasts", "half"), [(None, 182), (365, 182), (213, 182), (212, 106), (150, 75), (112, 56), (111, None), (20, None)]
)
def test_half_way_is_the_programme_s_day_or_half_of_the_time_there_is(lasts, half):
    since = clock.today()
    ends_on = None if lasts is None else since + timedelta(days=lasts)
    on = None if half is None else since + timedelta(days=half)
    assert rules.following.middle(since, 182, ends_on) == on


def test_the_duty_to_report_stands_in_the_agreement(cast, begun):
    def read():
        return client_of(cast.amara).get(at("agreement", begun)).content.decode()

    assert "Benoît has not said yet whether there is a duty to report. Take it that there is." in read()
    actions.read_limits(relationship=begun, duty="yes", by=cast.benoit)
    assert "Benoît has to report some things, by law or by post." in read()


def test_it_is_in_force_once_both_have_signed_the_same_version(cast, begun):
    draft = sign(begun, cast.amara)
    draft.refresh_from_db()
    assert draft.state == "proposed"
    with pytest.raises(actions.AlreadySigned):
        sign(begun, cast.amara)
    sign(begun, cast.benoit, "To give feedback that changes something")
    draft.refresh_from_db()
    assert (draft.state, draft.in_force_at is not None) == ("in_force", True)


def test_nobody_signs_without_a_goal_of_their_own_nor_for_another(cast, begun):
    with pytest.raises(actions.NoLearningGoal):
        sign(begun, cast.amara, "  ")
    for outsider in (cast.chen, cast.giulia, cast.farid, cast.dina):
        with pytest.raises(actions.Refused):
            sign(begun, outsider)
    assert not Signature.objects.unscoped().filter(signed_at__isnull=False).exists()


def lines(said):
    """What is said of a short line is sent under its own name."""
    return {f"{LINE}{name}" if name in ("between", "private", "ending") else name: text for name, text in said.items()}


def propose(begun, by, seen=1, **said):
    return actions.propose_agreement(
        relationship=begun, seen=seen, said=lines(said), learning="To lead the round", language="en", by=by
    )


def test_a_change_is_a_new_version_that_its_proposer_has_signed(cast, begun):
    for person in (cast.amara, cast.benoit):
        sign(begun, person)
    changed = propose(begun, cast.benoit, between="Messages answered the same day")
    assert (changed.number, changed.state, changed.by) == (2, "proposed", cast.benoit)
    assert begun.agreements.get(number=1).state == "in_force"
    with pytest.raises(actions.NotTheLatest):
        propose(begun, cast.amara, seen=1, between="Messages answered when I like")
    sign(begun, cast.amara)
    assert [each.state for each in begun.agreements.order_by("number")] == ["replaced", "in_force"]
    assert begun.agreements.get(number=1).points["terms"], "earlier versions are kept"


def test_who_proposed_it_is_said_to_each_in_their_words(cast, begun):
    propose(begun, cast.benoit, between="Messages answered the same day")
    pages = [client_of(who).get(at("agreement", begun)).content.decode() for who in (cast.benoit, cast.amara)]
    assert "You proposed this wording." in pages[0]
    assert "Proposed by Benoît." in pages[1]


def test_a_counter_proposal_takes_the_place_of_the_proposal(cast, begun):
    propose(begun, cast.benoit, between="Messages answered the same day")
    propose(begun, cast.amara, seen=2, between="Messages answered within two days")
    states = [each.state for each in begun.agreements.order_by("number")]
    assert states == ["replaced", "replaced", "proposed"]
    latest = begun.agreements.get(number=3)
    assert latest.signatures.get(person=cast.benoit).signed_at is None
    assert latest.signatures.get(person=cast.benoit).learning == "To lead the round", "what one wrote goes along"


def test_what_protects_both_cannot_be_changed_and_nothing_is_no_proposal(cast, begun):
    with pytest.raises(actions.NothingChanged):
        propose(begun, cast.amara, private="Nothing", ending="Never", confidential="Tell everybody")
    changed = propose(begun, cast.amara, purpose="We talk about echocardiography.", confidential="Tell everybody")
    sections = {each["id"]: each for each in changed.points["sections"]}
    assert sections["purpose"]["text"]["*"] == "We talk about echocardiography."
    assert "*" not in sections["confidential"]["text"]


def test_a_reader_of_another_language_sees_what_changed_in_the_language_it_was_written_in(cast, begun):
    changed = propose(begun, cast.benoit, between="Messages answered within two days")
    with translation.override("es"):
        mine = queries.relationship_for(cast.amara, begun.pk)
        [change] = queries.difference(mine, changed)
    before = "".join(each.text for each in change.pieces if each.kind != "new")
    assert before == "Messages answered within three working days"


def test_the_database_keeps_one_version_in_force_and_one_proposed(cast, begun):
    for person in (cast.amara, cast.benoit):
        sign(begun, person)
    draft = begun.agreements.get()
    for state in ("in_force", "unknown"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Agreement.objects.create(
                relationship=begun, number=2, state=state, made_at=draft.made_at, in_force_at=draft.made_at, points={}
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(relationship=begun, number=1, state="proposed", made_at=draft.made_at, points={})


def test_the_other_is_told_of_a_change_by_a_mail_that_says_nothing_of_it(cast, begun):
    propose(begun, cast.benoit, between="Messages answered from Lisbon")
    mails = []
    worker.drain(mails.append)
    texts = [mail.get_content() for mail in mails if mail["To"] == cast.amara.email]
    assert any(at("agreement", begun) in text for text in texts)
    assert not any("Lisbon" in text for text in texts)


def test_both_read_and_sign_on_the_page_nobody_else_sees_it(cast, begun):
    text = client_of(cast.amara).get(at("agreement", begun)).content.decode()
    assert "Every three months, 45 minutes, in person" in text
    assert "What each of us wants to learn" in text
    assert client_of(cast.amara).post(at("agreement", begun), keyed(learning="")).status_code == 422
    answer = client_of(cast.amara).post(at("agreement", begun), keyed(learning="To read an echo"), follow=True)
    assert "You have signed the agreement" in answer.content.decode()
    for who in ("chen", "dina", "efua", "farid", "giulia", "hanne"):
        for name, more in (("agreement", ()), ("agreement_version", (1,)), ("agreement_pdf", (1,)), ("propose", ())):
            url = at(name, begun, *more)
            assert client_of(getattr(cast, who)).get(url).status_code == 404, (who, name)


def test_a_change_is_shown_word_by_word(cast, begun):
    client = client_of(cast.benoit)
    page = client.get(at("propose", begun))
    said = {name: field.initial for name, field in page.context["form"].fields.items() if field.initial}
    said |= {"seen": 1, "learning": "To teach", f"point-{LINE}between": "Messages answered within seven working days"}
    answer = client.post(at("propose", begun), keyed(**said))
    assert answer.status_code == 302, answer.context["form"].errors
    text = client_of(cast.amara).get(at("agreement", begun)).content.decode()
    assert "<del>three</del><ins>seven</ins>" in text
    assert text.count("<del>") == 1, "a section called as a line is not taken for it"
    assert client.post(at("propose", begun), keyed(**said)).status_code == 422, "the version seen is no longer the last"


@pytest.mark.parametrize("name", ["learning", "seen", "line-between"])
def test_a_section_takes_no_other_field_s_place_whatever_a_blueprint_calls_it(cast, begun, name):
    row = begun.agreements.get()
    section = {"id": name, "title": {"en": "How we learn"}, "text": {"en": "We read together."}, "keep": False}
    row.points = {**row.points, "sections": [*row.points["sections"], section]}
    row.save()
    client = client_of(cast.benoit)
    form = client.get(at("propose", begun)).context["form"]
    assert form.fields["learning"].required
    assert form.fields[f"point-{name}"].max_length == SECTION
    said = {field: form.fields[field].initial for field in form.fields if field != "learning"}
    said |= {"seen": 1, f"point-{name}": "We read alone."}
    assert client.post(at("propose", begun), keyed(**said, learning="")).status_code == 422
    assert client.post(at("propose", begun), keyed(**said, learning="To teach")).status_code == 302
    proposed = begun.agreements.get(state="proposed")
    assert proposed.points["sections"][-1]["text"]["*"] == "We read alone."
    assert proposed.points["terms"] == row.points["terms"]
    assert proposed.signatures.get(person=cast.benoit).learning == "To teach"


def test_it_is_printed_as_a_tagged_pdf(cast, begun):
    sign(begun, cast.amara, "To read *an echo* = #alone")
    answer = client_of(cast.benoit).get(at("agreement_pdf", begun, 1))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content
    assert client_of(cast.benoit).get(at("agreement_pdf", begun, 9)).status_code == 404


def test_the_printed_one_says_who_has_to_report(cast, begun):
    actions.read_limits(relationship=begun, duty="yes", by=cast.benoit)
    printed = PdfReader(BytesIO(client_of(cast.amara).get(at("agreement_pdf", begun, 1)).content))
    text = " ".join(page.extract_text() for page in printed.pages)
    assert "Benoît has to report some things, by law or by post." in " ".join(text.split())


def test_a_script_that_the_house_has_no_face_for_is_printed_all_the_same(cast, begun):
    sign(begun, cast.amara, "日本語")
    assert client_of(cast.amara).get(at("agreement_pdf", begun, 1)).content.startswith(b"%PDF-")


def test_a_page_asks_the_same_number_of_queries_with_three_or_thirty_versions(
    cast, begun, django_assert_max_num_queries
):
    client = client_of(cast.amara)

    def count():
        client.get(at("relationship", begun))
        with django_assert_max_num_queries(30) as asked:
            client.get(at("relationship", begun))
        return len(asked)

    for number in range(1, 4):
        propose(begun, cast.benoit, seen=number, between=f"Messages answered in {number} days")
    few = count()
    for number in range(4, 31):
        propose(begun, cast.benoit, seen=number, between=f"Messages answered in {number} days")
    assert count() == few


def test_an_outsider_to_the_offer_cannot_open_it_before_it_has_begun(cast):
    pair = offer(cast, another(cast, "Nadia Novak"), cast.benoit_enrolled)
    assert not pair.agreements.exists()
    assert client_of(cast.benoit).get(at("agreement", pair)).status_code == 404
    assert member_of(pair, cast.benoit).answer == "asked"
    assert OutboxMessage.objects.filter(kind="relationships.offer").exists()
