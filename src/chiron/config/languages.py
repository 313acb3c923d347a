"""The compiled catalogues: made from the committed `.po` files on setup, where they are newer."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def compile_catalogues() -> int:
    """Compile each catalogue whose `.po` is newer than its `.mo`; return how many were compiled."""
    count = 0
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                with source.open("rb") as file, target.open("wb") as out:
                    write_mo(out, read_po(file, locale=source.parts[-3]))
                count += 1
    return count
