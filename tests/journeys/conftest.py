"""A real browser on a real server, signed in as one of the cast; an axe check of every page it sees."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.cast import PASSWORD

AXE = next((Path(__file__).parents[2] / "src/chiron/ui/tests").rglob("axe.min.js"))


class Walker:
    """Somebody at a browser."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"

    def sign_in(self, email: str) -> None:
        self.open("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(self.address + "/")

    def while_away(self, do: Callable[[], Any]) -> Any:
        """Do something while no page is open, then open the same one again.

        A page that follows a run leads on by itself, perhaps in the very moment in which it is loaded anew.
        """
        left = self.page.url
        self.page.goto("about:blank")
        found = do()
        self.page.goto(left)
        return found

    def check(self) -> None:
        """No fault that axe can see on the page that is open, and no error of a script."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []
        assert self.complaints == []


@pytest.fixture
def walker(chromium, live_server):
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield Walker(page, live_server.url)
    context.close()
