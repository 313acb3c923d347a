"""Documents to print: a Typst template of a room and its data, set in the faces of the house.

The data go in as JSON and stay data: no text of theirs is ever read as markup. What comes out is tagged for screen
readers (PDF/UA-1) and holds its own fonts; making it needs neither the network nor a font of the machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

#: Templates import the house's own as ``/ui/typst/house.typ``.
ROOT = Path(__file__).resolve().parents[1]
FONTS = Path(__file__).with_name("typst") / "fonts"

#: A mark that begins files and is pasted along with text: nobody sees it, and no document for everybody may hold it.
UNSEEN = str.maketrans("", "", "\ufeff")


def render(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Typeset *template* with *data*, which it reads as ``json(bytes(sys.inputs.data))``; *at* is when it was made."""
    import typst  # 40 MB that most processes never need

    def compiled(**options: Any) -> Any:
        inputs = {"data": json.dumps(data, ensure_ascii=False).translate(UNSEEN)}
        made_at = at.replace(microsecond=0)
        return typst.compile(template, root=ROOT, font_paths=[FONTS], sys_inputs=inputs, timestamp=made_at, **options)

    try:
        document = compiled(ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        if "could not be displayed with font" not in str(error):
            raise
        document = compiled(ignore_system_fonts=False)  # a script that the house has no face for: as the machine can
    assert isinstance(document, bytes)
    return document
