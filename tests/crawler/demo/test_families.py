"""What each family of the sample web does in its own way."""

import html
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from crawler.demo.content import SampleArticle
from crawler.demo.portal import Portal
from crawler.demo.postback import view_state
from crawler.demo.web import SampleWeb
from tests.crawler.demo.client import fetch

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(text: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(text).iter(f"{SITEMAP}loc")]


def test_liferay_date_line(web: SampleWeb, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of("songha", articles[4].slug)).words
    assert re.search("Ngày đăng 06/01/2023 \\| 07:30 \u00a0\\|\u00a0Lượt xem: \\d+", page)
    assert re.search(
        "Ngày đăng 06/01/2023 \\| 07:30 \u00a0\\|\u00a0View count: \\d+",
        fetch(web.url_of("tayvan", articles[4].slug)).words,
    )


def test_liferay_prints_the_category_twice_on_one_line_only_in_one_skin(
    web: SampleWeb, articles: list[SampleArticle]
) -> None:
    twice = "<span>Công tác Đảng</span> <span>Công tác Đảng</span>"
    assert twice in fetch(web.url_of("songha", articles[4].slug)).text
    assert twice not in fetch(web.url_of("tayvan", articles[4].slug)).text


def test_the_other_liferay_skin_has_its_column_before_the_article(
    web: SampleWeb, articles: list[SampleArticle]
) -> None:
    page = fetch(web.url_of("tayvan", articles[4].slug)).words
    places = [page.index(words) for words in ("Tìm kiếm", "Album Ảnh", "Các chuyên mục", "Ngày đăng")]
    assert places == sorted(places)


def test_liferay_pager_needs_all_its_parameters(web: SampleWeb) -> None:
    start = web.addresses["songha"] + "/tin-tuc"
    forward = next(link for link in fetch(start).links if "_cur=2" in link)
    assert len(parse_qs(urlsplit(forward).query)) == 8
    assert "Trang 2 / 3" in fetch(forward).words
    assert "Trang 1 / 3" in fetch(re.sub(r"p_p_id=\w+&", "", forward)).words
    assert "Trang 3 / 3" in fetch(forward.replace("_cur=2", "_cur=99")).words


def test_liferay_language_switch_leads_to_the_same_page_under_another_address(
    web: SampleWeb, articles: list[SampleArticle]
) -> None:
    url = web.url_of("songha", articles[4].slug)
    switch = next(link for link in fetch(url).links if "update_language" in link and "view_content" in link)
    there = fetch(switch).headers["Location"]
    assert there == "/en" + urlsplit(url).path
    assert articles[4].lead.typed in fetch(web.addresses["songha"] + there).words
    assert fetch(web.addresses["songha"] + "/en/en" + urlsplit(url).path).status == 404


def test_sitemaps_list_what_is_there(web: SampleWeb, articles: list[SampleArticle]) -> None:
    there = {web.url_of("songha", article.slug) for article in articles if article.first_visit}
    assert there <= set(locations(fetch(web.addresses["songha"] + "/sitemap.xml").text))
    parts = locations(fetch(web.addresses["naluong"] + "/wp-sitemap.xml").text)
    listed = {place for part in parts for place in locations(fetch(part).text)}
    assert {web.url_of("naluong", article.slug) for article in articles if article.first_visit} <= listed
    assert web.url_of("naluong", articles[-1].slug) not in listed


@pytest.mark.parametrize(
    ("site", "path"),
    [
        ("tayvan", "/sitemap.xml"),
        ("songha", "/feed/"),
        ("binhloc", "/sitemap.xml"),
        ("naluong", "/wp-sitemap-posts-post-2.xml"),
    ],
)
def test_there_is_no_other_feed_or_sitemap(web: SampleWeb, site: str, path: str) -> None:
    assert fetch(web.addresses[site] + path).status == 404


def test_robots(web: SampleWeb) -> None:
    robots = {site: fetch(address + "/robots.txt") for site, address in web.addresses.items()}
    assert {answer.status for answer in robots.values()} == {200}
    assert [site for site, answer in robots.items() if "text/plain" not in answer.headers["Content-Type"]] == [
        "hoagiang"
    ]
    assert [site for site, answer in robots.items() if "Sitemap: http" in answer.text] == ["songha", "naluong"]
    assert "<html" in robots["hoagiang"].text
    assert "Disallow: /quantri/" in robots["binhloc"].text


