"""``python -m tests.output.inspector.take_screenshots DATA FOLDER``: the pictures of the docs, from the demo's dataset.

DATA is the folder that ``scrapy demo`` has filled (``data/demo``), FOLDER where the pictures go (``docs/images``). The
decisions that are made for a picture are taken back.
"""

import sys
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from crawler.inspecting import make_inspector
from crawler.site import load_sites
from tests.output.inspector.test_browser import ARGUMENTS, CHROMIUM, PHONE
from tests.output.inspector.trial import served

LARGEST = 250_000  # bytes of a picture
DESKTOP = ViewportSize(width=1200, height=800)


class Picture(NamedTuple):
    """A view to be shown."""

    name: str
    path: str  # ``ARTICLE`` for the one with most to see
    at: str = ""  # what stands at the top
    language: str = "en"
    scheme: Literal["light", "dark"] = "light"
    is_phone: bool = False


PICTURES = (
    Picture("overview", "/"),
    Picture("articles", "/articles?q=dan+van+kheo"),
    Picture("article", "ARTICLE"),
    Picture("review", "/review", language="vi"),
    Picture("rules", "/rules", language="vi", scheme="dark"),
    Picture("phone", "ARTICLE", "#text", language="vi", is_phone=True),
    Picture("phone-dark", "/review", "#results", language="vi", scheme="dark", is_phone=True),
)


def main(data: Path, folder: Path) -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        inspector = make_inspector(data, Path(scratch) / "corrections.toml", load_sites([data / "sites"]))
        inspector.index.refresh()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        with served(inspector) as reader:
            for picture in PICTURES:
                take(browser, reader.address, picture, folder / f"inspector-{picture.name}.png")
        browser.close()


def take(browser: Browser, address: str, picture: Picture, file: Path) -> None:
    """Take one picture."""
    page = browser.new_page(
        viewport=PHONE if picture.is_phone else DESKTOP,
        locale=picture.language,
        color_scheme=picture.scheme,
        reduced_motion="reduce",  # scrolling is done when the picture is taken
    )
    page.goto(address + (most_edited(page, address) if picture.path == "ARTICLE" else picture.path) + picture.at)
    page.screenshot(path=file)
    page.close()
    if file.stat().st_size > LARGEST:
        raise SystemExit(f"{file} has {file.stat().st_size} bytes, {LARGEST} are allowed")


def most_edited(page: Page, address: str) -> str:
    """The article of the first page with suggestions that has the most edits and suggestions."""
    page.goto(f"{address}/articles?quality=suggestions&rule=spelling&state=")
    most = page.locator("[data-item]").evaluate_all(
        """all => all.map(one => [[...one.querySelectorAll(".about span")].map(part => /^(\\d+) (edit|suggest|chỗ|gợi)/.exec(part.textContent))
             .filter(Boolean).reduce((sum, found) => sum + Number(found[1]), 0), one.querySelector("h2 a").getAttribute("href")])
             .sort((one, other) => other[0] - one[0])[0][1]"""
    )
    return str(most)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
