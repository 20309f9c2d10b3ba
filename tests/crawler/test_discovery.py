import gzip
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring
from w3lib.html import get_base_url

from cleaning.layout import Layout, load_layouts
from crawler.addresses import absolute
from crawler.discovery.feeds import feed_links
from crawler.discovery.links import LinkRules, looks_like_article
from crawler.discovery.listings import Listing, read_listing
from crawler.discovery.pagers import Step
from crawler.discovery.sitemaps import SitemapLinks, sitemap_links
from crawler.frontier import PageKind
from crawler.site import Site

HOST = "http://songmoi.example"
HEADLINE = "Hội Nông dân xã Sông Mới ra quân làm thủy lợi"


def site(**fields: object) -> Site:
    known = {
        "name": "songmoi",
        "title": "t",
        "organization": "o",
        "kind": "party",
        "level": "district",
        "start": [f"{HOST}/tin-tuc"],
    }
    return Site.model_validate({**known, **fields})


def listing(
    html: str, *, page: int = 1, address: str = f"{HOST}/tin-tuc", layout: Layout | None = None, **fields: object
) -> Listing:
    return read_listing(document_fromstring(html), address, address, page, LinkRules(site(**fields)), layout)


def step(html: str, page: int = 1, address: str = f"{HOST}/tin-tuc", layout: Layout | None = None) -> str | None:
    found = listing(f"<div>{html}</div>", page=page, address=address, layout=layout).next_page
    return found.address.removeprefix(HOST) if found is not None else None


# Links ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/hoi-nong-dan-xa-song-moi-ra-quan",
            "/tin/bai-2023-4571.html",
            "/chi-tiet.aspx?id=45",
            "/x.aspx?ItemID=90",
            "/a?1673487162014",
        ),
        *(
            "/Introduction.aspx?MenuID=ddaac893&NewsID=c0ee70b6-2594",
            "/?p=5789",
            "/Tin/post/20346/bai.aspx",
            "/ra-quan-post61.html",
        ),
    ],
)
def test_articles_are_known_by_long_slugs_and_record_numbers(path: str) -> None:
    assert looks_like_article(HOST + path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/tin-tuc",
            "/tin-tuc.aspx",
            "/hoat-dong-doan-the/",
            "/default.aspx?tabid=107",
            "/tin?page=2",
            "/tin?p=12",
            "/category/tin-tuc/",
        ),
        *("/pages/news.aspx?CatId=102", "/lien-he.html"),
    ],
)
def test_sections_and_pagers_are_no_articles(path: str) -> None:
    assert not looks_like_article(HOST + path)


def test_without_a_layout_headlines_outside_menus_are_articles() -> None:
    found = listing(f"""
        <nav><ul><li><a href="/ban-dan-van">Ban Dân vận</a></li>
          <li><a href="/hoc-tap-va-lam-theo-tam-guong">Học tập và làm theo tấm gương của Người</a></li>
          <li><a href="/ra-quan-a4571.html">{HEADLINE}</a></li></ul></nav>
        <h3><a href="/b1">{HEADLINE}</a></h3><a href="/hoi-phu-nu-xa-song-moi-gap-mat">Xem</a>
        <a href="/lien-he">Liên hệ</a><a href="javascript:void(0)">{HEADLINE}</a>""")
    assert found.articles == (f"{HOST}/ra-quan-a4571.html", f"{HOST}/b1", f"{HOST}/hoi-phu-nu-xa-song-moi-gap-mat")
    assert found.menu == (f"{HOST}/ban-dan-van", f"{HOST}/hoc-tap-va-lam-theo-tam-guong", f"{HOST}/lien-he")


def test_the_head_of_a_teaser_is_no_menu_but_that_of_the_page_is() -> None:
    found = listing(f"""
        <header><a href="/dang-bo-xa-song-moi-anh-hung">{HEADLINE}</a></header>
        <article><header><h2><a href="/b1/">{HEADLINE}</a></h2></header><footer class="entry-footer">
          <a href="/hoi-phu-nu-xa-song-moi-gap-mat">Xem</a></footer>
          <nav><a href="/cac-bai-viet-cung-chuyen-muc-cua-xa">{HEADLINE}</a></nav></article>""")
    assert found.articles == (f"{HOST}/b1/", f"{HOST}/hoi-phu-nu-xa-song-moi-gap-mat")
    assert found.menu == (f"{HOST}/dang-bo-xa-song-moi-anh-hung", f"{HOST}/cac-bai-viet-cung-chuyen-muc-cua-xa")


