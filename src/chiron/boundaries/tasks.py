"""What a new day brings: conflicts that start, conflicts that end."""

from django.utils import timezone
from django_tasks import task

from chiron.boundaries import actions, queries
from chiron.people.models import Institution, Person
from chiron.people.queries import system


@task()
def begin_day() -> None:
    """Settle every pair whose conflicts started or ended where its institution is; where one takes over from a
    relationship that is reported.

    Runs each hour, because midnight does; repeating it changes nothing.
    """
    by = system()
    for institution in Institution.objects.all():
        with timezone.override(institution.time_zone):
            for low, high in list(queries.unsettled(institution)):
                pair = Person.objects.unscoped().in_bulk([low, high])
                actions.settle_pair(one=pair[low], other=pair[high], by=by)
