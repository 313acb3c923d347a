"""The library as plain data: read, searched, told and printed, without Django."""

from chiron.learning.rules.finding import Wanted, find
from chiron.learning.rules.inspecting import inspect
from chiron.learning.rules.printing import COPIES, FORMATS, SHEET, as_markdown, as_sheet
from chiron.learning.rules.reading import Fault, load, stamp
from chiron.learning.rules.shelf import FOLDERS, KINDS, LEVELS, Item, Library, fold, reading_minutes, said
from chiron.learning.rules.telling import Section, sections

__all__ = [
    "COPIES",
    "FOLDERS",
    "FORMATS",
    "KINDS",
    "LEVELS",
    "SHEET",
    "Fault",
    "Item",
    "Library",
    "Section",
    "Wanted",
    "as_markdown",
    "as_sheet",
    "find",
    "fold",
    "inspect",
    "load",
    "reading_minutes",
    "said",
    "sections",
    "stamp",
]