def test_the_patterns_of_the_site_file_decide_alone() -> None:
    found = listing(
        f'<a href="/b/1">Một</a><p><a href="/tin-tuc-dai-hoi-cac-cap-moi">{HEADLINE}</a>', article=[r"(?i)^/B/\d+"]
    )
    assert found.articles == (f"{HOST}/b/1",)


def test_other_hosts_denied_addresses_and_traps_are_left_alone() -> None:
    links = (
        "http://khac.example/b1",
        f"{HOST}:8080/b1",
        "/cu/b1",
        "/b1?tmpl=component&print=1",
        "/tags/hoi-nong-dan-song-moi-1",
    )
    html = "".join(f'<p><a href="{link}">{HEADLINE}</a></p>' for link in (*links, "/b1"))
    assert listing(html, deny=["^/cu/"]).articles == (f"{HOST}/b1",)
    assert listing(html, allow=["^/cu/"]).articles == (f"{HOST}/cu/b1",)


def test_start_addresses_are_fetched_whatever_the_patterns_say() -> None:
    rules = LinkRules(site(start=[f"{HOST}/search?q=dan-van"], deny=["search"]))
    assert rules.may_fetch(f"{HOST}/search?q=dan-van")
    assert not rules.may_fetch(f"{HOST}/search?q=khac")


def test_relative_links_follow_the_base_of_the_page() -> None:
    html = document_fromstring(f'<p><a href="bai/b1">{HEADLINE}</a></p>')
    found = read_listing(html, f"{HOST}/a/b", f"{HOST}/tin/", 1, LinkRules(site()), None)
    assert found.articles == (f"{HOST}/tin/bai/b1",)


@pytest.mark.parametrize(
    ("family", "html", "articles"),
    [
        (
            "liferay-hanoi",
            f'<div class="portlet-asset-publisher"><h3 class="asset-title"><a href="/dang/-/view_content/12-bai.html">{HEADLINE}</a></h3></div>',
            ("/dang/-/view_content/12-bai.html",),
        ),
        (
            "tandan",
            '<p class="channel-news-title"><a href="/portal/Pages/2022-7-12/Baiab1cd2.aspx">Ra quân</a></p>',
            ("/portal/Pages/2022-7-12/Baiab1cd2.aspx",),
        ),
        (
            "wp-tagdiv",
            f'<h3 class="entry-title td-module-title"><a href="/ra-quan/">{HEADLINE}</a></h3>',
            ("/ra-quan/",),
        ),
        (
            "aspnet",
            '<a href="/chi-tiet.aspx?id=45">Ra quân</a><a href="/tin-tuc.aspx">Tin tức</a>',
            ("/chi-tiet.aspx?id=45",),
        ),
    ],
)
def test_layouts_say_which_links_are_articles(family: str, html: str, articles: tuple[str, ...]) -> None:
    found = listing(f"<div>{html}</div>", layout=load_layouts()[family])
    assert found.articles == tuple(HOST + path for path in articles)


def test_an_address_counts_once_and_never_as_two_things() -> None:
    found = listing(f'<a href="/b1">{HEADLINE}</a><a href="/b1#x"><img></a><a href="/tin-tuc">{HEADLINE}</a>')
    assert (found.articles, found.menu) == ((f"{HOST}/b1",), ())


def test_a_page_without_links_gives_nothing() -> None:
    assert listing("<p>không có gì") == Listing((), (), (), None)


# Keys -----------------------------------------------------------------------------------------------

TWINS = ["songmoi.example", "www.songmoi.example", "m.songmoi.example", "congdoan.songmoi.example"]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("http://songmoi.example/b1", "https://songmoi.example/b1"),
        ("https://www.songmoi.example/b1?utm_source=x", "https://songmoi.example/b1"),
        ("http://m.songmoi.example/b1", "https://songmoi.example/b1"),
        ("http://congdoan.songmoi.example/b1", "https://congdoan.songmoi.example/b1"),  # other pages
        ("http://khac.example/b1", "http://khac.example/b1"),
        ("http://songmoi.example:8080/b1", "http://songmoi.example:8080/b1"),
    ],
)
def test_twins_of_a_host_are_one(address: str, key: str) -> None:
    assert LinkRules(site(start=["https://songmoi.example/"], hosts=TWINS)).key(address) == key