def test_tandan_addresses_are_the_same_in_any_case(web: SampleWeb, articles: list[SampleArticle]) -> None:
    url = web.url_of("hoagiang", articles[4].slug)
    assert re.search(r"/portal/Pages/2023-1-6/Tin-so-5[0-9a-f]{7}\.aspx$", url)
    assert articles[4].title.typed in fetch(url.replace("Pages", "pages")).text


def test_tandan_marks(web: SampleWeb, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of("hoagiang", articles[4].slug))
    assert "Đăng ngày 06 - 01 - 2023" in page.words
    assert re.search(r"\(22/01/2023 7:30 SA\)", page.words)
    assert re.search(r"°\s*\d+ người đang online", page.words)
    assert "S&aacute;ng ng&agrave;y 5/3" in page.text
    assert "Tin liên quan</p><ul></ul>" in page.text


def test_postback_gives_the_page_that_the_form_asks_for(web: SampleWeb) -> None:
    start = web.addresses["hoagiang"] + "/portal/Pages/Tin-tuc.aspx"
    fields = fetch(start).hidden_fields | {"__EVENTTARGET": "ctl00$PlaceHolderMain$pager"}
    first, second, following = (
        fetch(start),
        fetch(start, form={**fields, "__EVENTARGUMENT": "2"}),
        fetch(start, form={**fields, "__EVENTARGUMENT": "next"}),
    )
    assert titles(second.text) == titles(following.text) != titles(first.text)
    third = fetch(
        start, form={**second.hidden_fields, "__EVENTTARGET": fields["__EVENTTARGET"], "__EVENTARGUMENT": "next"}
    )
    assert len({*titles(first.text), *titles(second.text), *titles(third.text)}) == 22


@pytest.mark.parametrize(
    "fault",
    [
        {"__VIEWSTATE": ""},
        {"__VIEWSTATE": "AAAA"},
        {"__VIEWSTATE": "no base64!"},
        {"__VIEWSTATE": view_state("/portal/Pages/Cong-tac-dang.aspx", 1)},
        {"__EVENTTARGET": ""},
        {"__EVENTTARGET": "ctl00$other"},
        {"__EVENTARGUMENT": "x"},
        {"__EVENTARGUMENT": "99"},
    ],
)
def test_postback_of_anything_else_gives_the_first_page(web: SampleWeb, fault: dict[str, str]) -> None:
    start = web.addresses["hoagiang"] + "/portal/Pages/Tin-tuc.aspx"
    first = fetch(start)
    proper = first.hidden_fields | {"__EVENTTARGET": "ctl00$PlaceHolderMain$pager", "__EVENTARGUMENT": "2"}
    assert (
        titles(fetch(start, form=proper | fault).text) == titles(first.text) != titles(fetch(start, form=proper).text)
    )


def titles(page: str) -> list[str]:
    return re.findall(r'class="channel-news-title"><a href="[^"]*">([^<]*)', page)


def test_webforms_pages_all_have_one_title(web: SampleWeb, articles: list[SampleArticle]) -> None:
    address = web.addresses["binhloc"]
    pages = (
        fetch(web.url_of("binhloc", articles[4].slug)),
        fetch(address + "/tin-tuc.aspx"),
        fetch(address + "/gioi-thieu.aspx"),
    )
    assert len({re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)[1] for page in pages}) == 1  # type: ignore[index]


def test_webforms_numbers_stand_without_labels(web: SampleWeb, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of("binhloc", articles[4].slug)).text
    assert re.search(r'lblLuotXem"> \d+</span>', page)
    assert 'lblNgayDang"> 06/01/2023</span>' in page
    assert len(re.findall(r"<p>0/\d{21}\.png</p>", page)) == 2


def test_webforms_section_pager_stays_in_its_section(web: SampleWeb) -> None:
    section = web.addresses["binhloc"] + "/tin-tuc.aspx?p=2&cm=1"
    assert "cm=1" in next(link for link in fetch(section).links if "p=1" in link)
    assert "Không có bài viết" in fetch(section.replace("p=2", "p=9")).words


def test_tagdiv_neighbours_are_glued_to_their_labels(web: SampleWeb, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of("naluong", articles[4].slug)).words
    assert f"Bài trước{articles[3].title.typed}" in page
    assert f"Bài tiếp theo{articles[5].title.typed}" in page


def test_tagdiv_clock_shows_today_and_the_article_its_own_day(web: SampleWeb, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of("naluong", articles[4].slug)).text
    assert "Thứ Bảy, Tháng Mười Một 22, 2025" in page
    assert 'datetime="2023-01-06T07:30:00+07:00">06/01/2023<' in page


