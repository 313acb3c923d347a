"""From proposals to relationships: the moment at which people are told."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.matching import policies, queries
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


@dataclass(frozen=True)
class Published:
    """How many pairs were offered, and those left out, each with names and the reason."""

    created: int
    left_out: list[tuple[str, str, str]]


@action("matching.run.published", may=policies.may_change_run)
def publish_run(*, run: MatchRun, by: Person) -> Published:
    """Offer every pair of a finished run and tell both sides; what became impossible since is left out and named."""
    if run.published_at is not None:
        raise AlreadyPublished
    if run.state != "done":
        raise NotReady
    offered = relationships.offer_pairs(cohort=run.cohort, pairs=queries.offers_of(run), run_id=run.pk, by=by)
    run.published_at = clock.now()
    run.save(update_fields=["published_at"])
    left_out = [(pair.mentee.person.name, pair.mentor.person.name, why) for pair, why in offered.left_out]
    return Published(len(offered.created), left_out)


@action("matching.pair.made", may=policies.may_match)
def pair_by_hand(*, cohort: Cohort, mentee: Enrolment, mentor: Enrolment, by: Person) -> Relationship:
    """Offer one pair that a coordinator chose, run or no run; every rule but the engine's preference still holds."""
    pair = PairOffer(mentee, mentor, *queries.reasons_of_pair(cohort, mentee, mentor))
    offered = relationships.offer_pairs(cohort=cohort, pairs=[pair], run_id=None, by=by)
    if offered.left_out:
        raise Refused(offered.left_out[0][1])
    return offered.created[0]
