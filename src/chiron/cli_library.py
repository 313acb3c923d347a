"""`chiron library`: list, read, check and export the cases, trainings, sessions and prompts. Needs no server."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from chiron.cli_inputs import complain, usual_language
from chiron.learning import rules
from chiron.learning.rules import Item, Library, printing

DESCRIPTION = """\
Read the library: cases of the hidden curriculum, training for mentors, sessions for circles, reflection prompts,
frameworks, accreditation elements and programmes, in English and Spanish. Free to use and to change (CC BY 4.0).
"""
EPILOG = """\
Examples
  chiron library list --kind cases --max-minutes 45
  chiron library list --words interpreter --language es
  chiron library show the-first-death
  chiron library export the-first-death --notes --output first-death.pdf
  chiron library export --all --format markdown --output handouts/
  chiron library check

An item is named as `list` names it, cases/the-first-death, or by its last part where only one item has it.
The files are those below --folder, or the folder that CHIRON_LIBRARY names, or those that came with Chiron.

Exit codes: 0 done; 1 nothing answers, or a file is not right; 2 wrong usage, or no such item.
"""
SHIPPED = Path(__file__).resolve().parents[2]
LISTED = "`chiron library list` names them."
ENDINGS = {"pdf": "pdf", "markdown": "md", "json": "json"}


def parser() -> argparse.ArgumentParser:
    """The options of `chiron library`."""
    made = argparse.ArgumentParser(
        prog="chiron library",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--language", choices=("en", "es"), default=usual_language(), help="to read in")
    shared.add_argument(
        "--folder",
        type=Path,
        default=Path(os.environ.get("CHIRON_LIBRARY", SHIPPED)),
        help="of the files, if not that of CHIRON_LIBRARY",
    )
    actions = made.add_subparsers(dest="action", required=True, metavar="list|show|export|check")
    _list_options(actions.add_parser("list", parents=[shared], help="say what there is, a line an item"))
    show = actions.add_parser("show", parents=[shared], help="print an item as text")
    show.add_argument("item", metavar="ITEM")
    show.add_argument("--notes", action="store_true", help="with the notes for whoever leads the session")
    show.add_argument("--json", action="store_true", help="the item as it stands in its file, in every language")
    _export_options(actions.add_parser("export", parents=[shared], help="write items as PDF, Markdown or JSON"))
    check = actions.add_parser(
        "check", parents=[shared], help="say what is wrong with the files, where, and how to mend it"
    )
    check.add_argument("--json", action="store_true", help="the faults for programs")
    return made


def _kept() -> Path | None:
    """Where the site of this machine keeps what it read of the library: reading all of it takes two seconds."""
    var = Path(os.environ.get("CHIRON_VAR", SHIPPED / "var"))
    return var / "library.json" if var.is_dir() else None


def _list_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--kind", choices=tuple(rules.KINDS))
    made.add_argument("--words", default="", metavar="WORDS", help="every word must be somewhere in the item")
    made.add_argument("--level", choices=rules.LEVELS, help="for whom")
    made.add_argument("--max-minutes", type=int, default=0, metavar="N", help="items that take no longer")
    made.add_argument("--tag", default="", metavar="TAG", help="such as topic.consent")
    made.add_argument("--json", action="store_true", help="the list for programs")


def _export_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("items", nargs="*", metavar="ITEM")
    made.add_argument("--all", action="store_true", help="every item")
    made.add_argument("--format", choices=rules.FORMATS, help="(default: by the ending of --output, else pdf)")
    made.add_argument("--notes", action="store_true", help="with the notes for whoever leads the session")
    made.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="a file for one item, a folder for several (default: here), - for standard output",
    )


def main(arguments: list[str]) -> int:
    """Run `chiron library` and return its exit code."""
    options = parser().parse_args(arguments)
    library, faults = rules.load(options.folder, None if options.action == "check" else _kept())
    if not library.items and not faults:
        complain(f"chiron library: {options.folder} holds no library. Name another folder in CHIRON_LIBRARY.")
        return 2
    if options.action != "check":
        for fault in faults:
            complain(f"chiron library: left out: {fault}")
    run: dict[str, Callable[[Library, Any], int]] = {"list": _list, "show": _show, "export": _export}
    try:
        return _check(library, faults, options) if options.action == "check" else run[options.action](library, options)
    except BrokenPipeError:  # whoever reads has read enough: `chiron library list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _list(library: Library, options: Any) -> int:
    wanted = rules.Wanted(options.words, options.kind or "", options.level or "", options.max_minutes, options.tag)
    if wanted.tag and wanted.tag not in library.tags:
        complain(f"chiron library: there is no tag “{wanted.tag}”. `chiron library show frameworks/topic` lists ours.")
        return 2
    found = rules.find(library, wanted, options.language)
    if options.json:
        _say(json.dumps([_row(item, options.language) for item in found], ensure_ascii=False, indent=2))
    width = max((len(item.key) for item in found), default=0)
    for item in found if not options.json else ():
        minutes = f"{item.minutes:>4} min" if item.minutes else " " * 8
        _say(f"{item.key:<{width}}  {minutes}  {item.title(options.language)}")
    if not found:
        complain("chiron library: nothing answers all of that.")
    return 0 if found else 1


def _row(item: Item, language: str) -> dict[str, Any]:
    return {
        "item": item.key,
        "title": item.title(language),
        "summary": item.summary(language),
        "minutes": item.minutes,
        "reading_minutes": item.reading(language),
        "levels": list(item.levels),
        "tags": list(item.tags),
        "version": item.version,
    }


def _named(library: Library, name: str) -> Item | None:
    """The item of a name; where there is none or more than one, say so."""
    found = [item for key, item in library.items.items() if name in (key, item.id)]
    if len(found) == 1 or (found and found[0].key == name):
        return found[0]
    if found:
        complain(f"chiron library: “{name}” could be " + " or ".join(item.key for item in found) + ". Write it whole.")
    else:
        near = ", ".join(key for key in library.items if name.lower() in key)[:300]
        complain(f"chiron library: there is no item “{name}”. {f'Near it: {near}.' if near else LISTED}")
    return None


def _show(library: Library, options: Any) -> int:
    item = _named(library, options.item)
    if item is None:
        return 2
    if options.json:
        _say(_as_json(item))
    else:
        _say(rules.as_markdown(library, item, options.language, _copy(options)).rstrip())
    return 0


def _copy(options: Any) -> str:
    return "facilitator" if options.notes else "participants"


def _as_json(item: Item) -> str:
    return json.dumps(dict(item.content), ensure_ascii=False, indent=2, default=str)


def _export(library: Library, options: Any) -> int:
    if bool(options.items) == options.all:
        complain("chiron library: name the items to export, or give --all.")
        return 2
    named = list(library.items.values()) if options.all else [_named(library, name) for name in options.items]
    items = [item for item in named if item is not None]
    if len(items) < len(named):
        return 2
    form = options.format or next((f for f, ending in ENDINGS.items() if options.output.suffix == f".{ending}"), "pdf")
    for item, path in _places(items, options, form):
        content = _written(library, item, options, form)
        if str(options.output) == "-":
            sys.stdout.buffer.write(content)
            continue
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            complain(f"chiron library: {path}: {error.strerror}.")
            return 2
        _say(str(path))
    return 0


def _places(items: Iterable[Item], options: Any, form: str) -> list[tuple[Item, Path]]:
    """Where each item goes: one into the file that was named, several into a folder."""
    chosen = list(items)
    if len(chosen) == 1 and options.output.suffix:
        return [(chosen[0], options.output)]
    names = [f"{item.key.replace('/', '-')}-{options.language}.{ENDINGS[form]}" for item in chosen]
    return [(item, options.output / name) for item, name in zip(chosen, names, strict=True)]


def _written(library: Library, item: Item, options: Any, form: str) -> bytes:
    if form == "json":
        return _as_json(item).encode()
    if form == "markdown":
        return rules.as_markdown(library, item, options.language, _copy(options)).encode()
    from chiron.ui import markdown, pdf

    sheet = printing.as_sheet(library, item, options.language, _copy(options), markdown.blocks)
    return pdf.render(rules.SHEET, sheet, at=item.changed_at)


def _check(library: Library, faults: list[rules.Fault], options: Any) -> int:
    faults = faults + rules.inspect(library)
    if options.json:
        _say(json.dumps([vars(fault) for fault in faults], ensure_ascii=False, indent=2))
    for fault in faults if not options.json else ():
        complain(str(fault))
    if not faults and not options.json:
        counts = ", ".join(f"{len(library.of(kind))} {kind}" for kind in rules.KINDS)
        _say(f"The library is right: {counts}.")
    return 1 if faults else 0
