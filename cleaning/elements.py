"""What an element is to a reader: a block or a part of a line, hidden or shown, set in the middle or to the right."""

import re

from lxml.html import HtmlElement

PICTURES = ("img", "amp-img")
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_SKIPPED = frozenset(
    "script style noscript template iframe object embed svg math head link meta title "
    "input select option textarea button map audio video canvas".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_CENTRED_CLASS = re.compile(r"(?:^|[\s-])text-(?:align-)?center(?:\s|$)|(?:^|\s)rtecenter(?:\s|$)")
_RIGHT = re.compile(
    r"text-align\s*:\s*(?:right|end)|(?:^|[\s-])text-(?:align-)?(?:right|end)(?:\s|$)|(?:^|\s)rteright(?:\s|$)",
    re.IGNORECASE,
)


def source_of(picture: HtmlElement) -> str | None:
    """The address of a picture as the page writes it, that of the picture itself where it is loaded late."""
    source = (picture.get("data-src") or picture.get("src") or "").strip()
    return source if source and not source.startswith("data:") else None


def is_left_out(element: HtmlElement) -> bool:
    """Whether a reader does not see an element, or sees no running text in it."""
    if element.tag in _SKIPPED or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None


def is_centred(element: HtmlElement) -> bool:
    """Whether the text of an element stands in the middle."""
    return (
        element.get("align") == "center"
        or element.tag == "center"
        or _CENTRED.search(element.get("style", "")) is not None
        or _CENTRED_CLASS.search(element.get("class", "")) is not None
    )


def is_right(element: HtmlElement) -> bool:
    """Whether the text of an element is set to the right."""
    if element.get("align") == "right":
        return True
    style, name = element.get("style"), element.get("class")
    return bool((style and _RIGHT.search(style)) or (name and _RIGHT.search(name)))
