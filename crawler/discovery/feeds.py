"""Addresses in RSS and Atom feeds."""

import feedparser

from crawler.addresses import absolute


def feed_links(body: bytes, address: str) -> list[str]:
    """Addresses of the entries of a feed, newest first as feeds have them; none if the body is no feed."""
    feed = feedparser.parse(body, response_headers={"content-location": address})
    links = (absolute(address, str(entry.get("link", ""))) for entry in feed.entries)
    return list(dict.fromkeys(link for link in links if link is not None))
