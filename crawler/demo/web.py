"""The sample web: five sites on the loopback, one for each family that the cleaner knows.

``python -m crawler.demo.web`` serves it until Ctrl-C; as `SampleWeb` it serves tests, benchmarks and
``scrapy demo``. Between its two visits some articles are new, one is edited, one is gone, and the rest
differ in their counters only.
"""

import contextlib
import signal
import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from types import TracebackType
from typing import Self

from crawler.demo.content import SampleArticle, load_articles
from crawler.demo.dates import HANOI
from crawler.demo.liferay import LiferayPortal
from crawler.demo.portal import VISITS, Portal
from crawler.demo.server import Served, SiteServer
from crawler.demo.sites import Family, Profile, load_profiles, write_site_file
from crawler.demo.tagdiv import TagDivPortal
from crawler.demo.tandan import TanDanPortal
from crawler.demo.webforms import WebFormsPortal

_PORTALS: Mapping[Family, type[Portal]] = {
    Family.LIFERAY: LiferayPortal,
    Family.TANDAN: TanDanPortal,
    Family.WEBFORMS: WebFormsPortal,
    Family.TAGDIV: TagDivPortal,
}


class SampleWeb:
    """The five sites (or those that articles are given for), each on a port of its own.

    Its `visit` may be set while it runs. `requests` lists every answer in order.
    """

    def __init__(
        self,
        articles: Mapping[str, Sequence[SampleArticle]] | None = None,
        *,
        visit: int = 1,
        today: date | None = None,
    ) -> None:
        """Prepare the sites; nothing listens before `start`.

        Args:
            articles: articles by site; all sites with their own articles where absent.
            visit: 1 or 2.
            today: the date that the clocks on the pages show.
        """
        profiles = load_profiles()
        self._articles = articles if articles is not None else {name: load_articles(name) for name in profiles}
        if unknown := self._articles.keys() - profiles.keys():
            raise ValueError(f"found articles for {sorted(unknown)}; expected sites among {sorted(profiles)}")
        self._profiles = {name: profile for name, profile in profiles.items() if name in self._articles}
        self._today = today if today is not None else datetime.now(HANOI).date()
        self._servers: dict[str, SiteServer] = {}
        self.requests: list[Served] = []
        self.visit = visit

    @property
    def visit(self) -> int:
        """Which of the two visits it is: it decides what articles are there and what they say."""
        return self._visit

    @visit.setter
    def visit(self, visit: int) -> None:
        if visit not in VISITS:
            raise ValueError(f"found visit {visit}; expected one of {VISITS}")
        self._visit = visit

    @property
    def addresses(self) -> dict[str, str]:
        """Name of each site to its address, without a slash at the end; empty while nothing is served."""
        return {name: server.address for name, server in self._servers.items()}

    def start(self) -> None:
        """Open the ports."""
        for name, profile in self._profiles.items():
            self._servers[name] = SiteServer(partial(self._portal, profile), lambda: self._visit, self.requests.append)

    def stop(self) -> None:
        """Close the ports and all connections; the next `start` opens others."""
        while self._servers:
            self._servers.popitem()[1].stop()

    def site_file(self) -> str:
        """Give the site file (TOML) with which the crawler finds the sites where they answer now."""
        return write_site_file(self.addresses)

    def url_of(self, site: str, slug: str) -> str:
        """Give the address of an article, whether it is there at this visit or not."""
        portal = self._servers[site].portal
        return portal.address + portal.path_of(portal.by_slug[slug])

    def _portal(self, profile: Profile, address: str) -> Portal:
        return _PORTALS[profile.family](profile, self._articles[profile.name], address, self._today)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def main() -> None:
    """Serve until Ctrl-C or a request to end."""
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    with SampleWeb() as web, contextlib.suppress(KeyboardInterrupt):
        for name, address in web.addresses.items():
            print(f"{name:10} {address}", flush=True)  # noqa: T201 - the program's output
        ended.wait()


if __name__ == "__main__":
    main()
