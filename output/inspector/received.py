"""A page as received, made safe to look at: its words and its shape, nothing that runs and nothing from outside."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from lxml import html
from lxml.html import HtmlElement

from cleaning.article import Provenance
from cleaning.decode import decode, mend_source
from cleaning.tree import parse

LARGEST: Final = 3_000_000  # bytes shown; the largest article of the archives read so far has 1.2 MB
_DROPPED: Final = frozenset({"script", "template"})  # with what is in them
_UNWRAPPED: Final = frozenset(
    "noscript iframe frame frameset object embed applet base link meta svg math audio video source track canvas portal "
    "dialog param area map".split()
)  # the parser may have put the rest of the page into one that is not closed
_KEPT: Final = frozenset(
    "class id style colspan rowspan align valign width height border cellpadding cellspacing bgcolor color face size "
    "dir lang title type start value hidden".split()
)
_LOADS: Final = re.compile(r"url\s*\(|@import|image-set|expression|behavior|-moz-binding|\\", re.IGNORECASE)
_RULE: Final = re.compile(r"[^{}]*\{[^{}]*\}")
_DATA_IMAGE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")

POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""Content-Security-Policy of what ``make_harmless`` gives, should anything be left in it."""


class Received(NamedTuple):
    """An answer of a server, as the archive has it."""

    body: bytes
    content_type: str


FindReceived = Callable[[Provenance], Received | None]
"""Finds the page that a record came from; ``None`` where it is not in the archive."""


def source_of(page: Received) -> str:
    """The source of a page, read as the cleaner reads it; what no charset reads is shown with replacements."""
    text = decode(page.body[:LARGEST], page.content_type)
    return text if text is not None else page.body[:LARGEST].decode("utf-8", "replace")


def make_harmless(source: str) -> str:
    """Give a page without scripts, frames, forms that go anywhere, addresses, and styles that load.

    Pictures become their alternative text; those that are part of the page itself stay.
    """
    tree = parse(mend_source(source))
    body = tree if tree is not None else html.fromstring("<p></p>")
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or element.tag in _DROPPED:
            element.drop_tree()
        elif element.tag in _UNWRAPPED or ":" in element.tag:
            element.drop_tag()
        elif element.tag == "style":
            element.text = "".join(rule for rule in _RULE.findall(element.text or "") if not _LOADS.search(rule))
        else:
            _disarm(element)
    return "<!doctype html>\n" + html.tostring(body, encoding="unicode")


def _disarm(element: HtmlElement) -> None:
    picture = element.get("src", "") if element.tag == "img" else ""
    alternative = element.get("alt", "") if element.tag == "img" else ""
    for name, value in list(element.attrib.items()):
        if name not in _KEPT or (name == "style" and _LOADS.search(value)):
            del element.attrib[name]
    if element.tag == "img":
        _show_picture(element, picture, alternative)
    elif element.tag in {"input", "button", "select", "textarea"}:
        element.set("disabled", "disabled")


def _show_picture(element: HtmlElement, address: str, alternative: str) -> None:
    if _DATA_IMAGE.fullmatch(address):
        element.set("src", address)
        element.set("alt", alternative)
        return
    for name in list(element.attrib):
        del element.attrib[name]
    element.tag = "span"
    element.text = (
        f"[\N{FRAME WITH PICTURE} {alternative.strip()}]" if alternative.strip() else "[\N{FRAME WITH PICTURE}]"
    )
