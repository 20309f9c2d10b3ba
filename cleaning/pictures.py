"""The pictures of an article, and the address that what a page links to is joined to."""

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin

from lxml.html import HtmlElement

from cleaning.article import Image
from cleaning.elements import PICTURES, source_of
from cleaning.page import RawPage


def picture_sources(body: HtmlElement) -> list[str]:
    """The addresses of the pictures of an element as it writes them, ``data:`` left out."""
    sources = (source_of(element) for element in body.iter(*PICTURES))
    return [source for source in sources if source]


def read_images(sources: Iterable[str], base: str, captioned: Mapping[str, str]) -> tuple[Image, ...]:
    """Pictures with their absolute addresses and captions, each once, broken addresses left out."""
    images: dict[str, Image] = {}
    for source in sources:
        try:
            address = urljoin(base, source)
        except ValueError:
            continue
        images.setdefault(address, Image(url=address, caption=captioned.get(source)))
    return tuple(images.values())


def base_of(tree: HtmlElement, page: RawPage) -> str:
    """The address that relative links of a page are joined to."""
    for base in tree.iter("base"):
        if base.get("href"):
            try:
                return urljoin(page.url, str(base.get("href")).strip())
            except ValueError:
                continue
    return page.url
