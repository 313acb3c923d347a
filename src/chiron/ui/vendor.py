"""Bring the browser's assets into the repository: run by a maintainer as `python -m chiron.ui.vendor`.

Nothing here runs at install or at run time. Each package is packed at an exact version, its sha512 is checked against
the one written below, and the files, their licences and a lock with a sha256 for each are committed. To add an icon,
add its Tabler name to ICONS and run this again; to raise a version, change the version and the sha512 together.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOM = Path(__file__).parent
LOCK = ROOM / "static" / "vendor" / "vendor.lock.json"
FONTS = "static/vendor/fonts"
PRINT_FONTS = "typst/fonts"
SERIF, SANS = "source-serif-4", "source-sans-3"

ICONS = """
adjustments-horizontal affiliate alert-circle alert-triangle archive arrow-back-up arrow-down arrow-left arrow-right
arrow-up award ban bell book book-2 bookmark building building-hospital bulb calendar calendar-event calendar-plus
certificate chart-bar chart-dots chart-histogram check chevron-down chevron-left chevron-right chevron-up circle-check
circle-dashed circle-x clipboard-check clipboard-list clock coffee copy device-desktop device-mobile door-exit dots
download edit external-link eye eye-off file-download file-import file-spreadsheet file-text filter fingerprint flag
git-compare hand-stop heart-handshake help-circle hierarchy history home hourglass info-circle key language layout-grid
lifebuoy link list-check list-details lock lock-open login logout mail map-2 map-pin menu-2 message message-2
message-circle message-report messages microphone minus moon notebook paperclip pencil phone player-pause player-play
plus printer progress question-mark quote refresh report rosette school search send settings shield shield-check
shield-lock signature sitemap sort-ascending square square-check star stethoscope sun sun-moon switch-horizontal table
tag target-arrow trash upload user user-check user-plus user-search user-x users video world writing-sign x
zoom-question
""".split()  # noqa: SIM905 (a list of strings would be 130 lines)


@dataclasses.dataclass(frozen=True)
class Package:
    """One npm package: what to take out of it and where to put it, relative to this room."""

    name: str
    version: str
    sha512: str
    licence: str
    licence_to: str
    files: dict[str, str]
    licence_from: str = "LICENSE"


def _font_files(family: str, axis: str) -> dict[str, str]:
    subsets = ("latin", "latin-ext")
    names = [f"{family}-{subset}-{axis}-{slant}.woff2" for subset in subsets for slant in ("normal", "italic")]
    return {f"files/{name}": f"{FONTS}/{name}" for name in names}


def _print_files(family: str) -> dict[str, str]:
    styles = ("400Regular", "400Regular_Italic", "600SemiBold")
    return {f"{style}/{family}_{style}.ttf": f"{PRINT_FONTS}/{family}_{style}.ttf" for style in styles}


PACKAGES = (
    Package(
        "htmx.org",
        "2.0.11",
        "Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        "0BSD",
        "static/vendor/htmx.LICENSE.txt",
        {"dist/htmx.min.js": "static/vendor/htmx.min.js"},
    ),
    Package(
        "idiomorph",
        "0.8.0",
        "R47JBL+6jHDQvcnbppIUtXXcxi5h6+wuCEEZXnRhUltsgzPFKzThL5PuHppP9ypJuy+7WawcY1TsSBD/iQbMhw==",
        "0BSD",
        "static/vendor/idiomorph.LICENSE.txt",
        {"dist/idiomorph-ext.min.js": "static/vendor/idiomorph-ext.min.js"},
    ),
    Package(
        f"@fontsource-variable/{SERIF}",
        "5.3.1",
        "4Rtay22SC4lMvw11r/+9kxANB6P3M0X8s1NudBC2v0J1KU2y3DcMoNcT3lBoZ/CqLirzf+StlO6UlJilyrvaUg==",
        "OFL-1.1",
        f"{FONTS}/{SERIF}.LICENSE.txt",
        _font_files(SERIF, "opsz"),
    ),
    Package(
        f"@fontsource-variable/{SANS}",
        "5.3.0",
        "dpi0GZk7EQe2tYpg6Q0Fx0OmUgnuGu+0rHPgtXqtKhglYmJuP7jZ12Mu1uN+NfRaJRY1Emn8AQJEWzmoZ4wa9g==",
        "OFL-1.1",
        f"{FONTS}/{SANS}.LICENSE.txt",
        _font_files(SANS, "wght"),
    ),
    Package(
        "@expo-google-fonts/source-serif-4",
        "0.4.1",
        "Ej4UXDjW1kwYPHG8YLq6fK1bqnJGb3K35J3S5atSL0ScKFAFLKvndxoTWeCls7mybtlS9x99hzwDeXCBkiI3rA==",
        "OFL-1.1",
        f"{PRINT_FONTS}/SourceSerif4.LICENSE.txt",
        _print_files("SourceSerif4"),
        "LICENSE_FONT",
    ),
    Package(
        "@expo-google-fonts/source-sans-3",
        "0.4.1",
        "sxsO4kfxQnVMT6ri/yWiBefkgem6suvc7KWJ4m/kWGTGqxkGouxG7MQsZ8XR6wqasxYZxdWK1gtusMBLSZDiiA==",
        "OFL-1.1",
        f"{PRINT_FONTS}/SourceSans3.LICENSE.txt",
        _print_files("SourceSans3"),
        "LICENSE_FONT",
    ),
    Package(
        "@tabler/icons",
        "3.51.0",
        "0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
        "MIT",
        "static/vendor/tabler-icons.LICENSE.txt",
        {"icons/outline": "icons.json"},
    ),
    Package(
        "axe-core",
        "4.14.1",
        "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "MPL-2.0",
        "tests/assets/axe.LICENSE.txt",
        {"axe.min.js": "tests/assets/axe.min.js"},
    ),
)


def pack(package: Package, folder: Path) -> Path:
    """Fetch the package with npm into `folder`, check its sha512 and unpack it; another sha512 stops the script."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to vendor assets (by a maintainer only): install Node and run this again.")
    spec = f"{package.name}@{package.version}"
    done = subprocess.run([npm, "pack", spec, "--silent"], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603
    tarball = folder / done.stdout.strip().splitlines()[-1]
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != package.sha512:
        raise SystemExit(f"{spec}: sha512 is {found}, but {package.sha512} was expected. Nothing was written.")
    with tarfile.open(tarball) as archive:
        archive.extractall(folder / "out", filter="data")
    return folder / "out" / "package"


def icon_paths(svg: str) -> list[str]:
    """The `d` of each drawn path of a Tabler outline icon; a shape of another kind stops the script."""
    if re.search(r"<(circle|rect|line|poly|ellipse)", svg):
        raise SystemExit("An icon uses a shape that is not a path: teach icon_paths about it first.")
    return [d for attributes, d in re.findall(r'<path ([^>]*?)d="([^"]+)"', svg) if 'stroke="none"' not in attributes]


def _content(source: Path) -> bytes:
    if source.is_dir():
        icons = {name: icon_paths((source / f"{name}.svg").read_text()) for name in sorted(set(ICONS))}
        rows = [f"{json.dumps(name)}: {json.dumps(paths)}" for name, paths in icons.items()]
        return ("{\n" + ",\n".join(rows) + "\n}\n").encode()
    if source.suffix == ".js":
        return re.sub(rb"\n?//# sourceMappingURL=\S+", b"", source.read_bytes())
    return source.read_bytes()


def vendor(package: Package) -> list[dict[str, str]]:
    """Write the files of one package and its licence; return their rows of the lock."""
    known = {"package": f"{package.name}@{package.version}", "licence": package.licence}
    with tempfile.TemporaryDirectory() as folder:
        root = pack(package, Path(folder))
        rows = []
        for source, target in {**package.files, package.licence_from: package.licence_to}.items():
            content = _content(root / source)
            path = ROOM / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            rows.append({"file": target, "sha256": hashlib.sha256(content).hexdigest(), **known})
    return rows


def main() -> None:
    """Vendor every package and write the lock."""
    rows = []
    for package in PACKAGES:
        rows += vendor(package)
        sys.stdout.write(f"{package.name} {package.version}: {len(package.files)} file(s) and a licence\n")
    LOCK.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
