"""Addresses: made absolute, brought to one form, and checked for crawl traps.

The canonical form is a *key*: two addresses with the same key are fetched once. The request itself goes to the
address as it was found, because some servers know only one spelling.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

from cleaning.identity import STRAY_PERCENT, canonical_form

LONGEST_ADDRESS = 400  # characters; longer ones were growing parameters on every site seen

_KEPT = 8192  # answers kept of each function below: every page of a site repeats the same hundred menu links

_NOT_FOUND = ("404", "not-found", "notfound", "error", "khong-tim-thay")
_NAME_START = 20  # characters of a page's name that are looked at: further on, "error" can be part of a headline

_DEFAULT_PORTS = {"http": 80, "https": 443}
_DOUBLE_SCHEME = re.compile(r"^https?:/*(?=https?:)", re.IGNORECASE)
_GLUED_SCHEME = re.compile(
    r"^/+(https?)(?::/*|/+)(?=[^/]+\.)", re.IGNORECASE
)  # "/https/host.vn/path", "/http://host.vn"
_PLAIN = re.compile(r"/(?!https?(?:[:/]|$))[A-Za-z0-9_~./-]*(?:\?[A-Za-z0-9_~./=&-]+)?", re.IGNORECASE)
"""Most links: from the root, and of letters that nothing has to be done about."""
_PLAIN_RELATIVE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_~./-]*(?:\?[A-Za-z0-9_~./=&-]+)?")
_LOCALE = re.compile(r"^/vi_VN(?:/|$)")
_EMPTY = frozenset({"", "http://", "https://"})  # editors that never filled in the address
_NO_PAGE = re.compile(r"^(?:javascript|mailto|tel|data|about|file|ftp|sms|callto|zalo|skype|fb|viber):", re.IGNORECASE)


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
    origin = _origin(base)
    path = link.removeprefix(origin) if link.startswith(f"{origin}/") else link
    if _PLAIN.fullmatch(path) and "//" not in path and "/." not in path:
        return origin + path
    if base and _PLAIN_RELATIVE.fullmatch(link) and "//" not in link and "/." not in link:
        return _folder(base) + link
    return _absolute(f"{origin}/" if link.startswith("/") and not link.startswith("//") else base, link)


@lru_cache(_KEPT)
def _origin(address: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path="", query="", fragment=""))


@lru_cache(_KEPT)
def _folder(address: str) -> str:
    return urljoin(address, ".")


@lru_cache(_KEPT)
def _absolute(base: str, link: str) -> str | None:
    link = re.sub(r"[\t\r\n]", "", link).strip().replace("\\", "/")
    if link in _EMPTY or link.startswith("#") or _NO_PAGE.match(link):
        return None
    link = _GLUED_SCHEME.sub(r"\1://", _DOUBLE_SCHEME.sub("", link))
    try:
        address = safe_url_string(STRAY_PERCENT.sub("%25", urljoin(base, link)))
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
    """Give the one form of an absolute address, see `cleaning.identity.canonical_form`."""
    return canonical_form(address)


def without_locale(address: str) -> str:
    """Give the address without the locale that a Liferay path starts with, which some servers answer with 502."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=_LOCALE.sub("/", parts.path)))


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
