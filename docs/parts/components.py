"""Every component: what it is for, its props and its slots, from the comment that its file begins with."""

import re
from pathlib import Path

from docs.parts.words import code, table

COMPONENTS = Path(__file__).resolve().parents[2] / "src/chiron/ui/templates/ui/components"

INTRODUCTION = """# Components

Pages are made of these. `{% ui "card" title=… %}…{% slot as footer %}…{% endslot %}{% endui %}`: what stands between
the tags is the content, a slot is markup under a name. A component sees its props and nothing of the page around it; a
prop that it does not name is an error. All of them in all their states: `/gallery/` on a demo or developer's site.

"""


def names() -> set[str]:
    """Every component."""
    return {path.stem for path in COMPONENTS.glob("*.html")}


def comment_of(path: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return the sentence of a component and its props, each with its meaning."""
    comment = path.read_text().partition("{% endcomment %}")[0].removeprefix("{% comment %}").strip()
    sentence, *lines = comment.split("\n")
    props: list[tuple[str, str]] = []
    for line in lines:
        named = re.match(r"((?:\w+, )*\w+): (.*)", line)
        if named:
            props.append((named[1], named[2]))
        elif props:
            props[-1] = (props[-1][0], f"{props[-1][1]} {line.strip()}")
        else:
            sentence += f" {line.strip()}"
    return sentence, props


def page() -> str:
    """The page of components."""
    text = INTRODUCTION
    for name in sorted(names()):
        sentence, props = comment_of(COMPONENTS / f"{name}.html")
        text += f"## `{name}`\n\n{sentence}\n\n"
        rows = [(", ".join(code(each) for each in named.split(", ")), words) for named, words in props]
        text += table(["prop", "meaning"], rows) + "\n" if rows else ""
    return text
