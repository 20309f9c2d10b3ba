"""Title, date, views and the rest: which of the many candidates of a page is believed."""

from datetime import UTC, datetime

import pytest

from cleaning import Article, Cleaner
from cleaning.article import Source
from cleaning.layout import Layout, load_layouts
from cleaning.metadata import Fields, read_fields
from cleaning.page import RawPage
from cleaning.pictures import base_of, picture_sources, read_images
from cleaning.tree import parse
from cleaning.walk import walk

FETCHED = datetime(2025, 6, 30, tzinfo=UTC)
TITLE = "Hội Nông dân xã Khe Mo ra quân trồng rừng vụ xuân"
PROSE = (
    "Giống cây do hợp tác xã Pù Luông cung ứng, bà con trả dần trong ba năm; mỗi nhóm hộ cử một người đi học kỹ thuật."
)
BODY = (
    "<p>Sáng 12/2/2024, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của 200 hội viên.</p>"
    "<p>Theo kế hoạch, trong năm 2024 toàn xã trồng mới 45 ha rừng gỗ lớn và chăm sóc 120 ha rừng đã trồng.</p>"
)


def fields_of(source: str, layout: Layout | None = None, url: str = "https://khemo.vidu.vn/tin/1.html") -> Fields:
    tree = parse(source)
    assert tree is not None
    return read_fields(tree, RawPage(url=url, body=b"", fetched_at=FETCHED), layout, [] if layout else list(walk(tree)))


