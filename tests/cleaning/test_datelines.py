"""Datelines in front of first paragraphs, and the prose that begins like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import Article, Cleaner
from cleaning.datelines import split_dateline

FIRST = "Sáng 5/3, Hội Nông dân xã Khe Mo ra quân trồng rừng vụ xuân với sự tham gia của hơn hai trăm hội viên trong toàn xã."

DATELINES = [
    ("(SHO) - ", "SHO", "an abbreviation in brackets"),
    ("(SHO)- ", "SHO", "the dash close to it"),
    ("(SHO)-", "SHO", "no space at all"),
    ("(SHO) – ", "SHO", "a longer dash"),
    ("(SHO).- ", "SHO", "a full stop before the dash"),
    ("(SHO) ", "SHO", "no dash"),
    ("(Mặt trận) - ", "Mặt trận", "a name in words"),
    ("(Báo Sông Hà)- ", "Báo Sông Hà", "a newspaper"),
    ("(Baosongha.vn) – ", "Baosongha.vn", "a domain"),
    ("(songhatv.vn) ", "songhatv.vn", "a domain without a dash"),
    ("SHĐT - ", "SHĐT", "capitals without brackets"),
    ("SHO- ", "SHO", "capitals with a one-sided dash"),
    ("SH - ", "SH", "two letters before the beginning of a day"),
    ("SHT.VN - ", "SHT.VN", "capitals with a country"),
    ("Songhatv.vn - ", "Songhatv.vn", "a bare domain"),
    ("Kinhtesongha - ", "Kinhtesongha", "a name in one word"),
    ("\N{NO-BREAK SPACE}(SHO) - ", "SHO", "a blank before it"),
]

PROSE = [
    ("(QCDC) - quy chế được niêm yết tại nhà văn hóa.", "goes on in lower case"),
    ("Hà Nội - thành phố vì hòa bình đón đoàn.", "a place and what it is"),
    ("Hà Nội - Hải Phòng cùng ký kết giao ước thi đua.", "two places"),
    ("HĐND - UBND xã Khe Mo phối hợp tổ chức hội nghị.", "two offices"),
    ("MTTQ - Công đoàn xã phối hợp tổ chức hội nghị.", "an office and another"),
    ("UBND - Hội Nông dân xã phối hợp tổ chức hội nghị.", "an office and a union"),
    ("TP - Hồ Chí Minh là nơi diễn ra hội nghị.", "an abbreviated city"),
    ("KT - XH của xã có nhiều khởi sắc.", "an abbreviation with a dash inside"),
    ("VH - TT xã Khe Mo tổ chức hội thao.", "the same, before an office"),
    ("Campuchia - Việt Nam ký kết hợp tác.", "two countries"),
    ("Philippines - Việt Nam ký kết hợp tác.", "two countries, one of them long"),
    ("(Ảnh) - Các đại biểu dự hội nghị.", "a caption"),
    ("(Tiếp theo kỳ trước) - Ngày hôm sau, đoàn trở về xã.", "an instalment"),
    ("(1) - Đẩy mạnh tuyên truyền.", "an item of a list"),
    ("(a) Đẩy mạnh tuyên truyền.", "an item with a letter"),
    ("(Đoàn xã) Ngày 5/3, chi đoàn ra quân.", "words in brackets without a dash"),
    ("- Ngày 5/3, chi đoàn ra quân.", "a bullet"),
    ("26-3 - Ngày thành lập Đoàn.", "a date"),
    ("Khe Mo - Ngày hội đại đoàn kết.", "a place before a noun"),
    ("Covid-19 - Ngày đầu giãn cách.", "a word with a number"),
    ("", "nothing"),
    ("-", "a dash"),
]


@pytest.mark.parametrize(("mark", "credit", "why"), DATELINES, ids=[row[2] for row in DATELINES])
def test_a_dateline_is_cut(mark: str, credit: str, why: str) -> None:
    found = split_dateline(mark + FIRST)
    assert found is not None, why
    assert (found.credit, found.rest) == (credit, FIRST)
    assert found.mark == mark.strip("\N{NO-BREAK SPACE} ")


@pytest.mark.parametrize(("text", "why"), PROSE, ids=[row[1] for row in PROSE])
def test_prose_is_left_alone(text: str, why: str) -> None:
    assert split_dateline(text) is None, why


@pytest.mark.parametrize("mark", ["(SHO) -", "SHĐT -", "(Baosongha.vn) –", "(SHO)"])
def test_a_dateline_may_stand_alone(mark: str) -> None:
    found = split_dateline(mark)
    assert found is not None
    assert (found.mark, found.rest) == (mark, "")


@pytest.mark.parametrize(
    "after", ["Ngày 5/3, xã họp.", "“Học Bác”: chuyên đề mới.", "12 thôn về đích.", "Ông Lò Văn Inh kể."]
)
def test_whatever_begins_a_sentence_may_follow_brackets(after: str) -> None:
    found = split_dateline(f"(SHO) - {after}")
    assert found is not None
    assert found.rest == after


@given(st.text(alphabet="(SHOĐ) -–.vn aà5\n“", max_size=24))
def test_nothing_is_lost_but_blanks(text: str) -> None:
    found = split_dateline(text)
    if found is not None:
        assert "".join((found.mark + found.rest).split()) == "".join(text.split())
        assert found.credit in found.mark


def cleaned(text: str) -> Article:
    outcome = Cleaner().clean_dump(text)
    assert isinstance(outcome, Article), outcome
    return outcome


SECOND = (
    "Theo kế hoạch, trong năm toàn xã trồng mới 45 ha rừng gỗ lớn và chăm sóc 120 ha rừng đã trồng từ những vụ trước./."
)


def test_the_text_begins_with_the_first_sentence() -> None:
    article = cleaned(f"Ra quân trồng rừng vụ xuân\n12/02/2024\n(SHO) - {FIRST}\n{SECOND}\n")
    assert article.text == f"{FIRST}\n\n{SECOND}"
    assert (article.lead, article.source_credit) == (FIRST, "SHO")
    assert [block.text for block in article.stripped if block.rule == "dateline_credit"] == ["(SHO) -"]


def test_a_dateline_of_its_own_line_is_cut_too() -> None:
    article = cleaned(f"Ra quân trồng rừng vụ xuân\n12/02/2024\n(SHO) -\n{FIRST}\n{SECOND}\n")
    assert (article.text, article.source_credit) == (f"{FIRST}\n\n{SECOND}", "SHO")


def test_the_source_at_the_end_says_more_than_a_dateline() -> None:
    article = cleaned(f"Ra quân trồng rừng vụ xuân\n12/02/2024\n(SHO) - {FIRST}\n{SECOND}\nTheo Báo Sông Hà\n")
    assert article.source_credit == "Báo Sông Hà"


def test_later_paragraphs_keep_what_looks_like_one() -> None:
    later = f"(SHO) - {SECOND}"
    assert cleaned(f"Ra quân trồng rừng vụ xuân\n12/02/2024\n{FIRST}\n{later}\n").text.endswith(later)
