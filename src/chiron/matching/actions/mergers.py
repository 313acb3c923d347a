"""What two who become one are in matches: none may be under way, and those that were cannot be repeated."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from chiron.matching.actions.runs import close_repetition
from chiron.matching.models import MatchRun, PairRule
from chiron.people.actions.merging import Merger, after_merging, before_merging
from chiron.people.queries import system
from chiron.programmes.models import Enrolment


@before_merging
def _under_way(merger: Merger) -> None:
    """A match that runs or is being published reads both; it has to end first."""
    cohorts = Enrolment.objects.unscoped().filter(person__in=merger.both).values("cohort")
    busy = Q(state__in=["queued", "running"]) | Q(publication__state="asked")
    runs = MatchRun.objects.unscoped()
    if runs.filter(busy, cohort__in=cohorts).exists():
        merger.hindrances.append(_("A match in which both stand is under way. Wait until it is done, or cancel it."))
    known = runs.filter(inputs__person=merger.goes, is_repeatable=True).select_related("cohort__programme")
    merger.kept["matching.runs"] = list(known.distinct().order_by("pk"))


@after_merging
def _cannot_be_repeated(merger: Merger) -> None:
    """A run in which they stood as two explains its pairs as before but cannot be repeated; no rule is with oneself."""
    for run in merger.kept["matching.runs"]:
        close_repetition(run=run, by=system())
    PairRule.objects.unscoped().filter(mentee__person=F("mentor__person")).delete()
