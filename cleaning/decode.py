"""Bytes to source text, and the repairs that only work before parsing."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator

import ftfy.bad_codecs  # noqa: F401  -- registers the codec WESTERN
from ftfy import fix_encoding

from cleaning.legacy.recognition import recognize
from cleaning.spelling.syllables import is_marked

BEST_TRY = "utf-8"
WESTERN = "sloppy-windows-1252"  # as browsers read it: a byte without a character is the control of its number
FEW_LOSSES = 1 / 2000  # share of replaced characters that a cut or a broken byte explains
LEAST_ZEROS = 0.2  # share of zero bytes; UTF-16 of Vietnamese has 0.4, any other page none
LEAST_VIETNAMESE = 0.5  # share of the words with letters beyond ASCII; wrong readings have under 0.2
LONGEST_SAMPLE = 200_000  # code points of source by which a charset is judged
LARGEST_LOSS = 0.02  # share of replaced characters from which bytes count as unreadable; cut pages lose 1 in 100,000
LONGEST_CHARSET = 40  # code points of a charset's name
SNIFFED = 4096  # bytes searched for a meta charset; Đắk Nông's pages have theirs before <head>, some behind 1,024 bytes

_WEB_CHARSET = re.compile(
    r"utf-?(?:8|16|32)|(?:us-)?ascii|(?:x-)?(?:cp|windows|ibm)-?\d+|iso-?8859|latin|koi8|gb|big5|euc|shift|tis|viscii",
    re.IGNORECASE,
)  # of Python's codecs, those that pages are served in: punycode or unicode_escape read anything
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_IS_WESTERN = re.compile(r"(?:us-)?ascii|iso-?8859-?1|latin-?1|(?:x-)?(?:cp|windows)-?1252", re.IGNORECASE)
_MARKUP = re.compile(r"(?is)<(script|style)\b.*?(?:</\1|\Z)|<[^<>]{0,2000}>")
_WORD = re.compile(r"[^\W\d_]+")
_AS_WESTERN = "danvan-windows-1252"  # name of the error handler
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_REFERENCES = re.compile(  # to what no text node may hold; a parser would read them all the same
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|6553[45])(?!\d)"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no text node may hold these
# UTF-8 read as Latin-1 or Windows-1252: a lead byte's letter, then the character of a continuation byte.
_MOJIBAKE = re.compile(
    "[\xc2-\xc6\xe1\xe2][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def decode(body: bytes, content_type: str = "") -> str | None:
    """Read the bytes of a page, by trial: declared charsets are often wrong, valid UTF-8 never is by chance.

    A byte order mark decides, then whether the bytes are UTF-8, or UTF-8 but for a few. Other bytes are read in every
    charset that ``content_type`` or a ``meta`` element names, in Windows-1258, in Windows-1252 (the form in which
    TCVN3, VNI and VPS are known) and as UTF-8 with Windows-1252 in between; the reading with most Vietnamese words
    wins, the declared one where there are none. ``None`` when nothing reads them without much loss.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body.decode(charset, errors="replace")
    if wide := _wide_charset(body):
        return body.decode(wide, errors="replace")
    try:
        return body.decode(BEST_TRY)
    except UnicodeDecodeError:
        mended = body.decode(BEST_TRY, errors="replace")
    if mended.count("\N{REPLACEMENT CHARACTER}") <= len(mended) * FEW_LOSSES:
        return mended  # cut in the middle of a character, or a few broken bytes
    declared = list(_read_each(body, _declared_charsets(body, content_type)))
    mixed = body.decode(BEST_TRY, errors=_AS_WESTERN)
    readings = [*_read_each(body, ("cp1258",)), *declared, *_read_each(body, (WESTERN,)), mixed]
    best = max(readings, key=_count_vietnamese)
    if _count_vietnamese(best):
        return best
    if declared:
        return declared[0]
    return mended if mended.count("\N{REPLACEMENT CHARACTER}") < LARGEST_LOSS * len(mended) else None


def _wide_charset(body: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of its tags is zero."""
    start = body[:SNIFFED]
    if start.count(0) < LEAST_ZEROS * len(start):
        return None
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def _declared_charsets(body: bytes, content_type: str) -> Iterator[str]:
    names = []
    if header := _HEADER_CHARSET.search(content_type):
        names.append(header[1])
    if meta := _META_CHARSET.search(body, 0, SNIFFED):
        names.append(meta[1].decode("ascii", errors="ignore"))
    for name in names:
        if _WEB_CHARSET.match(name):
            yield WESTERN if _IS_WESTERN.fullmatch(name) else name[:LONGEST_CHARSET]


def _read_each(body: bytes, charsets: Iterable[str]) -> Iterator[str]:
    for charset in charsets:
        try:
            yield unicodedata.normalize("NFC", body.decode(charset))
        except (UnicodeError, LookupError):
            continue


def _count_vietnamese(source: str) -> int:
    """Vietnamese words with a tone or mark in the text of a page, as it stands or in the encoding that it shows.

    0 where too few of the words with such letters are Vietnamese: by chance, some are in any text read wrongly.
    """
    text = _MARKUP.sub(" ", source[:LONGEST_SAMPLE])
    encoding = recognize(text)
    words = [word for word in _WORD.findall(encoding.read(text) if encoding else text) if not word.isascii()]
    marked = sum(1 for word in words if len(word) > 1 and is_marked(word))
    return marked if marked >= LEAST_VIETNAMESE * len(words) else 0


def _read_as_western(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252: a page may include one in another charset."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WESTERN), error.end


codecs.register_error(_AS_WESTERN, _read_as_western)


def mend_source(html: str) -> str:
    """Repair what would make a parser lose text.

    Control characters and references to them go, and every ``</body>`` and ``</html>``: parsers end the page at the first, so that a header
    include that closes them loses the whole article, and no parser needs the last. The XML declaration goes too: its
    charset was that of the bytes.
    """
    html = _CONTROLS.sub("", _XML_DECLARATION.sub("", html, count=1))
    return _END_OF_PAGE.sub("", _CONTROL_REFERENCES.sub("", html))


def has_mojibake(text: str) -> bool:
    """Whether a text may contain UTF-8 that was read with another charset; quick and generous."""
    return _MOJIBAKE.search(text) is not None


def mend_mojibake(text: str) -> str:
    """Read a text again with the charset it was written in, where it was read with another.

    Only ``ftfy.fix_encoding``: ftfy's other repairs straighten quotes and break up ligatures. It works on whole
    text nodes before extraction, because extraction deletes bytes that the repair needs.
    """
    return _NOT_XML.sub("", fix_encoding(text))
