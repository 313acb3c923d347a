"""One announcement of the coordinator, a few days old, in both languages."""

from datetime import timedelta

from chiron.core import clock, worker
from chiron.people.models import Person
from chiron.programmes.models import Cohort
from chiron.relationships import actions

WORDS = {
    "en": {
        "title": "An evening for all pairs",
        "text": (
            "Dear {name},\n\nall pairs of {cohort} meet on the first Thursday of next month at 18:30 in the ward "
            "library. There is soup. Bring one question that you could not ask anywhere else.\n\n"
            "Whoever is on nights that week is missed and asked again in spring."
        ),
    },
    "es": {
        "title": "Una tarde para todas las parejas",
        "text": (
            "{name}:\n\ntodas las parejas de {cohort} nos vemos el primer jueves del mes que viene a las 18:30 en la "
            "biblioteca de planta. Hay sopa. Trae una pregunta que no hayas podido hacer en ningún otro sitio.\n\n"
            "A quien esa semana le toque de noche, le echaremos de menos y le volveremos a avisar en primavera."
        ),
    },
}


def announce(cohort: Cohort, chen: Person) -> None:
    """Write to everybody of *cohort*, and let it arrive."""
    written = actions.write_announcement(
        cohort=cohort, audience="everybody", words=WORDS, expires_on=clock.today() + timedelta(days=21), by=chen
    )
    actions.schedule_announcement(announcement=written, at=None, by=chen)
    worker.drain()
