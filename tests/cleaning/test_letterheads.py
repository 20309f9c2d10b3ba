"""Letterheads of documents, and headlines in capitals that look like them."""

import pytest

from cleaning import Article, Cleaner
from cleaning.letterheads import letterhead_places

HEADS = [
    (["ĐẢNG BỘ TỈNH TRƯỜNG HÀ", "ĐẢNG CỘNG SẢN VIỆT NAM"], {0, 1}),
    (["HUYỆN ỦY VĨNH KHÊ", "*", "Số: 12-CT/HU", "ĐẢNG CỘNG SẢN VIỆT NAM"], {0, 1, 2, 3}),
    (["UBND XÃ TÂN LƯƠNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"], {0, 1, 2}),
    (["Số: 45/KH-UBND", "Tân Lương, ngày 3 tháng 5 năm 2024"], {0, 1}),
    (["HUYỆN ỦY VĨNH KHÊ", "HỘI NGHỊ BAN CHẤP HÀNH LẦN THỨ 12"], set()),
    (["ĐẢNG CỘNG SẢN VIỆT NAM", "HỘI NÔNG DÂN HUYỆN TỔ CHỨC NGÀY HỘI"], {0}),
    (["Đảng Cộng sản Việt Nam luôn chăm lo đời sống nhân dân"], set()),
    (["Số 12 hộ nghèo được nhận nhà"], set()),
    (["ĐẢNG CỘNG SẢN VIỆT NAM", "a", "b", "c", "HUYỆN ỦY VĨNH KHÊ"], {0}),
]
BODY = "Trong những năm qua, công tác dân vận trên địa bàn huyện đã đạt nhiều kết quả quan trọng, góp phần củng cố khối đại đoàn kết."


@pytest.mark.parametrize(("lines", "places"), HEADS)
def test_lines_of_a_letterhead_are_found(lines: list[str], places: set[int]) -> None:
    assert letterhead_places(lines) == places


def test_a_dump_of_a_document_has_the_title_of_the_document() -> None:
    lines = ["ĐẢNG BỘ TỈNH TRƯỜNG HÀ", "ĐẢNG CỘNG SẢN VIỆT NAM", "HUYỆN ỦY VĨNH KHÊ", "Số: 12-CT/HU"]
    outcome = Cleaner().clean_dump("\n".join([*lines, "Về tăng cường công tác dân vận", BODY]))
    assert isinstance(outcome, Article)
    assert outcome.title == "Về tăng cường công tác dân vận"
    assert [block.text for block in outcome.stripped if block.rule == "letterhead"] == lines


def test_a_headline_in_capitals_stays_one() -> None:
    outcome = Cleaner().clean_dump(f"ĐẢNG ỦY XÃ TÂN LƯƠNG TRAO HUY HIỆU ĐẢNG\n{BODY}")
    assert isinstance(outcome, Article)
    assert outcome.title == "ĐẢNG ỦY XÃ TÂN LƯƠNG TRAO HUY HIỆU ĐẢNG"
