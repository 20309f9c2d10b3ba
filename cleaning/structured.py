"""Machine-readable data of a page: ``meta`` elements, ``itemprop``, JSON-LD."""

import json
from collections.abc import Iterator

from lxml.etree import XPath
from lxml.html import HtmlElement

from cleaning.walk import text_of

_PUBLISHED = XPath("//*[@itemprop='datePublished']")
LONGEST_JSON = 200_000  # code points of a JSON-LD block


class Structured:
    """What a page says about its article for machines; broken JSON says nothing."""

    def __init__(self, tree: HtmlElement) -> None:
        self.meta = {
            (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower(): meta.get("content", "")
            for meta in tree.iter("meta")
        }
        self.items = list(self._json_ld(tree))
        self.tree = tree

    def _json_ld(self, tree: HtmlElement) -> Iterator[dict[str, object]]:
        for script in tree.iter("script"):
            text = script.text or ""
            if script.get("type") == "application/ld+json" and len(text) <= LONGEST_JSON:
                try:
                    yield from _objects(json.loads(text))
                except (ValueError, RecursionError):
                    continue

    def title(self) -> str | None:
        """The headline, which on many portals is the name of the site."""
        return self.meta.get("og:title") or self.meta.get("dcterms.title") or self._of_items("headline")

    def published(self) -> str | None:
        """The text of the publication date."""
        named = (
            self._of_items("datePublished") or self.meta.get("article:published_time") or self.meta.get("datepublished")
        )
        if named:
            return named
        for element in _PUBLISHED(self.tree):
            return element.get("datetime") or element.get("content") or text_of(element) or (element.text or "")
        return None

    def section(self) -> str | None:
        """The section of the article."""
        return self.meta.get("article:section") or self._of_items("articleSection")

    def _of_items(self, key: str) -> str | None:
        return next((value for item in self.items if isinstance(value := item.get(key), str) and value), None)


def _objects(value: object) -> Iterator[dict[str, object]]:
    """The objects of a JSON-LD block that describe an article, outermost first."""
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        if "headline" in value or "datePublished" in value:
            yield value
        if isinstance(value.get("@graph"), list):
            yield from _objects(value["@graph"])
