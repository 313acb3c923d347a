"""Every variable of the environment that the settings read, with what it means and what it is without being set."""

import ast
import tomllib
from pathlib import Path

from docs.parts.words import code, table

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "src" / "chiron" / "config" / "settings.py"
MEANINGS = ROOT / "docs" / "settings.toml"
READERS = {"_flag", "_list", "_database"}

INTRODUCTION = """# Settings

Everything that differs between installations comes from the environment; there is no settings file to edit. An example
with the usual ones is `deploy/example.env`. A switch is on with `1`, `true`, `yes` or `on`; a list is separated by
commas.

"""


def variables(source: str | None = None) -> dict[str, str]:
    """Return each variable that *source* (the settings) reads, with its default as the code writes it."""
    tree = ast.parse(SETTINGS.read_text() if source is None else source)
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        name, default = _read(node)
        if name:
            found[name] = default
    return found


def _read(node: ast.AST) -> tuple[str, str]:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return _literal(node.slice), ""
    if not isinstance(node, ast.Call) or not node.args:
        return "", ""
    called = ast.unparse(node.func)
    if called != "os.environ.get" and called not in READERS:
        return "", ""
    default = node.args[1] if len(node.args) > 1 else None
    text = _default(default)
    return _literal(node.args[0]), f"sqlite:///CHIRON_VAR/{text}" if called == "_database" else text


def _literal(node: ast.AST) -> str:
    return str(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _default(node: ast.AST | None) -> str:
    if node is None:
        return ""
    if isinstance(node, ast.Constant):
        return (
            {True: "on", False: "off"}.get(node.value, str(node.value))
            if isinstance(node.value, bool)
            else str(node.value)
        )
    return ast.unparse(node).replace("ROOT / ", "").replace("VAR / ", "CHIRON_VAR/").replace("'", "")


def meanings() -> dict[str, dict[str, str]]:
    """Return the groups of the page, each with what its variables mean."""
    groups: dict[str, dict[str, str]] = tomllib.loads(MEANINGS.read_text())
    return groups


def page() -> str:
    """The page of settings."""
    defaults, text = variables(), INTRODUCTION
    for group, entries in meanings().items():
        rows = [(code(name), meaning, code(defaults.get(name, ""))) for name, meaning in entries.items()]
        text += f"## {group}\n\n" + table(["variable", "what it says", "without it"], rows) + "\n"
    return text
