"""The house as text: every file of ours, parsed once."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

#: Rooms that know the domain, each with the same furniture; core, ui and config have their own.
OWN_FURNITURE = {"core", "ui", "config"}


@dataclass(frozen=True)
class Module:
    """One Python file: its path from `src`, its text and its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def room(self) -> str:
        parts = self.path.parts
        return parts[1] if parts[0] == "chiron" and len(parts) > 2 else parts[0]

    @property
    def furniture(self) -> str:
        """The piece of furniture the file belongs to: `views` for views.py and for views/people.py."""
        parts = self.path.parts
        return parts[2].removesuffix(".py") if parts[0] == "chiron" and len(parts) > 2 else ""


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file under src but tests and migrations."""
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        path = file.relative_to(SOURCE)
        if {"tests", "migrations"} & set(path.parts):
            continue
        text = file.read_text()
        found.append(Module(path, text, ast.parse(text)))
    return tuple(found)


@cache
def rooms() -> tuple[str, ...]:
    """The names of the domain's rooms that stand."""
    folders = (folder for folder in (SOURCE / "chiron").iterdir() if (folder / "apps.py").exists())
    return tuple(sorted(folder.name for folder in folders if folder.name not in OWN_FURNITURE))


@cache
def templates() -> tuple[Path, ...]:
    """Every template of the house."""
    return tuple(sorted(SOURCE.rglob("templates/**/*.html")))


@cache
def tracked() -> tuple[str, ...]:
    """Every file that git tracks."""
    answer = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(answer.stdout.split("\n")[:-1])


def calls(tree: ast.AST) -> list[ast.Call]:
    """Every call in a tree."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in a tree."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
