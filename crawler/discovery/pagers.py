"""The next page of a listing: plain links, numbered ones, ASP.NET's form posts, and forms that a script submits.

Only one step is taken at a time. Which pages a visit needs is known page by page, and the state that a form post
carries comes from the page before.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import urlencode

from lxml.html import FormElement, HtmlElement

from crawler.addresses import absolute, path_of

_POSTBACK = re.compile(r"__doPostBack\(\s*(?:'|&#39;|\")([^'\"]+)(?:'|&#39;|\")\s*,\s*(?:'|&#39;|\")([^'\"]*)")
_SUBMIT = re.compile(
    r"\b(\w*[sS]ubmit_?[fF]orm|\w*[gG]o_?[pP]age|\w*[pP]aging)\(\s*((?:'[^']*'|\"[^\"]*\"|\d+)(?:\s*,\s*(?:'[^']*'|\"[^\"]*\"|\d+))*)\s*\)"
)
"""A call by which the pagers of old Liferay portals (VCMS) turn pages: ``_vcmslist_submitForm('2','')``."""
_ARGUMENT = re.compile(r"'([^']*)'|\"([^\"]*)\"|(\d+)")
_SET_FIELD = re.compile(
    r"document(?:\.forms)?[.\[]['\"]?(?P<form>\w+)['\"]?\]?(?:\.elements)?[.\[]['\"]?(?P<field>\w+)['\"]?\]?"
    r"\.value\s*=\s*(?P<value>\w+|'[^']*')"
)
_NEXT_TEXT = re.compile(
    r"^(?:trang\s+)?(?:tiếp(?:\s+theo)?|sau|kế\s+tiếp|next(?:\s+page)?|[›»>→⟩❯▶►➔➜]|>>)\s*(?:[›»>→⟩❯▶►]+)?$",
    re.IGNORECASE,
)
_LONGEST_NEXT = 20  # characters; the longest that the pattern above knows has 16, and some space
_NEXT_SIGN = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])|trang (?:sau|tiếp)|tiếp theo", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:[?&](?:page|pageindex|p|trang|paged|currentpage|pageno)=|[?&]\w*_cur=|/page[/-]|/trang-|/currentpage/|[?&]start=)(\d{1,5})",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"calendar|lich", re.IGNORECASE)  # ASP.NET's calendar posts its days as pagers post their pages
_PAGER_CLASS = re.compile(
    r"(?:^|[\s_-])(?:pag(?:er|ing|ination|inator|enavi)|phan-?trang|page-?numbers?)", re.IGNORECASE
)
_PAGER_ANCESTORS = 4  # levels around a number; pagers nest it in 1 to 3 elements
_CLOSED = re.compile(r"(?:^|\s)(?:disabled|active|current)(?:\s|$)")


class Step(NamedTuple):
    """A request for the next page of a listing."""

    address: str
    target: str | None = None  # of a form post: the control
    argument: str = ""  # of a form post: what it is told
    form: bytes = b""  # of a form post: the body, with the state of this page


class _Candidate(NamedTuple):
    anchor: HtmlElement
    number: int | None  # as printed
    says_next: bool


def next_page(anchors: Sequence[HtmlElement], address: str, base: str, page: int) -> Step | None:
    """Find the way from page number ``page`` (from 1) of a listing to the one behind it.

    ``anchors`` are the links of the pager, or all links of the page where the pager is not known. A printed number
    is trusted most, then a link that says "next", then the number in an address. On the last page there is none.
    """
    candidates = [_candidate(anchor) for anchor in anchors if not _is_closed(anchor)]
    by_number = (candidate for candidate in candidates if candidate.number == page + 1)
    by_word = (candidate for candidate in candidates if candidate.says_next)
    for candidate in chain(by_number, by_word):
        if (step := _step(candidate.anchor, address, base)) is not None:
            return step
    others = (_step(candidate.anchor, address, base) for candidate in candidates if candidate.number is None)
    return _by_address([step for step in others if step is not None], address)


def pager_anchors(anchors: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Of all links of a page, those that can belong to a pager."""
    return [anchor for anchor in anchors if _is_pager_like(anchor)]


def _is_pager_like(anchor: HtmlElement) -> bool:
    text = text_of(anchor)
    if anchor.get("rel") == "next" or (len(text) <= _LONGEST_NEXT and _NEXT_TEXT.match(text)):
        return True
    if not text.isdigit() or len(text) > 4:
        return False
    link = anchor.get("href", "")
    leads_on = any(pattern.search(link) for pattern in (_PAGE_NUMBER, _POSTBACK, _SUBMIT))
    return leads_on or bool(_SUBMIT.search(anchor.get("onclick", ""))) or _is_in_pager(anchor)


