"""Imports: those of a cohort, one of them with its files, and the rows that were rejected."""

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language

from chiron.people.models import Person
from chiron.programmes import policies
from chiron.programmes.models import Cohort, Import, ImportFile, RejectedRow

MOST_SHOWN = 50
HEADINGS = ("Chiron row", "Chiron column", "Chiron reason", "Chiron mend")


def imports_of(person: Person, cohort: Cohort) -> list[Import]:
    """Return the latest imports into a cohort, newest first, with their files."""
    rows = policies.visible_imports(person).filter(cohort=cohort)
    return list(rows.prefetch_related("files").order_by("-created_at")[:20])


def import_for(person: Person, pk: UUID) -> Import:
    """Return one import of a cohort that *person* coordinates; 404 otherwise."""
    rows = policies.visible_imports(person).select_related("cohort__programme__blueprint", "created_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def files_of(job: Import) -> list[ImportFile]:
    """Return the files of an import, the mentees' first."""
    return list(job.files.order_by("side"))


def file_for(job: Import, side: str) -> ImportFile:
    """Return the file of one side of an import; 404 where there is none."""
    found = job.files.filter(side=side).first()
    if found is None:
        raise Http404
    return found


def rejects_of(file: ImportFile) -> list[RejectedRow]:
    """Return the first rejected rows of a file, in the order of the file."""
    return list(file.rejects.order_by("row")[:MOST_SHOWN])


def rejects_table(file: ImportFile) -> tuple[list[str], Iterator[list[str]]]:
    """Return heading and rows of the file of rejects: the row as it stood, then where, why and how to mend it."""
    language = (get_language() or "en").split("-")[0]
    heading = [*file.plan.get("header", ()), *HEADINGS]
    width = len(heading) - len(HEADINGS)

    def rows() -> Iterator[list[str]]:
        for each in file.rejects.order_by("row").iterator(chunk_size=500):
            said = each.said
            cells = [str(cell) for cell in said.get("cells", ())][:width]
            cells += [""] * (width - len(cells))
            yield [*cells, str(each.row), each.column, _in(said, "reason", language), _in(said, "mend", language)]

    return heading, rows()


def _in(said: dict[str, dict[str, str]], part: str, language: str) -> str:
    texts = said.get(part, {})
    return texts.get(language) or texts.get("en", "")
