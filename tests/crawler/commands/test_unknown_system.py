"""From a home page to a dataset on a site whose system nobody has described: probe, site file, refresh.

Its listings have no pager that any family has: a form asks for the page, and the home page only leads to the sections.
"""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from crawler.site import load_sites
from output.dataset import Dataset
from tests.crawler.commands.newspaper import article_text
from tests.crawler.commands.running import in_data, run_scrapy
from tests.crawler.faulty_server import HEADLINE, Reply, Server, serving

pytestmark = pytest.mark.slow

SECTIONS = {"phong-trao": range(8), "nguoi-tot-viec-tot": range(8, 14)}
"""Section to the numbers of its articles."""
MENU = "".join(f'<li><a href="/muc/{name}">{name.replace("-", " ")}</a></li>' for name in SECTIONS)


def page(title: str, content: str) -> Reply:
    head = f"<title>{title} | Hội Phụ nữ xã Bến Sậy</title>"
    frame = f'<div class="thanh"><ul class="main-menu">{MENU}</ul></div><main>{content}</main>'
    return Reply(
        body=f"<html><head>{head}</head><body>{frame}<footer>Hội Phụ nữ xã Bến Sậy</footer></body></html>".encode()
    )


def items(numbers: range) -> str:
    return "".join(
        f'<section class="the-tin"><a href="/doc/{number + 300}"><strong>{HEADLINE} lần {number}</strong></a>'
        f"<time>12/11/2023</time></section>"
        for number in numbers
    )


def article(number: int) -> Reply:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in article_text(number).split("\n\n"))
    title = f"{HEADLINE} lần {number}"
    return page(
        title, f'<article><h2>{title}</h2><time>12/11/2023 08:15</time><div class="than">{text}</div></article>'
    )


def answer(handler: BaseHTTPRequestHandler) -> Reply:
    """The site; its listings show all they have, and a form that asks for a page number."""
    path = handler.path.partition("?")[0].strip("/").split("/")
    match path:
        case [""]:
            return page("Trang chủ", items(range(2)))
        case ["muc", name] if name in SECTIONS:
            form = '<form method="get"><input name="toi-trang"><button>Xem</button></form>'
            return page(name, items(SECTIONS[name]) + form)
        case ["doc", number] if number.isdecimal() and 300 <= int(number) < 314:
            return article(int(number) - 300)
        case _:
            return Reply(404)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(answer) as served:
        yield served


def test_a_home_page_is_enough(server: Server, tmp_path: Path) -> None:
    given = ["--save", "--name", "bensay", "--level", "commune"]
    probe = run_scrapy("probe", f"{server.address}/", *given, *in_data(tmp_path))
    assert probe.returncode == 0, probe.stdout + probe.stderr
    assert "3 of 3 pages are articles" in probe.stdout
    site = load_sites([tmp_path / "sites"])["bensay"]
    assert (site.layout, site.kind, site.level, site.verified) == (None, "women", "commune", True)
    refresh = run_scrapy("refresh", "bensay", *in_data(tmp_path), "--jobs", 1)
    assert refresh.returncode == 0, refresh.stderr
    articles = list(Dataset(tmp_path / "data" / "dataset").articles())
    assert sorted(one.text for one in articles) == sorted(map(article_text, range(14)))
    assert {one.title for one in articles} == {f"{HEADLINE} lần {number}" for number in range(14)}
    again = run_scrapy("refresh", "bensay", "--all", *in_data(tmp_path), "--jobs", 1)
    assert again.returncode == 0, again.stderr
    assert Dataset(tmp_path / "data" / "dataset").manifest().counts.changed == 0
