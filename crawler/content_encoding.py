"""Undoing ``Content-Encoding`` and ``Transfer-Encoding`` of archived answers, with a limit against bombs."""

import zlib
from collections.abc import Callable
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

MAX_BODY = 8_000_000  # bytes after decompression, as DOWNLOAD_MAXSIZE; the largest real page seen had 1.1 MB


class ContentEncodingError(ValueError):
    """A body is not what its headers say, or grows past the limit."""


def decode_body(body: bytes, codings: str, limit: int = MAX_BODY) -> bytes:
    """Undo the codings of a ``Content-Encoding`` header, the last one first.

    Many archives hold the decoded body beside the header of the encoded one; such a body is given back as it is.

    Raises:
        ContentEncodingError: the body cannot be decoded, or has more than ``limit`` bytes.
    """
    for coding in reversed([name.strip().lower() for name in codings.split(",") if name.strip()]):
        body = _decode(body, coding, limit)
    if len(body) > limit:
        raise ContentEncodingError(f"too_large: the body has {len(body)} bytes, the limit is {limit}")
    return body


def join_chunks(body: bytes, limit: int = MAX_BODY) -> bytes:
    """Undo chunked transfer; a body that is in fact not chunked is given back as it is."""
    try:
        return ChunkedReader(BytesIO(body)).read(limit + 1) or body
    except OSError:
        return body


def _decode(body: bytes, coding: str, limit: int) -> bytes:
    decoder = _DECODERS.get(coding)
    if decoder is None or not body or _is_plain(body):
        return body
    try:
        decoded = decoder(body, limit + 1)
    except (OSError, zlib.error) as error:
        raise ContentEncodingError(f"bad_encoding: the body is not {coding}: {error}") from error
    if len(decoded) > limit:
        raise ContentEncodingError(f"too_large: the body has more than {limit} bytes after {coding}")
    return decoded


def _is_plain(body: bytes) -> bool:
    """Whether a body starts as markup or JSON does; no compressed format starts so."""
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"[")


def _inflate(body: bytes, most: int) -> bytes:
    """Undo ``deflate``, which is zlib by the standard and raw on some servers of Microsoft."""
    try:
        return zlib.decompressobj().decompress(body, most)
    except zlib.error:
        return zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(body, most)


def _gunzip(body: bytes, most: int) -> bytes:
    return GzipReader(BytesIO(body)).read(most)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": lambda body, most: BrotliReader(BytesIO(body)).read(most),
    "zstd": lambda body, most: ZstdReader(BytesIO(body)).read(most),
}
