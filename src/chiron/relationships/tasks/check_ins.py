"""Putting the blueprint's questions on their day, and the mails that say so."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from chiron.notifications.queries import Line, notice
from chiron.people.models import Person
from chiron.people.queries import system
from chiron.programmes import queries as programmes
from chiron.programmes.models import Cohort
from chiron.relationships import actions, queries, rules
from chiron.relationships.models import Relationship

CHUNK = 200


@task()
def ask_how_it_goes() -> None:
    """Put each question to those for whom its day has come (every day); repeated, it asks nobody twice."""
    living = Relationship.objects.unscoped().filter(state__in=rules.LIVE, began_at__isnull=False)
    running = Cohort.objects.unscoped().filter(relationships__in=living).distinct()
    for cohort in running.select_related("blueprint", "programme__blueprint"):
        for asked in programmes.blueprint_of(cohort).check_ins:
            here = Relationship.objects.unscoped().filter(cohort=cohort, state__in=rules.LIVE)
            rows = list(queries.to_be_asked(here, asked.id, asked.day).order_by("pk"))
            for start in range(0, len(rows), CHUNK):
                actions.open_check_ins(
                    relationships=rows[start : start + CHUNK],
                    question=asked.id,
                    roles=rules.roles_asked(asked.to),
                    by=system(),
                )


@notice(actions.ASKED, topic="questions")
def check_in_is_open(person: Person, refs: dict[str, str]) -> Line | None:
    """The programme asks how it goes. Nothing goes to whoever has answered, or may no longer take part."""
    found = next((each for each in queries.open_check_ins(person) if each.pk == UUID(refs["check_in"])), None)
    if found is None:
        return None
    return Line(
        title=_("%(programme)s: how does it go?") % {"programme": found.relationship.cohort.programme.name},
        text=_("One question, one minute. Your answer stays with you:"),
        url=reverse("relationships:check_in", args=[found.pk]),
    )


@notice(actions.TALK_WISHED, topic="coordination")
def talk_is_wished(person: Person, refs: dict[str, str]) -> Line | None:
    """Somebody wishes a talk with the coordinator; who it is stands on the page, not in the mail."""
    found = queries.wishes_for_talk(person).filter(pk=UUID(refs["answer"])).first()
    if found is None:
        return None
    programme = found.check_in.relationship.cohort.programme.name
    return Line(
        title=_("%(programme)s: somebody wishes a talk with you") % {"programme": programme},
        text=_("They asked for it themselves. Who it is stands here:"),
        url=reverse("cockpit"),
    )
