"""Captions by their wording, where no mark-up tells them from sub-headings and short sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.blocks import Block, Role
from cleaning.captions import LONGEST_CAPTION, is_likely_caption, is_sure_caption, mark_captions

PARAGRAPH = (
    "Đồng chí Lò Văn Ín - Ủy viên Ban Thường vụ Huyện ủy, Chủ tịch Ủy ban Mặt trận Tổ quốc huyện chủ trì hội nghị; "
    "cùng dự có đại diện các ban, ngành của huyện."
)

SURE = [
    "Ảnh: Quang cảnh hội nghị",
    "Hình ảnh: Đoàn viên dọn vệ sinh",
    "Toàn cảnh buổi lễ",
    "Quang cảnh hội trường trong giờ khai mạc",
    "Các em nhỏ nhận bàn ghế mới. Ảnh: Thu Hà",
    "Bà con gói bánh chưng (ảnh tư liệu)",
    "Một số hình ảnh tại buổi lễ.",
]

NOT_SURE = [
    "Hình thức tuyên truyền còn đơn điệu",
    "Ảnh hưởng của mưa bão đến sản xuất",
    "Quang Trung xã điển hình",
    "Sáng 5/6, quang cảnh hội nghị thật trang trọng",
    "Chuyển biến mới trong công tác hội",
    "Toàn cảnh " + "rất dài " * 60,
    "Toàn cảnh buổi lễ. Hội trường chật kín người. Ai cũng vui",
]


@pytest.mark.parametrize("line", SURE)
def test_a_line_that_says_it_is_a_caption_is_one(line: str) -> None:
    assert is_sure_caption(line)


@pytest.mark.parametrize("line", NOT_SURE)
def test_a_line_that_only_begins_so_is_not(line: str) -> None:
    assert not is_sure_caption(line)


LIKELY = [
    "Các đại biểu dự hội nghị",
    "Lãnh đạo huyện tặng quà cho các hộ nghèo",
    "Bà con thôn Khe Mo thu hoạch chè",
    "ĐVTN xã Đồng Vai trồng cây",
    "Đồng chí Lò Văn Ín - Ủy viên Ban Thường vụ Huyện ủy, Chủ tịch Ủy ban Mặt trận phát biểu chỉ đạo.",
]

NOT_LIKELY = [
    "Chuyển biến mới trong công tác hội",
    "Nhiều cách làm mới từ các tổ tự quản",
    "Mỗi tổ dân phố một góc học tập",
    "Nhân dân đồng tình, ủng hộ",
    "Ông Ín tặng quà cho từng hộ.",
    "Chiều 5/6, các đại biểu dự khai mạc",
    "Đồng chí phát biểu:",
]


@pytest.mark.parametrize("line", LIKELY)
def test_people_doing_something_are_a_caption(line: str) -> None:
    assert is_likely_caption(line, [PARAGRAPH])


@pytest.mark.parametrize("line", NOT_LIKELY)
def test_sub_headings_and_sentences_are_not(line: str) -> None:
    assert not is_likely_caption(line, [PARAGRAPH])


def test_mark_up_is_believed_before_wording() -> None:
    blocks = [Block("Các đại biểu dự hội nghị", Role.HEADING), Block("Các đại biểu dự hội nghị"), Block(PARAGRAPH)]
    assert [block.role for block in mark_captions(blocks)] == [Role.HEADING, Role.CAPTION, Role.TEXT]


@given(st.lists(st.text(alphabet="ẢnhĐồg chí:,.()-–\n dự", max_size=LONGEST_CAPTION + 20), max_size=5))
def test_marking_changes_nothing_but_roles(texts: list[str]) -> None:
    assert [block.text for block in mark_captions([Block(text) for text in texts])] == texts
