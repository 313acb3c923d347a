"""Finding items: words in a language, accents and case apart, and the few questions people ask of a shelf."""

from __future__ import annotations

from dataclasses import dataclass

from chiron.learning.rules.shelf import Item, Library, fold, said

#: Where a word was found, and how much that says.
IN_TITLE, IN_TAGS, IN_SUMMARY, IN_TEXT = 8, 4, 3, 1


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; whatever is empty is not asked."""

    words: str = ""
    kind: str = ""
    level: str = ""
    most_minutes: int = 0
    tag: str = ""


def find(library: Library, wanted: Wanted, language: str) -> list[Item]:
    """Return the items that answer *wanted*, the best first, as they stand on the shelf where no words are asked."""
    words = fold(wanted.words).split()
    fitting = [item for item in library.items.values() if _fits(item, wanted)]
    if not words:
        return fitting
    hits = [(item, _points(library, item, words, language)) for item in fitting]
    return [item for item, points in sorted(hits, key=lambda hit: -hit[1]) if points]


def _fits(item: Item, wanted: Wanted) -> bool:
    if wanted.kind and item.kind != wanted.kind:
        return False
    if wanted.level and item.levels and wanted.level not in item.levels:
        return False
    if wanted.most_minutes and not 0 < item.minutes <= wanted.most_minutes:
        return False
    return not wanted.tag or wanted.tag in item.tags


def _points(library: Library, item: Item, words: list[str], language: str) -> int:
    """How well an item answers the words: 0 unless every one of them is somewhere in it."""
    tags = " ".join(said(library.tags.get(tag), language) for tag in item.tags)
    places = [
        (fold(item.title(language)), IN_TITLE),
        (fold(tags), IN_TAGS),
        (fold(item.summary(language)), IN_SUMMARY),
        (item.folded[language], IN_TEXT),
    ]
    best = [max((weight for place, weight in places if word in place), default=0) for word in words]
    return sum(best) if all(best) else 0
