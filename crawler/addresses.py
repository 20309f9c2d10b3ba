"""Addresses: made absolute, brought to one form, and checked for crawl traps.

The canonical form is a *key*: two addresses with the same key are fetched once. The request itself goes to the
address as it was found, because some servers know only one spelling.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

LONGEST_ADDRESS = 400  # characters; longer ones were growing parameters on every site seen

_KEPT = 8192  # answers kept of each function below: every page of a site repeats the same hundred menu links

_NOT_FOUND = ("404", "not-found", "notfound", "error", "khong-tim-thay")
_NAME_START = 20  # characters of a page's name that are looked at: further on, "error" can be part of a headline

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_DOUBLE_SCHEME = re.compile(r"^https?:/*(?=https?:)", re.IGNORECASE)
_GLUED_SCHEME = re.compile(
    r"^/+(https?)(?::/*|/+)(?=[^/]+\.)", re.IGNORECASE
)  # "/https/host.vn/path", "/http://host.vn"
_EMPTY = frozenset({"", "http://", "https://"})  # editors that never filled in the address
_NO_PAGE = re.compile(r"^(?:javascript|mailto|tel|data|about|file|ftp|sms|callto|zalo|skype|fb|viber):", re.IGNORECASE)

# What a link can carry without being another page. ``redirect`` and ``inheritRedirect`` are Liferay's way back.
_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|zarsrc|zanpid|_gl|_ga|mc_[ce]id|igshid|(?:\w+_)?redirect|inheritredirect)(?:=|$)",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=[^/?]*|/\([SA]\([^/)]*\)\)", re.IGNORECASE)
_TWIN_PREFIX = re.compile(r"^(?:/vi_VN|/web/guest)(?=/|$)")  # Liferay serves the same page without it
_CASELESS = re.compile(r"\.as[phm]x(?:/|$)|^/portal/pages(?:/|$)", re.IGNORECASE)  # IIS does not tell case apart


class Trap(NamedTuple):
    """Addresses that lead nowhere, or to the same pages without end."""

    name: str
    pattern: re.Pattern[str]


TRAPS = tuple(
    Trap(name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in {
        "language_switch": r"/c/portal/update_language|^/(?:en|en_US|fi_FI|zh_CN)(?:/|$)",
        "login": r"/c/portal/(?:login|logout|render_portlet)|/wp-(?:login|admin)|/(?:dang-nhap|dang-ky|login|register)(?:[/.?]|$)",
        "portlet_state": r"p_p_state=(?:maximized|pop_up|exclusive)|viewMode=print|p_p_lifecycle=[12]",
        "calendar": r"PublishedDate=|lich-lam-viec\.htm\?day=|[?&]date=&page=|/lich/",
        "growing_parameter": r"=[^&]*\+{20}",
        "tag_or_search": r"/tags?/|/tim-kiem|viewtag\.aspx|/search(?:[/?]|$)|[?&]s=|[?&]keyword=|^/s/",
        "twin": r"/print/|/savefile/|/sendmail/|print\.aspx|tmpl=component|/pop_up|^/mobile/|/amp(?:/|$|\.aspx)|[?&]print=",
        "session": r"/!ut/p/|[?&](?:phpsess)?(?:id)?sid=",
        "comment": r"[?&]replytocom=|#respond|/trackback/?$|/xmlrpc\.php|/wp-json/",
        "file": r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|webp|svg|ico|css|js|mp[34]|wav|avi|wmv|flv|exe|apk)(?:\?|$)",
        "download": r"/download_attachment\?|/documents/\d+/",
    }.items()
)


def absolute(base: str, link: str) -> str | None:
    """Give the address that a link on a page means, or ``None`` for what is no page.

    Spaces, line breaks and diacritics are escaped, backslashes turned, and a doubled scheme
    (``http://https://host``, ``/https/host/path``) is mended; the fragment is dropped.
    """
    is_rooted = link.startswith("/") and not link.startswith("//")
    return _absolute(_root(base) if is_rooted else base, link)


@lru_cache(_KEPT)
def _root(address: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path="/", query="", fragment=""))


@lru_cache(_KEPT)
def _absolute(base: str, link: str) -> str | None:
    link = re.sub(r"[\t\r\n]", "", link).strip().replace("\\", "/")
    if link in _EMPTY or link.startswith("#") or _NO_PAGE.match(link):
        return None
    link = _GLUED_SCHEME.sub(r"\1://", _DOUBLE_SCHEME.sub("", link))
    try:
        address = safe_url_string(_STRAY_PERCENT.sub("%25", urljoin(base, link)))
        parts = urlsplit(address)
        usable = parts.scheme in _DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bracket or a port that is none
        return None
    return urlunsplit(parts._replace(fragment="", path=parts.path or "/")) if usable else None


@lru_cache(_KEPT)
def host_of(address: str) -> str:
    """Host of an address, with its port where that is not the scheme's own: ``127.0.0.1:8000``."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


@lru_cache(_KEPT)
def path_of(address: str) -> str:
    """Address without scheme and host: what the patterns of layouts and site files are searched in."""
    parts = urlsplit(address)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


@lru_cache(_KEPT)
def canonical(address: str) -> str:
    """Give the one form of an absolute address, which is its own canonical form.

    Dropped: default port, fragment, tracking and way-back parameters, session ids, doubled slashes, Liferay's
    ``/web/guest`` and ``/vi_VN``. Parameters are sorted, escapes written one way, the case of paths folded where
    the server (IIS) does not tell it apart. Kept: every other parameter, a bare ``?123`` too, and the closing slash.
    """
    parts = urlsplit(_STRAY_PERCENT.sub("%25", address))
    path = _one_path(parts.path)
    query = "&".join(sorted(part for part in _one_escape(parts.query).split("&") if part and not _TRACKING.match(part)))
    return urlunsplit((parts.scheme.lower(), host_of(address), path, query, ""))


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


@lru_cache(_KEPT)
def trap(address: str) -> str | None:
    """Name of the crawl trap that an address belongs to, or ``None``."""
    if len(address) > LONGEST_ADDRESS:
        return "too_long"
    path = path_of(address)
    return next((trap.name for trap in TRAPS if trap.pattern.search(path)), None)


def is_not_found(address: str) -> bool:
    """Whether a redirect from an article to this address means that it is gone: to the home page, or to an error page."""
    path = path_of(address).lower()
    return path == "/" or any(word in path.rpartition("/")[2][:_NAME_START] for word in _NOT_FOUND)
