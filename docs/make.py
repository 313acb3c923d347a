"""`make docs`: writes the pages of `docs/reference` from what the house itself says of its parts.

`tests/docs` fails where a page is not what this would write, or where a part is on no page.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by `make docs` from the source. Change the source, not this page. -->\n\n"


def pages() -> dict[str, Callable[[], str]]:
    """Return the generated pages: the name of each file and what writes it. Django must be set up."""
    from docs import parts

    return {
        "settings.md": parts.settings.page,
        "events.md": parts.events.page,
        "who-may-do-what.md": parts.policies.page,
        "commands.md": parts.commands.page,
        "components.md": parts.components.page,
        "data-inventory.md": parts.inventory.page,
        "routes.md": parts.routes.page,
    }


def text_of(name: str) -> str:
    """Return what the page *name* should say now, in English whatever the reader's language."""
    from django.utils import translation

    with translation.override("en"):
        return MADE + pages()[name]().rstrip() + "\n"


def main() -> int:
    """Write every page that changed; say which."""
    with tempfile.TemporaryDirectory(prefix="chiron-docs-") as place:
        stand_alone(Path(place))
        for name in pages():
            path, text = REFERENCE / name, text_of(name)
            is_new = not path.exists() or path.read_text() != text
            if is_new:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            sys.stdout.write(f"docs: {path.relative_to(ROOT)} {'written' if is_new else 'is up to date'}\n")
    return 0


def stand_alone(place: Path) -> None:
    """Set Django up as on a fresh installation, whatever the environment of this machine says."""
    for name in [name for name in os.environ if name.startswith("CHIRON_") or name.endswith("DATABASE_URL")]:
        del os.environ[name]
    os.environ |= {"CHIRON_VAR": str(place), "CHIRON_SECRET_KEY": "docs only", "CHIRON_PLAIN_STATIC": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "chiron.config.settings"
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
