"""Texts: the lines that were decoded wrongly or typed in a legacy encoding."""

from collections import Counter
from typing import Final, NamedTuple

from cleaning.decode import has_mojibake, mend_mojibake
from cleaning.legacy.recognition import fits, may_hold_legacy, recognize
from cleaning.legacy.tables import LegacyEncoding

MOJIBAKE: Final = "mojibake"
"""Name of what is no encoding of its own: UTF-8 that was read as another charset."""


class Mended(NamedTuple):
    """A text after its lines were read as they were written; it has as many lines as before."""

    text: str
    encodings: frozenset[str]
    """Names of what was repaired: ``mojibake`` and those of ``LEGACY_ENCODINGS``."""


def mend_lines(text: str) -> Mended:
    """Read each line in the encoding that it shows; one too short to show any, in that of most others."""
    mended = set[str]()
    lines = text.split("\n")
    if has_mojibake(text):
        read = [mend_mojibake(line) if has_mojibake(line) else line for line in lines]
        mended |= {MOJIBAKE} if read != lines else set()
        lines = read
    if may_hold_legacy(text):
        known = [recognize(line) for line in lines]
        mended |= {encoding.name for encoding in known if encoding}
        lines = _read(lines, known)
    return Mended("\n".join(lines), frozenset(mended))


def _read(lines: list[str], known: list[LegacyEncoding | None]) -> list[str]:
    sizes = Counter[LegacyEncoding]()
    for line, encoding in zip(lines, known, strict=True):
        if encoding:
            sizes[encoding] += len(line)
    if not sizes:
        return lines
    of_most = sizes.most_common(1)[0][0]
    return [
        (encoding or of_most).read(line) if encoding or fits(line, of_most) else line
        for line, encoding in zip(lines, known, strict=True)
    ]
