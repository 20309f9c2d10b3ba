"""Addresses in sitemaps and sitemap indexes, plain or gzip."""

from typing import NamedTuple

from lxml.etree import XMLSyntaxError
from scrapy.utils.sitemap import Sitemap

from crawler.addresses import absolute
from crawler.content_encoding import ContentEncodingError, decode_body

LARGEST = 50_000_000  # bytes; the limit of sitemaps.org

_GZIP = b"\x1f\x8b"


class SitemapLinks(NamedTuple):
    """What a sitemap lists."""

    pages: list[str]
    sitemaps: list[str]


def sitemap_links(body: bytes, address: str) -> SitemapLinks:
    """Addresses in a sitemap or an index of sitemaps; none if the body is neither."""
    try:
        sitemap = Sitemap(decode_body(body, "gzip", LARGEST) if body.startswith(_GZIP) else body)
        found = [absolute(address, str(entry["loc"])) for entry in sitemap]
    except (ContentEncodingError, XMLSyntaxError, StopIteration, RuntimeError):
        return SitemapLinks([], [])
    links = list(dict.fromkeys(link for link in found if link is not None))
    match sitemap.type:
        case "urlset":
            return SitemapLinks(links, [])
        case "sitemapindex":
            return SitemapLinks([], links)
        case _:
            return SitemapLinks([], [])
