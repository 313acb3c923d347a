"""The pictures of the README, taken from a running demo: `make run` in one terminal, this in another.

.venv/bin/python -m docs.pictures [ADDRESS]
"""

import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).with_name("pictures")
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
    page.reload()  # the greeting of the sign-in is read once
    return page


def main(address: str = "http://127.0.0.1:8000") -> None:
    """Take both pictures."""
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
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
