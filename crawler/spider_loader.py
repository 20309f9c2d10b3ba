"""Every site file entry is a spider: ``scrapy list`` shows the sites, ``scrapy crawl NAME`` crawls one."""

from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Request, Spider
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.addresses import host_of
from crawler.site import Site, SiteFileError, SiteStatus, load_sites
from crawler.spider import SiteSpider
from crawler.web_archive.capture_requests import stand_in
from crawler.web_archive.spider import WebArchiveSpider

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnknownSiteError(UsageError, KeyError):
    """No site file has an entry of this name."""

    def __str__(self) -> str:
        return str(self.args[0])


class SiteSpiderLoader:
    """Scrapy's spider loader over the site files; they are read at the first use."""

    def __init__(self, folders: list[Path]) -> None:
        self._folders = folders

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Build the loader for the folders of the setting ``SITES_FOLDERS``."""
        return cls([Path(folder) for folder in settings.getlist("SITES_FOLDERS")])

    @cached_property
    def sites(self) -> dict[str, Site]:
        """All sites by name.

        Raises:
            UsageError: a site file has mistakes; Scrapy prints them and exits with status 2.
        """
        try:
            return load_sites(self._folders)
        except SiteFileError as error:
            raise UsageError(f"site files have mistakes:\n{error}", print_help=False) from error

    def list(self) -> list[str]:
        """Names of all sites."""
        return list(self.sites)

    def load(self, spider_name: str) -> type[Spider]:
        """Make the spider of a site.

        Raises:
            UnknownSiteError: there is no such site; the message names near ones.
        """
        if spider_name not in self.sites:
            near = get_close_matches(spider_name, self.sites, n=3, cutoff=0.5)
            hint = (
                f"did you mean {', '.join(near)}?" if near else f"known are {', '.join(sorted(self.sites)) or 'none'}"
            )
            raise UnknownSiteError(f"no site is called {spider_name!r}; {hint}", print_help=False)
        site = self.sites[spider_name]
        if site.status is SiteStatus.ARCHIVED and site.web_archives:
            fields = {"name": spider_name, "site": stand_in(site), "dead_site": site}
            return type("WebArchiveSpider", (WebArchiveSpider,), fields)
        return type("SiteSpider", (SiteSpider,), {"name": spider_name, "site": site})

    def find_by_request(self, request: Request) -> "Sequence[str]":
        """Names of the sites that an address belongs to."""
        return [name for name, site in self.sites.items() if host_of(request.url) in site.own_hosts]
