import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.identity import article_id
from crawler.addresses import absolute, canonical, host_of, path_of, trap, without_locale

# Characters that cause trouble in addresses.
TROUBLE = st.text(alphabet="/%?&=#;:.@[]\\ aA2F+đ\u00a0\n", max_size=40)

BASE = "http://songmoi.example/tin-tuc/trang.aspx"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("bai-1.html", "http://songmoi.example/tin-tuc/bai-1.html"),
        ("/bai-1.html#binh-luan", "http://songmoi.example/bai-1.html"),
        ("?page=2", "http://songmoi.example/tin-tuc/trang.aspx?page=2"),
        ("//cdn.example/x", "http://cdn.example/x"),
        ("  /dân vận/bài 1.html ", "http://songmoi.example/d%C3%A2n%20v%E1%BA%ADn/b%C3%A0i%201.html"),
        ("/bai\n-1.html", "http://songmoi.example/bai-1.html"),
        ("\\tin\\bai.html", "http://songmoi.example/tin/bai.html"),
        ("http://https://songmoi.example/a", "https://songmoi.example/a"),
        ("/https/songmoi.example/a", "https://songmoi.example/a"),
        ("/100%-ho-dan", "http://songmoi.example/100%25-ho-dan"),
        ("/%E2%80%9Cdan-van%E2%80%9D", "http://songmoi.example/%E2%80%9Cdan-van%E2%80%9D"),
        ("https://songmoi.example", "https://songmoi.example/"),
    ],
)
def test_a_link_is_made_absolute(link: str, expected: str) -> None:
    assert absolute(BASE, link) == expected


@pytest.mark.parametrize(
    "link",
    [
        *("", "#", "#len-dau", "javascript:;", "JavaScript:__doPostBack('a','b')", "mailto:a@b.example", "tel:0241"),
        *("data:text/html,x", "ftp://songmoi.example/a", "http://", "http://[", "http://songmoi.example:port/"),
    ],
)
def test_what_is_no_page_has_no_address(link: str) -> None:
    assert absolute(BASE, link) is None


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("http://Songmoi.Example:80/a", "http://songmoi.example/a"),
        ("https://songmoi.example:443/a", "https://songmoi.example/a"),
        ("http://songmoi.example/a?utm_source=x&id=5&fbclid=abc", "http://songmoi.example/a?id=5"),
        ("http://songmoi.example/a?redirect=%2Fb&inheritRedirect=false", "http://songmoi.example/a"),
        ("http://songmoi.example/a?b=2&a=1", "http://songmoi.example/a?a=1&b=2"),
        ("http://songmoi.example/web/guest/a", "http://songmoi.example/a"),
        ("http://songmoi.example/vi_VN/web/guest/a", "http://songmoi.example/a"),
        ("http://songmoi.example//a///b", "http://songmoi.example/a/b"),
        ("http://songmoi.example/a;jsessionid=0A1B.node2?x=1", "http://songmoi.example/a?x=1"),
        ("http://songmoi.example/(S(abc123))/a", "http://songmoi.example/a"),
        (
            "http://songmoi.example/portal/Pages/2022-7-1/Bai.aspx",
            "http://songmoi.example/portal/pages/2022-7-1/bai.aspx",
        ),
        ("http://songmoi.example/%64an-v%c3%a2n", "http://songmoi.example/dan-v%C3%A2n"),
    ],
)
def test_two_spellings_of_one_address_have_one_key(address: str, same: str) -> None:
    assert canonical(address) == canonical(same) == same


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("http://songmoi.example/a?1673487162014", "http://songmoi.example/a"),
        ("http://songmoi.example/a?ItemID=1", "http://songmoi.example/a?ItemID=2"),
        ("http://songmoi.example/a?CateID=1&ItemID=1", "http://songmoi.example/a?ItemID=1"),
        ("http://songmoi.example/Bai", "http://songmoi.example/bai"),
        ("http://songmoi.example/bai/", "http://songmoi.example/bai"),
        ("http://songmoi.example:8080/a", "http://songmoi.example/a"),
        ("http://songmoi.example/vi/a", "http://songmoi.example/a"),
        ("http://songmoi.example/a%2Fb", "http://songmoi.example/a/b"),
    ],
)
def test_different_pages_keep_different_keys(address: str, other: str) -> None:
    assert canonical(address) != canonical(other)


@given(TROUBLE)
def test_the_canonical_form_is_its_own(link: str) -> None:
    address = absolute(BASE, link)
    if address is not None:
        assert canonical(canonical(address)) == canonical(address)


# Links of letters that nothing has to be done about take a shorter way; it must lead to the same place.
PLAIN = st.text(alphabet="/a.A?=&-~_htps:2%", max_size=14)
BASES = [
    BASE,
    f"{BASE}?x=/1",
    "http://songmoi.example",
    "http://songmoi.example/a//b/../c",
    "http://songmoi.example:8080/a/",
]


