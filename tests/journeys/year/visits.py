"""Somebody at a browser for a while, each with their own; and those who must see nothing, at every address."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from chiron.people.models import Person
from tests.cast import client_of
from tests.journeys.conftest import Walker

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PICTURES = os.environ.get("CHIRON_PICTURES", "")

#: Stands in everything that anybody writes this year: no mail may hold it, nor any page of those outside.
SECRET = "perihelion"


class Visitor(Walker):
    """One person's browser."""

    def __init__(self, page: Any, address: str, name: str) -> None:
        super().__init__(page, address)
        self.name, self.number = name, 0

    def sees(self, *texts: str) -> None:
        """Every one of *texts* stands on the page that is open, and on what it brings a moment later."""
        self.page.wait_for_selector("[hx-trigger=load] .when-busy", state="detached")
        shown = self.page.inner_text("body")
        for text in texts:
            assert text in shown, f"{text!r} is not on {self.page.url}: {shown[:3000]}"

    def looks(self) -> None:
        """No fault of the page that axe or a script sees; nothing wider than the window; a picture, where wanted."""
        self.check()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]
        if PICTURES:
            self.number += 1
            self.page.screenshot(path=Path(PICTURES) / f"{self.name}-{self.number:02}.png", full_page=True)

    def press(self, name: Any, at: int = 0) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        found = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        with self.page.expect_navigation():
            found.nth(at).click()


class Street:
    """Everybody's browsers, one each, made when first needed; whoever comes is signed in at the day's date."""

    def __init__(self, chromium: Any, address: str) -> None:
        self.chromium, self.address = chromium, address
        self.visitors: dict[str, Visitor] = {}

    def visit(self, person: Person, *, phone: bool = False) -> Visitor:
        """Return the browser of *person*, signed in; a session lasts two weeks, so each visit begins a new one."""
        visitor = self.stranger(person.name.split()[0], phone=phone)
        cookie = client_of(Person.objects.unscoped().get(pk=person.pk)).cookies["sessionid"].value
        visitor.page.context.clear_cookies()
        visitor.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.address}])
        return visitor

    def stranger(self, name: str, *, phone: bool = False) -> Visitor:
        """Return a browser in which nobody is signed in."""
        if name not in self.visitors:
            context = self.chromium.new_context(viewport=PHONE if phone else DESK, locale="en-GB")
            page = context.new_page()
            page.set_default_timeout(40_000)
            page.on("dialog", lambda dialog: dialog.accept())
            self.visitors[name] = Visitor(page, self.address, name)
        return self.visitors[name]

    def leave(self) -> None:
        for visitor in self.visitors.values():
            visitor.page.context.close()


def closed_to(people: Iterable[Person], *paths: str) -> None:
    """None of *people* gets to see any of *paths*: it is as if there were no such page."""
    for person in people:
        client = client_of(person)
        for path in paths:
            assert client.get(path).status_code == 404, f"{person.name} at {path}"
