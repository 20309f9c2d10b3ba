"""The encodings, as they look when their bytes are read as Windows-1252: the only form in which pages still hold them.

A page of 2003 pasted into a page of today kept its bytes: ``§¶ng bé`` is ``Đảng bộ`` in TCVN3, ``Ñaûng boä`` in VNI.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, NamedTuple

from cleaning.spelling.letters import TONES


class LegacyEncoding(NamedTuple):
    """An encoding from before Unicode."""

    name: str
    """As in flags and reports."""
    read: Callable[[str], str]
    """Text as seen through Windows-1252, to what was typed."""


_VOWELS: Final = "aăâeêioôơuưy"
_ROW: Final = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", *TONES)]
"""Every vowel without and with each tone, in the order of ``TONES``: grave, acute, hook, tilde, dot below."""


def _pair(codes: str, letters: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Bytes in hex, ``.`` for none, with their letters."""
    for code, letter in zip(codes.split(), letters, strict=True):
        if code != ".":
            yield int(code, 16), letter


def _seen(byte: int) -> tuple[str, str]:
    """How a byte looks: as Windows-1252, and as Latin-1 where a page kept a control."""
    return bytes([byte]).decode("cp1252", errors="ignore") or chr(byte), chr(byte)


def _view(codes: Iterable[tuple[int, str]]) -> dict[str, str]:
    return {sign: letter for byte, letter in codes for sign in _seen(byte)}


_TCVN3_SMALL: Final = """
    .  B5 B8 B6 B7 B9   A8 BB BE BC BD C6   A9 C7 CA C8 C9 CB
    .  CC D0 CE CF D1   AA D2 D5 D3 D4 D6   .  D7 DD D8 DC DE
    .  DF E3 E1 E2 E4   AB E5 E8 E6 E7 E9   AC EA ED EB EC EE
    .  EF F3 F1 F2 F4   AD F5 F8 F6 F7 F9   .  FA FD FB FC FE
"""
TCVN3_TABLE: Final = _view(
    chain(_pair(_TCVN3_SMALL, _ROW), _pair("AE A1 A2 A3 A4 A5 A6 A7", "đĂÂÊÔƠƯĐ"))  # TCVN 5712:1993, VN3
)

_VPS_SMALL: Final = """
    .  E0 E1 E4 E3 E5   E6 A2 A1 A3 A4 A5   E2 C0 C3 C4 C5 C6
    .  E8 E9 C8 EB CB   EA 8A 89 8B CD 8C   .  EC ED CC EF CE
    .  F2 F3 D5 F5 86   F4 D2 D3 B0 87 B6   D6 A9 A7 AA AB AE
    .  F9 FA FB DB F8   DC D8 D9 BA BB BF   .  FF 9A 9B CF 9C
"""
_VPS_CAPITAL: Final = """
    .  80 C1 81 82 .    88 8E 8D 8F F0 .    C2 84 83 85 .  .
    .  D7 C9 DE FE .    CA 93 90 94 95 .    .  B5 B4 B7 B8 .
    .  BC B9 BD BE .    D4 97 96 98 99 .    F7 9E 9D 9F A6 .
    .  A8 DA D1 AC .    D0 AF AD B1 .  .    .  B2 DD B6 B3 .
"""
_QUOTES: Final = frozenset("“”‘’–—…•")
"""Marks that authors type oftener than the capitals whose bytes they share."""


def _vps_table() -> dict[str, str]:
    """Capitals whose bytes are controls that no page can hold, such as ``Ạ`` and ``Ộ``, are left out."""
    capitals = _view(_pair(_VPS_CAPITAL, map(str.upper, _ROW)))
    small = _view(chain(_pair(_VPS_SMALL, _ROW), _pair("C7 F1", "đĐ")))
    return {sign: letter for sign, letter in (capitals | small).items() if sign not in _QUOTES}


VPS_TABLE: Final = _vps_table()

