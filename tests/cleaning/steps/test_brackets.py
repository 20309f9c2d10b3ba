"""Brackets and slashes."""

import pytest

from cleaning.steps import repair
from cleaning.steps.brackets import close_up_bracket, close_up_slash, open_up_bracket


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("( mới )", "(mới)"),
        ("đạt ( 64% )", "đạt (64%)"),
        ("tấm bạt( có nắp)", "tấm bạt (có nắp)"),
        ("[ trích ]", "[trích]"),
    ],
)
def test_padded_brackets_close_up(before: str, after: str) -> None:
    assert repair(before, steps=[close_up_bracket]).text == after


@pytest.mark.parametrize("text", ["(mới)", "nam ( ) nữ ( )", "[ ] có", "xã (mới) và", "a) quét", "( \n"])
def test_brackets_that_are_not_padded_stay(text: str) -> None:
    assert repair(text, steps=[close_up_bracket]).edits == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [("huyện(QCDC) và", "huyện (QCDC) và"), ("ông Tám(ấp Ba)", "ông Tám (ấp Ba)"), ("(âm lịch)và", "(âm lịch) và")],
)
def test_brackets_glued_to_prose_open_up(before: str, after: str) -> None:
    assert repair(before, steps=[open_up_bracket]).text == after


@pytest.mark.parametrize("text", ["đồng(s)", "f(x)", "Cu(OH)2", "TP(HCM)", "H2(SO4)", "xã (mới)", "(mới).", "A(B)C"])
def test_brackets_of_codes_stay(text: str) -> None:
    assert repair(text, steps=[open_up_bracket]).edits == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("da cam /đioxin", "da cam/đioxin"),
        ("đồng/ người/ năm", "đồng/người/năm"),
        ("10 /6 /2031", "10/6/2031"),
        ("Ngày 16/ 1/2033", "Ngày 16/1/2033"),
        ("số 01/ HD-LĐLĐ", "số 01/HD-LĐLĐ"),
        ("Ảnh: Lê Tám /TTXVN", "Ảnh: Lê Tám/TTXVN"),
    ],
)
def test_a_slash_closes_up(before: str, after: str) -> None:
    assert repair(before, steps=[close_up_slash]).text == after


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bài / ảnh", "spaces on both sides"),
        ("1/ Về công tác", "the number of an item"),
        ("a/ Quét đường", "the letter of an item"),
        ("Gồm: 2/ Tổ chức", "inside a line"),
        ("Lê Nam/ Trần Tư", "names or verses"),
        ("đọc là /w/ hay", "a sound"),
        ("Quyết định số /QĐ-UBND", "a number to be filled in"),
        ("xem http://tanloc.vn/ nhé", "an address"),
        ("132/132 hộ", "no space"),
    ],
)
def test_a_slash_stays(text: str, why: str) -> None:
    assert repair(text, steps=[close_up_slash]).edits == (), why