def test_tagdiv_addresses_lead_to_the_one_with_the_slash(web: SampleWeb, articles: list[SampleArticle]) -> None:
    url = web.url_of("naluong", articles[4].slug)
    assert (fetch(url[:-1]).status, fetch(url[:-1]).headers["Location"]) == (301, url)
    assert fetch(web.addresses["naluong"] + "/khong-co-bai-nay").status == 404
    short = re.search(r'<link rel="shortlink" href="([^"]*)"', fetch(url).text)
    assert short is not None
    assert fetch(short[1]).headers["Location"] == url


def test_tagdiv_list_beyond_the_last_page_is_missing(web: SampleWeb) -> None:
    address = web.addresses["naluong"] + "/category/tin-tuc/page/"
    assert [fetch(f"{address}{number}/").status for number in (3, 4, 0)] == [200, 404, 200]


def test_feed_has_the_newest_ten(web: SampleWeb, articles: list[SampleArticle]) -> None:
    answer = fetch(web.addresses["naluong"] + "/feed/")
    items = ElementTree.fromstring(answer.text).findall("channel/item")
    assert [item.findtext("link") for item in items] == [
        web.url_of("naluong", article.slug) for article in articles[-2:-12:-1]
    ]
    assert items[0].findtext("title") == articles[-2].title.typed


@pytest.mark.parametrize("page", ["introduction", "english", "documents", "shell", "search", "print"])
def test_every_site_has_pages_that_are_no_articles(
    web: SampleWeb, site: str, articles: list[SampleArticle], page: str
) -> None:
    addresses = {
        "songha": (
            "/gioi-thieu",
            "/en/gioi-thieu",
            "/van-ban",
            "/lich-cong-tac",
            "/tim-kiem?q=%C4%91%E1%BB%93ng",
            "?p_p_state=pop_up",
        ),
        "tayvan": (
            "/gioi-thieu",
            "/en/gioi-thieu",
            "/van-ban",
            "/dich-vu-cong",
            "/tim-kiem?q=%C4%91%E1%BB%93ng",
            "?p_p_state=pop_up",
        ),
        "hoagiang": (
            "Gioi-thieu",
            "English",
            "Van-ban",
            "Khen-thuong",
            "Tim-kiem.aspx?keyword=%C4%91%E1%BB%93ng",
            "?print=1",
        ),
        "binhloc": (
            "/gioi-thieu.aspx",
            "/english.aspx",
            "/van-ban.aspx",
            "/noi-dung.aspx?muc=1",
            "/tim-kiem.aspx?tukhoa=%C4%91%E1%BB%93ng",
            "in",
        ),
        "naluong": ("/gioi-thieu/", "/en/", "/van-ban/", "/khuyen-nong/", "/?s=%C4%91%E1%BB%93ng", "amp/"),
    }[site]
    names = ("introduction", "english", "documents", "shell", "search", "print")
    marks = (
        "Cơ cấu tổ chức",
        "This page is published",
        "Trích yếu",
        "",
        articles[4].title.typed,
        articles[4].lead.typed,
    )
    address = addresses[names.index(page)]
    if page == "print":
        url = web.url_of(site, articles[4].slug)
        answer = fetch(url.replace("chi-tiet", "in") if site == "binhloc" else url + address)
        assert "Liên kết" not in answer.text
    elif site == "hoagiang":
        answer = fetch(f"{web.addresses[site]}/portal/Pages/{address}{'' if '?' in address else '.aspx'}")
    else:
        answer = fetch(web.addresses[site] + address)
    assert answer.status == 200
    assert marks[names.index(page)] in answer.words


def test_menus_have_as_many_links_as_real_ones(web: SampleWeb, site: str, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of(site, articles[4].slug))
    outside = [link for link in page.links if urlsplit(link).netloc.endswith(".example")]
    assert 30 <= len(page.links) - len(outside) <= 100
    assert outside


def test_a_counter_slot_never_reaches_a_client(web: SampleWeb, site: str, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of(site, articles[4].slug)).text
    assert not any(slot[0] in page for slot in Portal.open_counts.values())


def test_every_picture_is_served(web: SampleWeb, site: str, articles: list[SampleArticle]) -> None:
    page = fetch(web.url_of(site, articles[4].slug))
    pictures = [urljoin(page.url, html.unescape(found)) for found in re.findall(r'<img[^>]* src="([^"]+)"', page.text)]
    assert pictures
    assert {fetch(picture).headers["Content-Type"] for picture in pictures} == {"image/svg+xml"}
