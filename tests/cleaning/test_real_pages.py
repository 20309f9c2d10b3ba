"""Saved real pages, read in place: the right class, and a body without holes."""

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from lxml import html

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.blocks import fold
from cleaning.datelines import split_dateline
from cleaning.dates import VIETNAM
from cleaning.walk import text_of

pytestmark = pytest.mark.real

PAGES = Path(__file__).parents[2].parent / "shared" / "real_html"
ADDRESSES = {
    "baocantho_article": "https://baocantho.com.vn/bai-viet-a196572.html",
    "baocantho_category": "https://baocantho.com.vn/thoi-su/",
    "vpcp_chinhphu_home": "https://vpcp.chinhphu.vn/",
    "tandan_quangxuong_fragment": "http://quangxuong.thanhhoa.gov.vn/portal/Pages/2022-10-5/bai-vietabc12d.aspx",
}


@cache
def source_of(name: str) -> bytes:
    return (PAGES / f"{name}.html").read_bytes()


@cache
def outcome_of(name: str) -> Article | Rejection:
    return Cleaner().clean_page(RawPage(url=ADDRESSES[name], body=source_of(name)))


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_no_page_crashes_the_cleaner(path: Path) -> None:
    outcome = Cleaner().clean_page(
        RawPage(url=ADDRESSES.get(path.stem, "https://vidu.vn/tin/1.html"), body=path.read_bytes())
    )
    assert getattr(outcome, "reason", None) is not Reason.CRASH


@pytest.mark.parametrize("name", ["baocantho_category", "vpcp_chinhphu_home"])
def test_a_listing_is_refused_as_one(name: str) -> None:
    outcome = outcome_of(name)
    assert isinstance(outcome, Rejection)
    assert outcome.reason is Reason.LISTING


@pytest.mark.parametrize(
    ("name", "selector"),
    [("baocantho_article", "#newscontents p"), ("tandan_quangxuong_fragment", ".ms-rtestate-field p")],
)
def test_every_paragraph_of_an_article_is_somewhere(name: str, selector: str) -> None:
    """In the text, among the captions, or taken out under the name of a rule."""
    article = outcome_of(name)
    assert isinstance(article, Article)
    tree = html.fromstring(source_of(name).decode("utf-8"))
    texts = [text_of(element) for element in tree.cssselect(selector)]
    paragraphs = [fold(dateline.rest if (dateline := split_dateline(text)) else text) for text in texts]
    there = fold("\n".join((article.extracted, *article.captions, *(block.text for block in article.stripped))))
    assert len(article.text) > 500
    assert [text for text in paragraphs if text not in there] == []


def test_the_fields_of_a_newspaper_article() -> None:
    article = outcome_of("baocantho_article")
    assert isinstance(article, Article)
    (headline,) = html.fromstring(source_of("baocantho_article").decode("utf-8")).cssselect("h1.margintopbot10")
    assert fold(article.title or "") == fold(text_of(headline))
    assert article.published == datetime(2026, 1, 8, 18, 21, tzinfo=VIETNAM)
    assert article.byline == "P.Y"
    assert len(article.captions) == 1
    assert not {"extractors_disagree", "no_title", "no_published"} & set(article.flags)


def test_menus_and_footers_of_a_newspaper_are_no_text() -> None:
    article = outcome_of("baocantho_article")
    assert isinstance(article, Article)
    for words in ("Dòng sự kiện", "Bản quyền", "Giấy phép", "Chia sẻ bài viết", "Từ khóa", "Tin, ảnh"):
        assert words not in article.text
