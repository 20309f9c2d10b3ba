"""What a page says about the use of its text: signs for machines, noted as they stand and never judged.

Each sign is ``kind:value``. Absence means nothing: few pages of this field say anything, and what a sign allows or
forbids is for people to decide.
"""

from collections.abc import Iterator, Mapping

from lxml.etree import XPath
from lxml.html import HtmlElement

LONGEST_VALUE = 300  # code points kept of an address or licence text
MOST_SIGNS = 20  # kept of a page; a footer of licences has three

_ROBOTS = frozenset({"robots", "googlebot", "x-robots-tag"})
_RESTRICTING = frozenset({"noindex", "noarchive", "nocache", "nosnippet", "none", "noai", "noimageai"})
_LICENCE_NAMES = frozenset({"license", "licence", "dc.rights", "dcterms.license", "dcterms.rights", "copyright"})
_TDM = frozenset({"tdm-reservation", "tdm-policy"})  # TDM Reservation Protocol, W3C community group report of 2024
_LICENCE_LINKS = XPath(
    "//*[self::a or self::link][contains(concat(' ', normalize-space(@rel), ' '), ' license ')"
    " or contains(@href, '//creativecommons.org/licenses/') or contains(@href, '//creativecommons.org/publicdomain/')]"
)


def read_rights(tree: HtmlElement, headers: Mapping[str, str]) -> tuple[str, ...]:
    """Find the signs of a page, each once: those of its headers first, then those of its mark-up.

    ``robots:noarchive`` (only directives that restrict), ``license:https://…`` (links of that relation or to Creative
    Commons, and ``meta`` elements), ``tdm-reservation:1``, ``tdm-policy:https://…``.
    """
    signs = (f"{kind}:{value[:LONGEST_VALUE]}" for kind, value in _signs(tree, headers))
    return tuple(dict.fromkeys(signs))[:MOST_SIGNS]


def _signs(tree: HtmlElement, headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        yield from _of_pair(name, value)
    for meta in tree.iter("meta"):
        yield from _of_pair(
            meta.get("name") or meta.get("property") or meta.get("http-equiv") or "", meta.get("content") or ""
        )
    for link in _LICENCE_LINKS(tree):
        if address := (link.get("href") or "").strip():
            yield "license", address


def _of_pair(name: str, value: str) -> Iterator[tuple[str, str]]:
    """The signs of a header or of a ``meta`` element."""
    name, value = name.strip().lower(), " ".join(value.split())
    if name in _ROBOTS:
        for directive in value.lower().replace(";", ",").split(","):
            word = directive.rpartition(":")[2].strip()  # a header can name the robot it speaks to
            if word in _RESTRICTING:
                yield "robots", word
    elif name in _TDM and value not in {"", "0"}:
        yield name, value
    elif name in _LICENCE_NAMES and value:
        yield "license", value