def test_a_host_without_a_twin_keeps_its_label() -> None:
    rules = LinkRules(site(start=["http://www.songmoi.example/"]))
    assert rules.key("http://www.songmoi.example/b1") == "http://www.songmoi.example/b1"
    assert rules.key("http://songmoi.example/b1") == "http://www.songmoi.example/b1"


@given(st.text(alphabet="/%?&=#;:.@[]\\ aA2F+đ\n", max_size=30), st.sampled_from(TWINS))
def test_a_key_is_its_own_key(link: str, host: str) -> None:
    rules = LinkRules(site(start=["https://songmoi.example/"], hosts=TWINS))
    address = absolute(f"http://{host}/tin/", link)
    if address is not None:
        assert rules.key(rules.key(address)) == rules.key(address)


# Pagers ---------------------------------------------------------------------------------------------

LIFERAY = "?p_p_id=101_INSTANCE_x&amp;p_p_lifecycle=0&amp;p_p_state=normal&amp;_101_INSTANCE_x_delta=20&amp;_101_INSTANCE_x_cur="


@pytest.mark.parametrize(
    ("html", "page", "expected"),
    [
        ('<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>', 1, "/tin-tuc?page=2"),
        ('<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>', 2, "/tin-tuc?page=3"),
        ('<a href="?page=0">1</a><a href="?page=1">2</a>', 1, "/tin-tuc?page=1"),  # Drupal counts from 0
        ('<a rel="next" href="/tin-tuc/page/2/"><i></i></a>', 1, "/tin-tuc/page/2/"),
        ('<a href="/tin-tuc/trang-3.html">Tiếp theo</a>', 2, "/tin-tuc/trang-3.html"),
        ('<a href="/x?start=20">Trang sau</a>', 2, "/x?start=20"),
        ('<a href="?p=4">»</a><a href="?p=9">9</a>', 3, "/tin-tuc?p=4"),
        ('<a href="/i.html">⟨</a><a href="/i3.html">⟩</a><a href="/i7.html">⟫</a>', 2, "/i3.html"),
        ('<ul class="pagination"><li><a href="/muc-2.html">2</a></li></ul>', 1, "/muc-2.html"),
        ('<div id="phan-trang"><a href="/x/2">2</a><a href="/x/3">3</a></div>', 2, "/x/3"),
        (f'<a href="{LIFERAY}2">Tiếp theo</a>', 1, f"/tin-tuc{LIFERAY}2".replace("&amp;", "&")),
    ],
)
def test_the_next_page_is_found(html: str, page: int, expected: str) -> None:
    assert step(html, page) == expected


@pytest.mark.parametrize(
    ("html", "page"),
    [
        ('<a href="?page=1">1</a><a href="?page=2">2</a>', 2),
        ('<li class="disabled"><a href="?page=3">Tiếp theo</a></li>', 2),
        ('<a href="javascript:;">Tiếp theo</a>', 1),
        ('<a href="#">»</a>', 1),
        ('<a href="/2023">2</a>', 1),  # a number, but no pager's address
        ('<div class="page-title"><a href="/2023">2</a></div>', 1),
        ('<a href="http://khac.example/?page=2">2</a>', 1),
        ('<a href="/bai">Tiếp theo là phần trình bày của các đại biểu</a>', 1),
    ],
)
def test_on_the_last_page_there_is_no_next(html: str, page: int) -> None:
    assert step(html, page) is None


def test_an_icon_without_text_is_followed_by_the_number_in_its_address() -> None:
    layout = load_layouts()["wp-tagdiv"]
    html = '<div class="page-nav"><a href="/tin-tuc/page/2/"><i></i></a><a href="/tin-tuc/page/4/"><i></i></a></div>'
    assert step(html, 3, f"{HOST}/tin-tuc/page/3/", layout) == "/tin-tuc/page/4/"
    assert step(html, 4, f"{HOST}/tin-tuc/page/4/", layout) is None


FORM = """<form method="post" action="./ds.aspx?id=1" id="form1"><input type="hidden" name="__VIEWSTATE" value="/wEP+="/>
<input type="hidden" name="__EVENTTARGET" value="old"/><input type="text" name="q" value="dân"/><input type="submit" name="nut" value="Tìm"/>
<div class="paging"><a href="javascript:__doPostBack('ctl00$pager','{0}')">{1}</a></div></form>"""


