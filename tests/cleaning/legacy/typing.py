"""Our own texts as offices of the nineties typed them: the tables of the project, turned round."""

import unicodedata
from collections.abc import Mapping

from cleaning.legacy.tables import TCVN3_TABLE, VNI_TABLE, VPS_TABLE, WINDOWS_1258_TABLE
from cleaning.spelling.letters import TONES

TABLES = {"tcvn3": TCVN3_TABLE, "vni": VNI_TABLE, "vps": VPS_TABLE, "windows_1258": WINDOWS_1258_TABLE}
_VIQR = {"\N{COMBINING CIRCUMFLEX ACCENT}": "^", "\N{COMBINING BREVE}": "(", "\N{COMBINING HORN}": "+"}
_VIQR |= dict(zip(TONES, "`'?~.", strict=True))


def type_in(encoding: str, text: str) -> str:
    """A text in an encoding, as it looks through Windows-1252."""
    if encoding == "viqr":
        return _type_viqr(text)
    text = _type_tones_apart(text) if encoding == "windows_1258" else text
    return "".join(_turned(TABLES[encoding]).get(letter, letter) for letter in text)


def to_bytes(seen: str) -> bytes:
    """The bytes of a text that is seen through Windows-1252; controls are those of Latin-1."""
    return b"".join(bytes([ord(sign)]) if ord(sign) < 256 else sign.encode("cp1252") for sign in seen)


def _turned(table: Mapping[str, str]) -> dict[str, str]:
    turned: dict[str, str] = {}
    for seen, letter in table.items():
        turned.setdefault(letter, seen)
    return turned


def _type_tones_apart(text: str) -> str:
    """Each toned letter as the letter with its mark, and the tone behind it."""
    typed = []
    for letter in text:
        tone = next((sign for sign in unicodedata.normalize("NFD", letter) if sign in TONES), "")
        typed.append(unicodedata.normalize("NFC", unicodedata.normalize("NFD", letter).replace(tone, "")) + tone)
    return "".join(typed)


def _type_viqr(text: str) -> str:
    typed = []
    for letter in text.replace("đ", "dd").replace("Đ", "DD"):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tones = [mark for mark in marks if mark in TONES]
        typed.append(base + "".join(_VIQR.get(mark, mark) for mark in (*(set(marks) - set(tones)), *tones)))
    return "".join(typed)
