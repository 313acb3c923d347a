"""The pictures of the README and the tutorial, taken from a fresh running demo: `make run`, this in another terminal.

.venv/bin/python -m docs.pictures [ADDRESS]
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).with_name("pictures")
FILES = Path(__file__).parent / "tutorial" / "files"
TUTORIAL = {
    "name": "Autumn mentoring",
    "cohort_name": "Autumn 2026",
    "starts_on": "2026-10-01",
    "ends_on": "2027-09-30",
}
PASSWORD = "walk the wards"  # noqa: S105 the demo has no secrets
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def signed_in(browser: Browser, address: str, who: str, width: int, height: int, scheme: str = "light") -> Page:
    """Return a page on which *who* of the demo's cast is signed in."""
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", f"{who}@demo.example")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    return page


def read(page: Page, address: str) -> None:
    """Start the tutorial's programme and drop its two files; ends where what the columns mean is confirmed."""
    page.goto(f"{address}/programmes/new/")
    for name, value in TUTORIAL.items():
        page.fill(f"input[name={name}]", value)
    page.check("input[name=blueprint][value=from-my-spreadsheets]")
    page.get_by_role("button", name="Start the programme").click()
    page.get_by_role("link", name="Import from spreadsheets").click()
    drop(page, FILES / "mentees.csv", FILES / "mentors.csv")


def drop(page: Page, mentees: Path, mentors: Path) -> None:
    """Choose both files and wait until they are read."""
    page.set_input_files("input[name=mentees]", mentees)
    page.set_input_files("input[name=mentors]", mentors)
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("button", name=re.compile("Import [0-9]+ row")).wait_for()


def mended(page: Page, folder: Path) -> list[Path]:
    """Download the rejected rows of both sides and mend them as the tutorial says."""
    found = []
    for at in range(2):
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the rejected rows").nth(at).click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        found.append(folder / f"{at}.csv")
        found[-1].write_text(text.replace("Liam Byrne,amara@", "Liam Byrne,liam@").replace(",lots", ",2"))
    return found


def tutorial(page: Page, address: str) -> None:
    """Walk the tutorial to its first run, with a picture of the guess and one of a pair opened."""
    read(page, address)
    page.screenshot(path=str(FOLDER / "import.png"))
    confirm(page)
    with tempfile.TemporaryDirectory() as folder:
        files = mended(page, Path(folder))
        page.get_by_role("navigation", name="Main").first.get_by_role("link", name="People").click()
        page.get_by_role("link", name="Import").click()
        drop(page, *files)
        confirm(page)
    page.get_by_role("link", name="Match", exact=True).last.click()
    page.get_by_role("button", name="Run the match").click()
    page.locator(".pair summary").first.wait_for()
    page.locator(".pair summary").first.click()
    page.wait_for_timeout(1500)
    page.screenshot(path=str(FOLDER / "tutorial-workbench.png"))


def confirm(page: Page) -> None:
    """Import what was read and wait for its end."""
    page.get_by_role("button", name=re.compile("Import [0-9]+ row")).click()
    page.get_by_text("Every row has ended").wait_for()


def main(address: str = "http://127.0.0.1:8000") -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or None
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = signed_in(browser, address, "chen", 1440, 1000)
        page.get_by_role("link", name=re.compile("workbench")).first.click()
        page.locator(".pair summary").first.click()
        page.wait_for_timeout(1500)
        page.screenshot(path=str(FOLDER / "workbench.png"))
        page = signed_in(browser, address, "amara", 390, 844)
        page.screenshot(path=str(FOLDER / "first-day-phone.png"))
        page.get_by_role("link", name=re.compile("Read and answer|Benoît")).first.click()
        page.screenshot(path=str(FOLDER / "offer-phone.png"), full_page=True)
        tutorial(signed_in(browser, address, "chen", 1440, 1000), address)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
