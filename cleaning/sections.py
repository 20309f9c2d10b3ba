"""The section that an article belongs to, on pages of systems that no layout knows.

Systems write it in few ways: as a link that says so (``rel``), for machines, as the last step of a breadcrumb, in an
element that is named after it, or as a link to a section's address beside the headline.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from cleaning.blocks import collapse_repeat, fold
from cleaning.walk import text_of

LONGEST_SECTION: Final = 70  # code points; sections of portals are named in fewer

_RELATED: Final = XPath("descendant::a[contains(concat(' ', normalize-space(@rel), ' '), ' category ')]")
_CRUMBS: Final = XPath(
    "descendant::*[contains(@class, 'breadcrumb') or contains(@id, 'breadcrumb') or contains(@aria-label, 'readcrumb')"
    " or contains(@itemtype, 'BreadcrumbList')][1]"
)
_NAMED: Final = XPath(
    "descendant::*[@class][contains(@class, 'category') or contains(@class, 'cat-link') or contains(@class, 'chuyen-muc')"
    " or contains(@class, 'chuyenmuc')]/descendant-or-self::a[@href][not(ancestor::nav or ancestor::header or"
    " ancestor::aside or ancestor::footer[not(ancestor::article)])]"
)
_LINKS: Final = XPath(
    "descendant::a[contains(@href, '/categor') or contains(@href, '/chuyen-muc') or contains(@href, '/danh-muc')]"
    "[not(ancestor::nav or ancestor::aside)][not(ancestor::header[not(ancestor::article or ancestor::main)])]"
    "[not(ancestor::footer[not(ancestor::article)])]"
)
_HOME: Final = re.compile(r"(?:trang chủ|trang nhất|home(?: ?page)?|trang chính)", re.IGNORECASE)


def find_section(tree: HtmlElement, named: str | None, title: str | None) -> str | None:
    """The name of the section, or ``None`` where the page does not say it or names several.

    ``named`` is what the page says for machines.
    """
    own = fold(title or "")
    for texts in _ways(tree, named, own):
        sections = {text: None for text in texts if _is_section(text, own)}
        if len(sections) == 1:
            return next(iter(sections))
    return None


def _ways(tree: HtmlElement, named: str | None, own: str) -> Iterator[list[str]]:
    yield _texts(_RELATED(tree))
    yield [named or ""]
    yield _breadcrumb(tree, own)[-1:]
    yield _texts(_NAMED(tree))
    yield _texts(_LINKS(tree))


def _texts(links: Sequence[HtmlElement]) -> list[str]:
    return [collapse_repeat(text_of(link)) for link in links]


def _breadcrumb(tree: HtmlElement, own: str) -> list[str]:
    crumbs = next(iter(_CRUMBS(tree)), None)
    steps = _texts(list(crumbs.iter("a"))) if crumbs is not None else []
    return [step for step in steps if _is_section(step, own)]


def _is_section(text: str, own: str) -> bool:
    return 0 < len(text) <= LONGEST_SECTION and _HOME.fullmatch(text) is None and fold(text) != own
