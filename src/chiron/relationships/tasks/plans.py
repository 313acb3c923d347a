"""What people are told about plans, and the look half-way at what was asked for and never came up."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from chiron.notifications import queries as notifications
from chiron.people.models import Person
from chiron.relationships import policies


@notifications.notice("relationships.plan_shown", topic="questions")
def plan_shown(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """Somebody showed their plan; not told where it can no longer be read or was talked over meanwhile."""
    review = policies.visible_plan_reviews(person).filter(pk=refs["review"], met_on__isnull=True).first()
    if review is None or review.views.filter(person=person).exists():
        return None
    return notifications.Line(
        _("A plan is shown to you"),
        _("Somebody you mentor or learn with shows you their plan. Read it before you meet."),
        reverse("plan:shown", args=[review.pk]),
    )


@notifications.notice("relationships.needs_untouched", topic="nudges")
def needs_untouched(person: Person, refs: dict[str, str]) -> notifications.Line | None:
    """Half-way, something that was asked for has not come up in any meeting."""
    rows: Any = policies.visible_relationships(person).filter(pk=refs["relationship"])
    found = next((each for each in rows if policies.may_take_part(by=person, relationship=each)), None)
    if found is None:
        return None
    return notifications.Line(
        _("Something you asked for has not come up yet"),
        _("You are half-way. The page shows what has come up in your meetings and what never did: talk about it."),
        reverse("relationships:relationship", args=[found.pk]),
    )
