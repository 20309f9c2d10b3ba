"""Settings of the Scrapy project. What differs from site to site stands in the site files instead.

Ours, beyond Scrapy's: ``CONTACT``, ``DATA_DIR``, ``SITES_FOLDERS``, ``RECHECK_DAYS``, ``RECHECK_ALL``, ``MAX_PAGES``,
``UNCONDITIONAL_EVERY``, ``BREAKER_FAILURES``, ``LONGEST_WAIT`` and ``ARCHIVE_ROTATE_AT``.
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def _version() -> str:
    try:
        return version("danvan")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


BOT_NAME = "danvan"

CONTACT = ""
"""Address (web or mail) in the user agent, for the administrators of the sites."""

USER_AGENT = f"danvan/{_version()} (news of Vietnamese public bodies, for research)"
"""The spider adds ``CONTACT``."""

# Where things are. -----------------------------------------------------------------------------------

DATA_DIR = "data"
"""Folder of the archive, the page index and the dataset; relative to where the command is given."""

SITES_FOLDERS = [str(Path(__file__).parent / "sites")]
"""Folders of site files."""

ARCHIVE_ROTATE_AT = 1_000_000_000
"""Bytes after which a visit goes on in a new archive file (WARC 1.1, annex C recommends 1 GB)."""

SPIDER_LOADER_CLASS = "crawler.spider_loader.SiteSpiderLoader"
SCHEDULER = "crawler.scheduler.IndexScheduler"
COMMANDS_MODULE = "crawler.commands"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# When pages are asked for again. ---------------------------------------------------------------------

RECHECK_DAYS = 14
"""Articles first seen within these days are asked for again at every visit; offices edit young news only."""

RECHECK_ALL = False
"""Whether a visit asks for every known article again."""

MAX_PAGES = None
"""Most addresses fetched of a site in one visit, whatever its site file says."""

UNCONDITIONAL_EVERY = 5
"""Every so many visits, listings and feeds are fetched without a condition: some servers keep an ``ETag`` for ever."""

# Politeness. -----------------------------------------------------------------------------------------

CONCURRENT_REQUESTS = 1  # one request at a time for every site; the site file can raise it
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 5.0  # seconds; the site file's pace overrides it
DOWNLOAD_DELAY_JITTER = 0.3
DOWNLOAD_TIMEOUT = 30.0  # seconds
DOWNLOAD_MAXSIZE = 8_000_000  # bytes, before and after decompression
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
AUTOTHROTTLE_ENABLED = True
RETRY_TIMES = 1  # used by the scheduler: the page index holds the retries
LONGEST_WAIT = 120.0
"""Seconds; a server that asks for a longer pause (``Retry-After``) is left alone until the next visit."""

BREAKER_FAILURES = 5
"""Failures of the connection in a row after which the rest of the visit is given up."""

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
}
REFERRER_POLICY = "same-origin"
COOKIES_ENABLED = False

# Every answer reaches the spider as it came: redirects, errors and retries are decided by the page index. --

HTTPERROR_ALLOW_ALL = True
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "danvan"

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # compares hosts without their ports
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "crawler.middlewares.hosts.HostsMiddleware": 50,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.pace.PaceMiddleware": 540,
    "crawler.middlewares.breaker.BreakerMiddleware": 545,
    "crawler.middlewares.conditional.ConditionalMiddleware": 560,
    # Between decompression (590) and the network: it sees requests complete and answers as received.
    "crawler.middlewares.archiving.ArchivingMiddleware": 890,
}
SPIDER_MIDDLEWARES = {
    # Every link passes through each of these; the spider judges lengths of addresses and errors itself.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    # Next to the engine: it takes the requests that all other middlewares have finished.
    "crawler.middlewares.frontier.FrontierMiddleware": 10,
}
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}

# Speed and quiet. ------------------------------------------------------------------------------------

CONCURRENT_ITEMS = 4  # the default of 100 starts 100 tasks for every answer: 38 % more CPU
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # an HTTP server that executes code
LOG_LEVEL = "INFO"
STATS_DUMP = False
