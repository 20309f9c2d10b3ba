"""Articles whose text stands only in a script: JSON-LD, the state of a page that a browser builds, a variable."""

import json
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from lxml.html import HtmlElement

from cleaning.blocks import Block, is_prose, lines_to_blocks
from cleaning.tree import parse
from cleaning.walk import walk

LARGEST_SCRIPT = 2_000_000  # code points; states of whole pages have up to about 500,000
LEAST_BODY = 200  # code points of a text with its mark-up; descriptions and messages have fewer
DEEPEST = 12  # levels of objects inside objects; the deepest state seen has 8

_BODY_KEYS = frozenset(
    "articlebody content contenthtml contents body bodyhtml detail fulltext html noidung text newscontent".split()
)
_TITLE_KEYS = ("headline", "title", "name", "tieude", "tieuDe", "newsTitle")
_DATE_KEYS = frozenset(
    "publishedat publisheddate publishdate datepublished publishtime published pubdate ngaydang ngayxuatban createdat createddate date".split()
)
_STATE = re.compile(
    r"(?:__NEXT_DATA__|__NUXT__|__INITIAL_STATE__|__APOLLO_STATE__|__PRELOADED_STATE__)\w*\s*=\s*(?=[{\[])"
)
_VARIABLE = re.compile(
    r"""\b(?:var|let|const|window\.)\s*[A-Za-z_$][\w$]{0,60}\s*=\s*(?:"(?P<double>(?:[^"\\\n]|\\.){200,})"|'(?P<single>(?:[^'\\\n]|\\.){200,})'|`(?P<tick>[^`]{200,})`)"""
)
_PARAGRAPHS = re.compile(r"<(?:p|div|br)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-z]+[\s>/]", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


class Embedded(NamedTuple):
    """An article found in a script."""

    title: str | None
    published: str | None
    """Its date as written."""
    blocks: list[Block]


class _Beside(NamedTuple):
    """What stands beside a body in its object."""

    title: str | None
    published: str | None


def find_embedded(tree: HtmlElement) -> Embedded | None:
    """The one article that the scripts of a page hold, or ``None`` where they hold none or, as listings do, several."""
    found: dict[str, _Beside] = {}
    for script in tree.iter("script"):
        source = script.text or ""
        if LEAST_BODY <= len(source) <= LARGEST_SCRIPT:
            for body, beside in _bodies(script, source):
                found[body] = beside if body not in found or beside.title else found[body]
    articles = [Embedded(*beside, blocks) for body, beside in found.items() if (blocks := _blocks_of(body))]
    return articles[0] if len(articles) == 1 else None


def _bodies(script: HtmlElement, source: str) -> Iterator[tuple[str, _Beside]]:
    """The texts of a script that may be bodies, each with what stands beside it."""
    if "json" in (script.get("type") or ""):
        yield from _in_value(_decoded(source.strip()), DEEPEST)
    elif state := _STATE.search(source):
        yield from _in_value(_decoded(source[state.end() :]), DEEPEST)
    else:
        for variable in _VARIABLE.finditer(source):
            text = _unescaped(variable["double"] or variable["single"] or variable["tick"])
            if _PARAGRAPHS.search(text):
                yield text, _Beside(None, None)


def _decoded(source: str) -> object:
    """The first JSON value of a text, whatever stands behind it; ``None`` where it is broken."""
    try:
        return json.JSONDecoder().raw_decode(source)[0]
    except (ValueError, RecursionError):
        return None


def _in_value(value: object, levels: int) -> Iterator[tuple[str, _Beside]]:
    if levels == 0:
        return
    if isinstance(value, dict):
        beside = _Beside(_text_at(value, _TITLE_KEYS), _date_of(value))
        for key, inner in value.items():
            if isinstance(inner, str) and key.replace("_", "").lower() in _BODY_KEYS and len(inner) >= LEAST_BODY:
                yield inner, beside
            else:
                yield from _in_value(inner, levels - 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_value(inner, levels - 1)


def _text_at(value: dict[str, object], keys: Sequence[str]) -> str | None:
    return next((found for key in keys if isinstance(found := value.get(key), str) and found.strip()), None)


def _date_of(value: dict[str, object]) -> str | None:
    """The date of an object; one that says when it was published is trusted before one that says when it was made."""
    dates = {
        name: str(date) for key, date in value.items() if (name := key.replace("_", "").lower()) in _DATE_KEYS and date
    }
    return next((dates[name] for name in sorted(dates, key=lambda name: name.startswith("created"))), None)


def _unescaped(literal: str) -> str:
    """What a string literal of a script says."""
    return _ESCAPED.sub(lambda found: _character(found[1]), literal)


def _character(escape: str) -> str:
    if len(escape) > 1:
        return chr(int(escape[1:], 16))
    return _ESCAPES.get(escape, escape)


def _blocks_of(body: str) -> list[Block]:
    """The blocks of a text with or without mark-up; none where nothing in it is prose."""
    text = unescape(body) if "&lt;" in body else body
    if _MARKUP.search(text):
        tree = parse(f"<html><body><div>{text}</div></body></html>")
        blocks = list(walk(tree)) if tree is not None else []
    else:
        blocks = list(lines_to_blocks(unescape(text)))
    return blocks if any(is_prose(block.text) for block in blocks) else []
