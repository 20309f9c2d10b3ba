"""Signs of rights are noted as they stand, and nothing else is."""

import pytest
from lxml.html import document_fromstring

from cleaning.rights import LONGEST_VALUE, MOST_SIGNS, read_rights


def signs(head: str = "", body: str = "", **headers: str) -> tuple[str, ...]:
    page = document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return read_rights(page, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="robots" content="noindex, follow">', ("robots:noindex",)),
        ('<META NAME="ROBOTS" CONTENT="NOARCHIVE;NoAI">', ("robots:noarchive", "robots:noai")),
        ('<meta name="googlebot" content="nosnippet">', ("robots:nosnippet",)),
        ('<meta name="tdm-reservation" content="1">', ("tdm-reservation:1",)),
        ('<meta name="tdm-policy" content="https://vidu.example/p.json">', ("tdm-policy:https://vidu.example/p.json",)),
        ('<link rel="license" href="https://vidu.example/l">', ("license:https://vidu.example/l",)),
        ('<meta name="DC.rights" content="Ban  Tuyên giáo">', ("license:Ban Tuyên giáo",)),
    ],
)
def test_signs_of_the_head(head: str, expected: tuple[str, ...]) -> None:
    assert signs(head) == expected


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="robots" content="index, follow, max-image-preview:large">',
        '<meta name="robots">',
        '<meta name="description" content="noindex">',
        '<meta name="tdm-reservation" content="0">',
        '<link rel="stylesheet" href="/license.css">',
        '<link rel="license">',
        "<title>noai</title>",
    ],
)
def test_what_is_no_sign(head: str) -> None:
    assert signs(head) == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a rel="nofollow license" href="/giay-phep">Giấy phép</a>', ("license:/giay-phep",)),
        (
            '<a href="https://creativecommons.org/licenses/by/4.0/">CC</a>',
            ("license:https://creativecommons.org/licenses/by/4.0/",),
        ),
        ('<a href="/license">Giấy phép xuất bản</a>', ()),
        ('<a href="https://creativecommons.org/">Creative Commons</a>', ()),
    ],
)
def test_links_of_the_body(body: str, expected: tuple[str, ...]) -> None:
    assert signs(body=body) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x_robots_tag": "noarchive"}, ("robots:noarchive",)),
        ({"x_robots_tag": "otherbot: noindex, nofollow"}, ("robots:noindex",)),
        ({"tdm_reservation": "1"}, ("tdm-reservation:1",)),
        ({"tdm_reservation": "0"}, ()),
        ({"content_type": "text/html"}, ()),
    ],
)
def test_headers(headers: dict[str, str], expected: tuple[str, ...]) -> None:
    assert signs(**headers) == expected


def test_each_sign_is_noted_once_headers_first() -> None:
    head = '<meta name="robots" content="noindex"><meta name="tdm-reservation" content="1">'
    assert signs(head, x_robots_tag="noindex", tdm_reservation="1") == ("robots:noindex", "tdm-reservation:1")


def test_a_page_cannot_flood_the_record() -> None:
    links = "".join(f'<a rel="license" href="https://vidu.example/{number}/{"x" * 999}">' for number in range(99))
    found = signs(body=links)
    assert len(found) == MOST_SIGNS
    assert max(map(len, found)) == len("license:") + LONGEST_VALUE
