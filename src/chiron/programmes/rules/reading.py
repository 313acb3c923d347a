"""Reading a blueprint's YAML, once a process for the same text."""

from functools import lru_cache

from chiron_blueprint import schema
from chiron_blueprint.schema.model import Blueprint

MOST_KEPT = 64


@lru_cache(maxsize=MOST_KEPT)
def blueprint(source: str) -> Blueprint:
    """Return the blueprint that *source* describes; raises `schema.BlueprintError`, which is not kept."""
    return schema.load(source)
