"""Answering the checks of a module and finishing it."""

from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.learning import policies, rules
from chiron.learning.models import ModuleProgress
from chiron.people.models import Person

__all__ = ["ChecksOpen", "NoSuchAnswer", "Refused", "answer_check", "finish_module", "forget_answers"]


class NoSuchAnswer(Refused):
    """The module asks no such thing."""

    message = _("This is not one of the answers. The module may have changed; please read it again.")


class ChecksOpen(Refused):
    """A module is done once its checks are answered and their reasons read."""

    message = _("Answer every vignette first; the reasons are what the module is for.")


@action("learning.check.answered", may=policies.may_learn)
def answer_check(*, module: rules.Item, check: str, option: str, by: Person) -> ModuleProgress:
    """Keep which answer somebody chose; a later one takes its place. Nobody else ever reads it."""
    if option not in _options(module).get(check, ()):
        raise NoSuchAnswer
    progress = _progress(module, by)
    progress.answers = {**progress.answers, check: option}
    progress.version = int(module.version)
    progress.save(update_fields=["answers", "version"])
    return progress


@action("learning.module.finished", may=policies.may_learn)
def finish_module(*, module: rules.Item, by: Person) -> ModuleProgress:
    """Note that somebody has been through a module; done twice, the first day stays."""
    progress = _progress(module, by)
    if set(_options(module)) - set(progress.answers):
        raise ChecksOpen
    if progress.finished_at is None:
        progress.finished_at = clock.now()
        progress.version = int(module.version)
        progress.save(update_fields=["finished_at", "version"])
    return progress


@action("learning.answers.forgotten", may=policies.may_change_progress)
def forget_answers(*, progress: ModuleProgress, by: Person) -> ModuleProgress:
    """Delete what somebody answered in a module; that they finished it stays."""
    progress.answers = {}
    progress.save(update_fields=["answers"])
    return progress


def _options(module: rules.Item) -> dict[str, set[str]]:
    """The ids of the answers of each check."""
    return {check["id"]: {each["id"] for each in check["options"]} for check in module.content.get("checks", [])}


def _progress(module: rules.Item, by: Person) -> ModuleProgress:
    """The row of one person and module, locked; made where it is the first time."""
    where = {"person": by, "course": module.content["course"], "module": module.id}
    rest = {"institution_id": by.institution_id, "version": int(module.version)}
    row, _made = ModuleProgress.objects.unscoped().select_for_update(no_key=True).get_or_create(**where, defaults=rest)
    return row
