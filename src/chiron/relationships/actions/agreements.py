"""Proposing, signing: an agreement is in force once everybody has signed the same version."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.notifications import actions as notifications
from chiron.people.models import Person
from chiron.relationships import policies, rules
from chiron.relationships.actions import ending
from chiron.relationships.models import Agreement, Relationship, Signature


class NothingChanged(Refused):
    message = _("Nothing is different from the present version. Change a point, or sign what stands.")


class NotTheLatest(Refused):
    message = _("There is a newer version meanwhile. Read it first: nothing of yours was kept or signed.")


class AlreadySigned(Refused):
    message = _("You have signed this version already.")


class NoLearningGoal(Refused):
    message = _("Say what you want to learn yourself: each of you names at least one thing before signing.")


@action("relationships.agreement.proposed", may=policies.may_take_part)
def propose_agreement(
    *, relationship: Relationship, seen: int, said: Mapping[str, str], learning: str, language: str, by: Person
) -> Agreement:
    """Propose a changed version and sign it; *seen* is the number of the version that the changes were made to.

    *said* has the new text of points by their id, written in *language*; points that must be kept stay as they are.
    """
    latest = relationship.agreements.order_by("-number").first()
    if latest is None or latest.number != seen:
        raise NotTheLatest
    points, is_changed = rules.agreements.changed(latest.points, said, language)
    if not is_changed:
        raise NothingChanged
    if not learning.strip():
        raise NoLearningGoal
    if latest.state == "proposed":
        latest.state = "replaced"
        latest.save(update_fields=["state"])
    made = Agreement.objects.create(
        relationship=relationship, number=seen + 1, by=by, made_at=clock.now(), points=points
    )
    earlier = {each.person_id: each.learning for each in latest.signatures.all()}
    for member in ending.present(relationship):
        is_own = member.person_id == by.pk
        text = learning.strip() if is_own else earlier.get(member.person_id, "")
        Signature.objects.create(agreement=made, person_id=member.person_id, learning=text)
        if not is_own:
            notifications.tell(
                "relationships.agreement_proposed",
                to=member.person_id,
                institution=relationship.institution_id,
                agreement=made.pk,
            )
    _sign(made, by, learning)
    return made


@action("relationships.agreement.signed", may=policies.may_sign)
def sign_agreement(*, agreement: Agreement, learning: str, by: Person) -> Agreement:
    """Sign a version with what one wants to learn; once everybody has it is in force, and the one before is not."""
    if agreement.state == "replaced":
        raise NotTheLatest
    if not learning.strip():
        raise NoLearningGoal
    _sign(agreement, by, learning)
    return agreement


def _sign(agreement: Agreement, by: Person, learning: str) -> None:
    signature, _is_new = Signature.objects.unscoped().get_or_create(agreement=agreement, person=by)
    if signature.signed_at is not None:
        raise AlreadySigned
    signature.learning, signature.signed_at = learning.strip(), clock.now()
    signature.save()
    put_in_force_if_all_signed(agreement)


def put_in_force_if_all_signed(agreement: Agreement) -> None:
    """Put a proposed version in force once everybody who is in the relationship has signed it."""
    members = {each.person_id for each in ending.present(agreement.relationship)}
    signed = agreement.signatures.filter(signed_at__isnull=False).values_list("person_id", flat=True)
    if agreement.state == "proposed" and members <= set(signed):
        _put_in_force(agreement)


def _put_in_force(agreement: Agreement) -> None:
    agreement.relationship.agreements.filter(state="in_force").update(state="replaced")
    agreement.state, agreement.in_force_at = "in_force", clock.now()
    agreement.save(update_fields=["state", "in_force_at"])
