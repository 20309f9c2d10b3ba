"""What trafilatura judges to be content, and the mark-up of portals that it needs help with."""

import pytest

from cleaning.extract import Content, find_content, narrow_content
from cleaning.tree import parse
from cleaning.walk import walk

TITLE = "Ra quân trồng rừng vụ xuân ở xã Khe Mo"
PROSE = [
    "Sáng 12/2/2024, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với sự tham gia của 200 hội viên.",
    "Theo kế hoạch, trong năm 2024 toàn xã trồng mới 45 ha rừng gỗ lớn và chăm sóc 120 ha rừng đã trồng từ trước.",
    "Giống cây do hợp tác xã Pù Luông cung ứng, bà con trả dần trong ba năm không tính lãi cho từng nhóm hộ.",
    "Bà Lường Thị Mây, Chủ tịch Hội, mong các chi hội giữ vững tỷ lệ cây sống trên 95% như vụ trước./.",
]
MENU = "<ul><li><a href=/>Trang chủ</a></li><li><a href=/a>Tin tức</a></li><li><a href=/b>Văn bản</a></li></ul>"
FOOT = "<div><p>Bản quyền thuộc xã Khe Mo</p><p>Đang truy cập: 3</p></div>"
A, B, C, D = PROSE

BODIES = [
    (f"<p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p>", "paragraphs"),
    (f"<div>{A}</div><div>{B}</div><div>{C}</div><div>{D}</div>", "paragraphs that are div"),
    (f"<p>{A}</p><div>{B}</div><p>{C}</p><div>{D}</div>", "some paragraphs that are div"),
    (f"{A}<br><br>{B}<br><br>{C}<br><br>{D}", "one text with breaks"),
    (f"<p>{A}</p>{B}<br><br><p><img src=/a.jpg></p>{C}<br>{D}<p>Mùa A Sử</p>", "loose text between paragraphs"),
    (
        f"<table><tr><td><p>{A}</p><p>{B}</p></td></tr><tr><td><p>{C}</p><p>{D}</p></td></tr></table>",
        "a table for layout",
    ),
    (f"<span><p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p></span>", "all in a span"),
]


def found(source: str) -> Content:
    tree = parse(source)
    assert tree is not None
    return find_content(tree, list(walk(tree)), TITLE)


@pytest.mark.parametrize(("body", "why"), BODIES, ids=[row[1] for row in BODIES])
def test_no_paragraph_of_a_page_is_lost(body: str, why: str) -> None:
    content = found(f"<html><body>{MENU}<h1>{TITLE}</h1><div class=main>{body}</div>{FOOT}</body></html>")
    kept = [block.text for block in content.kept]
    assert [text for text in kept if text in PROSE] == PROSE, why
    assert not {"Trang chủ", "Văn bản"} & set(kept), why


@pytest.mark.parametrize(("body", "why"), BODIES, ids=[row[1] for row in BODIES])
def test_no_paragraph_of_a_named_body_is_lost(body: str, why: str) -> None:
    tree = parse(f"<div class=main>{body}</div>")
    assert tree is not None
    content = narrow_content(tree, list(walk(tree)))
    assert [block.text for block in content.kept if block.text in PROSE] == PROSE, why
    assert content.left == [], why


def test_lead_captions_and_signature_beside_the_body_are_content() -> None:
    content = found(
        f"<html><body>{MENU}<h1>{TITLE}</h1><i>13/02/2024</i><div class=sapo>{A}</div><div class=main><p>{B}</p><p>{C}</p>"
        f"<figure><img src=/a.jpg><figcaption>Lễ ra quân</figcaption></figure><p>{D}</p></div>"
        f"<div class=tg><b>Tác giả: Mùa A Sử</b></div><div>Nguồn tin: Báo Sông Hà</div><h4>Tin khác</h4>{MENU}{FOOT}</body></html>"
    )
    kept = [block.text for block in content.kept if block.text != TITLE]
    assert kept == [A, B, C, "Lễ ra quân", D, "Tác giả: Mùa A Sử", "Nguồn tin: Báo Sông Hà"]
    assert content.agreement > 0.5


def test_lists_of_links_in_a_named_body_are_left() -> None:
    tree = parse(f"<div><p>{A}</p><p>{B}</p><ul><li><a href=/x>Thôn Nà Khoang họp</a></li></ul><p>{C}</p></div>")
    assert tree is not None
    content = narrow_content(tree, list(walk(tree)))
    assert [block.text for block in content.kept] == [A, B, C]


@pytest.mark.parametrize("source", ["<html><body></body></html>", f"<html><body>{MENU}</body></html>", "<p>ngắn</p>"])
def test_a_page_without_prose_has_no_prose(source: str) -> None:
    content = found(source)
    assert not [block for block in content.kept if len(block.text) > 20]
    assert len(content.kept) + len(content.left) == len(list(walk(parse(source))))  # type: ignore[arg-type]
