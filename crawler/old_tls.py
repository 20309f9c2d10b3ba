"""Encryption as servers of ten years ago speak it: TLS 1.0 and 1.1, short keys, renegotiation without RFC 5746.

A site file asks for it with ``tls = ["old_protocol"]``; it holds for that site's connections only. Scrapy's setting
for ciphers does not reach so far: Twisted resolves ``@SECLEVEL=0`` into names of ciphers and drops the level.
"""

from typing import TYPE_CHECKING, Any, cast

from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _get_creator_context, _ScrapyClientContextFactory
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler

if TYPE_CHECKING:
    from twisted.web.iweb import IPolicyForHTTPS

_CIPHERS = b"DEFAULT:@SECLEVEL=0"
_LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT, which pyOpenSSL does not name


class _OldTlsContextFactory(_ScrapyClientContextFactory):
    """Scrapy's own factory, whose contexts ask for less; certificates are verified or not as its settings say."""

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: ANN401, N802 - Twisted's interface
        creator = super().creatorForNetloc(hostname, port)
        context = _get_creator_context(creator)
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_cipher_list(_CIPHERS)
        context.set_options(_LEGACY_SERVER_CONNECT)
        return creator


class OldTlsDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's own handler for ``https``, with old servers let in."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = cast("IPolicyForHTTPS", _OldTlsContextFactory.from_crawler(crawler))
