"""Articles whose text stands only in a script, and scripts that hold none."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import Article, Cleaner, RawPage, Reason, Rejection
from cleaning.dates import VIETNAM
from cleaning.embedded import find_embedded
from cleaning.tree import parse

TITLE = "Đoàn xã Bản Ngò mở lớp dạy tiếng Thái cho thiếu nhi"
PROSE = (
    "Tối 3/6, Đoàn xã Bản Ngò khai giảng lớp dạy chữ Thái cổ cho ba mươi hai em thiếu nhi tại nhà văn hóa bản Cọ.",
    "Thầy giáo là ông Quàng Văn Pọm, người còn giữ được hai mươi cuốn sách chép tay của cha ông để lại trong gia đình.",
    "Lớp học kéo dài hai tháng, mỗi tuần ba buổi tối, sách vở do chi đoàn Trường Trung học cơ sở Bản Ngò quyên góp.",
)
HTML = "".join(f"<p>{text}</p>" for text in PROSE)
TEXT = "\n\n".join(PROSE)
CLEANER = Cleaner()


def clean(script: str, around: str = "") -> Article | Rejection:
    page = f"<html><head><title>{TITLE}</title></head><body>{around}<div id=root></div>{script}</body></html>"
    return CLEANER.clean_page(RawPage(url="https://banngo.vidu.vn/tin/lop-chu-thai.html", body=page.encode()))


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(fields)}</script>'


STATE = {"props": {"pageProps": {"article": {"title": TITLE, "contentHtml": HTML}, "menu": [{"title": "Tin tức"}]}}}
HOLDERS = [
    (
        ld(**{"@type": "NewsArticle", "headline": TITLE, "articleBody": TEXT}),
        "JSON-LD, paragraphs apart by blank lines",
    ),
    (
        ld(**{"@graph": [{"@type": "WebSite"}, {"headline": TITLE, "articleBody": HTML}]}),
        "JSON-LD in a graph, with mark-up",
    ),
    (f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE)}</script>', "the state of a page as JSON"),
    (f"<script>window.__INITIAL_STATE__ = {json.dumps(STATE)};run()</script>", "the state of a page in a script"),
    (f"<script>window.__NUXT__={json.dumps(STATE, ensure_ascii=False)}</script>", "the same, not escaped"),
    (f"<script>var outputData = {json.dumps(HTML)};</script>", "a variable in double quotes"),
    (f"<script>let noiDung='{HTML}'</script>", "a variable in single quotes"),
    (f"<script>const tin = `{HTML}`;</script>", "a variable in backticks"),
]


@pytest.mark.parametrize(("script", "why"), HOLDERS, ids=[row[1] for row in HOLDERS])
def test_the_text_in_a_script_is_taken(script: str, why: str) -> None:
    article = clean(script)
    assert isinstance(article, Article), (why, article)
    assert (article.title, article.text) == (TITLE, TEXT)
    assert "from_script" in article.flags


def test_the_date_beside_the_text_is_taken() -> None:
    article = clean(ld(headline=TITLE, articleBody=TEXT, datePublished="2024-06-04T07:30:00+07:00"))
    assert isinstance(article, Article)
    assert article.published == datetime(2024, 6, 4, 7, 30, tzinfo=VIETNAM)


def test_menus_around_it_are_no_text() -> None:
    links = "".join(
        f"<li><a href=/{place}>Tin thứ {place} trong tuần của xã Bản Ngò vừa đăng lên</a></li>" for place in range(9)
    )
    article = clean(f"<script>var outputData = {json.dumps(HTML)};</script>", f"<ul>{links}</ul>")
    assert isinstance(article, Article), article
    assert article.text == TEXT


def test_a_visible_text_is_preferred() -> None:
    article = clean(ld(headline=TITLE, articleBody="Bản tóm tắt cho máy đọc. " * 20), f"<h1>{TITLE}</h1>{HTML}")
    assert isinstance(article, Article)
    assert article.text == TEXT
    assert "from_script" not in article.flags


NOTHING = [
    ("<script src=/main.js></script>", "a script elsewhere"),
    ("<script type='application/ld+json'>{\"articleBody\": \"</script>", "broken JSON"),
    (ld(headline=TITLE, articleBody="Ngắn."), "a body that is too short"),
    (ld(headline=TITLE, description=TEXT), "a description is no body"),
    (f"<script>var thongBao = {json.dumps('x' * 400)};</script>", "a variable without paragraphs"),
    (f"<script>render({json.dumps(HTML)})</script>", "an argument of a call"),
    (ld(items=[{"title": "Một", "content": HTML}, {"title": "Hai", "content": HTML.replace("Tối", "Đêm")}]), "two texts are a listing"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "why"), NOTHING, ids=[row[1] for row in NOTHING])
def test_without_one_text_the_content_is_in_a_script_only(script: str, why: str) -> None:
    outcome = clean(script)
    assert isinstance(outcome, Rejection), why
    assert outcome.reason is Reason.SCRIPT_ONLY, why


def test_a_text_twice_is_one_text() -> None:
    article = clean(ld(headline=TITLE, articleBody=HTML) + f"<script>var noiDung = {json.dumps(HTML)};</script>")
    assert isinstance(article, Article)
    assert (article.title, article.text) == (TITLE, TEXT)


@given(st.text(alphabet="{}[]\":,\\`'<p>=var __NUXT__ content1 ", max_size=300))
def test_any_script_holds_an_article_or_none(script: str) -> None:
    tree = parse(f"<html><body><p>một</p><script>{script}</script></body></html>")
    assert tree is not None
    found = find_embedded(tree)
    assert found is None or found.blocks


INSIDE = f"<html><head><title>Khung</title></head><body><h1>{TITLE}</h1><p class=d>04/06/2024</p>{HTML}</body></html>"
NESTED = [
    (f"<html><body><div>Đầu trang</div></body></html>{INSIDE}", "a second document behind an early end"),
    (
        f"<html><head><title>{TITLE}</title></head><body><div>{INSIDE}</div></body></html>",
        "a document inside an element",
    ),
    (f"<html><body><td><!DOCTYPE html>{INSIDE}</td></body></html>", "a document with its own doctype inside a cell"),
    (f"<body><body><html>{INSIDE}</html>", "bodies inside bodies"),
]


@pytest.mark.parametrize(("page", "why"), NESTED, ids=[row[1] for row in NESTED])
def test_a_page_within_a_page_is_read(page: str, why: str) -> None:
    outcome = CLEANER.clean_page(RawPage(url="https://banngo.vidu.vn/tin/lop.html", body=page.encode()))
    assert isinstance(outcome, Article), (why, outcome)
    assert (outcome.title, outcome.text) == (TITLE, TEXT), why