def page(title: str = "", head: str = "", above: str = "", below: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{above}{BODY}{below}</body></html>"


TITLES = [
    (page(f"{TITLE} - Xã Khe Mo", above=f"<h1>Xã Khe Mo</h1><h2>{TITLE}</h2>"), Source.STRUCTURED, "the heading the page's title begins with"),
    (page("Xã Khe Mo", f"<meta property='og:title' content='{TITLE}'>", f"<h3>{TITLE.upper()}</h3>"), Source.STRUCTURED, "the heading that og:title names"),
    (page("x", f"<meta property='og:title' content='{TITLE}'>"), Source.STRUCTURED, "og:title alone"),
    (page("x", f'<script type="application/ld+json">{{"@graph":[{{"headline":"{TITLE}"}}]}}</script>'), Source.STRUCTURED, "JSON-LD alone"),
    (page(f"{TITLE} | Xã Khe Mo", above=f"<div>{TITLE}</div>"), Source.GENERIC, "a line that is no heading"),
    (page("Cổng thông tin điện tử xã Khe Mo", above=f"<div>Tin tức</div><div>{TITLE}</div><i>13/02/2024</i>"), Source.GENERIC, "the line above the date, where all pages have one title"),
    (page("Tin Tức", above=f"<td>Tin hội</td><td>13/02/2024</td><p>{TITLE}</p>"), Source.GENERIC, "the line under the date, if none above has the words"),
    (page(f"null {TITLE} - Tin hội - Xã Khe Mo"), Source.GENERIC, "the longest part of the page's title"),
    (page("Trang chủ", "<meta property='og:title' content='Cổng thông tin điện tử xã Khe Mo'>", f"<h1>Cổng thông tin điện tử xã Khe Mo</h1><b>{TITLE}</b>"), Source.GENERIC, "never the name of a portal"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "origin", "why"), TITLES, ids=[row[2] for row in TITLES])
def test_the_title_is_the_headline(source: str, origin: Source, why: str) -> None:
    title = fields_of(source).title
    assert title is not None
    assert (title.value.casefold(), title.source) == (TITLE.casefold(), origin), why


@pytest.mark.parametrize("source", [page(), page("null"), "<p></p>"])
def test_a_page_without_a_headline_has_no_title(source: str) -> None:
    assert fields_of(source).title is None


NEWS = f"<h1>{TITLE}</h1>"
LD = '<script type="application/ld+json">{"headline": "%s", "datePublished": "%s"}</script>'

DATES = [
    (page(TITLE, above=f"{NEWS}<p>Đăng ngày 13 - 02 - 2024</p>"), "2024-02-13", Source.LABEL, "under the headline"),
    (page(TITLE, above=f"<p>13/02/2024 - 08:00</p>{NEWS}"), "2024-02-13T08:00:00+07:00", Source.LABEL, "above the headline"),
    (page(TITLE, LD % ("x", "2024-02-13T01:00:00Z"), NEWS), "2024-02-13T08:00:00+07:00", Source.STRUCTURED, "JSON-LD"),
    (page(TITLE, "<meta property='article:published_time' content='2024-02-13'>", NEWS), "2024-02-13", Source.STRUCTURED, "meta"),
    (page(TITLE, above=NEWS + "<span hidden itemprop=datePublished>2024-02-13T08:00:00+07:00</span>"), "2024-02-13T08:00:00+07:00", Source.STRUCTURED, "microdata, hidden"),
    (page(TITLE, above=NEWS + "<time datetime='2024-02-13'>hôm qua</time>"), "2024-02-13", Source.TIME_ELEMENT, "the only time element"),
    (page(TITLE, LD % ("x", "2024-02-14"), NEWS + "<i>Ngày 13/02/2024</i>"), "2024-02-13", Source.LABEL, "what readers see before what machines see"),
    (page(TITLE, LD % ("x", "2024-02-13T08:05:00+07:00"), NEWS + "<i>13/02/2024</i>"), "2024-02-13T08:05:00+07:00", Source.STRUCTURED, "a day, with the time that another place gives for it"),
    (page(TITLE, above="<p>Thứ hai, 30/06/2025 07:00</p>" + NEWS + "<i>13/02/2024</i>"), "2024-02-13", Source.LABEL, "not the clock of the page"),
    (page(TITLE, above=NEWS + "<i>13/02/2027</i>", below="<time datetime='2024-02-13'></time>"), "2024-02-13", Source.TIME_ELEMENT, "not what is later than the fetch"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected", "origin", "why"), DATES, ids=[row[3] for row in DATES])
def test_the_date_is_that_of_publication(source: str, expected: str, origin: Source, why: str) -> None:
    published = fields_of(source).published
    assert published is not None
    assert (published.value.isoformat(), published.source) == (expected, origin), why


NO_DATES = [
    (page(TITLE, above=NEWS), "a date inside the first sentence is that of the event"),
    (page(TITLE, above=NEWS, below="<ul><li><a href=x>Tin khác</a> (13/02/2024)</li></ul>"), "the date of a related item"),
    (page(TITLE, above=NEWS, below="<time datetime='2024-02-13'></time><time datetime='2024-02-14'></time>"), "time elements of a sidebar"),
    (page(TITLE, LD % ("x", "not a date"), NEWS), "structured data that is none"),
    (page(TITLE, '<script type="application/ld+json">{"headline": </script>', NEWS), "broken JSON-LD"),
    (page(TITLE, '<script type="application/ld+json">{"headline": ["x"], "datePublished": 20240213}</script>', NEWS), "JSON-LD of the wrong types"),
    (page(TITLE, above=f"{NEWS}<i>00/00/2024</i>"), "no day of a calendar"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "why"), NO_DATES, ids=[row[1] for row in NO_DATES])
def test_a_date_that_is_not_that_of_publication_is_not_believed(source: str, why: str) -> None:
    assert fields_of(source).published is None, why


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://vidu.vn/portal/Pages/2022-7-12/Tin-moiab1cd.aspx", "2022-07-12"),
        ("https://vidu.vn/2022/07/12/tin-moi/", "2022-07-12"),
        ("https://vidu.vn/tin-moi-115240109145352342.htm", "2024-01-09"),
        ("https://vidu.vn/2022/13/12/tin-moi/", None),
        ("https://vidu.vn/2030/01/12/tin-moi/", None),
        ("https://vidu.vn/tin-moi-a20220712.html", None),
        ("https://vidu.vn/ke-hoach-2022-2025/", None),
    ],
)
def test_the_address_is_the_last_to_be_asked_for_a_date(url: str, expected: str | None) -> None:
    published = fields_of(page(TITLE, above=NEWS), url=url).published
    assert (published.value.isoformat() if published else None) == expected


VIEWS = [
    (page(TITLE, above=f"{NEWS}<i>13/02/2024 08:15 | Đã xem 321</i>"), 321, "on the date line"),
    (page(TITLE, above=f"{NEWS}<i>13/02/2024</i><p>Lượt xem: 1.321</p>"), 1321, "on a line of its own"),
    (page(TITLE, above=NEWS, below="<p>Lượt truy cập: 5</p>"), None, "not the counter of the site"),
    (page(TITLE, above=NEWS + "<p>Lượt xem: " + "9" * 40 + "</p>"), None, "not a row of digits"),
    (page(TITLE, above=NEWS), None, "none"),
]


@pytest.mark.parametrize(("source", "views", "why"), VIEWS, ids=[row[2] for row in VIEWS])
def test_views_stand_near_the_headline(source: str, views: int | None, why: str) -> None:
    assert fields_of(source).views == views, why


def test_the_selectors_of_a_layout_come_first() -> None:
    layout = load_layouts()["wp-tagdiv"]
    source = page(
        "Tiêu đề khác hẳn ở đầu trang web",
        LD % ("Một tiêu đề khác nữa", "2023-01-01"),
        f"<h1 class=entry-title>{TITLE}</h1><time class=entry-date datetime=2024-02-13T08:00:00+07:00></time>"
        "<span class=td-nr-views-7>1.024</span><ul class=td-category><li><a>Tin hội</a></li></ul>"
        "<ul class=td-tags><li><a>trồng rừng</a></li><li><a> </a></li></ul>",
    )
    found = fields_of(source, layout)
    assert found.title == (TITLE, Source.LAYOUT)
    assert found.published is not None
    assert found.published.value.isoformat() == "2024-02-13T08:00:00+07:00"
    assert found.category == ("Tin hội", Source.LAYOUT)
    assert found.views == 1024
    assert found.tags == ("trồng rừng",)


IMAGES = [
    ("<img src='/a.jpg'>", ["https://vidu.vn/a.jpg"]),
    ("<img src='b.jpg'>", ["https://vidu.vn/tin/b.jpg"]),
    ("<img src='//cdn.vidu.vn/c.jpg'>", ["https://cdn.vidu.vn/c.jpg"]),
    ("<img src='data:image/gif;base64,R0' data-src='/d.jpg'>", ["https://vidu.vn/d.jpg"]),
    ("<img src='/a.jpg'><img src='/a.jpg'>", ["https://vidu.vn/a.jpg"]),
    ("<img src='data:image/gif;base64,R0'>", []),
    ("<img src='http://[x/e.jpg'><img><img src=' '>", []),
]


@pytest.mark.parametrize(("source", "addresses"), IMAGES)
def test_pictures_have_absolute_addresses(source: str, addresses: list[str]) -> None:
    tree = parse(f"<div>{source}</div>")
    assert tree is not None
    found = read_images(picture_sources(tree), "https://vidu.vn/tin/1.html", {})
    assert [image.url for image in found] == addresses


CAPTIONED = [
    ("<figure><img src=/a.jpg alt='Tiêu đề'><figcaption> Lễ ra quân </figcaption></figure>", "Lễ ra quân"),
    ("<p><img src=/a.jpg></p><p style='text-align:center'><em>Lễ ra quân</em></p>", "Lễ ra quân"),
    ("<table><tr><td><img src=/a.jpg></td></tr><tr><td>Lễ ra quân</td></tr></table>", "Lễ ra quân"),
    ("<p><img src=/a.jpg><br>Lễ ra quân</p>", "Lễ ra quân"),
    ("<p><img src=/a.jpg></p><p>Ảnh: Lễ ra quân</p>", "Ảnh: Lễ ra quân"),
    (f"<p><img src=/a.jpg></p><p>{PROSE}</p><p align=center><i>Lễ ra quân</i></p>", None),
    (f"<p><img src=/a.jpg></p><p>{PROSE}</p>", None),
]


@pytest.mark.parametrize(("source", "caption"), CAPTIONED)
def test_a_picture_has_the_caption_that_stands_with_it(source: str, caption: str | None) -> None:
    page = f"<html><body><h1>{TITLE}</h1><p>{PROSE}</p>{source}<p>{PROSE} Hết.</p></body></html>"
    outcome = Cleaner().clean_page(RawPage(url="https://vidu.vn/tin/1.html", body=page.encode()))
    assert isinstance(outcome, Article)
    assert [(image.url, image.caption) for image in outcome.images] == [("https://vidu.vn/a.jpg", caption)]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("<base href='https://cdn.vidu.vn/x/'>", "https://cdn.vidu.vn/x/"),
        ("<base href='/mau/'>", "https://vidu.vn/mau/"),
        ("<base target=_blank>", "https://vidu.vn/tin/1.html"),
        ("<base href='http://[x'>", "https://vidu.vn/tin/1.html"),
        ("", "https://vidu.vn/tin/1.html"),
    ],
)
def test_links_are_joined_to_the_base_of_the_page(base: str, expected: str) -> None:
    tree = parse(f"<html><head>{base}</head><body>a</body></html>")
    assert tree is not None
    assert base_of(tree, RawPage(url="https://vidu.vn/tin/1.html", body=b"")) == expected


