"""Texts full of troublemakers: the work grows with the length, and stays near that of ordinary prose."""

import sys
from itertools import cycle, islice

import pytest

from cleaning.edits import apply, undo
from cleaning.spelling.noisy_channel import load
from cleaning.steps import repair

CORRECTOR = load()
SHORT = 6_000  # code points
TIMES = 4  # as long is the long text
PROSE = (
    "Ban Chấp hành Đảng bộ xã Hòa Lạc vừa tổ chức hội nghị sơ kết sáu tháng đầu năm. Các chi bộ đã triển khai nghị "
    "quyết đến từng đảng viên, gắn với phong trào thi đua ở cơ sở. "
)
MORE_ROUNDS = 2.5  # a long text may take two rounds more than a short one; quadratic work would be TIMES as much
MOST_CALLS = 40  # calls of functions for each code point; of these texts the worst has 34

TROUBLE = [
    pytest.param(unit, id=repr(unit))
    for unit in (
        "kinh tế- xã hội -văn hóa ",
        "mục đích , yêu cầu ",
        "nhân dân.Tăng cường",
        "quảnlý nhànước ",
        "2023về năm2018 ",
        "N ắm M -ùng ",
        "qúy họat Gíap ",
        "MụC LụC ",
        "“ a ” ",
        '" dân vận khéo " ',
        "( mới ) ",
        "của của ",
        "gạo,, muối,, ",
        "truyên truyền thi đau yêu nước cơ sơ ",
        "tru-\nyền ",
        "dân\nvận ",
        "a\N{COMBINING ACUTE ACCENT}",
        "dâ\N{SOFT HYPHEN}n ",
        "Ðảng nhа ",
        "\t",
        " ",
        "\n",
        "-",
        '"',
        "(",
        "1",
        ".",
        "…..",
        "a b c đ e ",
        "\N{COMBINING ACUTE ACCENT}",
        "a.b,c;d:e!",
        "xyzzy",
    )
]


def tile(unit: str, length: int) -> str:
    return "".join(islice(cycle(unit), length))


def count_calls(text: str) -> int:
    """Calls of Python and C functions while a text is repaired."""
    calls = 0

    def trace(*_: object) -> None:
        nonlocal calls
        calls += 1

    sys.setprofile(trace)
    try:
        repair(text, CORRECTOR)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.slow
@pytest.mark.parametrize("unit", TROUBLE)
def test_work_grows_with_the_length(unit: str) -> None:
    short, long = tile(unit, SHORT), tile(unit, TIMES * SHORT)
    count_calls(short)  # words are judged once and remembered
    assert count_calls(long) <= MORE_ROUNDS * TIMES * count_calls("Hết. " + short) + 20_000
    assert count_calls("Hết. " + long) <= MOST_CALLS * len(long)


@pytest.mark.parametrize("unit", TROUBLE)
def test_edits_of_a_dense_text_undo(unit: str) -> None:
    text = tile(unit, 600)
    repaired = repair(text, CORRECTOR)
    assert apply(text, repaired.edits) == repaired.text
    assert undo(repaired.text, repaired.edits) == text


@pytest.mark.slow
def test_ten_megabytes_on_one_line_end() -> None:
    text = tile(PROSE.replace("đầu năm.", "đầu năm ."), 10_000_000)
    repaired = repair(text, CORRECTOR)
    assert "đầu năm ." not in repaired.text
    assert undo(repaired.text, repaired.edits) == text
