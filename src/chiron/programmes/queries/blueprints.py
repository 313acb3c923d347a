"""Blueprints: those that come with Chiron, the institution's own, and the one a programme runs on."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.translation import get_language

from chiron.people.models import Person
from chiron.programmes import policies
from chiron.programmes.models import BlueprintVersion, Cohort, Programme
from chiron.programmes.rules import reading
from chiron_blueprint import schema
from chiron_blueprint.schema.model import Blueprint

log = structlog.get_logger("chiron.blueprints")
MOST_LOADED = 64
_loaded: dict[UUID, Blueprint] = {}


@dataclass(frozen=True)
class Shipped:
    """A blueprint that comes with Chiron, as its file was written."""

    key: str
    source: str
    blueprint: Blueprint


def shipped_blueprints() -> list[Shipped]:
    """Return the blueprints of the folder that ``CHIRON_BLUEPRINTS`` names, by key; files are read once.

    A file that cannot be used is left out and named in the log: it must not take the others with it.
    """
    files = sorted(Path(settings.CHIRON_BLUEPRINTS).glob("*.yaml"))
    return [found for file in files if (found := _usable(file)) is not None]


def _usable(file: Path) -> Shipped | None:
    try:
        return _shipped(file, file.stat().st_mtime_ns)
    except (schema.BlueprintError, UnicodeDecodeError) as error:
        log.error("a shipped blueprint cannot be used", file=file.name, error=type(error).__name__)
        return None


@lru_cache(maxsize=64)
def _shipped(file: Path, changed: int) -> Shipped:
    source = file.read_bytes().decode()
    blueprint = reading.blueprint(source)
    return Shipped(blueprint.id, source, blueprint)


def shipped_blueprint(key: str) -> Shipped:
    """Return one of the blueprints that come with Chiron; 404 otherwise."""
    found = _called(key)
    if found is None:
        raise Http404
    return found


def is_shipped(key: str) -> bool:
    """Return whether a blueprint of that key comes with Chiron."""
    return _called(key) is not None


def _called(key: str) -> Shipped | None:
    """The blueprint of that key, looked for first in the file that is named so: reading all of them takes a second."""
    files = sorted(Path(settings.CHIRON_BLUEPRINTS).glob("*.yaml"), key=lambda file: (file.stem != key, file.name))
    return next((found for file in files if (found := _usable(file)) is not None and found.key == key), None)


def loaded(version: BlueprintVersion) -> Blueprint:
    """Return the blueprint of *version*, read once a process (a version never changes)."""
    found = _loaded.get(version.pk)
    if found is None:
        found = reading.blueprint(version.source)
        if len(_loaded) >= MOST_LOADED:
            _loaded.clear()
        _loaded[version.pk] = found
    return found


def blueprint_of(running: Programme | Cohort) -> Blueprint:
    """Return the blueprint version that a programme, or one cohort of it, runs on; read once a process."""
    programme = running.programme if isinstance(running, Cohort) and running.blueprint_id is None else running
    found = _loaded.get(programme.blueprint_id) if programme.blueprint_id else None
    if found is None:
        assert programme.blueprint is not None  # a programme has one, and the cohort's own was looked for above
        found = loaded(programme.blueprint)
    return found


def version_id_of(cohort: Cohort) -> UUID:
    """Return the id of the blueprint version that *cohort* runs on: its own, else its programme's."""
    return cohort.blueprint_id or cohort.programme.blueprint_id


def own_blueprints(person: Person) -> QuerySet[BlueprintVersion]:
    """Return the newest version of each blueprint of the institution, newest first."""
    rows = policies.visible_blueprints(person)
    newest = rows.filter(key=OuterRef("key")).order_by("-version").values("pk")[:1]
    return rows.filter(pk=Subquery(newest)).order_by("-created_at")


def versions_of(person: Person, key: str) -> QuerySet[BlueprintVersion]:
    """Return the institution's versions of one blueprint, newest first."""
    return policies.visible_blueprints(person).filter(key=key).order_by("-version")


def blueprint_for(person: Person, pk: UUID) -> BlueprintVersion:
    """Return one version; 404 for whoever may not read it."""
    found = policies.visible_blueprints(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def changes(old: BlueprintVersion, new: BlueprintVersion) -> list[str]:
    """Return what changes from one version to another, a sentence each in the reader's language."""
    return [each.in_language(get_language() or "en") for each in schema.diff(loaded(old), loaded(new))]
