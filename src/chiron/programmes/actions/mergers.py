"""What two who become one are in cohorts: said before, put right after."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from chiron.people.actions.merging import Merger, after_merging, shown_beside
from chiron.people.models import Person
from chiron.programmes.models import Enrolment, ProgrammeRole

BOTH = {
    "mentee": _("Both are mentees in %(cohort)s: the two become one, and the answers that were sent in last stay."),
    "mentor": _("Both are mentors in %(cohort)s: the two become one, and the answers that were sent in last stay."),
}


@after_merging
def _in_cohorts(merger: Merger) -> None:
    """Nobody stands in for themselves; whoever is on both sides of a cohort is told so."""
    ProgrammeRole.objects.unscoped().filter(person=merger.stays, deputy_for=merger.stays).update(deputy_for=None)
    rows = Enrolment.objects.unscoped().filter(person=merger.stays).select_related("cohort")
    enrolled = {row.pk: row for row in rows}
    for better, _other in merger.told.joined:
        row = enrolled.get(better.pk)
        if row is not None:
            merger.notes.append(BOTH[row.side] % {"cohort": row.cohort.name})
    sides: dict[str, set[str]] = {}
    for row in enrolled.values():
        sides.setdefault(row.cohort.name, set()).add(row.side)
    for cohort in (name for name, held in sides.items() if len(held) > 1):
        text = _("In %(cohort)s this is one person on both sides from now on: never matched with themselves.")
        merger.notes.append(text % {"cohort": cohort})


@shown_beside
def _cohorts(person: Person) -> tuple[Any, list[str]]:
    """In which cohorts somebody stands, on which side."""
    rows = Enrolment.objects.unscoped().filter(person=person).select_related("cohort__programme")
    return _("Cohorts"), [
        f"{row.cohort.programme.name}, {row.cohort.name}: {row.get_side_display()}"
        for row in rows.order_by("cohort__starts_on", "pk")
    ]
