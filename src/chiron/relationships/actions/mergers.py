"""What relationships have to say when two people become one, and what has to be set right after it."""

from collections import Counter
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from chiron.boundaries import policies as boundaries
from chiron.people.actions.merging import Merger, after_merging, before_merging
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.programmes import actions as programme_actions
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort, Enrolment
from chiron.relationships import rules
from chiron.relationships.actions import agreements, exits, pauses
from chiron.relationships.models import Agreement, Cv, Member, Relationship, Signature


@before_merging
def _together(merger: Merger) -> None:
    """Nobody is in a relationship with themselves: two who were together are two people, or it has to end first."""
    rows = Relationship.objects.unscoped().filter(members__person=merger.stays).filter(members__person=merger.goes)
    for each in rows.distinct():
        present = each.members.filter(person__in=merger.both, left_at__isnull=True).count()
        is_pair = each.members.count() == rules.FEWEST
        if is_pair and each.began_at is not None:
            merger.hindrances.append(
                _("The two were in a mentoring relationship with each other that began. That says two people.")
            )
        elif each.state in rules.STANDING and present == rules.FEWEST:
            merger.hindrances.append(_NOT_YET if is_pair else _ONE_GROUP)
        elif is_pair:
            each.delete()
            merger.notes.append(_("A proposal between the two that came to nothing is removed."))


_NOT_YET = _("The two are proposed to each other at present. Withdraw that proposal first.")
_ONE_GROUP = _("Both are in the same group at present. Withdraw one of the two from that cohort first.")


@before_merging
def _guided_twice(merger: Merger) -> None:
    """A mentee has as many mentors in a cohort as the blueprint gives them, each once, also where two become one."""
    rows = Member.objects.unscoped().filter(
        person__in=merger.both, role__in=rules.types.GUIDED, left_at__isnull=True,
        relationship__state__in=rules.CURRENT,
    )  # fmt: skip
    pairs = list(rows.values_list("relationship__cohort_id", "person_id"))
    counted = Counter(cohort for cohort, _person in pairs)
    for cohort in Cohort.objects.unscoped().filter(pk__in=counted).select_related("blueprint", "programme__blueprint"):
        kind = rules.types.type_of_pairs(programmes.blueprint_of(cohort))
        of_pairs = rows.filter(relationship__cohort=cohort, relationship__kind=kind.id).values("relationship")
        mentors = Member.objects.unscoped().filter(relationship__in=of_pairs, role__in=rules.types.GUIDING)
        is_twice = max(Counter(mentors.values_list("person_id", flat=True)).values(), default=0) > 1
        if len({person for pk, person in pairs if pk == cohort.pk}) == rules.FEWEST and (
            is_twice or counted[cohort.pk] > rules.types.mentors_each(kind)
        ):
            text = _("Both have a mentor in %(cohort)s. One of the two relationships has to end first.")
            merger.hindrances.append(text % {"cohort": cohort.name})


@before_merging
def _sign_once(merger: Merger) -> None:
    """Where both were to sign a version, whichever signed nothing and said nothing gives way; else they are two."""
    theirs = Signature.objects.unscoped().filter(person=merger.goes)
    for one in Signature.objects.unscoped().filter(person=merger.stays, agreement__in=theirs.values("agreement")):
        two = [one, theirs.get(agreement=one.agreement_id)]
        blank = next((each for each in two if each.signed_at is None and not each.learning), None)
        if blank is not None:
            blank.delete()


@after_merging
def _all_signed(merger: Merger) -> None:
    """What now everybody has signed, one of them under the entry that went, is in force."""
    for agreement in Agreement.objects.unscoped().filter(signatures__person=merger.stays, state="proposed"):
        agreements.put_in_force_if_all_signed(agreement)


@after_merging
def _part(merger: Merger) -> None:
    """Pause what a conflict or a hold of either now stands between, as where a conflict is registered."""
    rows = Relationship.objects.unscoped().filter(
        members__person=merger.stays, members__left_at__isnull=True, state__in=rules.CURRENT
    )
    paused = 0
    for relationship in rows.distinct():
        present = list(relationship.members.filter(left_at__isnull=True).select_related("person"))
        apart = [each.person for each in present if _is_apart(merger, each.person)]
        if apart:
            paused += 1
            _take_apart(merger, relationship, present, apart[0])
    if paused:
        text = ngettext(
            "%(n)d relationship is paused, because something keeps the two in it apart. Both are told.",
            "%(n)d relationships are paused, because something keeps the people in them apart. They are told.",
            paused,
        )
        merger.notes.append(text % {"n": paused})


def _is_apart(merger: Merger, other: Person) -> bool:
    return other.pk != merger.stays.pk and boundaries.are_apart(merger.stays, other)


def _take_apart(merger: Merger, relationship: Relationship, present: list[Any], other: Person) -> None:
    """Pause a pair; of a group whoever stands over the other leaves, or where nobody does the one who was merged."""
    if len(present) <= rules.FEWEST:
        pauses.suspend(relationship=relationship, by=system())
        return
    pair = [other, merger.stays]
    conflict = boundaries.apart_from(merger.stays).filter(person__in=pair, other__in=pair).first()
    over = conflict.person_id if conflict else merger.stays.pk
    exits.take_out(member=next(each for each in present if each.person_id == over), by=system())


@after_merging
def _make_room(merger: Merger) -> None:
    """A mentor who has more mentees than either entry had places gets as many places as they have mentees."""
    rows = Enrolment.objects.unscoped().filter(person=merger.stays, side="mentor")
    for enrolment in rows.annotate(highest=Max("places__number")).select_related("cohort"):
        if enrolment.highest and enrolment.highest > enrolment.capacity:
            enrolment.capacity = enrolment.highest
            enrolment.save(update_fields=["capacity"])
            text = _("In %(cohort)s there are more mentees now than either had places: the places become %(n)d.")
            merger.notes.append(text % {"cohort": enrolment.cohort.name, "n": enrolment.capacity})


@after_merging
def _still_wait(merger: Merger) -> None:
    """Who waited under one entry for somebody in the place of a mentor they lost waits for them as one person, too."""
    missing = Member.objects.unscoped().filter(person=merger.stays, successor="wanted").values("enrolment")
    for enrolment in Enrolment.objects.unscoped().filter(pk__in=missing, state="matched"):
        programme_actions.move(enrolment, "waiting", system())


@after_merging
def _one_cv(merger: Merger) -> None:
    """Say that of two CVs one remains."""
    if any(isinstance(better, Cv) for better, _other in merger.told.joined):
        merger.notes.append(_("Both have a CV: the one that was changed last stays."))
