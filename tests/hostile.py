"""What a hostile or a broken client sends: values for any field, and the forms of a page as a browser reads them."""

import random
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

VALUES = [
    "", " ", "\x00", "a\x00b", "�", "\u202eevil", "\U0001d56c" * 300, "0", "-1", "1e309", "NaN", "Infinity",
    "99999999999999999999999", "-9223372036854775809", "0x10", "١٢٣", "½", "True", "None", "null", "[]", "{}",
    '{"a": {"b": [1]}}', "2026-02-30", "0000-00-00", "99999-01-01", "1969-12-31T23:59:60Z", "25:61", "2026-11-24",
    "Europe/Atlantis", "../../etc/passwd", "' OR 1=1 --", "%s%n{0}{x.__class__}", "<script>x</script>", "a@b",
    "=cmd|' /C calc'!A1", "amara@example.org", "é" * 5000, "x" * 200_000, "\r\nBcc: all@example.org", "http://[::1",
    "99999999-9999-4999-8999-999999999999", "not-a-uuid", "-" * 36, "zz", "en\nes", "__proto__", "\u200d",
]  # fmt: skip

FILES = [
    b"", b"\x00" * 2000, b"name,email\n\xff\xfe\x00", b"PK\x03\x04 not a workbook", b'"never closed', b"a,b\n" * 50_000,
    "naïve;e-mail\nÉva;eva@example.org\n".encode("cp1252"), b"=HYPERLINK(1),x\n1,2\n",
]  # fmt: skip

#: The page addresses are asked with these besides what they know themselves.
PARAMETERS = (
    "page",
    "q",
    "search",
    "state",
    "tab",
    "side",
    "sort",
    "lang",
    "from",
    "to",
    "open",
    "pair",
    "other",
    "next",
)


@dataclass
class Form:
    """A form as a page shows it: where it goes, and each field with what it holds."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class Forms(HTMLParser):
    """Reads the forms of a page that are sent by POST."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.inside: Form | None = None
        self.choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = Form(given.get("action") or "") if (given.get("method") or "").lower() == "post" else None
            self.found += [self.inside] if self.inside else []
        elif self.inside is not None and tag in {"input", "textarea", "select", "button"} and given.get("name"):
            self._take(tag, given)
        elif self.inside is not None and tag == "option" and self.choosing:
            self.inside.fields[self.choosing].append(given.get("value") or "")

    def _take(self, tag: str, given: dict[str, str | None]) -> None:
        assert self.inside is not None
        name = str(given["name"])
        if given.get("type") == "file":
            self.inside.files.add(name)
            return
        values = self.inside.fields.setdefault(name, [])
        self.choosing = name if tag == "select" else ""
        if tag != "select":
            values.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.choosing = ""


def forms_of(content: bytes) -> list[Form]:
    """Return the forms of a page."""
    reader = Forms()
    reader.feed(content.decode(errors="replace"))
    return reader.found


def filled(form: Form, luck: random.Random) -> dict[str, Any]:
    """Fill *form*: some fields as they stand, some hostile, some twice, some missing."""
    body: dict[str, Any] = {}
    for name, values in form.fields.items():
        chance = luck.random()
        if name in {"form_key", "csrfmiddlewaretoken"}:
            continue
        if chance < 0.35:
            body[name] = luck.choice(values or [""])
        elif chance < 0.85:
            body[name] = luck.choice(VALUES)
        elif chance < 0.93:
            body[name] = [luck.choice(VALUES), *values[:3]]
    for name in form.files:
        if luck.random() < 0.8:
            kind = luck.choice([".csv", ".xlsx", ".ics", ".pdf", "", ".exe"])
            body[name] = SimpleUploadedFile(luck.choice(["file", "a" * 300, "..\\x"]) + kind, luck.choice(FILES))
    return body


def parameters(luck: random.Random) -> dict[str, str]:
    """A query string that nobody means."""
    return {name: luck.choice(VALUES)[:3000] for name in luck.sample(PARAMETERS, luck.randrange(1, 5))}
