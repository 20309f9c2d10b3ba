"""Bytes to source text, and the repairs that only work before parsing."""

import codecs
import re
import unicodedata
from collections.abc import Iterator

from ftfy import fix_encoding

BEST_TRY = "utf-8"
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
_VIETNAMESE_LETTER = re.compile("[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no text node may hold these
# UTF-8 read as Latin-1 or Windows-1252: a lead byte's letter, then the character of a continuation byte.
_MOJIBAKE = re.compile(
    "[\xc2-\xc6\xe1\xe2][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def decode(body: bytes, content_type: str = "") -> str | None:
    """Read the bytes of a page, by trial: declared charsets are often wrong, valid UTF-8 never is by chance.

    Order: byte order mark, UTF-8, the charset of ``content_type``, the one of a ``meta`` element, Windows-1258 if
    that gives Vietnamese letters, at last UTF-8 with replacements. ``None`` when even that loses too much.
    """
    for bom, charset in _BOMS:
        if body.startswith(bom):
            return body.decode(charset, errors="replace")
    try:
        return body.decode(BEST_TRY)
    except UnicodeDecodeError:
        mended = body.decode(BEST_TRY, errors="replace")
    if mended.count("\N{REPLACEMENT CHARACTER}") <= len(mended) / 2000:
        return mended  # cut in the middle of a character, or a few broken bytes
    for charset in _declared_charsets(body, content_type):
        try:
            return unicodedata.normalize("NFC", body.decode(charset))
        except (UnicodeError, LookupError):
            continue
    return mended if mended.count("\N{REPLACEMENT CHARACTER}") < LARGEST_LOSS * len(mended) else None


def _declared_charsets(body: bytes, content_type: str) -> Iterator[str]:
    names = []
    if header := _HEADER_CHARSET.search(content_type):
        names.append(header[1])
    if meta := _META_CHARSET.search(body, 0, SNIFFED):
        names.append(meta[1].decode("ascii", errors="ignore"))
    yield from (name[:LONGEST_CHARSET] for name in names if _WEB_CHARSET.match(name))
    if _VIETNAMESE_LETTER.search(unicodedata.normalize("NFC", body.decode("cp1258", errors="ignore"))):
        yield "cp1258"


def mend_source(html: str) -> str:
    """Repair what would make a parser lose text.

    Control characters go, and every ``</body>`` and ``</html>``: parsers end the page at the first, so that a header
    include that closes them loses the whole article, and no parser needs the last. The XML declaration goes too: its
    charset was that of the bytes.
    """
    return _END_OF_PAGE.sub("", _CONTROLS.sub("", _XML_DECLARATION.sub("", html, count=1)))


def has_mojibake(text: str) -> bool:
    """Whether a text may contain UTF-8 that was read with another charset; quick and generous."""
    return _MOJIBAKE.search(text) is not None


def mend_mojibake(text: str) -> str:
    """Read a text again with the charset it was written in, where it was read with another.

    Only ``ftfy.fix_encoding``: ftfy's other repairs straighten quotes and break up ligatures. It works on whole
    text nodes before extraction, because extraction deletes bytes that the repair needs.
    """
    return _NOT_XML.sub("", fix_encoding(text))
