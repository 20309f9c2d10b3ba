"""Which encoding a text shows, and that texts of other languages show none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.legacy.lines import mend_lines
from cleaning.legacy.recognition import fits, may_hold_legacy, recognize
from cleaning.legacy.tables import LEGACY_ENCODINGS, VIQR
from tests.cleaning.legacy.typing import type_in

NAMES = [encoding.name for encoding in (*LEGACY_ENCODINGS, VIQR)]
LINES = [
    "Đảng ủy xã Nà Lương tổ chức hội nghị tổng kết công tác dân vận năm 2031, phương hướng nhiệm vụ năm 2032.",
    "Đồng chí Lò Văn Muôn biểu dương các tập thể, cá nhân có thành tích xuất sắc trong phong trào thi đua.",
    "Bà con các bản đóng góp 120 ngày công, hiến 450 m đất làm đường nội đồng.",
    "Chiều ngày 5/3, Hội Liên hiệp Phụ nữ huyện phối hợp với Trạm Y tế khám bệnh cho hội viên",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("line", LINES)
def test_a_sentence_shows_its_encoding(name: str, line: str) -> None:
    seen = type_in(name, line)
    found = recognize(seen)
    assert found is not None
    assert (found.name, found.read(seen)) == (name, line)
    assert may_hold_legacy(seen)


OTHERS = [
    ("Hội nghị tổng kết công tác dân vận của huyện", "Vietnamese"),
    ("Toàn xã có hai thôn, các hội viên tham gia trồng ngô, khoai, bí", "Vietnamese with letters of Latin-1 only"),
    ("Ông Hà có ba con trai, hai con gái, làm công nhân", "the same"),
    ("Le gouvernement a présenté hier à l'Assemblée un projet très attendu, où l'été sera évoqué, ça ira.", "French"),
    ("Die Größe der Städte für Bürger ändert sich über Nacht, schöne Grüße aus München.", "German"),
    ("El niño comió piñas en España; mañana habrá más lluvia según informó la radio.", "Spanish"),
    ("São Paulo não é a única região com ações à beira do mar, órgãos públicos", "Portuguese"),
    ("Øresund, Malmö, Århus, smørrebrød på dansk, så är det", "Danish and Swedish"),
    ("Þór í Reykjavík, Ísland, maður og kona ganga út í búð", "Icelandic"),
    ("Türkçe öğretmen çok güzel, ışık söndü", "Turkish"),
    ("© 2031 ® ™ § 5 ¶ 3 «thôn» ½ giá £ 5 ¥ 7 ¼ ¾ 25°C, 30m²", "signs"),
    ("Hello? Is it so? Don't go. I'll see you. x^2 + y^2 = z^2; a^b; f(a(b)); C++", "English and formulas"),
    ("if (a^b) return e^x; foo+bar, u+v; ddos, add, odd; dd/mm/yyyy", "code"),
    ("Bob: 'ok' o'clock, rock'n'roll, l'eau d'or, y'all, you're", "apostrophes"),
    ("Số 12-CT/TU, 98-KH/HU, QL1A, H5N1, 10A2", "document numbers"),
    ("HÃ  Ná»™i, cÃ´ng tÃ¡c dÃ¢n váº­n, Ä‘á»“ng chÃ\xad", "UTF-8 read as Windows-1252"),
    ("Café Trung Nguyên, résumé, naïve Zoë Brontë", "loan words"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "why"), OTHERS, ids=[row[1] for row in OTHERS])
def test_other_texts_show_none(text: str, why: str) -> None:
    assert recognize(text) is None, why
    assert not any(fits(text, encoding) for encoding in LEGACY_ENCODINGS), why


@pytest.mark.parametrize(("text", "why"), OTHERS, ids=[row[1] for row in OTHERS])
@pytest.mark.parametrize("name", NAMES)
def test_a_line_in_another_language_stays_beside_legacy_ones(name: str, text: str, why: str) -> None:
    if why.startswith("UTF-8"):
        pytest.skip("read again by another rule")
    mended = mend_lines("\n".join([*(type_in(name, line) for line in LINES), text]))
    assert mended.text.split("\n")[-1] == text, why
    assert mended.text.split("\n")[:-1] == LINES


@pytest.mark.parametrize("name", NAMES)
def test_a_short_line_is_read_as_the_lines_around_it(name: str) -> None:
    lines = [*LINES, "Tin tức", "Bà Vàng", "Ban Dân vận"]
    mended = mend_lines("\n".join(type_in(name, line) for line in lines))
    assert mended.text.split("\n")[:4] == LINES
    if name != "viqr":
        assert mended.text.split("\n")[4:] == lines[4:]
    assert mended.encodings == {name}


def test_each_line_is_read_for_itself() -> None:
    mended = mend_lines("\n".join([LINES[0], type_in("tcvn3", LINES[1]), type_in("vni", LINES[2]), LINES[3]]))
    assert mended.text.split("\n") == LINES
    assert mended.encodings == {"tcvn3", "vni"}


@given(st.text(max_size=60))
def test_any_text_is_read_or_left(text: str) -> None:
    mended = mend_lines(text)
    assert mended.text.count("\n") == text.count("\n")
    assert (mended.text == text) or mended.encodings


@given(st.lists(st.sampled_from([*LINES, "Hội nghị", "các bản", "12/2031", "\n"]), max_size=5).map(" ".join))
def test_vietnamese_in_unicode_stays(text: str) -> None:
    assert mend_lines(text).text == text
