"""Why an address could not be fetched, by name.

The names are the vocabulary of the crawl's account: they stand in the statistics (``failure/<name>``), in the
page index, in the report of a visit and in the summary that a person reads.
"""

import zlib
from collections.abc import Iterator
from enum import StrEnum
from http import HTTPStatus

from OpenSSL.SSL import Error as TlsError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed


class Failure(StrEnum):
    """Kinds of failures of one address."""

    NO_SUCH_HOST = "no_such_host"
    """The name of the host is not known."""
    CONNECTION_REFUSED = "connection_refused"
    """Nothing listens at the host's port."""
    CONNECTION_LOST = "connection_lost"
    """The connection was closed before any answer."""
    TIMEOUT = "timeout"
    """No complete answer within the site's time."""
    TLS = "tls"
    """No encrypted connection: old protocol, weak key, wrong or expired certificate."""
    MALFORMED = "malformed"
    """The answer is no HTTP."""
    TRUNCATED = "truncated"
    """The body ended before its announced length."""
    TOO_LARGE = "too_large"
    """More bytes than ``DOWNLOAD_MAXSIZE``, as sent or after decompression."""
    BAD_ENCODING = "bad_encoding"
    """The body is not what its ``Content-Encoding`` says."""
    REDIRECT_LOOP = "redirect_loop"
    """Redirects that come back to an earlier address, or too many of them."""
    OFF_SITE = "off_site"
    """A redirect to a host that the site file does not name."""
    PRIVATE_ADDRESS = "private_address"
    """The host is in a private network and the site file does not allow that."""
    ROBOTS_FORBIDDEN = "robots_forbidden"
    """``robots.txt`` forbids the address."""
    TAKEN_DOWN = "taken_down"
    """The address or its site was taken down by ``scrapy dataset remove``."""
    ROBOTS_UNREACHABLE = "robots_unreachable"
    """``robots.txt`` answers 5xx: nothing may be fetched until it answers (RFC 9309, 2.3.1.4)."""
    HOST_GIVEN_UP = "host_given_up"
    """The host did not answer several times in a row, and is left alone until the next visit."""
    NOT_FOUND = "not_found"
    """Status 404 or 410."""
    FORBIDDEN = "forbidden"
    """Status 401, 403 or 451."""
    TOO_MANY_REQUESTS = "too_many_requests"
    """Status 429."""
    CLIENT_ERROR = "client_error"
    """Any other status 4xx."""
    SERVER_ERROR = "server_error"
    """Status 5xx."""
    NO_LINKS = "no_links"
    """A start page without a link to an article or a listing: a shell, a block page, broken markup."""
    DISK_FULL = "disk_full"
    """The archive could not be written."""
    SPIDER_ERROR = "spider_error"
    """Reading the page raised an error; the log has the traceback."""
    OTHER = "other"
    """Anything else; the detail says what."""


NOT_ASKED = frozenset({Failure.ROBOTS_FORBIDDEN, Failure.TAKEN_DOWN})
"""Reasons of ours or of ``robots.txt`` not to ask at all; they are no failures of the site."""

UNREACHABLE = frozenset(
    {Failure.NO_SUCH_HOST, Failure.CONNECTION_REFUSED, Failure.CONNECTION_LOST, Failure.TIMEOUT, Failure.TLS}
)
"""Failures of the host rather than of one address; the circuit breaker counts them."""

_BY_EXCEPTION: tuple[tuple[type[BaseException], Failure], ...] = (
    (CannotResolveHostError, Failure.NO_SUCH_HOST),
    (DownloadConnectionRefusedError, Failure.CONNECTION_REFUSED),
    (DownloadTimeoutError, Failure.TIMEOUT),
    (DownloadCancelledError, Failure.TOO_LARGE),  # only the size limit cancels a download
    (ResponseDataLossError, Failure.TRUNCATED),
    (UnsupportedURLSchemeError, Failure.MALFORMED),
    (ConnectError, Failure.CONNECTION_REFUSED),
    (ConnectionClosed, Failure.CONNECTION_LOST),
    (TlsError, Failure.TLS),
    (VerificationError, Failure.TLS),
    (OSError, Failure.BAD_ENCODING),  # the decompressors raise these
    (EOFError, Failure.BAD_ENCODING),
    (zlib.error, Failure.BAD_ENCODING),
)

_BY_STATUS: dict[int, Failure] = {
    HTTPStatus.NOT_FOUND: Failure.NOT_FOUND,
    HTTPStatus.GONE: Failure.NOT_FOUND,
    HTTPStatus.UNAUTHORIZED: Failure.FORBIDDEN,
    HTTPStatus.FORBIDDEN: Failure.FORBIDDEN,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: Failure.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS: Failure.TOO_MANY_REQUESTS,
}


class PageFailure(IgnoreRequest):
    """An address fails for a reason that we found ourselves; Scrapy does not log it as an error."""

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


def failure_of(error: BaseException) -> Failure:
    """Name what went wrong with a download."""
    if isinstance(error, PageFailure):
        return error.failure
    if isinstance(error, IgnoreRequest):
        # HttpCompressionMiddleware gives up a body that grows past the limit with a ValueError as the cause.
        return Failure.TOO_LARGE if isinstance(error.__cause__, ValueError) else Failure.OTHER
    if isinstance(error, DownloadFailedError):
        return next((name for name in map(_named, _reasons(error)) if name is not None), Failure.MALFORMED)
    return _named(error) or Failure.OTHER


def failure_of_status(status: int) -> Failure | None:
    """Name the failure that an HTTP status means, ``None`` for an answer (2xx, 3xx)."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Failure.SERVER_ERROR
    if status >= HTTPStatus.BAD_REQUEST:
        return _BY_STATUS.get(status, Failure.CLIENT_ERROR)
    return None


def _named(error: BaseException) -> Failure | None:
    return next((name for kind, name in _BY_EXCEPTION if isinstance(error, kind)), None)


def _reasons(error: DownloadFailedError) -> Iterator[BaseException]:
    """Errors inside Twisted's ``ResponseFailed``, which Scrapy keeps as the cause."""
    for reason in getattr(error.__cause__, "reasons", ()):
        yield reason.value
