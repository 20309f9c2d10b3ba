"""What makes two pages the same article."""

import hashlib
from urllib.parse import SplitResult, urlsplit

ID_BYTES = 16


def article_id(address: str) -> str:
    """The id of an address: the first 16 bytes of a sha256, as hex.

    Scheme, default port, ``www.``, fragment and the case of the host make no difference: the same article is served
    under all of them.

    >>> article_id("https://www.Vidu.vn:443/tin/1.html#top") == article_id("http://vidu.vn/tin/1.html")
    True
    """
    parts = split_address(address)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    query = f"?{parts.query}" if parts.query else ""
    return text_id(f"{host}{port}{parts.path or '/'}{query}")


def split_address(address: str) -> SplitResult:
    """The parts of an address; one that is malformed (``http://[vidu.vn/``, port 99999) is all path."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return SplitResult("", "", address, "", "")
    return parts


def text_id(text: str) -> str:
    """The id of something that has no address: that of its text."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).digest()[:ID_BYTES].hex()