_VNI_TONES: Final = "øùûõï"  # in the order of TONES, behind the vowel; capital letters have capital marks
_VNI_MARKED: Final = {"â": "âàáåãä", "ă": "êèéúüë"}  # without tone, then in the order of TONES
_VNI_I: Final = "iìíæóò"


def _vni_table() -> dict[str, str]:
    small = {"ñ": "đ", "î": "ỵ"}
    small |= dict(zip(_VNI_I, _ROW[_ROW.index("i") : _ROW.index("o")], strict=True))
    for base, vowel in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        start = _ROW.index(vowel)
        small |= {base + mark: letter for mark, letter in zip(_VNI_TONES, _ROW[start + 1 : start + 6], strict=True)}
        small[base] = vowel
    for base, vowel, marks in (("a", "â", "â"), ("e", "ê", "â"), ("o", "ô", "â"), ("a", "ă", "ă")):
        start = _ROW.index(vowel)
        small |= {base + mark: letter for mark, letter in zip(_VNI_MARKED[marks], _ROW[start : start + 6], strict=True)}
    del small["yï"]  # the dot below of y is a letter of its own
    capital = {seen.upper(): letter.upper() for seen, letter in small.items()}
    mixed = {seen[0].upper() + seen[1]: letter.upper() for seen, letter in small.items() if len(seen) > 1}
    return {seen: letter for seen, letter in (mixed | capital | small).items() if seen != letter}


VNI_TABLE: Final = _vni_table()

WINDOWS_1258_TABLE: Final = {
    bytes([byte]).decode("cp1252"): bytes([byte]).decode("cp1258")
    for byte in range(0xC0, 0x100)
    if bytes([byte]).decode("cp1252") != bytes([byte]).decode("cp1258")
}

_VIQR_MARKS: Final = {"^": "\N{COMBINING CIRCUMFLEX ACCENT}", "(": "\N{COMBINING BREVE}", "+": "\N{COMBINING HORN}"}
_VIQR_TONES: Final = dict(zip("`'?~.", TONES, strict=True))
_VIQR_LETTER: Final = re.compile(
    r"([aA][\^(]?|[eE]\^?|[oO][\^+]?|[uU]\+?|[iIyY])(?:([`'?~])|(\.)(?=[A-Za-z,;:)]|\s+[a-z]))?|[dD][dD]"
)


def _read_viqr(text: str) -> str:
    """A stop behind a vowel is a tone only where the sentence goes on (RFC 1456 has it escaped elsewhere)."""
    return _VIQR_LETTER.sub(_viqr_letter, text)


def _viqr_letter(found: re.Match[str]) -> str:
    if found[1] is None:
        return "Đ" if found[0][0] == "D" else "đ"
    vowel, tone = found[1], found[2] or found[3] or ""
    return unicodedata.normalize("NFC", vowel[0] + _VIQR_MARKS.get(vowel[1:], "") + _VIQR_TONES.get(tone, ""))


def _by_table(table: Mapping[str, str]) -> Callable[[str], str]:
    if all(len(seen) == 1 for seen in table):
        letters = str.maketrans(dict(table))
        return lambda text: unicodedata.normalize("NFC", text.translate(letters))
    pattern = re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))
    return lambda text: pattern.sub(lambda found: table[found[0]], text)


LEGACY_ENCODINGS: Final = (
    LegacyEncoding("tcvn3", _by_table(TCVN3_TABLE)),
    LegacyEncoding("vni", _by_table(VNI_TABLE)),
    LegacyEncoding("vps", _by_table(VPS_TABLE)),
    LegacyEncoding("windows_1258", _by_table(WINDOWS_1258_TABLE)),
)
"""Encodings of eight bits, the commonest first."""

VIQR: Final = LegacyEncoding("viqr", _read_viqr)
"""Letters with marks behind them, all in ASCII (RFC 1456)."""
