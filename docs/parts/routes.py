"""Every address, and what decides who may open it."""

import re
from typing import Any

from docs.parts.words import code, furniture, table

INTRODUCTION = """# Routes

Every address of an installation. A view without a declared policy is refused, at the start and at every request.
`tests/permissions.csv` says, reviewed as data, what each person of the cast is answered at each of them.

"""


def ours() -> list[Any]:
    """Every route, as the resolver has it, but the gallery's, which only demo and developers' sites have."""
    from chiron.core.routes import routes

    return [route for route in routes() if not route.pattern.startswith("gallery/")]


def names() -> set[str]:
    """Every route that the page must hold."""
    return {route.name for route in ours()}


def page() -> str:
    """The page of routes."""
    furniture("policies")
    rows = [(code(_address(route.pattern)), code(route.name), _decided(route.view)) for route in ours()]
    return INTRODUCTION + table(["address", "name", "who may open it"], rows)


def _address(pattern: str) -> str:
    text = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern.replace("^", "").replace("$", "").replace("\\Z", ""))
    return "/" + re.sub(r"<\w+:(\w+)>", r"<\1>", text)


def _decided(view: Any) -> str:
    from chiron.core.middleware import exemption

    declared = str(getattr(view, "guarded_by", ""))
    if declared.startswith("public: "):
        return f"everybody: {declared.removeprefix('public: ')}"
    return f"whoever {code(declared)} allows" if declared else f"{exemption(view)}"
