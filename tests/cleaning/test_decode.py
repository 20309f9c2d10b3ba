"""From bytes to source: what a page says about its charset is the least of the evidence."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaning.decode import decode, has_mojibake, mend_mojibake, mend_source
from cleaning.tree import parse
from cleaning.walk import text_of

TEXT = "Đảng ủy xã Bản Mù tổ chức lễ trao huy hiệu cho 12 đảng viên cao tuổi"

DECODED = [
    (TEXT.encode(), "text/html; charset=ISO-8859-1", "a wrong header over valid UTF-8"),
    (b"<meta charset=windows-1252>" + TEXT.encode(), "", "a wrong meta over valid UTF-8"),
    (codecs.BOM_UTF8 + TEXT.encode(), "", "UTF-8 with a mark"),
    (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "text/html", "UTF-16, little end first"),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "text/html; charset=utf-8", "UTF-16, big end first"),
    (TEXT.encode("utf-16"), "text/html; charset=utf-16", "UTF-16 as Python writes it"),
]


@pytest.mark.parametrize(("body", "content_type", "why"), DECODED, ids=[row[2] for row in DECODED])
def test_the_bytes_decide(body: bytes, content_type: str, why: str) -> None:
    assert (decode(body, content_type) or "").endswith(TEXT), why


@pytest.mark.parametrize("declared", ["text/html; charset=windows-1258", "text/html"])
def test_windows_1258_is_read_and_composed(declared: str) -> None:
    typed = "Đa\u0309ng u\u0309y xa\u0303 Nà Lương"  # as the code page writes it: base letters with marks behind them
    assert decode(f"<p>{typed}</p>".encode("cp1258") * 20, declared) == "<p>Đảng ủy xã Nà Lương</p>" * 20


def test_a_page_cut_inside_a_character_loses_that_character_only() -> None:
    body = (TEXT * 100).encode()[:-1] + "ổ".encode()[:2]
    text = decode(body)
    assert text is not None
    assert text.startswith(TEXT * 99)


OTHERS = [
    ("<p>Привет, мир, новости</p>", "windows-1251"),
    ("<p>日本語のページです。天気がいい。</p>", "shift_jis"),
    ("<p>中文网页，天气很好。</p>", "gb2312"),
    ("<p>Café à la crème, déjà vu</p>", "iso-8859-1"),
    ("<p>Straße, Größe</p>", "windows-1252"),
]


@pytest.mark.parametrize(("page", "charset"), OTHERS)
def test_other_languages_are_read_as_declared(page: str, charset: str) -> None:
    assert decode(page.encode(charset) * 5, f"text/html; charset={charset}") == page * 5


@pytest.mark.parametrize("declared", ["iso-8859-1", "utf-8", "windows-1252", "x-user-defined", "gb2312"])
def test_windows_1258_is_read_whatever_is_declared(declared: str) -> None:
    typed = "Đa\u0309ng u\u0309y xa\u0303 Nà Lương thi đua lao đô\u0323ng"
    body = f"<script>a^b</script><p>{typed}</p>".encode("cp1258") * 20
    read = decode(body, f"text/html; charset={declared}")
    assert read is not None
    assert read.count("Đảng ủy xã Nà Lương thi đua lao động") == 20


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(charset: str) -> None:
    assert decode(f"<html><p>{TEXT}</p></html>".encode(charset)) == f"<html><p>{TEXT}</p></html>"


def test_an_include_in_another_charset_does_not_spoil_the_page() -> None:
    body = f"<p>{TEXT}</p>".encode() * 20 + "<p>Đồng Hới – café</p>".encode("cp1258", errors="ignore") * 4
    read = decode(body)
    assert read is not None
    assert read.count(f"<p>{TEXT}</p>") == 20
    assert "\N{REPLACEMENT CHARACTER}" not in read


@pytest.mark.parametrize(
    "charset", ["undefined", "punycode", "idna", "unicode_escape", "rot13", "hex", "no-such", "x" * 200]
)
def test_a_charset_that_no_page_has_is_not_believed(charset: str) -> None:
    assert decode(b"caf\xe9 \\d" * 40, f"text/html; charset={charset}") in {None, "café \\d" * 40}


@pytest.mark.parametrize("body", [bytes(range(128, 256)) * 40, b"\xff\xfe\xff" + b"\x00\xd8" * 40 + b"\x81"])
def test_bytes_that_no_charset_reads_are_not_made_up(body: bytes) -> None:
    text = decode(body)
    assert text is None or "\N{REPLACEMENT CHARACTER}" in text or body.startswith(b"\xff\xfe")


@given(st.binary(max_size=400), st.text(max_size=60))
@example(b"\xff\xfe\x00", "")
@example(b"\x80" * 50 + b"<meta charset=undefined>", "text/html; charset=unicode_escape")
def test_any_bytes_with_any_header_are_read_or_refused(body: bytes, content_type: str) -> None:
    text = decode(body, content_type)
    if text is not None:
        text.encode("utf-8", errors="strict")


MENDED = [
    ("<p>a</p></body></html><p>b</p></body></html>", "a b", "a header include that closes the page"),
    ("<html><body><p>a</p></html><p>b</p></body></html>", "a b", "only html is closed early"),
    ("<p>a</p></BODY ></Html><p>b</p>", "a b", "in any case, with a space"),
    ("<html><body><p>a</p></body></html><html><body><p>b</p></body></html>", "a b", "two documents in one"),
    ("<p>Hội\x00 nghị\x08</p>", "Hội nghị", "NULs and other controls"),
    ("<p>Hội&#0; ngh&#x1f;ị&#8&#xFFFE;&#55296;</p>", "Hội nghị", "references to controls"),
    ("<p>Hội&#32;ngh&#x1ecb;&#160;&#10;</p>", "Hội nghị", "references to letters and spaces"),
    (
        '<?xml version="1.0" encoding="iso-8859-1"?><html><body>Đảng</body></html>',
        "Đảng",
        "a declaration of bytes long gone",
    ),
    ("<p>a\tb\nc</p>", "a b c", "tabs and line feeds stay"),
]


@pytest.mark.parametrize(("source", "expected", "why"), MENDED, ids=[row[2] for row in MENDED])
def test_no_text_is_lost_to_the_parser(source: str, expected: str, why: str) -> None:
    tree = parse(mend_source(source))
    assert tree is not None
    assert text_of(tree) == expected, why


@given(st.text(alphabet="<>/bodyhtml \x00\x0c?x!-", max_size=60))
def test_mending_a_source_never_fails_and_is_at_rest(source: str) -> None:
    mended = mend_source(source)
    assert "\x00" not in mended
    assert len(mended) <= len(source)


def garble(text: str) -> str:
    """UTF-8 read as Windows-1252, with the five bytes it does not know read as Latin-1."""
    return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị tổng kết công tác dân vận",
        "Đồng chí bí thư chi bộ thôn Nà Khoang",
        "“Dân vận khéo” – phong trào của người Mông",
        "Tỷ lệ hộ nghèo giảm còn 3,2 %",
    ],
)
def test_text_read_with_the_wrong_charset_is_read_again(text: str) -> None:
    assert has_mojibake(garble(text))
    assert mend_mojibake(garble(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị tổng kết công tác dân vận",
        "Ông Tạ Đình Ân, xã Bằng Ân – Tràng Đà",
        "Café, naïve, Ænima, Châteaux",
        "quốc phòng-an ninh, 47m², 30°C",
        "“Dân biết, dân bàn”… ‘khéo’",
        "\N{NO-BREAK SPACE}",
        "ﬁ ½ ™ straight 'quotes' stay",
    ],
)
def test_text_that_was_read_well_is_left_alone(text: str) -> None:
    assert mend_mojibake(text) == text


@given(st.text(max_size=80))
def test_mending_any_text_never_fails(text: str) -> None:
    assert isinstance(mend_mojibake(text), str)


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x1f", "\ufffe"])
def test_a_mended_text_can_stand_in_a_tree(control: str) -> None:
    assert mend_mojibake(f"\u00c4\u0090{control}") == "\u0110"
