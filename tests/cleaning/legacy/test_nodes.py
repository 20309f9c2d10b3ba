"""Pages with wrongly decoded or legacy text, repaired in their tree."""

import pytest

from cleaning import Article, Cleaner, RawPage
from cleaning.legacy.nodes import mend_nodes
from cleaning.tree import parse
from cleaning.walk import text_of
from tests.cleaning.legacy.test_recognition import LINES, OTHERS
from tests.cleaning.legacy.typing import to_bytes, type_in

NAMES = ["tcvn3", "vni", "vps", "windows_1258"]


def mend(source: str) -> tuple[str, set[str]]:
    tree = parse(source)
    assert tree is not None
    names = mend_nodes(tree, source)
    return text_of(tree), set(names)


@pytest.mark.parametrize("name", [*NAMES, "viqr"])
def test_one_paragraph_of_a_page_is_read(name: str) -> None:
    source = f"<p>{LINES[0]}</p><p>{type_in(name, LINES[1])}</p><p>{LINES[2]}</p>"
    assert mend(source) == (" ".join(LINES[:3]), {name})


@pytest.mark.parametrize("name", NAMES)
def test_a_word_parted_by_markup_is_read_with_its_block(name: str) -> None:
    seen = type_in(name, LINES[1])
    source = f"<p><b>{seen[:40]}</b><span>{seen[40:]}</span></p>"
    assert mend(source) == (LINES[1], {name})


def test_short_blocks_and_attributes_are_read_as_the_page_is() -> None:
    source = f"<h1>{type_in('tcvn3', 'Tin tức')}</h1><p>{type_in('tcvn3', LINES[0])}</p><p>{LINES[1]}</p><p>«café»</p>"
    assert mend(source) == (f"Tin tức {LINES[0]} {LINES[1]} «café»", {"tcvn3"})


def test_a_font_of_capitals_shows_capitals() -> None:
    source = f'<p style="font-family: .VnTimeH">{type_in("tcvn3", LINES[0])}</p><p>{type_in("tcvn3", LINES[1])}</p>'
    assert mend(source)[0] == f"{LINES[0].upper()} {LINES[1]}"


def test_utf_8_read_twice_with_another_charset_is_read() -> None:
    seen = LINES[1].encode().decode("sloppy-windows-1252").encode().decode("sloppy-windows-1252")
    assert mend(f"<p>{seen}</p>") == (LINES[1], {"mojibake"})


@pytest.mark.parametrize(("text", "why"), OTHERS, ids=[row[1] for row in OTHERS])
def test_other_pages_stay(text: str, why: str) -> None:
    if why.startswith("UTF-8"):
        pytest.skip("mojibake")
    kept = text.replace("&", "&amp;").replace("<", "&lt;")
    assert mend(f"<p>{kept}</p>")[1] == set(), why


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("declared", ["", "; charset=iso-8859-1", "; charset=utf-8", "; charset=x-user-defined"])
def test_a_whole_page_in_legacy_bytes_is_an_article_with_a_flag(name: str, declared: str) -> None:
    body = "".join(f"<p>{type_in(name, line)}</p>" for line in LINES)
    page = f"<html><body><h1>{type_in(name, 'Hội nghị tổng kết công tác dân vận')}</h1>{body}</body></html>"
    outcome = Cleaner().clean_page(
        RawPage(
            url="http://x.example/tin-1.html", body=to_bytes(page), headers={"content-type": "text/html" + declared}
        )
    )
    assert isinstance(outcome, Article)
    assert [line for line in LINES if line not in outcome.text] == []
    read_from_bytes = name == "windows_1258"
    assert (f"encoding_{name}" in outcome.flags) is not read_from_bytes


def test_a_dump_is_read_with_a_flag() -> None:
    outcome = Cleaner().clean_dump("\n".join(["Tin tức", *(type_in("tcvn3", line) for line in LINES)]))
    assert isinstance(outcome, Article)
    assert "encoding_tcvn3" in outcome.flags
    assert LINES[0] in outcome.text