@given(
    PLAIN, st.sampled_from(BASES), st.sampled_from(["", "/", "http://songmoi.example/", "http://songmoi.example:8080/"])
)
def test_short_ways_lead_to_the_same_address(link: str, base: str, start: str) -> None:
    assert absolute(base, start + link) == absolute(base, f" {start}{link}"), "a space at its start takes the long way"


@given(TROUBLE)
def test_the_canonical_form_stays_on_its_host(link: str) -> None:
    address = absolute(BASE, link)
    if address is not None:
        assert host_of(canonical(address)) == host_of(address)


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("http://songmoi.example/vi_VN/tin/1.html?a=1", "http://songmoi.example/tin/1.html?a=1"),
        ("http://songmoi.example/vi_VN", "http://songmoi.example/"),
        ("http://songmoi.example/vi_VNx/1", "http://songmoi.example/vi_VNx/1"),
        ("http://songmoi.example/vi/tin", "http://songmoi.example/vi/tin"),  # part of the address elsewhere
    ],
)
def test_a_locale_can_be_left_out(address: str, without: str) -> None:
    assert without_locale(address) == without


def test_hosts_are_told_apart_by_their_ports() -> None:
    assert host_of("http://127.0.0.1:8001/a") == "127.0.0.1:8001"
    assert host_of("http://127.0.0.1:80/a") == "127.0.0.1"
    assert host_of("https://Songmoi.example.:443/") == "songmoi.example"


def test_the_path_of_an_address_has_its_query_but_no_host() -> None:
    assert path_of("http://songmoi.example") == "/"
    assert path_of("http://songmoi.example/a?b=1#c") == "/a?b=1"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/c/portal/update_language?p_l_id=1&languageId=fi_FI", "language_switch"),
        ("/en/bai-1.html", "language_switch"),
        ("/c/portal/login?p_l_id=1", "login"),
        ("/tin?p_p_id=101&p_p_state=pop_up", "portlet_state"),
        ("/AllPosts.aspx?CategoryId=16&PublishedDate=2015-08-25", "calendar"),
        ("/tin?l=" + "+" * 30, "growing_parameter"),
        ("/tags/dan-van.html", "tag_or_search"),
        ("/?s=dan+van", "tag_or_search"),
        ("/vi/news/print/bai-1.html", "twin"),
        ("/bai-1.html?tmpl=component&print=1", "twin"),
        ("/wps/portal/!ut/p/b1/04_Sj9C", "session"),
        ("/uploads/bao-cao.pdf", "file"),
        ("/" + "a" * 500, "too_long"),
    ],
)
def test_crawl_traps_are_known_by_name(path: str, name: str) -> None:
    assert trap(f"http://songmoi.example{path}") == name


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/tin-tuc", "/vi/news/bai-1.html", "/portal/Pages/2022-7-12/Bai-viet-ab12.aspx", "/a?1673487162014"),
        *("/tin?p_p_id=101&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&_101_cur=2", "/-/view_content/12-bai.html"),
        *("/lich-su-dang-bo", "/tagalog", "/in-an-tai-lieu", "/search-va-rescue-dien-tap", "/envang", "/a.pdf-la-gi"),
    ],
)
def test_pages_are_no_traps(path: str) -> None:
    assert trap(f"http://songmoi.example{path}") is None


SPELLINGS = (
    "http://songmoi.example/tin/bai-1.html",
    "http://songmoi.example:80/tin//bai-1.html#binh-luan",
    "http://songmoi.example/tin/bai-1.html?utm_source=zalo",
    "http://songmoi.example/tin/bai-1.html?id=2",
    "http://songmoi.example/tin/bai-1.html?id=2&fbclid=x",
    "http://songmoi.example/web/guest/tin/bai-1.html",
    "http://songmoi.example/tin/B%C3%A0i.aspx?ItemID=4",
    "http://songmoi.example/Tin/b%c3%a0i.aspx?ItemID=4",
    "http://songmoi.example/tin?1450",
    "http://songmoi.example/tin",
    "http://songmoi.example/tin/",
    "http://songmoi.example:8080/tin/",
)


@pytest.mark.parametrize("one", SPELLINGS)
def test_addresses_with_one_key_are_one_article_and_others_are_not(one: str) -> None:
    for other in SPELLINGS:
        assert (canonical(one) == canonical(other)) == (article_id(one) == article_id(other)), other


@given(TROUBLE, TROUBLE)
def test_what_is_fetched_once_is_one_article(link: str, other: str) -> None:
    addresses = [address for text in (link, other) if (address := absolute(BASE, text))]
    if len(addresses) == 2 and canonical(addresses[0]) == canonical(addresses[1]):
        assert article_id(addresses[0]) == article_id(addresses[1])
    for address in addresses:
        assert article_id(canonical(address)) == article_id(address)
