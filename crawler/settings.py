"""Settings of the Scrapy project. What differs from site to site stands in the site files instead.

Ours, beyond Scrapy's: ``CONTACT``, ``DATA_DIR``, ``PAGE_INDEX``, ``SITES_FOLDERS``, ``SITES_AT_ONCE``, ``WORK``, ``SLURM``, ``CORRECTIONS``, ``SPELLING_MODEL``, ``CLEANING_OPTIONS``,
``PAGE_SECONDS``, ``RECHECK_DAYS``, ``RECHECK_ALL``, ``GONE_CHECKS``, ``GONE_DAYS``, ``BACKFILL``, ``BACKFILL_UNTIL``, ``MAX_PAGES``, ``UNCONDITIONAL_EVERY``, ``HEALTH_WEBHOOK``, ``HEALTH_MAIL``, ``BREAKER_FAILURES``, ``LONGEST_WAIT`` and
``ARCHIVE_ROTATE_AT``.
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
"""Address (web or mail) in the user agent, for the administrators of the sites; without it no site on the web is crawled."""

USER_AGENT = f"danvan/{_version()} (news of Vietnamese public bodies, for research)"
"""The spider adds ``CONTACT``."""

# Where things are. -----------------------------------------------------------------------------------

DATA_DIR = "data"
"""Folder of the archive, the page index and the dataset; relative to where the command is given."""

PAGE_INDEX = ""
"""Address of a PostgreSQL database for the page index, which several machines share (``postgresql://user@host/name``;
the password also from ``PGPASSWORD``); empty for a file in ``DATA_DIR``."""

SITES_FOLDERS = [str(Path(__file__).parent / "sites")]
"""Folders of site files."""

SITES_AT_ONCE = 64
"""Sites that one process visits at the same time; the next one begins when one has ended."""

ARCHIVE_ROTATE_AT = 1_000_000_000
"""Bytes after which a visit goes on in a new archive file (WARC 1.1, annex C recommends 1 GB)."""

SPIDER_LOADER_CLASS = "crawler.spider_loader.SiteSpiderLoader"
SCHEDULER = "crawler.scheduler.IndexScheduler"
COMMANDS_MODULE = "crawler.commands"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Cleaning past one machine (docs/scale.md). ------------------------------------------------------------

WORK = ""
"""Folder of what ``scrapy clean --engine local|slurm|ray`` finishes, which all machines see: a path, or an address that
fsspec knows; empty for ``work`` in ``DATA_DIR``."""

SLURM: dict[str, object] = {}
"""Options of datatrove's Slurm executor, such as ``{"partition": "cpu", "time": "04:00:00"}``."""

# How texts are repaired. ------------------------------------------------------------------------------

CORRECTIONS = str(Path(__file__).parents[1] / "corrections.toml")
"""File of what people decided about repairs (``cleaning/corrections.py``); it need not exist."""

SPELLING_MODEL = ""
"""File of a spelling model of your own (``docs/model.md``), which all machines that clean see; a relative path begins where
the command is given. Empty for the model of the package."""

CLEANING_OPTIONS: dict[str, str | bool] = {}
"""House style to unify, such as ``{"tone_placement": "old"}``; what can be chosen stands in ``cleaning/options.py``."""

PAGE_SECONDS = 30.0
"""Seconds of CPU that reading and repairing one page may take; its process is ended then, and the page rejected."""

# When pages are asked for again. ---------------------------------------------------------------------

RECHECK_DAYS = 3
"""Articles whose text is younger than so many days are asked for at every visit; older ones rest half as long as their
text has stood, at most 90 days (``revisits``)."""

RECHECK_ALL = False
"""Whether a visit asks for every known article again."""

GONE_CHECKS = 3
"""Visits in a row that must find an article missing before it counts as gone; status 410 counts at once."""

GONE_DAYS = 2.0
"""Days that must lie between the first and the last of them."""

BACKFILL = False
"""Whether listings are walked to their end, not only to known ground (``scrapy refresh --backfill``)."""

BACKFILL_UNTIL = None
"""Date (``2024-12-31``) before which listings need not be walked; it asks for a backfill."""

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
    "crawler.middlewares.taken_down.TakenDownMiddleware": 60,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.pace.PaceMiddleware": 540,
    "crawler.middlewares.breaker.BreakerMiddleware": 545,
    "crawler.middlewares.conditional.ConditionalMiddleware": 560,
    # Between decompression (590) and the network: it sees requests complete and answers as received.
    "crawler.middlewares.archiving.ArchivingMiddleware": 890,
}
SPIDER_MIDDLEWARES = {
    # The spider gives its requests to the page index, and judges lengths of addresses and errors itself.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "crawler.middlewares.frontier.FrontierMiddleware": 10,
}
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}

# Who is told when scrapy health finds something. ---------------------------------------------------------

HEALTH_WEBHOOK = ""
"""Address that alarms are posted to as JSON."""

HEALTH_MAIL: list[str] = []
"""Mail addresses that alarms are sent to, through Scrapy's ``MAIL_HOST``, ``MAIL_PORT``, ``MAIL_FROM``, ``MAIL_USER``,
``MAIL_PASS`` and ``MAIL_TLS``."""

# Speed and quiet. ------------------------------------------------------------------------------------

CONCURRENT_ITEMS = 4  # the default of 100 starts 100 tasks for every answer: 38 % more CPU
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # an HTTP server that executes code
LOG_LEVEL = "INFO"
STATS_DUMP = False
