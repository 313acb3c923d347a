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


def render(template: Path, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Typeset *template* with *data*, which it reads as ``json(bytes(sys.inputs.data))``; *at* is when it was made."""
    import typst  # 40 MB that most processes never need

    document = typst.compile(
        template,
        root=ROOT,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    assert isinstance(document, bytes)
    return document
