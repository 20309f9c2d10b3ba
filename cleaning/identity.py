"""What makes two pages the same article."""

import hashlib
import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

ID_BYTES = 16

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

# What a link can carry without being another page. ``redirect`` and ``inheritRedirect`` are Liferay's way back.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|zarsrc|zanpid|_gl|_ga|mc_[ce]id|igshid|(?:\w+_)?redirect|inheritredirect)(?:=|$)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?]*|/\([SA]\([^/)]*\)\)", re.IGNORECASE)
_TWIN_PREFIX = re.compile(r"^(?:/vi_VN|/web/guest)(?=/|$)")  # Liferay serves the same page without it
_CASELESS = re.compile(r"\.as[phm]x(?:/|$)|^/portal/pages(?:/|$)", re.IGNORECASE)  # IIS does not tell case apart


def article_id(address: str) -> str:
    """The id of an address: the first 16 bytes of a sha256 of its canonical form, as hex.

    Scheme and ``www.`` make no difference either: the same article is served under both.

    >>> article_id("https://www.Vidu.vn:443/tin/1.html?utm_source=zalo#top") == article_id("http://vidu.vn/tin/1.html")
    True
    """
    parts = split_address(canonical_form(address))
    query = f"?{parts.query}" if parts.query else ""
    host = parts.netloc.removeprefix("www.")
    host = host.removesuffix(":80").removesuffix(":443")  # of the other scheme
    return text_id(f"{host}{parts.path or '/'}{query}")


def canonical_form(address: str) -> str:
    """Give the one form of an absolute address, which is its own canonical form.

    Dropped: default port, fragment, tracking and way-back parameters, session ids, doubled slashes, Liferay's
    ``/web/guest`` and ``/vi_VN``. Parameters are sorted, escapes written one way, the case of paths folded where
    the server (IIS) does not tell it apart. Kept: every other parameter, a bare ``?123`` too, and the closing slash.
    """
    parts = split_address(STRAY_PERCENT.sub("%25", address))
    query = "&".join(sorted(part for part in _one_escape(parts.query).split("&") if part and not _TRACKING.match(part)))
    return urlunsplit((parts.scheme.lower(), _host(parts), _one_path(parts.path), query, ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    return host if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


def _one_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", _SESSION.sub("", _one_escape(path)))
    while match := _TWIN_PREFIX.match(path):
        path = path[match.end() :]
    return (path.lower() if _CASELESS.search(path) else path) or "/"


def _one_escape(text: str) -> str:
    """Write out escaped letters and digits, and the other escapes in capitals (RFC 3986, 6.2.2)."""
    return _PERCENT.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in _UNRESERVED else match[0].upper()


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
