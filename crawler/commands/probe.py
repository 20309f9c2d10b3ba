"""``scrapy probe``: look at an address or a site with a few requests, and say what a crawl would get."""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess, CrawlerProcess
from scrapy.exceptions import UsageError

from crawler.command import QuietCommand, cleaner_of, fail, sites_of
from crawler.probe.findings import Findings
from crawler.probe.showing import show
from crawler.probe.site_file import SaveError, completed, draft_site, mark_verified, save_new
from crawler.probe.spider import ProbeSpider
from crawler.probe.tls import look_at_tls
from crawler.probe.verdict import judge
from crawler.site import Level, OrganizationKind, Site
from crawler.visit import report_of

GIVEN = ("name", "title", "organization", "kind", "level", "province")


class Command(QuietCommand):
    """Probe an address, or test a site file against the live site."""

    requires_crawler_process = True

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] URL|SITE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Look at an address or a site: layout, feeds, listings, three articles; --save writes the site file"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument(
            "--save", action="store_true", help="write the site file of a URL; mark a SITE that works as verified"
        )
        parser.add_argument("--name", help="name of the new site (default: from its host)")
        parser.add_argument("--title", help="what the new site calls itself (default: as its page says)")
        parser.add_argument("--organization", help="publisher of the new site (default: its title)")
        parser.add_argument("--kind", choices=list(OrganizationKind), help="whose site it is (default: a guess)")
        parser.add_argument("--level", choices=list(Level), help="level of administration (default: a guess)")
        parser.add_argument("--province", help="province of the new site")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Probe, report, save."""
        if len(args) != 1:
            raise UsageError("one URL or SITE is expected", print_help=False)
        given = {name: getattr(opts, name) for name in GIVEN if getattr(opts, name) is not None}
        findings = self._probe(args[0], given)
        verdict = judge(findings)
        print("\n".join(show(findings, verdict)))
        if opts.save and not verdict.problems:
            return self._save(findings, given)
        if opts.save:
            fail("nothing was saved: the site would not work")
        return 1 if verdict.problems else 0

    def _probe(self, what: str, given: Mapping[str, object]) -> Findings:
        is_draft = "/" in what or ":" in what
        if not is_draft and given:
            raise UsageError(f"--{next(iter(given))} goes with a URL, {what} is a SITE", print_help=False)
        site = _draft(what, given) if is_draft else self._known(what)
        tls = look_at_tls(site.start[0], site.pace.timeout)
        if is_draft and tls is not None:
            site = site.model_copy(update={"tls": tls.needs})
        return self._crawl(Findings(site=site, is_draft=is_draft, tls=tls))

    def _known(self, name: str) -> Site:
        loader = sites_of(self.settings)
        loader.load(name)
        return loader.sites[name]

    def _crawl(self, findings: Findings) -> Findings:
        """Carry the probe out as a crawl whose page index and archive are thrown away."""
        if not isinstance(self.crawler_process, AsyncCrawlerProcess | CrawlerProcess) or self.settings is None:
            raise TypeError(f"a crawler process is expected of Scrapy, found {self.crawler_process!r}")
        known = {
            "name": findings.site.name,
            "site": findings.site,
            "findings": findings,
            "cleaner": cleaner_of(self.settings)(),
            "tell": staticmethod(_tell),
        }
        with tempfile.TemporaryDirectory(prefix="danvan-probe-") as folder:
            self.settings.set("DATA_DIR", folder, priority="cmdline")
            self.crawler_process.settings.set("DATA_DIR", folder, priority="cmdline")
            crawler = self.crawler_process.create_crawler(type("ProbeSpider", (ProbeSpider,), known))
            self.crawler_process.crawl(crawler)
            self.crawler_process.start()
        found = crawler.spider.findings if isinstance(crawler.spider, ProbeSpider) else findings
        report = report_of(crawler)
        is_whole = report.finish_reason == "finished"
        return found if is_whole else found.model_copy(update={"ended": report.failure or report.finish_reason})

    def _save(self, findings: Findings, given: dict[str, object]) -> int:
        """Write the site file, or mark it; the exit status."""
        loader = sites_of(self.settings)
        folders = [Path(folder) for folder in self.settings.getlist("SITES_FOLDERS")] if self.settings else []
        try:
            if not findings.is_draft:
                print(f"{mark_verified(findings.site.name, folders)}: {findings.site.name} is marked as verified")
                return 0
            site, guessed = completed(findings, given)
            if site.name in loader.sites:
                raise SaveError(f"a site is called {site.name!r} already; choose another name with --name")
            path = save_new(site, guessed, folders[0])
        except SaveError as error:
            return fail(error)
        print(f"{path} is written; look at it, then: scrapy refresh {site.name} --limit 50")
        return 0


def _tell(address: str) -> None:
    print(f"asking {address}", file=sys.stderr, flush=True)


def _draft(address: str, given: Mapping[str, object]) -> Site:
    try:
        return draft_site(address, **given)
    except ValueError as error:
        raise UsageError(f"{address}: {error}", print_help=False) from error
