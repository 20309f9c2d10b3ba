"""The next page of a listing: plain links, numbered ones, and ASP.NET's form posts.

Only one step is taken at a time. Which pages a visit needs is known page by page, and the state that a form post
carries comes from the page before.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from lxml.html import FormElement, HtmlElement

from crawler.addresses import absolute, path_of

_POSTBACK = re.compile(r"__doPostBack\(\s*(?:'|&#39;|\")([^'\"]+)(?:'|&#39;|\")\s*,\s*(?:'|&#39;|\")([^'\"]*)")
_NEXT_TEXT = re.compile(
    r"^(?:trang\s+)?(?:tiếp(?:\s+theo)?|sau|kế\s+tiếp|next(?:\s+page)?|›|»|>|>>|→)\s*(?:[›»>→]+)?$", re.IGNORECASE
)
_NEXT_SIGN = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])|trang (?:sau|tiếp)|tiếp theo", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:[?&](?:page|pageindex|p|trang|paged|currentpage|pageno)=|[?&]\w*_cur=|/page[/-]|/trang-|/currentpage/|[?&]start=)(\d{1,5})",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"calendar|lich", re.IGNORECASE)  # ASP.NET's calendar posts its days as pagers post their pages
_CLOSED = re.compile(r"(?:^|\s)(?:disabled|active|current)(?:\s|$)")


class Step(NamedTuple):
    """A request for the next page of a listing."""

    address: str
    target: str | None = None  # of a form post: the control
    argument: str = ""  # of a form post: what it is told
    form: bytes = b""  # of a form post: the body, with the state of this page


class _Candidate(NamedTuple):
    step: Step
    number: int | None  # as printed
    says_next: bool


def next_page(anchors: Sequence[HtmlElement], address: str, base: str, page: int) -> Step | None:
    """Find the way from page number ``page`` (from 1) of a listing to the one behind it.

    ``anchors`` are the links of the pager, or all links of the page where the pager is not known. A printed number
    is trusted most, then a link that says "next", then the number in an address. On the last page there is none.
    """
    candidates = list(_candidates(anchors, address, base))
    for candidate in candidates:
        if candidate.number == page + 1:
            return candidate.step
    for candidate in candidates:
        if candidate.says_next:
            return candidate.step
    return _by_address([candidate.step for candidate in candidates if candidate.number is None], address)


def pager_anchors(anchors: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Of all links of a page, those that can belong to a pager."""
    return [anchor for anchor in anchors if _is_pager_like(anchor)]


def _is_pager_like(anchor: HtmlElement) -> bool:
    text, link = _text(anchor), anchor.get("href", "")
    if anchor.get("rel") == "next" or _NEXT_TEXT.match(text):
        return True
    return (text.isdigit() and len(text) <= 4) and bool(_PAGE_NUMBER.search(link) or _POSTBACK.search(link))


def _candidates(anchors: Sequence[HtmlElement], address: str, base: str) -> Iterator[_Candidate]:
    for anchor in anchors:
        step = _step(anchor, address, base)
        if step is None or _CLOSED.search(anchor.get("class", "")) or _is_closed(anchor.getparent()):
            continue
        text = _text(anchor)
        signs = " ".join(anchor.get(name, "") for name in ("rel", "class", "title", "aria-label"))
        number = int(text) if text.isdigit() and len(text) <= 5 else None
        yield _Candidate(step, number, bool(_NEXT_TEXT.match(text) or _NEXT_SIGN.search(signs)))


def _is_closed(parent: HtmlElement | None) -> bool:
    return parent is not None and parent.tag == "li" and bool(_CLOSED.search(parent.get("class", "")))


def _step(anchor: HtmlElement, address: str, base: str) -> Step | None:
    link = anchor.get("href", "")
    postback = _POSTBACK.search(link) or _POSTBACK.search(anchor.get("onclick", ""))
    if postback is not None:
        if _CALENDAR.search(postback[1]):
            return None
        return _form_post(anchor, address, base, postback[1], postback[2])
    found = absolute(base, link)
    return Step(found) if found is not None and found != address else None


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


def _text(anchor: HtmlElement) -> str:
    return " ".join(str(anchor.text_content()).split())
