"""The inspector in a real browser: every page and flow, by keys alone, at the width of a phone, and without script."""

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, ViewportSize, expect, sync_playwright

from cleaning.corrections import load_corrections
from output.dataset import Dataset
from output.inspector.findings import kind_of
from output.inspector.languages import LANGUAGES
from tests.output.inspector.test_security import HOSTILE
from tests.output.inspector.trial import Reader, edited_piece, make_inspector, piece, refused, served, write_trial
from tests.output.records import refreshed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
KIND = f"/review/{kind_of('spelling', 'sẽ', 'sẻ', applied=False).name}"
PATHS = {
    "overview": "/",
    "articles": "/articles?q=dan+van+kheo&site=donglinh",
    "article": f"/articles/{piece(0).id}",
    "comparison": f"/articles/{piece(0).id}?since_revision=1",
    "review": "/review",
    "made": "/review?what=applied",
    "kind": KIND,
    "decisions": "/decisions",
    "rules": "/rules",
    "rule": "/rules/edits/close_up_mark",
    "rejections": "/rejections",
    "rejection": f"/rejections/{refused(92).id}",
    "versions": "/versions",
    "version": "/versions/2",
    "wrong": "/articles?site=khong",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        message = f"{CHROMIUM} is not there; install Debian's chromium"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_trial(tmp_path)
    return tmp_path


@pytest.fixture
def reader(folder: Path) -> Iterator[Reader]:
    with served(make_inspector(folder)) as reader:
        yield reader


class Watched:
    """A page whose console and requests are watched."""

    def __init__(self, context: BrowserContext, reader: Reader) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self._address = reader.address
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        context.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        if not url.startswith((self._address, "data:", "about:")):
            self.elsewhere.append(url)

    def go(self, path: str) -> Page:
        self.page.goto(self._address + path)
        return self.page


@pytest.fixture(params=[("desktop", "en")])
def watched(request: pytest.FixtureRequest, browser: Browser, reader: Reader) -> Iterator[Watched]:
    """A page of a reader with some screen, who reads some language."""
    screen, language = request.param
    phone = screen == "phone"
    context = browser.new_context(viewport=PHONE if phone else DESKTOP, locale=language, has_touch=phone)
    watched = Watched(context, reader)
    yield watched
    context.close()
    assert watched.elsewhere == []
    assert [error for error in watched.errors if "status of 400" not in error] == []


def focused(page: Page) -> Locator:
    return page.locator(":focus")


EVERY_RULE: dict[str, object] = {"iframes": False}
COLOURS: dict[str, object] = {**EVERY_RULE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.mark.parametrize(
    ("watched", "scheme", "options"),
    [
        (("desktop", "en"), "light", EVERY_RULE),
        (("desktop", "vi"), "dark", EVERY_RULE),
        (("phone", "vi"), "light", COLOURS),
        (("phone", "en"), "dark", COLOURS),
    ],
    indirect=["watched"],
)
def test_every_page_fits_and_can_be_used_by_all(
    watched: Watched, scheme: Literal["light", "dark"], options: dict[str, object]
) -> None:
    """No page is wider than its window, and axe-core finds nothing serious."""
    watched.page.emulate_media(color_scheme=scheme)
    axe, serious = Axe(), []
    for name, path in PATHS.items():
        page = watched.go(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        for one in axe.run(page, options=options).response["violations"]:
            if one["impact"] in {"serious", "critical"}:
                serious.append((name, one["id"], one["nodes"][0]["html"][:200]))
    assert serious == []


def test_keys_walk_a_list_and_open_an_article(watched: Watched) -> None:
    page = watched.go("/articles")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    second = page.locator("[data-item] h2 a").nth(1)
    expect(second).to_be_focused()
    title = second.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_searching_while_typing(watched: Watched) -> None:
    page = watched.go("/articles")
    expect(page.locator("[data-item]")).to_have_count(12)
    page.locator("#q").press_sequentially("thon ben say")
    expect(page.locator("[data-item]")).to_have_count(2)
    expect(page.locator("#results mark").first).to_have_text("thôn Bến Sậy")
    expect(page).to_have_url(re.compile(r"q=thon\+ben\+say"))
    expect(page.locator("#q")).to_be_focused()
    page.get_by_text("Filters").click()
    page.locator("select[name=site]").select_option("bensay")
    expect(page.locator("[data-item]")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-item]")).to_have_count(1)
    expect(page.locator("#q")).to_have_value("thon ben say")


def test_keys_step_through_edits_and_judge_them(watched: Watched, folder: Path) -> None:
    page = watched.go(f"/articles/{piece(0).id}")
    page.keyboard.press("n")
    expect(focused(page)).to_have_attribute("data-mark", "e0")
    page.keyboard.press("n")
    expect(focused(page)).to_have_attribute("data-mark", "e1")
    page.keyboard.press("p")
    page.keyboard.press("p")
    expect(focused(page)).to_have_attribute("data-mark", "s0")
    page.keyboard.press("a")
    expect(page.locator("#s0 .decided")).to_contain_text("accepted")
    told = load_corrections(folder / "corrections.toml")[0]
    assert (told.action, told.article) == ("always", piece(0).id)
    page.locator("#s0").focus()
    page.keyboard.press("u")
    expect(page.locator("#s0 .decided")).to_have_count(0)
    assert load_corrections(folder / "corrections.toml") == ()


def test_review_by_keys_alone(watched: Watched, folder: Path) -> None:
    page = watched.go("/review")
    expect(page.locator("[data-item]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.get_by_text("Nothing waits here.")).to_be_visible()
    assert load_corrections(folder / "corrections.toml")[0].action == "never"
    watched.go("/decisions")
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(page.get_by_text("taken back")).to_be_visible()


def test_review_of_a_place_of_a_site_and_everywhere(watched: Watched, folder: Path) -> None:
    """In place, without leaving the page; every decision is named where it holds, and each is taken back."""
    page = watched.go(KIND)
    where, places = page.locator("section").nth(0), page.locator("section").nth(1)
    places.locator("[data-item]").nth(1).get_by_role("button", name="Reject").click()
    expect(places.locator("[data-item]").nth(1).locator(".decided")).to_contain_text("at this place")
    where.locator("li", has_text="thôn Bến Sậy").get_by_role("button", name="Accept").click()
    expect(where.locator("li", has_text="thôn Bến Sậy").locator(".decided")).to_contain_text("on this site")
    where.locator("li").first.get_by_role("button", name="Accept").click()
    expect(where.locator("li").first.locator(".decided")).to_contain_text("everywhere")
    told = load_corrections(folder / "corrections.toml")
    assert {(one.action, one.site, one.article is None) for one in told} == {
        ("never", None, False),
        ("always", "bensay", True),
        ("always", None, True),
    }
    watched.go("/decisions")
    for left in (2, 1, 0):
        page.get_by_role("button", name="Take back").first.click()
        expect(page.get_by_role("button", name="Take back")).to_have_count(left)
    assert load_corrections(folder / "corrections.toml") == ()


def test_from_the_overview_to_what_stands_behind_its_figures(watched: Watched) -> None:
    page = watched.go("/")
    month = page.locator(".calendar a").first
    articles = int(month.inner_text())
    month.click()
    expect(page.locator("[data-item]")).to_have_count(articles)
    watched.go("/")
    page.get_by_role("link", name="Trang tin thôn Bến Sậy").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    watched.go("/versions")
    page.locator("tbody a").first.click()
    expect(page.locator("[data-item]")).to_have_count(3)
    page.get_by_label("Change").select_option("gone")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("[data-item]")).to_have_count(1)
    page.locator("[data-item] a").first.click()
    expect(page.locator(".tag.gone").first).to_have_text("gone from the web")


def test_from_rules_and_rejections_to_their_articles_and_pages(watched: Watched) -> None:
    page = watched.go("/rules")
    page.locator("a[href='/rules/edits/close_up_mark']").click()
    expect(page.locator("[data-item]")).to_have_count(2)
    page.get_by_role("link", name="All articles").click()
    expect(page.locator("[data-item]")).to_have_count(2)
    watched.go("/rejections?reason=too_short")
    page.locator("main a[href^='/rejections/']").first.click()
    expect(page.frame_locator("iframe").get_by_text("Trang gốc của bài")).to_be_visible()


def test_differences_of_two_revisions(watched: Watched) -> None:
    page = watched.go(f"/articles/{piece(0).id}")
    page.get_by_role("link", name="Compare with revision 1").click()
    expect(page.locator("#compared ins")).to_contain_text("Thêm một câu")


def test_hostile_content_does_nothing(browser: Browser, tmp_path: Path) -> None:
    articles = [
        edited_piece(number, title=text.replace("\x00", ""), byline=text, url=f"javascript:alert(1)//{text}")
        for number, text in enumerate(HOSTILE)
    ]
    refreshed(Dataset(tmp_path / "dataset"), *articles)
    with served(make_inspector(tmp_path)) as reader:
        watched = Watched(browser.new_context(viewport=PHONE, locale="en"), reader)
        dialogs = list[str]()

        def note(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        watched.page.on("dialog", note)
        for path in ("/", "/articles", "/review", *(f"/articles/{article.id}" for article in articles)):
            page = watched.go(path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert page.locator("main img, main style, main script").count() == 0
        watched.page.context.close()
    assert (dialogs, watched.errors, watched.elsewhere) == ([], [], [])


def test_help_and_keys_switched_off(watched: Watched) -> None:
    page = watched.go("/articles")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator(".current")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_every_control_is_reached_by_tab(watched: Watched) -> None:
    page = watched.go("/review")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
    controls = page.locator("main a[href], main button, main select").evaluate_all(
        "all => all.map(one => one.outerHTML.slice(0, 60))"
    )
    assert set(controls) <= reached
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_page_as_received_does_nothing(watched: Watched) -> None:
    page = watched.go(f"/articles/{piece(5).id}")
    page.locator("#received").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("Trang gốc của bài")).to_be_visible()
    expect(frame.get_by_text("ảnh hội thi")).to_be_visible()
    inner = next(one for one in page.frames if one.url.endswith("received?at=1"))
    assert "hacked" not in inner.title()
    assert watched.elsewhere == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script(browser: Browser, reader: Reader, folder: Path, language: str) -> None:
    """Every view, search, page and decision is there for a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, locale=language)
    watched = Watched(context, reader)
    for path in PATHS.values():
        expect(watched.go(path).locator("h1").first).to_be_attached()
    page = watched.go("/articles")
    page.locator("#q").fill("thon ben say")
    page.locator("#q").press("Enter")
    expect(page.locator("[data-item]")).to_have_count(2)
    watched.go("/review")
    page.locator("button.right").click()
    expect(page.locator("[data-item]")).to_have_count(0)
    assert load_corrections(folder / "corrections.toml")[0].action == "always"
    watched.go("/decisions")
    page.locator("[data-item] button").click()
    assert load_corrections(folder / "corrections.toml") == ()
    other = next(code for code in LANGUAGES if code != language)
    page.locator(f'button[name=language][value="{other}"]').click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    context.close()
    assert watched.elsewhere == []


def test_it_can_be_read_on_a_phone(browser: Browser, reader: Reader) -> None:
    """The extracted side of a paragraph that was edited stands above the clean one; others stand once."""
    context = browser.new_context(viewport=PHONE, locale="vi-VN")
    page = Watched(context, reader).go(f"/articles/{piece(0).id}")
    rows = page.locator(".sides > p:not(.head)")
    boxes = [rows.nth(place).bounding_box() for place in range(rows.count())]
    shown = [box for box in boxes if box is not None]
    assert all(upper["y"] < lower["y"] and lower["x"] + lower["width"] <= 390 for upper, lower in pairwise(shown))
    assert len(shown) < len(boxes)
    context.close()
