"""What else there would be for somebody: the next best, what forbidding costs, and everybody they could have."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chiron.boundaries import policies as boundaries
from chiron.core import encryption
from chiron.matching import rules
from chiron.matching.models import MatchRun, Proposal, RunInput
from chiron.matching.queries.kept import blueprint_of, pairing_of, person_of
from chiron.matching.queries.workbench import Seat
from chiron.people.models import Person

SHOWN = 50


def advice(proposal: Proposal, seats: Mapping[str, Seat]) -> list[str]:
    """Return in sentences the next best for the mentee of a pair, and what forbidding the pair would do."""
    said = []
    mentor, fit, free = proposal.detail.get("next", ("", 0, 0))
    if mentor in seats and seats[mentor].name:
        said.append(_next(proposal.mentee.person.short_name, seats[mentor].name, fit, free))
    if proposal.is_locked:
        said.append(_("The pair was locked: the run kept it whatever else there was."))
        if cost := proposal.detail.get("unlock"):
            said.append(_unlocking(*cost))
    elif cost := proposal.detail.get("forbid"):
        said.append(_forbidding(*cost))
    return said


def _next(mentee: str, mentor: str, fit: int, free: int) -> str:
    places = _("with every place taken")
    if free > 0:
        places = ngettext("with one place free", "with %(free)d places free", free) % {"free": free}
    facts = {"mentee": mentee, "mentor": mentor, "fit": floatformat(fit / 100, 1), "places": places}
    return _("**Next best for %(mentee)s** is %(mentor)s at %(fit)s, %(places)s.") % facts


def asks_again(proposal: Proposal) -> bool:
    """Whether what forbidding a pair, or taking its lock back, would do is known only by solving again."""
    return ("unlock" if proposal.is_locked else "forbid") not in proposal.detail


def without(proposal: Proposal) -> list[str]:
    """Return in sentences what *proposal*'s run would be without its pair, or without the lock on it: solved again."""
    run, mentee, mentor = proposal.run, str(proposal.mentee_id), str(proposal.mentor_id)
    try:
        pairing = pairing_of(run)
        change, lowest, others, fewer = rules.without(
            pairing, method=run.method, seed=run.seed, mentee=mentee, mentor=mentor
        )
    except rules.Clash:
        return [_("Without this pair the rules of the run cannot all hold.")]
    said = [_unlocking(change, others) if proposal.is_locked else _forbidding(change, others, fewer)]
    if run.method == rules.MOSAIC and not proposal.is_locked:
        said = [_in_mosaic(change, others, fewer)]
    if lowest:
        text = (
            _("The lowest fit of all would rise by %(n)s.") if lowest > 0 else _("The lowest fit would fall by %(n)s.")
        )
        said.append(text % {"n": floatformat(abs(lowest) / 100, 1)})
    return said


def _unlocking(change: int, others: int) -> str:
    if change <= 0 and not others:
        return _("The lock costs nothing: without it the pairs would be the same.")
    also = ngettext("%(others)d other pair", "%(others)d other pairs", others) % {"others": others}
    if change <= 0:
        return _("The lock costs no total fit; without it %(also)s would change.") % {"also": also}
    text = _("The lock costs %(lost)s of total fit; without it %(also)s would change.")
    return text % {"lost": floatformat(change / 100, 1), "also": also}


def _forbidding(change: int, others: int, fewer: int) -> str:
    also = _("change no other pair")
    if others:
        also = ngettext("change one other pair", "change %(others)d other pairs", others) % {"others": others}
    if change > 0:
        text = _(
            "Forbidding this pair would raise total fit by %(lost)s and %(also)s: the method puts something before it."
        )
        return text % {"lost": floatformat(change / 100, 1), "also": also}
    if fewer > 0:
        text = _("Forbidding this pair would lower total fit by %(lost)s, %(also)s and leave one more alone.")
    elif change < 0:
        text = _("Forbidding this pair would lower total fit by %(lost)s and %(also)s.")
    else:
        text = _("Forbidding this pair would leave total fit as it is and %(also)s.")
    return text % {"lost": floatformat(-change / 100, 1), "also": also}


def _in_mosaic(change: int, others: int, fewer: int) -> str:
    facts = {"lost": floatformat(-change / 100, 1)}
    facts["also"] = ngettext("%(n)d other person", "%(n)d other people", others) % {"n": others}
    if fewer > 0:
        text = _("Forbidding this pair would leave one more need open and give other mentors to %(also)s.")
    elif change < 0:
        text = _("Forbidding this pair would lower total fit by %(lost)s and give other mentors to %(also)s.")
    else:
        text = _("Forbidding this pair would leave total fit as it is and give other mentors to %(also)s.")
    return text % facts


@dataclass(frozen=True)
class Candidate:
    """A mentor whom somebody could have instead: fit, places in this run, and what bars the pair, if anything."""

    row: RunInput
    fit: int
    used: int
    is_present: bool
    barred: str

    @property
    def is_full(self) -> bool:
        """Whether somebody else would have to move."""
        return self.used >= self.row.capacity


def candidates(person: Person, proposal: Proposal, search: str) -> list[Candidate]:
    """Return the mentors of a run by their fit with the mentee of *proposal*, the best first; those *search* names.

    Those from whom *person* is kept apart are left to a deputy.
    """
    run = proposal.run
    mine = run.inputs.select_related("person", "enrolment").filter(enrolment=proposal.mentee_id).first()
    if mine is None or mine.person.erased_at:
        return []
    rows = _mentors(person, run)
    encryption.preload(row.person_id for row in (mine, *rows))
    pairing = rules.Pairing(blueprint_of(run), [person_of(mine)], [person_of(row) for row in rows], run.weights)
    columns = np.arange(len(rows), dtype=np.int64)
    fits, allowed = rules.scoring_around(pairing).table(np.zeros(1, dtype=np.int64), columns)
    load = Counter(run.proposals.filter(mentor__isnull=False).values_list("mentor", flat=True))
    set_apart = {rule[1]: rule[2] for rule in run.rules if rule[0] == str(proposal.mentee_id)}
    found = [
        Candidate(
            row=row,
            fit=int(fits[0, at]),
            used=load[row.enrolment_id],
            is_present=row.enrolment_id == proposal.mentor_id,
            barred=_barred(bool(allowed[0, at]), set_apart.get(str(row.enrolment_id), "")),
        )
        for at, row in enumerate(rows)
        if not search or search.casefold() in f"{row.person.name} {row.person.stage}".casefold()
    ]
    found.sort(key=lambda each: (bool(each.barred), -each.fit, each.row.person.name))
    return found[:SHOWN]


def _mentors(person: Person, run: MatchRun) -> list[RunInput]:
    closed = boundaries.apart_ids(person)
    rows = run.inputs.filter(enrolment__side="mentor", person__erased_at__isnull=True).exclude(person__in=closed)
    return list(rows.select_related("person", "enrolment").order_by("position"))


def _barred(is_allowed: bool, rule: str) -> str:
    if rule == "apart":
        return _("Cannot be brought together at present")
    if rule == "forbid":
        return _("Forbidden")
    return "" if is_allowed else _("Does not meet what must hold")