@pytest.mark.parametrize(
    ("above", "expected", "why"),
    [
        ("<h4 class='author-name'><a href='/a'>Phan Hải Yến</a></h4>", "Phan Hải Yến", "an element for authors"),
        ("<a rel='author' href='/a'>Phan Hải Yến</a>", "Phan Hải Yến", "a link to the author"),
        ("<i class='author'>Phan Hải Yến</i><i class='author'>Lò Minh Khuê</i>", None, "two names: sidebars have theirs too"),
        ("<div class='comment-author'>Phan Hải Yến</div>", None, "a reader who comments"),
        ("<div class='comments'><b class='author'>Phan Hải Yến</b></div>", None, "a reader in the box of comments"),
        ("<div class='author'>admin</div>", None, "an account"),
        ("<div class='author'>Tổ chức Lễ ra quân</div>", None, "no name"),
        ("<div class='post'>Phan Hải Yến</div>", None, "a name in an element that says nothing"),
    ],
)  # fmt: skip
def test_a_name_alone_in_an_element_for_authors_signs(above: str, expected: str | None, why: str) -> None:
    signed = fields_of(page(TITLE, above=f"<h1>{TITLE}</h1><p>Chuyên trang của xã</p>{above}")).signed
    assert (signed.value if signed else None) == expected, why
