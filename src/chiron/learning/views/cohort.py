"""The coordinator's page of training: who has finished what."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import export
from chiron.core.web import Request, guard, page
from chiron.learning import policies, queries
from chiron.programmes import queries as programmes


@guard(policies.visible_finished)
def cohort_training(request: Request, pk: UUID) -> HttpResponse:
    """How far the mentors or the mentees of a cohort are in each course, fifty a page."""
    cohort = programmes.coordinated_cohort(request.person, pk)
    side = "mentee" if request.GET.get("side") == "mentee" else "mentor"
    courses = {course.id: course for course in queries.courses()}
    wanted = request.GET.get("open", "")
    chosen = wanted if wanted in courses else ""
    found = queries.training_of(request.person, cohort, side=side, open_course=chosen, number=request.GET.get("page"))
    return page(
        request,
        "learning/cohort.html",
        cohort=cohort,
        side=side,
        courses=courses.values(),
        chosen=chosen,
        found=found,
        tabs=_tabs(side, chosen),
        crumbs=[{"label": _("Library"), "url": f"{reverse('learning:library')}?kind=training"}],
    )


def _tabs(side: str, chosen: str) -> list[dict[str, Any]]:
    names = {"mentor": _("Mentors"), "mentee": _("Mentees")}
    return [
        {"label": label, "url": f"?side={name}&open={chosen}", "is_current": name == side}
        for name, label in names.items()
    ]


@guard(policies.visible_finished)
def cohort_training_csv(request: Request, pk: UUID) -> HttpResponseBase:
    """The same for everybody of the cohort, as CSV."""
    cohort = programmes.coordinated_cohort(request.person, pk)
    courses, rows = queries.training_table(request.person, cohort)
    language = get_language() or "en"
    heading = [_("Name"), _("E-mail address"), _("Side")]
    told = (_("modules done"), _("finished on"))
    heading += [f"{course.title(language)}: {each}" for course in courses for each in told]
    name = slugify(f"{cohort.programme.name} {cohort.name} training") or "training"
    return export.csv_response(f"{name}.csv", heading, (_line(*row) for row in rows))


def _line(enrolment: Any, standings: list[queries.Standing]) -> list[Any]:
    side = _("mentor") if enrolment.side == "mentor" else _("mentee")
    line: list[Any] = [enrolment.person.name, enrolment.person.email, side]
    for each in standings:
        on = timezone.localtime(each.last).date().isoformat() if each.is_finished and each.last else ""
        line += [f"{each.done}/{each.of}", on]
    return line