@pytest.mark.parametrize(
    ("argument", "text", "page"), [("2", "2", 1), ("next", "Tiếp", 4), ("Page$3", "3", 2), ("", "2", 1)]
)
def test_a_form_post_carries_the_state_of_its_page(argument: str, text: str, page: int) -> None:
    found = listing(FORM.format(argument, text), page=page, address=f"{HOST}/ds.aspx?id=1").next_page
    assert isinstance(found, Step)
    assert (found.address, found.target, found.argument) == (f"{HOST}/ds.aspx?id=1", "ctl00$pager", argument)
    fields = dict(parse_qsl(found.form.decode(), keep_blank_values=True))
    assert fields == {"__EVENTTARGET": "ctl00$pager", "__EVENTARGUMENT": argument, "__VIEWSTATE": "/wEP+=", "q": "dân"}


@pytest.mark.parametrize(
    "html",
    [
        FORM.format("2", "2").replace("ctl00$pager", "ctl00$Calendar1"),
        """<a href="javascript:__doPostBack('ctl00$pager','2')">2</a>""",  # no form around it
        FORM.format("1", "1"),
    ],
)
def test_other_form_posts_are_not_followed(html: str) -> None:
    assert listing(html).next_page is None


SCRIPTED = """<script>function _vcmslist_submitForm(page, type) {{
  document._vcmslist_fm.p_page.value = page; document._vcmslist_fm["p_type"].value = type; document._vcmslist_fm.submit(); }}</script>
<form name="_vcmslist_fm" action="/c/portal/render_portlet" method="post"><input type="hidden" name="p_page" value="1">
<input type="hidden" name="p_type" value=""><input type="hidden" name="p_l_id" value="PUB.1.24"></form>
<div class="pages">{0}</div>"""


@pytest.mark.parametrize(
    "link",
    [
        """<a class="next_article" href="#" onclick="_vcmslist_submitForm('2','');return false;">Tiếp</a>""",
        """<a href="javascript:_vcmslist_submitForm('2','')">2</a>""",
        """<a href="javascript:_vcmslist_submitForm( 2 , '' )">2</a>""",
    ],
)
def test_a_form_that_a_script_fills_is_followed(link: str) -> None:
    found = listing(SCRIPTED.format(link)).next_page
    assert isinstance(found, Step)
    assert (found.address, found.target, found.argument) == (
        f"{HOST}/c/portal/render_portlet",
        "_vcmslist_submitForm",
        "2",
    )
    fields = dict(parse_qsl(found.form.decode(), keep_blank_values=True))
    assert fields == {"p_page": "2", "p_type": "", "p_l_id": "PUB.1.24"}


def test_a_form_is_followed_whose_function_asks_first() -> None:
    html = SCRIPTED.format("""<a href="javascript:_vcmslist_submitForm('2','')">2</a>""")
    found = listing(html.replace("type) {\n", "type) {\n if (page < 1) { page = 1; }\n")).next_page
    assert found is not None
    assert b"p_page=2" in found.form


@pytest.mark.parametrize(
    "html",
    [
        SCRIPTED.format("""<a href="javascript:_vcmslist_submitForm('2','')">2</a>""").replace(
            "page, type) {", "page, type) { return page; } function other(page, type) {"
        ),  # it submits nothing
        SCRIPTED.format("""<a href="javascript:_vcmslist_submitForm('1','')">1</a>"""),
        SCRIPTED.format("""<a href="javascript:_other_submitForm('2','')">2</a>"""),  # no such function
        SCRIPTED.format("""<a href="javascript:_vcmslist_submitForm(page,'')">2</a>"""),
        SCRIPTED.replace('name="_vcmslist_fm"', 'name="_search"').format(
            """<a href="javascript:_vcmslist_submitForm('2','')">2</a>"""
        ),  # fills a form that the page does not have
    ],
)
def test_scripts_that_are_no_pagers_are_not_followed(html: str) -> None:
    assert listing(html).next_page is None


# Dates ----------------------------------------------------------------------------------------------


def entry(path: str, date: str) -> str:
    return f'<div class="item"><h3><a href="/{path}">{HEADLINE}</a></h3><span>{date}</span></div>'


