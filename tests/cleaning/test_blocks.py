"""Blocks: when two texts are the same, what is prose, where a line goes on."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.blocks import (
    Block,
    Role,
    collapse_repeat,
    first_prose,
    fold,
    is_prose,
    is_wrapped,
    lines_to_blocks,
    strip_blanks,
)

SENTENCE = "Hội Nông dân xã Khe Mo vừa tổ chức lễ phát động phong trào trồng rừng vụ xuân với hơn 200 hội viên tham gia"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tin Mới Nhất", "TIN MỚI NHẤT"),
        ("“Dân vận khéo”", '"Dân vận khéo"'),
        ("kinh tế - xã hội", "kinh tế  –\N{NO-BREAK SPACE}xã hội."),
        ("Hòa", unicodedata.normalize("NFD", "Hòa")),
    ],
)
def test_texts_that_only_look_different_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hòa", "hóa"), ("tin 1", "tin 2"), ("Khe Mo", "KheMo"), ("thi đua", "thi đau")]
)
def test_texts_that_differ_in_letters_fold_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=80))
def test_folding_is_at_rest(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "text",
    [SENTENCE + ".", SENTENCE + "…", SENTENCE + "./.", f"“{SENTENCE}!”", SENTENCE + ":", (SENTENCE + ", ") * 3],
)
def test_long_closed_text_is_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize("text", [SENTENCE, "Hội Nông dân ra quân.", "", "TIN LIÊN QUAN", SENTENCE + ","])
def test_headlines_and_short_lines_are_not_prose(text: str) -> None:
    assert not is_prose(text)


@pytest.mark.parametrize(
    ("line", "once"),
    [
        ("TIN TỨC - SỰ KIỆN TIN TỨC - SỰ KIỆN", "TIN TỨC - SỰ KIỆN"),
        ("Tin hội Tin hội Tin hội", "Tin hội"),
        ("Tin  hội\n Tin hội", "Tin hội"),
    ],
)
def test_a_line_that_repeats_itself_says_it_once(line: str, once: str) -> None:
    assert collapse_repeat(line) == once


@pytest.mark.parametrize(
    "line", ["dần dần", "Người người nhà nhà", "Tin hội tin hội", "Ngày càng", "", "Tin hội Tin đoàn"]
)
def test_words_that_are_doubled_on_purpose_stay(line: str) -> None:
    assert collapse_repeat(line) == line


@pytest.mark.parametrize(
    ("line", "following", "why"),
    [
        ("Đồng chí Lò Văn Ín, Phó Chủ tịch xã,", "Trưởng ban tổ chức phát biểu", "a comma goes on, even to a capital"),
        ("nhân dân các dân tộc trong", "huyện", "a lower-case letter goes on"),
        ("đạt 98%", "kế hoạch", "behind a per cent sign"),
        ("(khóa XI)", "về xây dựng", "behind a bracket"),
    ],
)
def test_a_sentence_goes_on_over_a_line_break(line: str, following: str, why: str) -> None:
    assert is_wrapped(line, following), why


@pytest.mark.parametrize(
    ("line", "following", "why"),
    [
        ("Kết thúc hội nghị.", "và", "a full stop ends it"),
        ("Công tác tuyên truyền", "Trong năm qua", "a capital begins a new one"),
        ("gồm các nội dung:", "thi nấu ăn", "items follow a colon"),
        ("tổ 2;", "tổ 5;", "items of a list"),
        ("Mục tiêu", "- đạt chuẩn", "a bullet"),
        ("", "abc", "nothing goes on"),
        ("abc", "", "to nothing"),
    ],
)
def test_a_line_break_between_sentences_stays(line: str, following: str, why: str) -> None:
    assert not is_wrapped(line, following), why


def test_lines_of_a_text_are_blocks_unless_they_are_hard_wrapped() -> None:
    text = "Tiêu đề\n\n  Đoạn một viết tiếp\nở dòng hai.\r\nĐoạn hai.\n\N{NO-BREAK SPACE}\n"
    assert [block.text for block in lines_to_blocks(text)] == [
        "Tiêu đề",
        "Đoạn một viết tiếp\nở dòng hai.",
        "Đoạn hai.",
    ]


@given(st.text(alphabet="aĐ,.\n\r \N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}1:", max_size=60))
def test_no_line_of_a_text_is_lost(text: str) -> None:
    lines = [stripped for line in text.splitlines() if (stripped := strip_blanks(line))]
    assert "\n".join(block.text for block in lines_to_blocks(text)) == "\n".join(lines)


def test_the_body_begins_at_the_first_prose() -> None:
    blocks = [Block("Menu"), Block(SENTENCE + ".", Role.CAPTION), Block(SENTENCE + "."), Block(SENTENCE * 3)]
    assert first_prose(blocks) == 2


def test_without_prose_the_body_begins_at_the_longest_block() -> None:
    assert first_prose([Block("ngắn"), Block("dài hơn một chút"), Block("vừa")]) == 1
    assert first_prose([]) is None
