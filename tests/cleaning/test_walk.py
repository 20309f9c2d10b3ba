"""What stands beside what: rows of labels, poems, pictures, columns."""

import pytest

from cleaning.blocks import Block, Role
from cleaning.tree import parse
from cleaning.walk import walk


def blocks_of(source: str) -> list[Block]:
    tree = parse(f"<html><body>{source}</body></html>")
    assert tree is not None
    return list(walk(tree))


def texts_of(source: str) -> list[str]:
    return [block.text for block in blocks_of(source)]


LABELS = [
    ("<div class=i><span>30/08/2024 05:55</span><span class=eye>1.502 lượt xem</span></div>", ["30/08/2024 05:55", "1.502 lượt xem"]),
    ("<div class=i><time>14/03/2024</time> <a href=/>Tin hội</a></div>", ["14/03/2024", "Tin hội"]),
    ("<p><span class=news-date>10.01.2024</span> <span class=news-author>Tạo bởi Thanh</span></p>", ["10.01.2024", "Tạo bởi Thanh"]),
    ("<div class=i><span class=d>12/02/2025</span><span class=t>19:45</span></div>", ["12/02/2025 19:45"]),
    ("<div class=i><span class=l>Lượt xem:</span> <span class=v>205</span></div>", ["Lượt xem: 205"]),
    ("<div class=i>Bởi <span class=a>Mai</span><span class=b>Hòa</span></div>", ["Bởi MaiHòa"]),
    ("<div><span class=a>Hội nghị</span><span class=b> dân vận</span></div>", ["Hội nghị dân vận"]),
    ("<div class=c><span style='x'>N</span><span style='y'>ắm tình hình</span></div>", ["Nắm tình hình"]),
    ("<div class=c><span class=fontstyle0>Ba nhóm</span><span class=fontstyle2> nội dung</span></div>", ["Ba nhóm nội dung"]),
    ("<p><span class=x>N</span><span class=y>ắm tình hình</span></p>", ["Nắm tình hình"]),
    ("<div class=c><span class=a>Xã Khe Mo</span> <span class=b>họp dân.</span></div>", ["Xã Khe Mo họp dân."]),
    ("<h1><span class=a>Lễ ra</span> <span class=b>quân</span></h1>", ["Lễ ra quân"]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "texts"), LABELS)
def test_labels_in_a_row_are_apart_and_words_in_spans_are_not(source: str, texts: list[str]) -> None:
    assert texts_of(source) == texts


VERSES = "<br>".join(["Đường ra mặt trận năm nào", "Hành quân qua những đèo cao", "Bạn tôi nằm lại chiến khu"])


def roles_of(source: str) -> list[Role]:
    return [block.role for block in blocks_of(source)]


def test_a_poem_is_text_and_a_line_under_a_picture_is_a_caption() -> None:
    assert roles_of(f"<p style='text-align:center'><em>{VERSES}</em></p>") == [Role.TEXT] * 3
    lines = "".join(f"<p align=center><i>{line}</i></p>" for line in VERSES.split("<br>"))
    assert roles_of(lines) == [Role.TEXT] * 3
    assert roles_of("<p align=center><i>Các đại biểu dự lễ</i></p><p>Sau đó là hội.</p>") == [Role.CAPTION, Role.TEXT]
    pictured = "".join(
        f"<p><img src=/{line[:3]}.jpg></p><p align=center><i>{line}</i></p>" for line in VERSES.split("<br>")
    )
    assert roles_of(pictured) == [Role.CAPTION] * 3


def test_a_quotation_under_a_picture_is_text_where_it_ends_as_a_sentence() -> None:
    quoted = "<p><img src=/a.jpg></p><p>Ông Giàng A Sùng nói: “Có đảng viên đi trước thì làng nước theo sau.”</p>"
    assert roles_of(quoted) == [Role.TEXT]


PICTURES = [
    ("<p><img src=/a.jpg></p><p>Lễ ra quân</p><p>Hết.</p>", [("/a.jpg",), ()]),
    ("<p><img src=/a.jpg><img data-src=/b.jpg src=data:x><br>Lễ ra quân</p>", [("/a.jpg", "/b.jpg")]),
    ("<p>Mở đầu.</p><p>Kết thúc.</p><img src=/a.jpg>", [(), ()]),
    ("<amp-img src=/a.jpg></amp-img><p>Lễ ra quân</p>", [("/a.jpg",)]),
]


@pytest.mark.parametrize(("source", "images"), PICTURES)
def test_a_block_knows_the_pictures_before_it(source: str, images: list[tuple[str, ...]]) -> None:
    assert [block.images for block in blocks_of(source)] == images


def test_paragraphs_of_one_column_share_what_holds_them() -> None:
    source = "<div id=a><p>Một</p><div><p>Hai</p></div><ul><li>Ba</li></ul></div><div id=b><p>Bốn</p></div>"
    first, second, third, fourth = blocks_of(source)
    column = first.holders[0]
    assert column in second.holders
    assert column in third.holders
    assert column not in fourth.holders


def test_lines_of_an_element_share_what_holds_it() -> None:
    first, second = blocks_of("<table><tr><td>Dòng một.<br>Dòng hai.</td></tr></table>")
    assert first.holders == second.holders != ()
