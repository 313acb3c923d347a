"""Keeping versions of blueprints. A version never changes; what is saved is a new one."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.programmes import policies
from chiron.programmes.models import BlueprintVersion
from chiron.programmes.rules import reading
from chiron_blueprint import schema


class InvalidBlueprint(Refused):
    """A blueprint that cannot be used; ``faults`` say where, what and how to mend it."""

    message = _("The blueprint cannot be used as it stands.")

    def __init__(self, faults: list[schema.Problem]) -> None:
        super().__init__()
        self.faults = faults


@action("programmes.blueprint.saved", may=policies.may_create_programme)
def save_blueprint(*, source: str, by: Person) -> BlueprintVersion:
    """Keep a blueprint's YAML as a new version; `InvalidBlueprint` where it cannot be used.

    What is already kept, to the byte, is returned and not kept twice.
    """
    return keep(source, by)


def keep(source: str, by: Person) -> BlueprintVersion:
    """As `save_blueprint`, within another action."""
    try:
        blueprint = reading.blueprint(source)
    except schema.BlueprintError as problem:
        raise InvalidBlueprint(list(problem.problems)) from None
    versions = BlueprintVersion.objects.unscoped().filter(institution_id=by.institution_id, key=blueprint.id)
    same = versions.filter(source=source).order_by("version").first()
    if same is not None:
        return same
    last = versions.aggregate(last=Max("version"))["last"] or 0
    return BlueprintVersion.objects.create(
        institution_id=by.institution_id, key=blueprint.id, version=last + 1, source=source, created_by=by
    )