@pytest.mark.parametrize(
    ("html", "newest"),
    [
        (entry("b1", "12/11/2023") + entry("b2", "(30/10/2023)"), date(2023, 11, 12)),
        (entry("b1", "Đăng ngày 2/1/2020 08:15") + entry("b2", ""), date(2020, 1, 2)),
        ("<p>Hôm nay, 22/11/2026</p>" + entry("b1", "12/11/2023"), date(2023, 11, 12)),  # a clock in the header
        (entry("b1", "") + entry("b2", ""), None),
        ("", None),
    ],
)
def test_the_newest_date_of_a_listing_is_that_of_an_entry(html: str, newest: date | None) -> None:
    assert listing(f"<div>{html}</div>").newest() == newest


# Feeds and sitemaps ---------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Tin</title><link>http://songmoi.example/</link>
<item><title>Một</title><link>http://songmoi.example/b1</link><description><![CDATA[<img src="/a.jpg"> Dẫn]]></description></item>
<item><title>Hai</title><link> /b2 </link></item><item><title>Ba</title></item><item><link>http://songmoi.example/b1</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title><entry><title>Một</title>
<link rel="alternate" href="http://songmoi.example/b1"/><id>1</id></entry></feed>"""


def test_feeds_give_the_addresses_of_their_entries() -> None:
    assert feed_links(RSS.encode(), f"{HOST}/rss") == [f"{HOST}/b1", f"{HOST}/b2"]
    assert feed_links(ATOM.encode(), f"{HOST}/atom") == [f"{HOST}/b1"]


@pytest.mark.parametrize("body", [b"", b"<html><body>404", b"\xff\xfe\x00", b"<rss><channel><item><link>"])
def test_what_is_no_feed_gives_nothing(body: bytes) -> None:
    assert feed_links(body, f"{HOST}/rss") == []


URLSET = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> http://songmoi.example/b1 </loc><lastmod>2025-01-01</lastmod></url><url><loc>http://songmoi.example/b1</loc></url><url/></urlset>"""


def test_sitemaps_give_pages_and_indexes_give_sitemaps() -> None:
    assert sitemap_links(URLSET, f"{HOST}/sitemap.xml") == SitemapLinks([f"{HOST}/b1"], [])
    assert sitemap_links(gzip.compress(URLSET), f"{HOST}/sitemap.xml.gz") == SitemapLinks([f"{HOST}/b1"], [])
    index = URLSET.replace(b"urlset", b"sitemapindex").replace(b"url>", b"sitemap>")
    assert sitemap_links(index, f"{HOST}/sitemap.xml") == SitemapLinks([], [f"{HOST}/b1"])


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>404</body></html>", b"\x1f\x8bno", b"not xml", b"<urlset><url><loc>"]
)
def test_what_is_no_sitemap_gives_nothing(body: bytes) -> None:
    assert sitemap_links(body, f"{HOST}/sitemap.xml") == SitemapLinks([], [])


def test_a_truncated_sitemap_gives_what_came() -> None:
    assert sitemap_links(URLSET[:-55], f"{HOST}/sitemap.xml").pages == [f"{HOST}/b1"]


def test_kinds_of_addresses_come_from_the_site_file_then_the_layout() -> None:
    tandan = load_layouts()["tandan"]
    rules = LinkRules(site())
    assert rules.kind_of(f"{HOST}/portal/pages/2022-7-1/a.aspx", tandan) is PageKind.ARTICLE
    assert rules.kind_of(f"{HOST}/portal/Pages/tin.aspx", tandan) is PageKind.LISTING
    assert rules.kind_of(f"{HOST}/portal/Pages/tin.aspx", None) is None
    assert LinkRules(site(article=["^/x"])).kind_of(f"{HOST}/portal/pages/2022-7-1/a.aspx", tandan) is None


REAL = Path(__file__).parents[2].parent / "shared" / "real_html"


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_dir(), reason="the real pages are not here")
def test_a_real_listing_of_no_known_layout_is_sorted() -> None:
    address = "https://baocantho.com.vn/thoi-su/"
    html = (REAL / "baocantho_category.html").read_text(encoding="utf-8")
    base = get_base_url(html, address)
    found = read_listing(document_fromstring(html), address, base, 1, LinkRules(site(start=[address])), None)
    assert base != address
    news = [article for article in found.articles if re.search(r"-a\d+\.html$", article)]
    assert len(news) > 60
    assert len(news) > 0.8 * len(found.articles)  # the rest are films and small ads
    assert "https://baocantho.com.vn/chinh-tri/xay-dung-dang/" in found.menu
    assert found.next_page == Step("https://baocantho.com.vn/thoi-su?p=2")
