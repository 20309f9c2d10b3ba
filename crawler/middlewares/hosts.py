"""Fetch from the site's own hosts only, and never from a private network by accident."""

from collections.abc import Awaitable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached

from crawler.failures import Failure, PageFailure
from crawler.middlewares.components import spider

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.internet.defer import Deferred


class HostsMiddleware:
    """Downloader middleware that refuses hosts which the site file does not name, or which resolve to private addresses.

    The name is resolved through the reactor, whose cache the download then uses: the address that was checked is the
    address that is asked. ``private_addresses`` in the site file allows the loopback and private networks.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._public: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Awaitable[None] | None:
        """Let a request pass, or fail it; there is something to wait for only at a host's first request.

        Raises:
            PageFailure: the host is not the site's, or it is in a private network.
        """
        site_spider = spider(self._crawler)
        if not site_spider.rules.is_own(request.url):
            raise PageFailure(
                Failure.OFF_SITE, f"{request.url} is on none of the site's hosts {sorted(site_spider.site.own_hosts)}"
            )
        host = urlparse_cached(request).hostname or ""
        if site_spider.site.private_addresses or host in self._public:
            return None
        return self._check(host)

    async def _check(self, host: str) -> None:
        if (found := await _resolve(host)) is not None and is_private(found):
            raise PageFailure(
                Failure.PRIVATE_ADDRESS,
                f"{host} is {found}, in a private network; private_addresses = true in the site file allows it",
            )
        self._public.add(host)


def is_private(address: str) -> bool:
    """Whether an IP address belongs to no public host: loopback, private and link-local networks, and the like."""
    found: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return not found.is_global or found.is_multicast


async def _resolve(host: str) -> str | None:
    """Address of a host, ``None`` if the name is not known: the download will say that better."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs it

    resolve = cast("Callable[[str], Deferred[str]]", reactor.resolve)  # its type stub asks for numbers

    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return await maybe_deferred_to_future(resolve(host))
    except OSError:  # Twisted's DNSLookupError
        return None
