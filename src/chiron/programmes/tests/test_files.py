"""Files as people export them, files that mean harm, and files that nobody went on with."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from chiron.core import clock, worker
from chiron.people import queries as people
from chiron.programmes import actions, queries
from chiron.programmes.actions import uploads
from chiron.programmes.models import Import
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "mentor-match" / "small"
HEADINGS = {
    "mentee": "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,"
    "match with similar identity,identity to match,biography",
    "mentor": "first name,last name,email address,both mentor and mentee,job title,grade,organisation,profession,"
    "characteristics,biography",
}


def pair():
    """The real files where they lie beside the checkout, else a pair with the same headings."""
    if DATA.exists():
        return {side: (DATA / f"{side}s.csv").read_bytes() for side in HEADINGS}
    made = {}
    for side, heading in HEADINGS.items():
        about = "yes,Gay," if side == "mentee" else "Gay,"
        lines = [
            f"{side},{n:02},{side}.{n:02}@gov.example,no,Some role,{['HEO', 'SEO', 'SCS1', 'SCS2'][n % 4]},"
            f"Department of {['Joy', 'Love'][n % 2]},{['Policy', 'Security', 'DDaT'][n % 3]},{about}"
            f'"My name is {side} {n:02}. I work in a department, and I would like to learn more, or teach."'
            for n in range(50)
        ]
        made[side] = "\n".join([heading, *lines]).encode()
    return made


def test_the_real_files_come_in_and_can_be_matched(cast):
    programme = support.from_files(cast.chen)
    job = support.imported(programme, cast.chen, **pair())
    assert [(f.created, f.rejected) for f in job.files.all()] == [(50, 0), (50, 0)]
    programme.refresh_from_db()
    blueprint = queries.blueprint_of(programme)
    assert {each.compare for each in blueprint.criteria} >= {"distance", "same"}
    asked = {each.id for side in ("mentee", "mentor") for each in blueprint.side(side)}
    assert not asked & {"identity-to-match", "characteristics", "match-with-similar-identity"}
    assert len(queries.matching_inputs(programme.cohorts.get())) == 100
    again = support.imported(programme, cast.chen, **pair())
    assert [f.unchanged for f in again.files.all()] == [50, 50]


def sheet():
    rows = [["Residency 2026", None, None, None], [None] * 4, ["Name", "E-mail", "Specialty", "Number of mentees"]]
    return support.workbook(
        [["Read me"], ["Nothing here"]],
        Mentors=rows
        + [[f"Dr {n}", f"dr{n}@example.net", ["Surgery", "Cardiology"][n % 2], 1 + n % 3] for n in range(12)],
    )


EXPORTS = {
    "semicolons": support.mentors(12).replace("; ", " / ").replace(",", ";").encode(),
    "utf-8 with its mark": ("\ufeff" + support.mentors(12)).encode(),
    "utf-16": support.mentors(12).encode("utf-16"),
    "windows-1252": support.mentors(12).replace("Paediatrics", "Pädiatrie").encode("cp1252"),
    "title rows and a second sheet": sheet(),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_what_people_really_export_is_read(cast, name):
    programme = support.from_files(cast.chen)
    job = support.imported(programme, cast.chen, mentor=EXPORTS[name])
    assert (job.state, job.files.get().created, job.files.get().rejected) == ("done", 12, 0)


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 700_000_000)
    return out.getvalue()


HOSTILE = {
    "a bomb": bomb,
    "a million columns": lambda: ("x," * 1_000_000 + "\n1\n").encode(),
    "a NUL byte": lambda: b"Name,E-mail\nAn\0na,a@example.net\n",
    "a formula": lambda: support.workbook([["Name", "E-mail"], ['=HYPERLINK("http://evil")', "a@example.net"]]),
    "an endless quotation": lambda: b'Name,E-mail\n"Anna,a@example.net\n' * 3,
    "not a workbook": lambda: b"PK\x03\x04 and nothing more",
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "headings alone": lambda: b"Name,E-mail\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason_and_deleted(cast, name, django_capture_on_commit_callbacks):
    programme = support.from_files(cast.chen)
    before = set(uploads.place().iterdir())
    with django_capture_on_commit_callbacks(execute=True):
        job = support.read(programme, cast.chen, mentor=HOSTILE[name]())
    file = job.files.get()
    assert (job.state, file.state, file.file_key) == ("refused", "refused", "")
    assert file.said["problem"]["en"].startswith("mentors.")
    assert file.said["problem"]["es"] != file.said["problem"]["en"]
    assert set(uploads.place().iterdir()) == before


def test_one_refused_file_does_not_stop_the_other(cast):
    programme = support.from_files(cast.chen)
    job = support.read(programme, cast.chen, mentor=b"Name,E-mail\nAn\0na,a@example.net\n", mentee=support.mentees(4))
    assert job.state == "guessed"
    assert {f.side: f.state for f in job.files.all()} == {"mentor": "refused", "mentee": "read"}


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ({}, actions.NoFile),
        ({"mentee": b""}, actions.NothingInIt),
        ({"mentee": b"a,b\n1,2\n", "mentor": b"a,b\n1,2\n"}, actions.SameFileTwice),
    ],
)
def test_what_is_no_pair_of_files_is_refused(cast, files, refusal):
    uploaded = {side: support.file(text) for side, text in files.items()}
    with pytest.raises(refusal):
        actions.start_import(cohort=cast.cohort, uploaded=uploaded, by=cast.chen)
    assert not Import.objects.unscoped().exists()


def test_a_file_that_is_too_large_is_refused(cast, settings):
    settings.CHIRON_UPLOAD_LIMIT = 10
    with pytest.raises(actions.TooLarge):
        actions.start_import(cohort=cast.cohort, uploaded={"mentee": support.file(support.mentees())}, by=cast.chen)


def test_only_coordinators_import(cast):
    for who in (cast.amara, cast.dina, cast.hanne, cast.farid, cast.giulia):
        with pytest.raises(actions.NotAllowed):
            actions.start_import(cohort=cast.cohort, uploaded={"mentee": support.file(support.mentees())}, by=who)


def test_uploads_are_forgotten_after_a_week(cast, django_capture_on_commit_callbacks):
    programme = support.from_files(cast.chen)
    job = support.read(programme, cast.chen, mentee=support.mentees(3))
    key = job.files.get().file_key
    assert uploads.path_of(key).stat().st_mode & 0o077 == 0
    for days, gone in ((6, False), (8, True)):
        later = time_machine.travel(clock.now() + timedelta(days=days), tick=False)
        with later, django_capture_on_commit_callbacks(execute=True):
            actions.forget_uploads(by=people.system())
        assert uploads.path_of(key).exists() is not gone
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_an_import_under_way_keeps_another_one_waiting(cast):
    programme = support.from_files(cast.chen)
    first, second = (support.read(programme, cast.chen, mentee=support.mentees(3, start=n)) for n in (0, 10))
    for job in (first, second):
        uses = {"mentee": job.files.get().plan["uses"]}
        if job is second:
            with pytest.raises(actions.AnotherUnderWay):
                actions.confirm_import(job=job, uses=uses, by=cast.chen)
        else:
            actions.confirm_import(job=job, uses=uses, by=cast.chen)
    worker.drain()
    with pytest.raises(actions.NotWaiting):
        actions.confirm_import(job=first, uses={}, by=cast.chen)
