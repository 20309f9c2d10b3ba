"""Spaces and line breaks."""

import pytest

from cleaning.steps import repair
from cleaning.steps.spacing import collapse_spaces, join_wrapped_lines, part_paragraphs, trim_lines


@pytest.mark.parametrize(
    ("before", "after"), [("tổ  dân phố", "tổ dân phố"), ("a    b  c", "a b c"), ("  a", " a"), ("a  ", "a ")]
)
def test_runs_collapse(before: str, after: str) -> None:
    assert repair(before, steps=[collapse_spaces]).text == after


@pytest.mark.parametrize("text", ["tổ dân phố", " a ", "a\n\nb", "a \n b", ""])
def test_single_spaces_stay(text: str) -> None:
    assert repair(text, steps=[collapse_spaces]).edits == ()


@pytest.mark.parametrize(
    ("before", "after"), [(" a", "a"), ("a ", "a"), ("a \n\n b", "a\n\nb"), ("a\n   \nb", "a\n\nb"), ("   ", "")]
)
def test_lines_are_trimmed(before: str, after: str) -> None:
    assert repair(before, steps=[trim_lines]).text == after


@pytest.mark.parametrize("text", ["a b", "a\n\nb", "a\nb c\nd", ""])
def test_trimmed_lines_stay(text: str) -> None:
    assert repair(text, steps=[trim_lines]).edits == ()


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("bà con trong ấp\ncùng góp công", "bà con trong ấp cùng góp công", "goes on in lower case"),
        ("Phó Chủ tịch xã,\nTrưởng ban", "Phó Chủ tịch xã, Trưởng ban", "a comma ends no paragraph"),
        ("mô hình “\nTiếng kẻng”", "mô hình “Tiếng kẻng”", "inside an opening mark"),
        ("xã Tân Lộc (\nhuyện Ba)", "xã Tân Lộc (huyện Ba)", "inside a bracket"),
        ("bà con\n, anh em", "bà con, anh em", "a mark belongs to the word before"),
    ],
)
def test_wrapped_lines_are_joined(before: str, after: str, why: str) -> None:
    assert repair(before, steps=[join_wrapped_lines]).text == after, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Họp chi bộ.\nsau đó ra quân", "the sentence ended"),
        ("Kết quả đạt được\nNăm qua, xã làm", "a heading and a capital"),
        ("Gồm có:\nhai tổ", "a colon opens a list"),
        ("việc thứ nhất;\nviệc thứ hai", "items of a list"),
        ("các việc\na) quét đường", "the letter of an item"),
        ("các việc\n- quét đường", "a bullet"),
        ("các việc\n+ quét đường", "another bullet"),
        ("một đoạn\n\nhai đoạn", "a blank line parts"),
        ("đoạn\n2 hộ", "a figure may number an item"),
    ],
)
def test_lines_that_stand_alone_stay(text: str, why: str) -> None:
    assert repair(text, steps=[join_wrapped_lines]).edits == (), why


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb", "a\n\nb"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("\n\na", "a"),
        ("a\n", "a"),
        ("\n", ""),
        ("a\nb\n\n\nc", "a\n\nb\n\nc"),
    ],
)
def test_paragraphs_get_one_blank_line(before: str, after: str) -> None:
    assert repair(before, steps=[part_paragraphs]).text == after


@pytest.mark.parametrize("text", ["a\n\nb", "a", "", "a b\n\nc\n\nd"])
def test_paragraphs_apart_stay(text: str) -> None:
    assert repair(text, steps=[part_paragraphs]).edits == ()


@pytest.mark.xfail(reason="a wrapped line that goes on with a name looks like a paragraph")
def test_a_wrapped_name_is_joined() -> None:
    assert repair("Dự lễ có đồng chí\nLê Thị Tám").text == "Dự lễ có đồng chí Lê Thị Tám"
