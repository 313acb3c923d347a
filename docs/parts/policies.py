"""Who may do what: every policy in its own words, with the actions, pages and mails that ask it."""

from itertools import groupby

from docs.parts import routes
from docs.parts.words import code, first_paragraph, furniture, table

INTRODUCTION = """# Who may do what

One policy decides each question, for pages, tasks, exports and mail alike. `may_…` says whether somebody may do
something; `visible_…` says which rows somebody may see: a list and a single page start from the same one. Whoever a
policy does not name may not, and is answered as if the thing did not exist.

"""


def names() -> set[str]:
    """Every registered policy of the house."""
    from chiron.core import policy

    furniture("policies")
    return {name for name, function in policy.REGISTRY.items() if function.__module__.startswith("chiron.")}


def page() -> str:
    """The page of policies."""
    from chiron.core import actions, policy

    ours = sorted(names())
    furniture("actions", "tasks")
    by_policy: dict[str, list[str]] = {}
    for entry in actions.REGISTRY.values():
        by_policy.setdefault(entry.may, []).append(entry.event)
    opened: dict[str, list[str]] = {}
    for route in routes.ours():
        opened.setdefault(getattr(route.view, "guarded_by", ""), []).append(route.name)
    text = INTRODUCTION
    for room, members in groupby(ours, key=lambda name: name.split(".")[0]):
        rows = [
            (
                code(name),
                first_paragraph(policy.REGISTRY[name]),
                ", ".join(code(event) for event in sorted(by_policy.get(name, ()))),
                ", ".join(code(route) for route in sorted(set(opened.get(name, ())))),
            )
            for name in members
        ]
        text += f"## {room}\n\n" + table(["policy", "who", "actions that ask it", "pages that ask it"], rows) + "\n"
    return text
