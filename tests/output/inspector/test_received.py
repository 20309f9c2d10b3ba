"""Pages as received: their words are there, and nothing that acts or loads."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from output.inspector.received import Received, make_harmless, source_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<img src=https://evil.example/a.gif onerror=alert(1)>",
    "<img srcset='https://evil.example/b.png 2x'>",
    "<svg onload=alert(1)><script>1</script></svg>",
    "<svg><image href=https://evil.example/></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src=https://evil.example></iframe>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<link rel=dns-prefetch href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<a href='javascript:alert(1)' onclick=alert(1) ping=https://evil.example>x</a>",
    "<form action=https://evil.example><button formaction=https://evil.example>x</button></form>",
    "<p style='background:url(https://evil.example/c.png)'>x</p>",
    "<p style='background:u\\72l(https://evil.example/c.png)'>x</p>",
    "<style>@import 'https://evil.example/x.css'; p{background:url(//evil.example)}</style>",
    "<style>p{color:red} @import url(https://evil.example)</style>",
    "<style>a{b:c}</style><style></style><script>alert(1)</script>",
    "<video poster=https://evil.example src=https://evil.example><source src=https://evil.example></video>",
    "<table background=https://evil.example><tr><td>x</table>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<body onload=alert(1) background=https://evil.example>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='data:text/html,<script>alert(1)</script>'>",
]
LOADS = frozenset(
    "src srcset href action formaction background poster data ping cite longdesc xlink:href manifest content".split()
)


@pytest.mark.parametrize("page", HOSTILE)
def test_nothing_acts(page: str) -> None:
    shown = make_harmless(f"<html><body><p>trước</p>{page}<p>sau</p></body></html>")
    assert "evil.example" not in shown
    tree = html.document_fromstring(shown)
    for element in tree.iter():
        assert element.tag not in {"script", "iframe", "object", "embed", "link", "meta", "base", "svg", "template"}
        assert not [name for name in element.attrib if name in LOADS or name.startswith("on")]
    assert re.search(r"trước.*sau", tree.text_content(), re.DOTALL)


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("<p style='color: red'>chữ</p>", '<p style="color: red">chữ</p>'),
        ("<style>p { color: red }</style><p>chữ</p>", "p { color: red }"),
        ("<img alt='Lễ ra quân' src=/a.jpg>", "Lễ ra quân"),
        ("<img src='data:image/png;base64,iVBORw0KGgo='>", 'src="data:image/png;base64,iVBORw0KGgo="'),
        ("<a href=/x>tin khác</a>", "<a>tin khác</a>"),
        ("<table><tr><td colspan=2>ô</td></tr></table>", '<td colspan="2">ô</td>'),
        ("<p>đầu <script>x</script>đuôi</p>", "<p>đầu đuôi</p>"),
        ("<p>một</p></body></html><p>hai</p>", "<p>hai</p>"),
    ],
)
def test_what_a_reader_looks_at_stays(page: str, kept: str) -> None:
    assert kept in make_harmless(page)


@given(st.lists(st.sampled_from([*HOSTILE, "<div>", "</div>", "<p>", "chữ", "<!--", "-->", "\0"]), max_size=6))
def test_any_mixture_is_harmless(parts: list[str]) -> None:
    shown = make_harmless("".join(parts))
    tree = html.document_fromstring(shown)
    names = {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
    assert not names & LOADS - {"src"}
    assert all(address.startswith("data:image/") for address in tree.xpath("//@src"))
    assert not tree.xpath("//script | //iframe | //link | //meta | //base | //svg")


@pytest.mark.parametrize("page", ["", "\0\0", "<", "<!-- -->", " "])
def test_pages_with_nothing(page: str) -> None:
    assert make_harmless(page).startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("Hội".encode(), "text/html", "Hội"),
        ("Hội nghị dân vận".encode("cp1258", errors="replace"), "text/html", "H"),
        (b"\xff\xfe\xfd" * 100, "text/html", ""),
    ],
)
def test_any_bytes_have_a_source(body: bytes, content_type: str, text: str) -> None:
    assert text in source_of(Received(body, content_type))
