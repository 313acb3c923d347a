"""What the tests of this room share: forms with a key, files of people, a programme from two files."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chiron.core import clock, worker
from chiron.people.models import Person
from chiron.programmes import actions
from chiron.programmes.models import Import, Programme
from chiron.programmes.rules import plans
from chiron_blueprint import schema


def keyed(**data: Any) -> dict[str, Any]:
    """A form's data with a fresh key against double sending."""
    return {"form_key": str(uuid4()), **data}


def file(text: str | bytes, name: str = "people.csv") -> SimpleUploadedFile:
    """An upload that holds *text*."""
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def mentees(count: int = 6, start: int = 0) -> str:
    """A file of mentees."""
    rows = [
        f"Mentee {n},mentee{n}@example.net,{['Cardiology', 'Surgery', 'Paediatrics'][n % 3]},"
        f"{['Research; Leadership', 'Career', 'Research'][n % 3]}"
        for n in range(start, start + count)
    ]
    return "\n".join(["Name,E-mail,Specialty,What would you like help with?", *rows]) + "\n"


def mentors(count: int = 4, start: int = 0) -> str:
    """A file of mentors with how many they take."""
    rows = [
        f"Mentor {n},mentor{n}@example.net,{['Cardiology', 'Surgery', 'Paediatrics'][n % 3]},"
        f"{['Research; Leadership', 'Career', 'Research'][n % 3]},{1 + n % 3}"
        for n in range(start, start + count)
    ]
    return "\n".join(["Name,E-mail,Specialty,Can help with,Number of mentees", *rows]) + "\n"


def from_files(by: Person, name: str = "From two files") -> Programme:
    """A programme whose blueprint is still to be guessed."""
    return actions.start_programme(
        name=name,
        source=schema.dump(plans.empty_design(name)),
        is_from_files=True,
        cohort_name="First",
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=300),
        by=by,
    )


def imported(programme: Programme, by: Person, **texts: str | bytes) -> Import:
    """Both files (mentee=, mentor=) imported to the end as they were guessed."""
    job = read(programme, by, **texts)
    if job.state != "guessed":
        return job
    actions.confirm_import(job=job, uses={f.side: f.plan.get("uses", {}) for f in job.files.all()}, by=by)
    worker.drain()
    job.refresh_from_db()
    return job


def read(programme: Programme, by: Person, **texts: str | bytes) -> Import:
    """Both files dropped, read and guessed."""
    uploads = {side: file(text, f"{side}s.{'xlsx' if text[:2] == b'PK' else 'csv'}") for side, text in texts.items()}
    job = actions.start_import(cohort=programme.cohorts.get(), uploaded=uploads, by=by)
    worker.drain()
    job.refresh_from_db()
    return job


def workbook(rows: list[list[Any]], **sheets: list[list[Any]]) -> bytes:
    """An Excel file."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for title, other in sheets.items():
        sheet = book.create_sheet(title)
        for row in other:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def content(response: Any) -> bytes:
    """All that a response sends; a file is read to its end, which also closes it as a server would."""
    return bytes(response.getvalue() if response.streaming else response.content)


def body(client: Client, url: str, **data: Any) -> str:
    """The text of a page."""
    return client.get(url, data).content.decode()
