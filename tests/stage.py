"""The stage: the cast with one of everything that a route can name, so that every page can be opened."""

from dataclasses import dataclass, field
from typing import Any

from tests import cast as people


@dataclass
class Stage:
    """The cast and what stands around them; ``arguments`` says which object each route is asked for."""

    cast: people.Cast
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)

    def default_argument(self, route: str, name: str) -> Any:
        """What a route's argument is called says what it names; a route that differs stands in ``arguments``."""
        found = self.objects.get(name)
        if found is None:
            raise LookupError(f"{route} takes `{name}`: put an object of that name on the stage (tests/stage.py)")
        return found