def _is_in_pager(anchor: HtmlElement) -> bool:
    around = islice(anchor.iterancestors(), _PAGER_ANCESTORS)
    return any(_PAGER_CLASS.search(f"{element.get('class', '')} {element.get('id', '')}") for element in around)


def _candidate(anchor: HtmlElement) -> _Candidate:
    text = text_of(anchor)
    signs = " ".join(anchor.get(name, "") for name in ("rel", "class", "title", "aria-label"))
    number = int(text) if text.isdecimal() and len(text) <= 5 else None
    return _Candidate(anchor, number, bool(_NEXT_TEXT.match(text) or _NEXT_SIGN.search(signs)))


def _is_closed(anchor: HtmlElement) -> bool:
    item = anchor.getparent()
    around = item.get("class", "") if item is not None and item.tag == "li" else ""
    return bool(_CLOSED.search(anchor.get("class", "")) or _CLOSED.search(around))


def _step(anchor: HtmlElement, address: str, base: str) -> Step | None:
    link = anchor.get("href", "")
    postback = _POSTBACK.search(link) or _POSTBACK.search(anchor.get("onclick", ""))
    if postback is not None:
        if _CALENDAR.search(postback[1]):
            return None
        return _form_post(anchor, address, base, postback[1], postback[2])
    call = _SUBMIT.search(link) or _SUBMIT.search(anchor.get("onclick", ""))
    if call is not None:
        return _script_post(anchor, address, base, call)
    found = absolute(base, link)
    return Step(found) if found is not None and found != address else None


def _script_post(anchor: HtmlElement, address: str, base: str, call: re.Match[str]) -> Step | None:
    """What a browser sends when a function of the page fills the fields of a form and submits it.

    The function's text says which fields: ``function f(a, b) { document.fm.page.value = a; document.fm.submit(); }``.
    """
    root = anchor.getroottree().getroot()
    scripts = "\n".join(script.text or "" for script in root.iter("script"))
    # Up to where it submits, whatever braces stand between, but not into another function.
    written = rf"function\s+{re.escape(call[1])}\s*\(([^)]*)\)\s*\{{((?:(?!\bfunction\b).)*?)\.submit\s*\("
    found = re.search(written, scripts, re.DOTALL)
    if found is None:
        return None
    given = [one or other or number for one, other, number in _ARGUMENT.findall(call[2])]
    values = dict(zip((name.strip() for name in found[1].split(",")), given, strict=False))
    fields = {match["field"]: _value(match["value"], values) for match in _SET_FIELD.finditer(found[2])}
    forms = {match["form"] for match in _SET_FIELD.finditer(found[2])}
    form = next((form for form in root.iter("form") if form.get("name") in forms or form.get("id") in forms), None)
    if not isinstance(form, FormElement) or not any(value in given for value in fields.values()):
        return None
    action = absolute(base, form.get("action") or address)
    kept = [(name, value) for name, value in form.form_values() if name not in fields]
    body = urlencode([*fields.items(), *kept]).encode()
    return Step(action, call[1], given[0], body) if action is not None else None


def _value(written: str, values: Mapping[str, str]) -> str:
    return written.strip("'") if written.startswith("'") else values.get(written, "")


def _form_post(anchor: HtmlElement, address: str, base: str, target: str, argument: str) -> Step | None:
    """What a browser sends when the script ``__doPostBack(target, argument)`` submits the form around the link."""
    form = next((element for element in anchor.iterancestors("form")), None)
    form = form if form is not None else next(iter(anchor.getroottree().iter("form")), None)
    if not isinstance(form, FormElement):
        return None
    action = absolute(base, form.get("action") or address)
    fields = [(name, value) for name, value in form.form_values() if name not in ("__EVENTTARGET", "__EVENTARGUMENT")]
    body = urlencode([("__EVENTTARGET", target), ("__EVENTARGUMENT", argument), *fields]).encode()
    return Step(action, target, argument, body) if action is not None else None


def _by_address(steps: Sequence[Step], address: str) -> Step | None:
    """The step whose address has the next number: after ``page=3`` comes ``page=4``; before any number, 1 or 2."""
    here = _number(address)
    wanted = (1, 2) if here is None else (here + 1,)
    numbered = sorted(
        (number, step) for step in steps if (number := _number(step.address)) in wanted and step.target is None
    )
    return next((step for _, step in numbered), None)


def _number(address: str) -> int | None:
    match = _PAGE_NUMBER.search(path_of(address))
    return int(match[1]) if match else None


def text_of(anchor: HtmlElement) -> str:
    """The text that is clicked, its spaces made one; most links hold nothing else, and need no search."""
    text = str(anchor.text_content()) if len(anchor) else anchor.text or ""
    return " ".join(text.split())
