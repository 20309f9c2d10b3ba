"""Rows of labels: date, author and counter that a style sheet sets apart, and that are one word to a parser."""

import re

from lxml.html import HtmlElement

from cleaning.blocks import strip_blanks
from cleaning.info_lines import LONGEST_LINE

SENTENCE_END = re.compile(r"(?:[.:;!?…]|/\.)[”\"’»)\]]?$")
_TIME_START = re.compile(r"\W{0,6}\d{1,2}\s?[:h]\s?\d{2}\b")
_NAMED_CLASS = re.compile(
    r"(?!font|mso|apple-|x_|spell|gram|style\d|[a-z]\d+\b)\S", re.IGNORECASE
)  # not that of a word processor
_LABEL_CLASS = re.compile(r"date|time|ngay|author|tacgia|view|luotxem|hits|categor|source|share|print", re.IGNORECASE)
_LABEL_HOLDERS = frozenset("div li dd td section header footer".split())
_LABEL_TAGS = frozenset("a abbr button i label small time".split())  # a label with or without a class
_INLINE_TAGS = _LABEL_TAGS | frozenset("b em font img span strong sup svg u".split())


def holds_labels(element: HtmlElement) -> bool:
    """Whether an element is a row of labels, which a style sheet sets apart: nothing else but spans, links and icons.

    Text pasted into a ``div`` is in spans too, but none has a class, or it is longer.
    """
    if len(element) < 2 or not (_is_holder(element) and _are_labels(element)):
        return False
    texts = [text for child in element if (text := strip_blanks(child.text_content()))]
    return len(texts) > 1 and sum(map(len, texts)) <= LONGEST_LINE and not SENTENCE_END.search(texts[-1])


def precedes_time(label: HtmlElement) -> bool:
    """Whether the time that belongs to a label's date stands in the next label."""
    following = label.getnext()
    return following is not None and _TIME_START.match(following.text_content()) is not None


def _is_holder(element: HtmlElement) -> bool:
    """Whether rows of labels stand in such elements; in a paragraph, spans are named as labels are, and not as fonts."""
    if element.tag == "p":
        return any(_LABEL_CLASS.search(child.get("class", "")) for child in element)
    return element.tag in _LABEL_HOLDERS and "class" in element.attrib


def _are_labels(element: HtmlElement) -> bool:
    """Whether all children are labels, with no text between them: with a class, of a label's kind, or without anything."""
    if element.text and strip_blanks(element.text):
        return False
    has_class = False
    for child in element:
        if child.tag not in _INLINE_TAGS or (child.tail and strip_blanks(child.tail)):
            return False
        is_label = child.tag in _LABEL_TAGS or _NAMED_CLASS.match(child.get("class", "")) is not None
        if not is_label and child.attrib and strip_blanks(child.text_content()):
            return False
        has_class |= is_label
    return has_class
