"""Who lost a mentor or an offer is offered the next best one, or that one is passed over for the one after."""

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.matching import policies, queries
from chiron.matching.actions.planning import set_rule
from chiron.matching.actions.publishing import NotReady, Published
from chiron.matching.actions.runs import seek_next
from chiron.matching.models import MatchRun, Proposal
from chiron.people.models import Person
from chiron.programmes.models import Cohort
from chiron.relationships import actions as relationships


class NoLongerNext(Refused):
    message = _("This is no longer the next best. What is now is being worked out.")


@action("matching.next.offered", may=policies.may_change_run)
def offer_next(*, cohort: Cohort, run: MatchRun, proposals: list[Proposal], by: Person) -> Published:
    """Offer some pairs of a run for those who lost a mentor, and tell both sides, as any pair is offered.

    Everything is looked at once more: conflicts, places, pauses, whom the mentee has, what was tried meanwhile. The
    cohort comes first, as in every action that looks for the next best: all lock in one order.
    """
    if run.cohort_id != cohort.pk:
        raise NoLongerNext
    if run.state != "done" or not run.is_next:
        raise NotReady
    pairs = queries.next_offers(run, proposals)
    if not pairs:
        raise NoLongerNext
    offered = relationships.offer_pairs(cohort=cohort, pairs=pairs, run_id=run.pk, by=by)
    if not offered.created:
        raise offered.left_out[0][1]
    run.published_at = run.published_at or clock.now()
    run.figures["offered"] = run.figures.get("offered", 0) + len(offered.created)
    run.save(update_fields=["published_at", "figures"])
    return Published(len(offered.created), [(pair, type(refusal).__name__) for pair, refusal in offered.left_out])


@action("matching.next.passed_over", may=policies.may_change_run)
def pass_over(*, cohort: Cohort, run: MatchRun, proposal: Proposal, by: Person) -> MatchRun:
    """Keep a pair that was proposed apart from now on, and look for the next best after it."""
    if run.cohort_id != cohort.pk or proposal.run_id != run.pk or proposal.mentor is None:
        raise NoLongerNext
    set_rule(cohort=cohort, mentee=proposal.mentee, mentor=proposal.mentor, kind="forbid", by=by)
    return seek_next(cohort=cohort, by=by)
