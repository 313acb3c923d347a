"""The gallery in a real browser: nothing breaks the CSP, axe finds nothing, and the keyboard reaches everything."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chiron.ui.tests import urls

pytestmark = pytest.mark.journey

AXE = (Path(__file__).parent / "assets/axe.min.js").read_text()
PAGES = ["", "workbench/", "today/", "relationship/", "report/"]


@pytest.fixture
def opened(chromium, address):
    """Opens a page; at the end nothing may have been said on its console."""
    said, contexts = [], []

    def open_page(path, width=1440, **options):
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{address}/gallery/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(opened, path, width, theme):
    page = opened(path, width, color_scheme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE)
    tags = "['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']"
    found = page.evaluate(f"axe.run(document, {{runOnly: {tags}}})")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_at_400_per_cent_nothing_is_cut_off(opened, path):
    page = opened(path, 320)
    wide = "[...document.querySelectorAll('main *')].filter(e => !e.closest('.table-box, svg, .visually-hidden')"
    cut = page.evaluate(
        f"{wide} && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90))"
    )
    assert cut == []


def test_the_policy_is_strict_and_targets_are_large_enough(opened):
    page = opened("workbench/", 390)
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "unsafe" not in policy
    small = page.evaluate(
        """[...document.querySelectorAll('a.button, button, summary, .bottom-bar a')]
        .filter(e => e.getClientRects().length)
        .filter(e => { const box = e.getBoundingClientRect(); return box.height < 24 || box.width < 24 })
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_a_drag_paints_hours_and_arrows_move(opened):
    page = opened("")
    page.locator("#availability_grid").scroll_into_view_if_needed()
    cells = page.locator("#availability_grid [data-week]").first.locator("tbody input")
    assert cells.evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1
    start, end = cells.nth(8 * 7 + 1), cells.nth(10 * 7 + 1)
    start.hover()
    page.mouse.down()
    end.hover()
    cells.nth(9 * 7 + 1).hover()
    page.mouse.up()
    assert [cells.nth(row * 7 + 1).is_checked() for row in (7, 8, 9, 10, 11)] == [False, True, True, True, False]
    start.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert cells.nth(8 * 7 + 2).is_checked()
    page.keyboard.press("Shift+ArrowDown")
    assert cells.nth(9 * 7 + 2).is_checked()
    cells.nth(0).click()
    assert cells.nth(0).is_checked()


def test_without_script_the_hours_are_plain_boxes_and_details_open(opened):
    page = opened("", java_script_enabled=False)
    box = page.locator("#availability_grid tbody input").first
    box.check()
    assert box.is_checked()
    page.locator("#menu summary").click()
    expect(page.locator("#menu .menu-panel")).to_be_visible()
    expect(page.locator("[data-theme-choice]")).to_be_hidden()


def test_a_question_is_asked_before_the_form_is_sent(opened):
    page = opened("")
    page.get_by_role("button", name="Publish after a question").click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("Publish 141 pairs?")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "?" not in page.url
    page.get_by_role("button", name="Publish after a question").click()
    dialog.get_by_role("button", name="Publish after a question").click()
    page.wait_for_url(re.compile(r"\?"))


def test_the_chosen_theme_holds_on_the_next_page(opened):
    page = opened("today/", color_scheme="light")
    page.locator(".site-tools summary").click()
    page.get_by_role("button", name="Dark").click()
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(22, 20, 17)"
    page.keyboard.press("Escape")
    expect(page.locator(".menu-panel").first).to_be_hidden()
    page.reload()
    assert page.evaluate(ground) == "rgb(22, 20, 17)"


def test_a_form_saves_itself_and_says_when(opened):
    urls.SAVED.clear()
    page = opened("")
    form = page.locator("form#fresh")
    form.evaluate("form => { form.dataset.autosave = '/gallery/autosave' }")
    form.locator("[name=name]").fill("Amara")
    expect(form.locator("[data-saved]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    assert urls.SAVED == [("1", "Amara")]
    assert re.fullmatch("[a-z0-9]{28}", urls.PAGES[-1]), "so that it is known again where an answer is lost"


def test_a_guarded_form_asks_before_one_leaves_what_was_typed(opened):
    page, asked = opened(""), []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.reload()
    assert asked == []
    form = page.locator("form#fresh")
    form.evaluate("form => { delete form.dataset.autosave; form.dataset.guarded = '' }")
    form.locator("[name=name]").fill("Amara")
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(form.locator("[name=name]")).to_have_value("Amara")


def test_a_dialog_holds_the_keyboard_and_gives_it_back(opened):
    page = opened("")
    opener = page.locator("#dialog summary")
    opener.click()
    for _ in range(5):
        page.keyboard.press("Tab")
        assert page.evaluate("!!document.activeElement.closest('.dialog-panel')")
    page.keyboard.press("Escape")
    assert opener.evaluate("summary => summary === document.activeElement")


def test_what_was_open_stays_open_in_this_tab(opened):
    page = opened("")
    page.locator("#disclosure details[data-keep] summary").click()
    page.reload()
    assert page.locator("#disclosure details[data-keep]").evaluate("details => details.open")


def test_chosen_hours_and_bars_show_in_forced_colours(opened):
    page = opened("", forced_colors="active")
    box = page.locator("#availability_grid tbody input:checked").first
    plain = page.locator("#availability_grid tbody input:not(:checked)").first
    ground = "one => getComputedStyle(one).backgroundColor"
    assert box.evaluate(ground) != plain.evaluate(ground)
    assert page.locator("#bar .bar-fill").first.evaluate("one => getComputedStyle(one).fill") != "none"
