"""Searches: what is typed, as the index takes it, and what is shown of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.inspector.search import LONGEST, Search, excerpt, show_hits


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("dân vận khéo", '"dan van kheo"'),
        ('"dân vận" "Bến Sậy"', '"dan van" AND "ben say"'),
        ("“dân vận” khéo", '"dan van" AND "kheo"'),
        ('"dân vận', '"dan van"'),  # one quote alone
        ('") OR (words : "', '"or words"'),
        ("NEAR(a b) NOT c*", '"near a b not c"'),
        ("...", ""),
        ("", ""),
    ],
)
def test_reading(typed: str, match: str) -> None:
    assert Search.read(typed).match() == match


def test_word_by_word() -> None:
    assert Search.read("dân vận khéo").by_word().match() == '"dan" AND "van" AND "kheo"'
    assert Search.read("98-KH/HU số").by_word().match() == '"98 kh hu" AND "so"'


def test_no_search_is_endless() -> None:
    assert len(Search.read("dân " * 10_000).pieces[0].typed) < LONGEST


@pytest.mark.parametrize(
    ("typed", "text", "is_in"),
    [
        ("đảng", "Tổ đảng số 2", True),
        ("đảng", "Tổ đang họp", False),
        ("dang", "Tổ đang họp", True),
        ('"tổ đảng" họp', "họp tổ đảng", True),
        ('"tổ đảng" họp', "tổ đảng", False),
    ],
)
def test_what_a_text_has(typed: str, text: str, is_in: bool) -> None:
    assert Search.read(typed).is_in(text) is is_in


@given(st.text(alphabet="ab đ\n.", max_size=60), st.sampled_from(["a", "b a", "d", "a a"]))
def test_parts_make_the_text(text: str, typed: str) -> None:
    parts = show_hits(text, Search.read(typed).places(text))
    assert "".join(part.text for part in parts) == text


def test_an_excerpt_has_the_hit() -> None:
    text = "Mở đầu. " * 100 + "Ông Khuê đọc thư. " + "Kết thúc. " * 100
    parts = excerpt(text, Search.read("ong khue"))
    assert [part.text for part in parts if part.is_hit] == ["Ông Khuê"]
    assert len("".join(part.text for part in parts)) < 300
    assert parts[0].text.startswith("… Mở ")
    assert parts[-1].text.endswith(("Kết …", "thúc. …"))


def test_an_excerpt_without_a_hit_is_the_beginning() -> None:
    assert [part.text for part in excerpt("Tin ngắn\n\ncủa xã", Search.read(""))] == ["Tin ngắn  của xã"]
