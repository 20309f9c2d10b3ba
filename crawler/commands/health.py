"""``scrapy health``: the state of every site, and what is out of line."""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypedDict

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawler.command import QuietCommand, data_folder, output_file, sites_of
from crawler.health import Alarm, SiteVisit, find_alarms, read_visits
from crawler.health.metrics import write_metrics
from crawler.health.telling import MailServer, mail_alarms, post_alarms
from crawler.site import Site


class State(TypedDict):
    """What is told of a site."""

    site: str
    status: str
    visits: int
    last_visit: str | None
    new: int
    articles: int
    failure: str | None
    alarms: list[dict[str, str]]
    never_matched: dict[str, list[str]]
    """Layout to the fields whose selectors found nothing."""


class Command(QuietCommand):
    """Show the state of the sites; exit status 1 if an alarm rings."""

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show the state of every site by its visits; exit status 1 if one broke, fell silent or died"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Add ours to Scrapy's."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--metrics", metavar="FILE", type=output_file, help="write FILE for Prometheus too")

    def carry_out(self, args: list[str], opts: argparse.Namespace) -> int:
        """Judge, show, tell."""
        now, sites = datetime.now(UTC), self._sites(args)
        visits = {name: seen for name, seen in read_visits(data_folder(self.settings)).items() if name in sites}
        alarms = [alarm for name, site in sites.items() for alarm in find_alarms(site, visits.get(name, ()), now)]
        if opts.metrics is not None:
            write_metrics(opts.metrics, visits, alarms, now)
        states = [_state(site, visits.get(name, ()), alarms) for name, site in sites.items()]
        print(json.dumps(states, ensure_ascii=False, indent=2) if opts.json else _table(states))
        if alarms and self.settings is not None:
            _tell(self.settings, alarms)
        return 1 if alarms else 0

    def _sites(self, names: Sequence[str]) -> dict[str, Site]:
        loader = sites_of(self.settings)
        for name in names:
            loader.load(name)
        return {name: loader.sites[name] for name in names or loader.sites}


def _state(site: Site, visits: Sequence[SiteVisit], alarms: Sequence[Alarm]) -> State:
    last = visits[-1] if visits else None
    return State(
        site=site.name,
        status=site.status.value,
        visits=len(visits),
        last_visit=last.at.isoformat(timespec="seconds") if last is not None else None,
        new=last.cleaned.new if last is not None else 0,
        articles=last.crawl.articles if last is not None else 0,
        failure=last.crawl.failure if last is not None else None,
        alarms=[{"name": alarm.name, "detail": alarm.detail} for alarm in alarms if alarm.site == site.name],
        never_matched=last.never_matched() if last is not None else {},
    )


def _table(states: Sequence[State]) -> str:
    """A line for each site that was visited, its alarms under it, and the number of the others."""
    seen = [state for state in states if state["visits"]]
    width = max((len(state["site"]) for state in seen), default=0)
    lines = [line for state in seen for line in _lines(state, width)]
    never = len(states) - len(seen)
    ringing = sum(len(state["alarms"]) for state in states)
    return "\n".join([*lines, f"{len(seen)} sites visited, {never} never, {ringing} alarms"])


def _lines(state: State, width: int) -> list[str]:
    outcome = f"failed: {state['failure']}" if state["failure"] else f"{state['articles']} articles, {state['new']} new"
    mark = "!" if state["alarms"] else " "
    first = f"{mark} {state['site']:<{width}}  {state['last_visit']}  {outcome}"
    alarms = (f"    {alarm['name']}: {alarm['detail']}" for alarm in state["alarms"])
    idle = (f"    {layout} never matched: {', '.join(fields)}" for layout, fields in state["never_matched"].items())
    return [first, *alarms, *idle]


def _tell(settings: BaseSettings, alarms: Sequence[Alarm]) -> None:
    """Tell whom the settings name.

    Raises:
        NotToldError: it did not arrive.
        UsageError: a mail is asked for, and no sender is named.
    """
    if webhook := settings.get("HEALTH_WEBHOOK"):
        post_alarms(str(webhook), alarms)
    if recipients := settings.getlist("HEALTH_MAIL"):
        mail_alarms(_mail_server(settings), recipients, alarms)


def _mail_server(settings: BaseSettings) -> MailServer:
    known: Mapping[str, object] = settings
    if not known.get("MAIL_FROM"):
        raise UsageError("HEALTH_MAIL is set, and MAIL_FROM is not: name the sender of the mails", print_help=False)
    return MailServer(
        host=settings.get("MAIL_HOST", "localhost"),
        port=settings.getint("MAIL_PORT", 25),
        sender=settings["MAIL_FROM"],
        user=settings.get("MAIL_USER"),
        password=settings.get("MAIL_PASS"),
        tls=settings.getbool("MAIL_TLS"),
    )
