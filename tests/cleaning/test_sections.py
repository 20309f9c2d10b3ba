"""The section of an article on pages of unknown systems."""

import pytest
from lxml.html import document_fromstring

from cleaning.sections import find_section

TITLE = "Hội Nông dân xã Khe Mo ra quân trồng rừng"
MENU = "<nav><a href='/category/tin-xa/'>Tin xã</a><a href='/category/van-hoa/'>Văn hóa</a></nav>"
SIDE = "<aside><a class=category href='/category/van-ban/'>Văn bản</a></aside>"

FOUND = [
    (f"{MENU}<p>Trong <a rel='category tag' href='/c/3'>Nông thôn mới</a></p>", "by its relation"),
    (f"<div class='breadcrumbs'><a href='/'>Trang chủ</a> › <a href='/n'>Nông thôn mới</a> › {TITLE}</div>", "a breadcrumb"),
    (f"<ol aria-label='breadcrumb'><li><a href='/'>Home</a><li><a href='/a'>Tin tức</a><li><a href='/n'>Nông thôn mới</a><li><a href='/x'>{TITLE}</a></ol>", "the step before the article's own"),
    (f"{MENU}<div class='post-category'><a href='/n'>Nông thôn mới</a></div>{SIDE}", "an element named after it"),
    (f"{MENU}<article><header><a href='/category/n/'>Nông thôn mới</a></header></article>{SIDE}", "a section's address"),
    (f"{MENU}<article><footer><a href='/chuyen-muc/n'>Nông thôn mới</a></footer></article>", "at the end of the article"),
    ("<a rel=category href='/n'>Nông thôn mới</a><a rel=category href='/n'>Nông thôn mới</a>", "said twice"),
]  # fmt: skip
NOT_FOUND = [
    (MENU + SIDE, "only menus"),
    ("<div class=breadcrumb><a href='/'>Trang chủ</a></div>", "a breadcrumb of the home page alone"),
    (f"<div class=breadcrumb><a href='/'>Trang nhất</a><a href='/x'>{TITLE}</a></div>", "a breadcrumb to the article"),
    ("<p><a href='/category/a/'>Tin xã</a> <a href='/category/b/'>Văn hóa</a></p>", "two sections"),
    (f"<a rel=category href='/n'>{' '.join(map(str, range(40)))}</a>", "a text too long for a name"),
    ("<a rel=category href='/n'></a>", "an empty link"),
    ("<p><a href='/danh-sach/'>Danh sách hội viên</a></p>", "another link"),
    ("<footer><a href='/category/n/'>Nông thôn mới</a></footer>", "the foot of the page"),
]


@pytest.mark.parametrize(("main", "why"), FOUND, ids=[row[1] for row in FOUND])
def test_a_section_is_found(main: str, why: str) -> None:
    assert find_section(document_fromstring(main), None, TITLE) == "Nông thôn mới", why


@pytest.mark.parametrize(("main", "why"), NOT_FOUND, ids=[row[1] for row in NOT_FOUND])
def test_what_names_no_section(main: str, why: str) -> None:
    assert find_section(document_fromstring(main), None, TITLE) is None, why


def test_what_is_said_for_machines_comes_before_a_breadcrumb() -> None:
    tree = document_fromstring("<div class=breadcrumb><a href='/n'>Tin tức</a></div>")
    assert find_section(tree, "Nông thôn mới", TITLE) == "Nông thôn mới"
    assert find_section(tree, "", TITLE) == "Tin tức"
    assert find_section(tree, TITLE, TITLE) == "Tin tức"
