"""One page about oneself: what it holds, and which files are taken."""

import re

#: What it says, each part in own words; four short parts are one page.
SECTIONS = ("now", "path", "work", "ask")
LONGEST_SECTION = 1500
MOST_BYTES = 1024 * 1024

#: What a document for reading does not need: scripts, things that open by themselves, files within the file, locks.
#: To open at a page (a list, as LibreOffice writes it) is no action. After the two short names stands what they may
#: hold, because two letters alone stand in many a picture, too.
ACTIVE = re.compile(
    rb"/(?:(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|Encrypt)(?![A-Za-z])"
    rb"|OpenAction(?![A-Za-z]|\s*\[)|(?:JS|AA)(?=[\s\0(<%]))"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def fault_in_pdf(content: bytes) -> str:
    """Return what speaks against keeping *content* as a PDF: "large", "empty", "kind", "active", or "" for nothing.

    It is told by its bytes, whatever its name says. Names may be written with escapes, which are undone first; what
    lies in compressed parts of the file is not looked into, so it is only ever downloaded, never shown in the page.
    """
    if len(content) > MOST_BYTES:
        return "large"
    if not content:
        return "empty"
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        return "kind"
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    return "active" if ACTIVE.search(plain) else ""
