"""From proposals to relationships: the moment at which people are told."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.matching import policies, queries
from chiron.matching.actions.planning import require_one_mentor
from chiron.matching.models import MatchRun
from chiron.people.models import Person
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships import actions as relationships
from chiron.relationships.actions import PairOffer
from chiron.relationships.models import Relationship


class NotReady(Refused):
    message = _("Only a finished run can be published.")


class AlreadyPublished(Refused):
    message = _("This run was published already, perhaps by somebody else just now. Nobody is told twice.")


class BeingPublished(Refused):
    message = _("This run is being published just now, perhaps by somebody else. Nobody is told twice.")


class NothingToPublish(Refused):
    message = _("None of the pairs of this run can be offered any more. Run again for those who have nobody.")


class Overtaken(Refused):
    message = _("Something changed while this run was being published, so nobody was moved. Publish it again.")


@dataclass(frozen=True)
class Published:
    """How many pairs were offered, and those left out, each with the name of the refusal that says why."""

    created: int
    left_out: list[tuple[PairOffer, str]]


@action("matching.run.publication_asked", may=policies.may_change_run)
def ask_publication(*, run: MatchRun, by: Person) -> MatchRun:
    """Have a finished run published in the background; one for those who lost a mentor is offered pair by pair."""
    if run.state != "done" or run.is_next:
        raise NotReady
    if run.publication.get("state") == "asked":
        raise BeingPublished
    require_one_mentor(run.cohort, run.method)
    if run.published_at is not None and not queries.has_something_to_offer(run):
        raise AlreadyPublished
    run.publication = {"state": "asked", "at": clock.now().isoformat()}
    run.save(update_fields=["publication"])
    return run


@action("matching.run.not_published", may=policies.may_change_run)
def note_refusal(*, run: MatchRun, why: str, by: Person) -> MatchRun:
    """Note that nothing came of a publishing that was asked, with the name of the refusal."""
    run.publication = {"state": "refused", "why": why, "at": clock.now().isoformat()}
    run.save(update_fields=["publication"])
    return run


@action("matching.run.published", may=policies.may_change_run)
def publish_run(*, run: MatchRun, by: Person) -> Published:
    """Offer the pairs of a finished run that it has not offered yet and tell both sides.

    Where the run weighed today's pairs, those that it replaces are taken back first; whoever cannot move any more keeps
    the mentor they have. What became impossible since is left out and noted. Published again, a run offers only what
    was left out and can be by now; where there is nothing of that, it is refused.
    """
    if run.state != "done":
        raise NotReady
    require_one_mentor(run.cohort, run.method)
    offers = {(offer.mentee.pk, offer.mentor.pk): offer for offer in queries.offers_of(run)}
    replaced, refused = queries.publishing_now(run)
    for relationship in replaced:
        relationships.withdraw_offer(relationship=relationship, by=by)
    possible = [offer for pair, offer in offers.items() if pair not in refused]
    offered = relationships.offer_pairs(cohort=run.cohort, pairs=possible, run_id=run.pk, by=by)
    if replaced and offered.left_out:  # judged as possible a moment ago: who was to move would be left with nobody
        raise Overtaken
    if not offered.created:
        raise AlreadyPublished if run.published_at else NothingToPublish
    left_out = [(offers[pair], why) for pair, why in refused.items() if pair in offers]
    left_out += [(pair, type(refusal).__name__) for pair, refusal in offered.left_out]
    run.figures["left_out"] = [[str(pair.mentee.pk), str(pair.mentor.pk), why] for pair, why in left_out]
    run.figures["offered"] = len(offered.created)
    run.published_at, run.publication = run.published_at or clock.now(), {}
    run.save(update_fields=["published_at", "publication", "figures"])
    return Published(len(offered.created), left_out)


@action("matching.pair.made", may=policies.may_match)
def pair_by_hand(*, cohort: Cohort, mentee: Enrolment, mentor: Enrolment, by: Person) -> Relationship:
    """Offer one pair that a coordinator chose, run or no run; every rule but the engine's preference still holds."""
    pair = PairOffer(mentee, mentor, *queries.reasons_of_pair(cohort, mentee, mentor))
    offered = relationships.offer_pairs(cohort=cohort, pairs=[pair], run_id=None, by=by)
    if offered.left_out:
        raise offered.left_out[0][1]
    return offered.created[0]
