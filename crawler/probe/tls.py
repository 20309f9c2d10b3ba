"""How a server encrypts: asked before the crawl, because a crawl has one way to connect."""

import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.probe.findings import TlsFinding
from crawler.site import TlsNeed

LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT: servers from before RFC 5746


class _Way(NamedTuple):
    """A way to connect, and what the site file must say for it."""

    needs: tuple[TlsNeed, ...]
    context: ssl.SSLContext


def look_at_tls(address: str, timeout: float) -> TlsFinding | None:
    """Connect to the server of an address, strictly first; ``None`` where it does not encrypt or does not answer.

    A server that is not there at all is left to the crawl, which names that failure better.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname is None:
        return None
    strict: str | None = None
    for way in _ways():
        try:
            protocol = _connect(way.context, parts.hostname, parts.port or 443, timeout)
        except ssl.SSLError as error:
            strict = strict or _in_words(error)
        except OSError:
            return None
        else:
            return TlsFinding(protocol=protocol, needs=way.needs, detail=strict)
    return TlsFinding(protocol=None, needs=(), detail=strict)


def _ways() -> Iterator[_Way]:
    """From the strictest to the most lenient."""
    yield _Way((), ssl.create_default_context())
    yield _Way((TlsNeed.UNVERIFIED,), _unverified(ssl.create_default_context()))
    yield _Way((TlsNeed.OLD_PROTOCOL,), _old(ssl.create_default_context()))
    yield _Way((TlsNeed.OLD_PROTOCOL, TlsNeed.UNVERIFIED), _unverified(_old(ssl.create_default_context())))


def _unverified(context: ssl.SSLContext) -> ssl.SSLContext:
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _old(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.options |= LEGACY_SERVER_CONNECT
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    return context


def _connect(context: ssl.SSLContext, host: str, port: int, timeout: float) -> str | None:
    with (
        socket.create_connection((host, port), timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as encrypted,
    ):
        return encrypted.version()


def _in_words(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", None) or error.reason or str(error)
