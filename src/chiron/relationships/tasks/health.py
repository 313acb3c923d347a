"""Reminders of a silence, and the mails that say why they came."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from chiron.core import clock
from chiron.notifications.queries import Line, notice
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.programmes.models import Programme
from chiron.relationships import actions, policies, queries, rules
from chiron.relationships.models import Nudge, Relationship

CHUNK = 200


@task()
def break_the_silence() -> None:
    """Remind whoever has not met for long, later their coordinators (every day); repeated, it tells nobody twice."""
    living = Relationship.objects.unscoped().filter(state__in=rules.LIVE)
    running = Programme.objects.unscoped().filter(cohorts__relationships__in=living).distinct()
    for programme in running.select_related("institution"):
        rows = living.filter(cohort__programme=programme)
        found = queries.health_of(rows, ZoneInfo(programme.institution.time_zone))
        silences = {each.pk: each.silence for each in found if each.silence is not None}
        _remind(silences)
        _report(programme, silences)


def _remind(silences: dict[UUID, tuple[str, date]]) -> None:
    known = set(
        Nudge.objects.unscoped().filter(relationship__in=silences).values_list("relationship_id", "sign", "since")
    )
    new = [pk for pk, (sign, since) in silences.items() if (pk, sign, since) not in known]
    for start in range(0, len(new), CHUNK):
        rows = list(Relationship.objects.unscoped().filter(pk__in=new[start : start + CHUNK]))
        actions.nudge_people(relationships=rows, silences={each.pk: silences[each.pk] for each in rows}, by=system())


def _report(programme: Programme, silences: dict[UUID, tuple[str, date]]) -> None:
    """Tell the coordinators of those whose people were reminded a while ago and who are silent still."""
    before = clock.now() - timedelta(days=rules.COORDINATOR_AFTER)
    rows = Nudge.objects.unscoped().filter(
        relationship__cohort__programme=programme, coordinator_told_at__isnull=True, people_told_at__lte=before
    )
    still = [each for each in rows if silences.get(each.relationship_id) == (each.sign, each.since)]
    if still:
        actions.tell_coordinators(programme=programme, nudges=still, by=system())


def _days_of(person: Person) -> ZoneInfo:
    """The zone in whose days a silence was found: in another one it may not be long enough yet."""
    return ZoneInfo(person.institution.time_zone)


@notice(actions.SILENCE, topic="nudges")
def it_is_quiet(person: Person, refs: dict[str, str]) -> Line | None:
    """It has been quiet for long. Nothing goes where they have met or booked a meeting meanwhile."""
    rows = policies.visible_relationships(person).filter(pk=UUID(refs["relationship"]))
    found = next((each for each in queries.health_of(rows, _days_of(person)) if each.silence), None)
    if found is None:
        return None
    programme = rows.values_list("cohort__programme__name", flat=True)[0]
    silences = [sign for sign in found.signs if sign.name in rules.SILENCES]
    return Line(
        title=_("%(programme)s: a good time to meet") % {"programme": programme},
        text=_("What Chiron knows: %(sentence)s. If you have met, note it; if not, two taps book a meeting.")
        % {"sentence": queries.in_words(silences)},
        url=reverse("relationships:relationship", args=[found.pk]),
    )


@notice(actions.SILENT_PAIRS, topic="coordination")
def pairs_are_silent(person: Person, refs: dict[str, str]) -> Line | None:
    """Some pairs stayed silent after they were reminded; which ones stands in the cockpit."""
    rows = policies.coordinated_relationships(person).filter(cohort__programme=UUID(refs["programme"]))
    silent = [each for each in queries.health_of(rows, _days_of(person)) if each.silence]
    if not silent:
        return None
    programme = rows.values_list("cohort__programme__name", flat=True)[0]
    return Line(
        title=_("%(programme)s: pairs that have fallen silent") % {"programme": programme},
        text=ngettext(
            "%(n)s pair has not met for long, and was reminded two weeks ago. Who it is stands here:",
            "%(n)s pairs have not met for long, and were reminded two weeks ago. Who they are stands here:",
            len(silent),
        )
        % {"n": len(silent)},
        url=reverse("cockpit"),
    )
