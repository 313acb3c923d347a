"""One's own way through the trainings, and who has finished what for those who may ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chiron.learning import policies
from chiron.learning.models import ModuleProgress
from chiron.learning.queries.library import library
from chiron.learning.rules import Item
from chiron.people.models import Person


@dataclass(frozen=True)
class Check:
    """A vignette as its reader meets it: reasons only once they have chosen."""

    id: str
    content: Mapping[str, Any]
    chosen: str


def progress_of(person: Person, module: Item) -> ModuleProgress | None:
    """Return how far *person* is in a module."""
    return policies.visible_progress(person).filter(course=module.content["course"], module=module.id).first()


def module_as_read(module: Item, progress: ModuleProgress | None) -> list[Check]:
    """Return the checks of a module, each with what was chosen."""
    answers = progress.answers if progress is not None else {}
    return [Check(check["id"], check, str(answers.get(check["id"], ""))) for check in module.content.get("checks", [])]


def courses_finished(person: Person) -> dict[str, set[str]]:
    """Return the ids of the modules that *person* has finished, by course."""
    rows = policies.visible_progress(person).filter(finished_at__isnull=False).values_list("course", "module")
    found: dict[str, set[str]] = {}
    for course, module in rows:
        found.setdefault(course, set()).add(module)
    return found


def has_finished(people_ids: Iterable[UUID], course: str) -> set[UUID]:
    """Return those of *people_ids* who have finished every module of a course; never what they answered."""
    item = library().items.get(f"training/{course}")
    wanted = set(item.content["modules"]) if item is not None else set()
    done: dict[UUID, set[str]] = {}
    for who, module in policies.finished_of(list(people_ids), course).values_list("person_id", "module"):
        done.setdefault(who, set()).add(module)
    return {who for who, modules in done.items() if wanted and wanted <= modules}
