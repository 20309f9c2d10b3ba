"""Legitimate variants of one word, made one on request: the place of the tone, and ``i`` or ``y``."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from cleaning.spelling.letters import TONES
from cleaning.spelling.syllables import is_legal_syllable
from cleaning.steps.context import LETTER, word_before
from cleaning.steps.step import Change, step


def _open_rimes() -> dict[str, str]:
    """Open rimes of two vowels with the tone in the old place, to the new place, in every case: ``òa`` to ``oà``."""
    return {
        unicodedata.normalize("NFC", first + tone + second): unicodedata.normalize("NFC", first + second + tone)
        for rime in ("oa", "oe", "uy")
        for first, second in product(*((letter, letter.upper()) for letter in rime))
        for tone in TONES
    }


_OLD_TO_NEW: Final = _open_rimes()
_NEW_TO_OLD: Final = {new: old for old, new in _OLD_TO_NEW.items()}
_OLD_RIME: Final = re.compile(f"(?:{'|'.join(_OLD_TO_NEW)})(?!{LETTER})")
_NEW_RIME: Final = re.compile(f"(?:{'|'.join(_NEW_TO_OLD)})(?!{LETTER})")


@step
def place_tone_old(text: str) -> Iterator[Change]:
    """Put the tone of an open rime on its first vowel: ``hoà`` becomes ``hòa``; ``quý`` has but one place and stays."""
    return _move_tones(text, _NEW_RIME, _NEW_TO_OLD)


@step
def place_tone_new(text: str) -> Iterator[Change]:
    """Put the tone of an open rime on its second vowel: ``hòa`` becomes ``hoà``."""
    return _move_tones(text, _OLD_RIME, _OLD_TO_NEW)


def _move_tones(text: str, rime: re.Pattern[str], moved: Mapping[str, str]) -> Iterator[Change]:
    for found in rime.finditer(text):
        word = word_before(text, found.end())
        if is_legal_syllable(word) and word[-3:-2] not in ("q", "Q"):
            yield Change(*found.span(), moved[found[0]])


_TO_Y: Final = str.maketrans("iìíỉĩị", "yỳýỷỹỵ")
_TO_I: Final = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
_LONE_Y: Final = re.compile(f"(?<!{LETTER})[hklmst]([yỳýỷỹỵ])(?!{LETTER})")
_LONE_I: Final = re.compile(
    f"(?<!{LETTER})(?:k([ìíỉĩị])|qu([iìíỉĩị])|l(í)|m(ĩ)|s(ĩ)|t(ỉ)|h(i)(?= (?:sinh|vọng|hữu)))(?!{LETTER})"
)
_WRITTEN_WITH_I: Final = re.compile("tỉ (?:mỉ|tê)|lí (?:nhí|lắc)")


@step
def write_lone_i(text: str) -> Iterator[Change]:
    """Write ``i`` for ``y`` behind h, k, l, m, s and t: ``kỹ thuật`` becomes ``kĩ thuật``.

    Words with a capital stay, because ``Lý`` and ``Kỳ`` are names; so do ``y tế`` and ``quy``.
    """
    return (Change(*found.span(1), found[1].translate(_TO_I)) for found in _LONE_Y.finditer(text))


@step
def write_lone_y(text: str) -> Iterator[Change]:
    """Write ``y`` for ``i`` where offices do: ``kĩ thuật`` becomes ``kỹ thuật``, ``qui chế`` ``quy chế``.

    Only syllables that are written both ways: ``tỉ mỉ``, ``mì`` and ``bi`` have no ``y``. Words with a capital stay.
    """
    for found in _LONE_I.finditer(text):
        if not _WRITTEN_WITH_I.match(text, found.start()):
            yield Change(*found.span(found.lastindex or 0), found[found.lastindex or 0].translate(_TO_Y))
