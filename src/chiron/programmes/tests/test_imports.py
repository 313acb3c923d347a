"""Two files in: guessed, confirmed, imported; each row ends somewhere, and a second time changes nothing."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock, worker
from chiron.people import actions as people
from chiron.people.models import Consent, Person
from chiron.programmes import actions, queries, tasks
from chiron.programmes.actions import uploads
from chiron.programmes.models import Application, Enrolment, Import, ImportFile, RejectedRow
from chiron.programmes.rules import rows as rules
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


def counts(job):
    files = ImportFile.objects.unscoped().filter(job=job)
    return {f.side: (f.created, f.updated, f.unchanged, f.rejected) for f in files}


def rejected(job):
    """The rejected rows: (row, column, code, reason, mend)."""
    found = RejectedRow.objects.unscoped().filter(file__job=job).order_by("row")
    return [(r.row, r.column, r.code, r.said["reason"]["en"], r.said["mend"]["en"]) for r in found]


def enrolment(programme, email):
    return Enrolment.objects.unscoped().get(cohort__programme=programme, person__email=email)


@pytest.fixture
def programme(cast):
    found = support.from_files(cast.chen)
    support.imported(found, cast.chen, mentee=support.mentees(6), mentor=support.mentors(4))
    found.refresh_from_db()
    return found


def test_two_files_make_the_blueprint_and_the_people(cast, programme):
    assert not programme.is_from_files
    assert counts(Import.objects.unscoped().get()) == {"mentee": (6, 0, 0, 0), "mentor": (4, 0, 0, 0)}
    mentor = enrolment(programme, "mentor2@example.net")
    assert (mentor.capacity, mentor.state, mentor.transitions.get().to_state) == (3, "applied", "applied")
    assert Application.objects.unscoped().get(enrolment=mentor).answers["can-help-with"] == ["research"]
    assert {each.compare for each in queries.blueprint_of(programme).criteria} >= {"offer", "same"}


def test_the_same_files_twice_change_nothing(cast, programme):
    before = programme.blueprint_id
    job = support.imported(programme, cast.chen, mentee=support.mentees(6), mentor=support.mentors(4))
    assert counts(job) == {"mentee": (0, 0, 6, 0), "mentor": (0, 0, 4, 0)}
    programme.refresh_from_db()
    assert programme.blueprint_id == before
    assert Person.objects.unscoped().filter(email__endswith="@example.net").count() == 10


def test_a_changed_row_is_updated_and_only_that_one(cast, programme):
    text = support.mentors(4).replace(
        "Mentor 1,mentor1@example.net,Surgery", "Mentor One,mentor1@example.net,Cardiology"
    )
    job = support.imported(programme, cast.chen, mentor=text)
    assert counts(job) == {"mentor": (0, 1, 3, 0)}
    mentor = enrolment(programme, "mentor1@example.net")
    assert mentor.person.name == "Mentor One"
    assert mentor.application.answers["specialty"] == "cardiology"


def test_matching_reads_everybody_in_a_constant_number_of_queries(cast, programme, django_assert_num_queries):
    cohort = programme.cohorts.get()
    with django_assert_num_queries(1):
        found = queries.matching_inputs(cohort)
    assert len(found) == 10
    assert found[0].answers["what-would-you-like-help-with"] == ("research", "leadership")


BAD = {
    "Anna,a@example.net,Cardiology,Research,0": ("capacity_zero", "Number of mentees"),
    "Anna,a@example.net,Cardiology,Research,lots": ("capacity", "Number of mentees"),
    "Anna,not an address,Cardiology,Research,1": ("email", "E-mail"),
    "Anna,a@example.net,Alchemy,Research,1": ("unknown_option", "Specialty"),
    ",,Cardiology,Research,1": ("nobody", "E-mail"),
    "Anna,a@example.net,=1+1,Research,1": ("formula", "Specialty"),
    "Anna,a@example.net,Cardiology,Research,1,more,and more": ("too_long", ""),
    f"{'A' * 201},a@example.net,Cardiology,Research,1": ("name_long", "Name"),
}


@pytest.mark.parametrize("row", BAD)
def test_a_bad_row_is_rejected_with_its_row_column_reason_and_mend(cast, programme, row):
    job = support.imported(programme, cast.chen, mentor=support.mentors(4) + row + "\n")
    [(number, column, code, reason, mend)] = rejected(job)
    assert (number, code, column) == (5, *BAD[row])
    assert reason
    assert mend
    assert counts(job) == {"mentor": (0, 0, 4, 1)}


def test_one_address_with_two_names_is_refused_once(cast, programme):
    text = support.mentors(4) + "Somebody Else,mentor1@example.net,Surgery,Career,1\n"
    job = support.imported(programme, cast.chen, mentor=text)
    [(number, _column, code, reason, _mend)] = rejected(job)
    assert (number, code) == (5, "email_twice")
    assert "row 2" in reason


def test_a_mentee_may_be_a_mentor_too(cast, programme):
    text = support.mentors(4) + "Mentee 0,mentee0@example.net,Surgery,Career,1\n"
    job = support.imported(programme, cast.chen, mentor=text)
    assert counts(job) == {"mentor": (1, 0, 4, 0)}
    assert Person.objects.unscoped().filter(email="mentee0@example.net").count() == 1
    assert Enrolment.objects.unscoped().filter(person__email="mentee0@example.net").count() == 2


def test_people_without_an_address_are_found_again_by_name(cast):
    programme = support.from_files(cast.chen)
    text = "Name,Specialty\nAda Novak,Cardiology\nIvo Marić,Surgery\nAda Novak,Surgery\n"
    other = support.mentors(4)
    job = support.imported(programme, cast.chen, mentee=text, mentor=other)
    assert counts(job)["mentee"] == (2, 0, 0, 1)
    assert rejected(job)[0][2] == "name_twice"
    job = support.imported(programme, cast.chen, mentee=text, mentor=other)
    assert counts(job)["mentee"] == (0, 0, 2, 1)


def test_what_somebody_answered_themselves_is_never_overwritten(cast, programme):
    row = enrolment(programme, "mentee0@example.net")
    application = row.application
    application.is_own, application.answers = True, {**application.answers, "specialty": "surgery"}
    application.save()
    job = support.imported(programme, cast.chen, mentee=support.mentees(6))
    assert [each[2] for each in rejected(job)] == ["own_answers"]
    assert Application.objects.unscoped().get(pk=application.pk).answers["specialty"] == "surgery"


def test_somebody_who_left_is_not_brought_back_by_a_file(cast, programme):
    actions.withdraw_enrolment(enrolment=enrolment(programme, "mentee0@example.net"), by=cast.chen)
    job = support.imported(programme, cast.chen, mentee=support.mentees(6))
    assert [each[2] for each in rejected(job)] == ["withdrawn"]
    assert enrolment(programme, "mentee0@example.net").state == "withdrawn"


def test_whoever_took_back_that_they_take_part_is_not_brought_in_by_a_file(cast, programme):
    found = enrolment(programme, "mentee0@example.net")
    consent = people.give_consent(person=found.person, purpose="taking-part", by=found.person)
    people.withdraw_consent(consent=consent, by=found.person)
    worker.drain()
    found.refresh_from_db()
    actions.restore_enrolment(enrolment=found, by=cast.chen)
    job = support.imported(programme, cast.chen, mentee=support.mentees(6))
    assert [each[2] for each in rejected(job)] == ["took_back"]
    assert enrolment(programme, "mentee0@example.net").state == "invited"


def test_nor_into_a_cohort_that_is_new_to_them(cast, programme):
    consent = people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    people.withdraw_consent(consent=consent, by=cast.amara)
    worker.drain()
    row = f"Amara Okafor,{cast.amara.email},Surgery,Career\n"
    job = support.imported(programme, cast.chen, mentee=support.mentees(6) + row)
    assert [each[2] for each in rejected(job)] == ["took_back"]
    people.give_consent(person=cast.amara, purpose="taking-part", by=cast.amara)
    job = support.imported(programme, cast.chen, mentee=support.mentees(6) + row)
    assert counts(job)["mentee"] == (1, 0, 6, 0)


def test_nor_whoever_took_back_a_consent_that_the_form_needs(cast):
    asked = queries.blueprint_of(cast.cohort).side("mentee")
    question = next(each.id for each in asked if each.kind == "consent" and each.required)
    said = {"enrolment": cast.amara_enrolled, "identity": {}, "agrees": False, "capacity": None, "by": cast.amara}
    actions.submit_application(answers={question: True}, **said)
    people.withdraw_consent(consent=Consent.objects.unscoped().get(person=cast.amara), by=cast.amara)
    worker.drain()
    cast.amara_enrolled.refresh_from_db()
    actions.restore_enrolment(enrolment=cast.amara_enrolled, by=cast.chen)
    row = f"Name,E-mail\nAmara Okafor,{cast.amara.email}\n"
    job = support.imported(cast.programme, cast.chen, mentee=row)
    assert (job.state, [each[2] for each in rejected(job)]) == ("done", ["took_back"])
    cast.amara_enrolled.refresh_from_db()
    actions.submit_application(answers={question: True}, **said)
    job = support.imported(cast.programme, cast.chen, mentee=row)
    assert not rejected(job)


def test_an_invited_person_in_the_file_has_applied(cast, programme):
    added = actions.add_person(
        cohort=programme.cohorts.get(), name="Late", email="LATE@example.net", side="mentee", capacity=1,
        is_ready=False, by=cast.chen,
    )  # fmt: skip
    job = support.imported(programme, cast.chen, mentee=support.mentees(6) + "Late,late@example.net,Surgery,Career\n")
    assert counts(job) == {"mentee": (0, 1, 6, 0)}
    assert [each.to_state for each in added.transitions.order_by("sequence")] == ["invited", "applied"]


def test_the_file_of_rejects_mended_and_imported_again(cast, programme):
    bad = "Anna,anna@example.net,Cardiology,Research,lots\n"
    job = support.imported(programme, cast.chen, mentor=support.mentors(4) + bad)
    heading, lines = queries.rejects_table(queries.file_for(job, "mentor"))
    out = io.StringIO()
    csv.writer(out).writerows([heading, *(["2" if cell == "lots" else cell for cell in line] for line in lines)])
    job = support.imported(programme, cast.chen, mentor=out.getvalue())
    assert counts(job) == {"mentor": (1, 0, 0, 0)}
    assert enrolment(programme, "anna@example.net").capacity == 2


def test_a_column_that_was_taken_for_the_wrong_thing_is_corrected(cast):
    programme = support.from_files(cast.chen)
    job = support.read(programme, cast.chen, mentee=support.mentees(6), mentor=support.mentors(4))
    uses = {f.side: dict(f.plan["uses"]) for f in job.files.all()}
    assert uses["mentee"]["2"] == "kind:single"
    uses["mentee"]["2"] = "off"
    uses["mentee"]["3"] = "kind:text"
    actions.confirm_import(job=job, uses=uses, by=cast.chen)
    worker.drain()
    programme.refresh_from_db()
    kinds = {each.id: each.kind for each in queries.blueprint_of(programme).questions.mentee}
    assert kinds == {"what-would-you-like-help-with": "text"}
    answers = enrolment(programme, "mentee0@example.net").application.answers
    assert answers == {"what-would-you-like-help-with": "Research; Leadership"}


def test_a_column_can_become_a_new_question(cast, programme):
    lines = support.mentees(6).splitlines()
    text = "\n".join(
        [lines[0] + ",Where?"] + [f"{line},{'Ward' if n % 2 else 'Clinic'}" for n, line in enumerate(lines[1:])]
    )
    job = support.read(programme, cast.chen, mentee=text)
    uses = dict(job.files.get().plan["uses"])
    assert uses["4"] == "off"
    actions.confirm_import(job=job, uses={"mentee": {**uses, "4": "kind:single"}}, by=cast.chen)
    worker.drain()
    programme.refresh_from_db()
    assert programme.blueprint.version == 3  # the empty one, the guess, and this
    assert enrolment(programme, "mentee1@example.net").application.answers["where"] == "ward"
    assert counts(job) == {"mentee": (0, 6, 0, 0)}


def test_one_file_today_and_the_other_tomorrow(cast):
    programme = support.from_files(cast.chen)
    assert support.imported(programme, cast.chen, mentee=support.mentees(6)).state == "done"
    programme.refresh_from_db()
    assert programme.is_from_files
    assert support.imported(programme, cast.chen, mentor=support.mentors(4)).state == "done"
    programme.refresh_from_db()
    assert not programme.is_from_files
    assert queries.blueprint_of(programme).criteria
    assert enrolment(programme, "mentee0@example.net").application.answers["specialty"] == "cardiology"


def test_identity_columns_are_told_and_never_imported(cast):
    programme = support.from_files(cast.chen)
    lines = support.mentees(6).splitlines()
    text = "\n".join(
        [lines[0] + ",Gender"] + [f"{line},Woman" if n % 2 else f"{line},Man" for n, line in enumerate(lines[1:])]
    )
    job = support.imported(programme, cast.chen, mentee=text, mentor=support.mentors(4))
    file = job.files.get(side="mentee")
    column = next(each for each in file.plan["columns"] if each["heading"] == "Gender")
    assert (column["kind"], column["options"]) == ("identity", [])
    assert "Woman" not in str(file.plan)
    for application in Application.objects.unscoped().filter(enrolment__cohort__programme=programme):
        assert "Woman" not in str(application.answers)
        assert application.identity == {}


def test_a_required_question_without_a_column_is_told_and_asked_later(cast):
    blueprint = queries.blueprint_of(cast.programme)
    needs = next(each for each in blueprint.questions.mentee if each.kind == "ranking")
    label = blueprint.options(needs)[0].label["en"]
    text = f'Name,E-mail,{needs.ask["en"]}\nAda,ada@example.net,"{label}"\nIvo,ivo@example.net,\n'
    job = support.read(cast.programme, cast.chen, mentee=text)
    page = client_of(cast.chen).get(reverse("programmes:import", args=[job.pk])).content.decode()
    stage = next(each for each in blueprint.questions.mentee if each.required and each.id != needs.id)
    assert stage.ask["en"] in page.split("do not say everything")[1]
    actions.confirm_import(job=job, uses={"mentee": job.files.get().plan["uses"]}, by=cast.chen)
    worker.drain()
    assert counts(job) == {"mentee": (1, 0, 0, 1)}
    assert rejected(job)[0][2] == "missing"  # the column is there, the cell is empty


class Killed(BaseException):
    """The worker dies here."""


def test_a_killed_worker_is_followed_by_one_that_goes_on(cast, programme, monkeypatch):
    monkeypatch.setattr(tasks, "CHUNK", 3)
    job = support.read(programme, cast.chen, mentee=support.mentees(10, start=100))
    actions.confirm_import(job=job, uses={"mentee": job.files.get().plan["uses"]}, by=cast.chen)
    real, calls = actions.import_rows, []

    def dies(**arguments):
        calls.append(arguments["start"])
        if len(calls) == 3:
            raise Killed
        return real(**arguments)

    monkeypatch.setattr(actions, "import_rows", dies)
    with pytest.raises(Killed):
        worker.drain()
    file = job.files.get()
    assert (file.rows_done, file.created) == (6, 6)
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        assert worker.reap() == 1
    with time_machine.travel(clock.now() + timedelta(minutes=4), tick=False):
        worker.drain()
    job.refresh_from_db()
    assert job.state == "done"
    assert calls == [0, 3, 6, 6, 9]
    assert counts(job) == {"mentee": (10, 0, 0, 0)}


def test_rows_done_by_another_worker_are_not_done_twice(cast, programme):
    job = support.read(programme, cast.chen, mentee=support.mentees(3, start=50))
    actions.confirm_import(job=job, uses={"mentee": job.files.get().plan["uses"]}, by=cast.chen)
    worker.drain()
    Import.objects.unscoped().filter(pk=job.pk).update(state="importing")
    with pytest.raises(actions.Overtaken):
        actions.import_rows(file=job.files.get(), start=0, incoming=[], by=cast.chen)


def test_a_cancelled_import_stops_at_the_next_chunk(cast, programme, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(tasks, "CHUNK", 3)
    job = support.read(programme, cast.chen, mentee=support.mentees(10, start=100))
    key = job.files.get().file_key
    actions.confirm_import(job=job, uses={"mentee": job.files.get().plan["uses"]}, by=cast.chen)
    real = actions.import_rows

    def cancelled_after_it(**arguments):
        result = real(**arguments)
        actions.cancel_import(job=job, by=cast.chen)
        return result

    monkeypatch.setattr(actions, "import_rows", cancelled_after_it)
    with django_capture_on_commit_callbacks(execute=True):
        worker.drain()
    job.refresh_from_db()
    assert (job.state, job.files.get().rows_done) == ("cancelled", 3)
    assert not uploads.path_of(key).exists()


def test_a_coordinator_who_loses_the_role_imports_no_further_row(cast, programme):
    job = support.read(programme, cast.chen, mentee=support.mentees(3, start=50))
    actions.confirm_import(job=job, uses={"mentee": job.files.get().plan["uses"]}, by=cast.chen)
    programme.roles.filter(person=cast.chen).update(ends_on=clock.today() - timedelta(days=1))
    worker.drain()
    job.refresh_from_db()
    assert (job.state, job.files.get().rows_done) == ("failed", 0)


def test_chunks_are_five_hundred_rows():
    assert rules.CHUNK == 500
