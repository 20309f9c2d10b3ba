"""Ending a visit before everything that is due was fetched, from inside any component of the crawl."""

import asyncio
from enum import StrEnum

from scrapy.crawler import Crawler


class Ending(StrEnum):
    """Why a visit ended; Scrapy shows it as the finish reason."""

    FINISHED = "finished"
    """Nothing more was due, or the site's ``max_pages`` were fetched."""
    SHUTDOWN = "shutdown"
    """The process was asked to stop; the next visit carries on."""
    UNREACHABLE = "unreachable"
    """The circuit breaker gave the site up; the rest stays due."""
    ROBOTS_UNREACHABLE = "robots_unreachable"
    """``robots.txt`` could not be read, so that nothing may be fetched; the rest stays due."""
    ASKED_TO_WAIT = "asked_to_wait"
    """The server asked for a pause that is longer than ``LONGEST_WAIT``; the rest stays due."""
    DISK_FULL = "disk_full"
    """The archive or the page index could not be written; the next visit carries on."""
    OUTSIDE_HOURS = "outside_hours"
    """The hours in which the site may be asked are over, or have not come; the next visit carries on."""
    BUSY = "busy"
    """Another process is visiting the site."""
    ARCHIVED = "archived"
    """The site file says that the site is gone: it is read from web archives."""


CARRIED_ON = frozenset({Ending.SHUTDOWN, Ending.DISK_FULL, Ending.OUTSIDE_HOURS})
"""Endings after which the next visit carries this one on."""

ORDERLY = frozenset({Ending.FINISHED, Ending.OUTSIDE_HOURS})
"""Endings that are no failure of the site."""

_closing: set[asyncio.Task[None]] = set()


def end_crawl(crawler: Crawler, ending: Ending) -> None:
    """End a crawl for a reason; requests in flight are still settled."""
    task = asyncio.ensure_future(crawler.engine.close_spider_async(reason=ending.value))
    _closing.add(task)  # the loop keeps no strong reference
    task.add_done_callback(_closing.discard)
