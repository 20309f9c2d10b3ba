"""The tables, against what the standards say and there and back."""

import pytest

from cleaning.legacy.tables import LEGACY_ENCODINGS, VIQR
from tests.cleaning.legacy.typing import type_in

ENCODINGS = {encoding.name: encoding for encoding in (*LEGACY_ENCODINGS, VIQR)}
SMALL = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
CAPITAL = {
    "tcvn3": "ABCĂÂĐÊÔƠƯ",  # other capitals are a font of their own
    "vni": SMALL.upper(),
    "vps": SMALL.upper().translate(dict.fromkeys(map(ord, "ẠẶẪẬẸỆỊỌỘỠỢỤỮỰỴẤỐỒỀỂỄẨ"))),  # the controls, and the quotes
    "windows_1258": SMALL.upper(),
    "viqr": SMALL.upper(),
}

SAMPLES = [
    ("tcvn3", "§¶ng bé huyÖn, c«ng t¸c d©n vËn, ®ång chÝ", "Đảng bộ huyện, công tác dân vận, đồng chí"),
    ("tcvn3", "n\N{SOFT HYPHEN}íc, tr\N{SOFT HYPHEN}\N{LATIN SMALL LETTER E WITH DIAERESIS}ng", "nước, trưởng"),
    ("vni", "Ñaûng boä huyeän, coâng taùc daân vaän, ñoàng chí", "Đảng bộ huyện, công tác dân vận, đồng chí"),
    ("vni", "MAËT TRAÄN, nöôùc, kyõ thuaät, ñôn vò, yeâu caàu", "MẶT TRẬN, nước, kỹ thuật, đơn vị, yêu cầu"),
    ("vps", "Çäng b¶ huyŒn, công tác dân vÆn", "đảng bộ huyện, công tác dân vận"),
    ("windows_1258", "ÐaÒng bôò, ðýõÌng, xaÞ, ban lýu trýÞ", "Đảng bộ, đường, xã, ban lưu trữ"),
    ("viqr", "DDa?ng bo^. huye^.n, nu+o+'c, ba(`ng, ddo^`ng chi'.", "Đảng bộ huyện, nước, bằng, đồng chí."),
]


@pytest.mark.parametrize(("name", "seen", "typed"), SAMPLES)
def test_a_line_is_read(name: str, seen: str, typed: str) -> None:
    assert ENCODINGS[name].read(seen) == typed


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("letters", [SMALL, CAPITAL])
def test_every_letter_goes_there_and_back(name: str, letters: str | dict[str, str]) -> None:
    alphabet = letters if isinstance(letters, str) else letters[name]
    text = "b ".join(alphabet) + "b"  # a stop behind a lone vowel would be one
    assert ENCODINGS[name].read(type_in(name, text)) == text


@pytest.mark.parametrize("name", ENCODINGS)
def test_plain_letters_and_figures_stay(name: str) -> None:
    assert ENCODINGS[name].read("Ban Kinh doanh 12/2031 - abcxyz") == "Ban Kinh doanh 12/2031 - abcxyz"
