"""Broken pages by the thousand: each ends as an article or as a rejection, none as a crash or a hang."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from types import FrameType

import pytest

from cleaning import Article, Cleaner, RawPage, Reason, apply, undo
from tests.cleaning.golden import CASES, read_page

PAGES = 1_000  # 10,000 were run once for each change of the parser or of trafilatura
SEED = 20_260_101
HANG = 30  # seconds for one page; the slowest takes less than one
LARGEST_GROWTH = 400  # copies of a slice
SOUP = (
    b"<div>", b"</div>", b"<table><tr><td>", b"</table>", b"<p>", b"<form>", b"</body></html>", b"<script>", b"</script>",
    b"<!--", b"-->", b"<![CDATA[", b"<a href='", b'"', b"&#x110000;", b"&nbsp;", b"\x00", b"\xff\xfe", b"\xc3", b"<br>" * 40,
    b"<html><head><title>x</title>", b"<base href='http://['>", b"<textarea>", b"<svg><p>", b"<time datetime='99'>",
    b"<meta charset=utf-16>", "Ðð\u0300\u200b".encode(), b"<template>", b"<noscript>", b"<li>" * 30, b"<b>" * 300,
)  # fmt: skip


def _cut(body: bytes, random: Random, _other: bytes) -> bytes:
    return body[: random.randrange(len(body) + 1)]


def _drop(body: bytes, random: Random, _other: bytes) -> bytes:
    start = random.randrange(len(body) + 1)
    return body[:start] + body[start + random.randrange(600) :]


def _repeat(body: bytes, random: Random, _other: bytes) -> bytes:
    start = random.randrange(len(body) + 1)
    part = body[start : start + random.randrange(120)]
    return body[:start] + part * random.randrange(LARGEST_GROWTH) + body[start:]


def _flip(body: bytes, random: Random, _other: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(random.randrange(1, 60)):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _insert(body: bytes, random: Random, _other: bytes) -> bytes:
    for _ in range(random.randrange(1, 12)):
        place = random.randrange(len(body) + 1)
        body = body[:place] + random.choice(SOUP) + body[place:]
    return body


def _splice(body: bytes, random: Random, other: bytes) -> bytes:
    return body[: random.randrange(len(body) + 1)] + other[random.randrange(len(other) + 1) :]


def _recode(body: bytes, random: Random, _other: bytes) -> bytes:
    wrong = random.choice(("latin-1", "cp1258", "cp1252", "utf-16", "koi8-r"))
    text = body.decode("utf-8", errors="replace")
    if random.random() < 0.5:
        return text.encode(wrong, errors="ignore")
    return body.decode(wrong, errors="replace").encode("utf-8", errors="replace")


def _shuffle(body: bytes, random: Random, _other: bytes) -> bytes:
    tags = body.split(b"<")
    first, second = random.randrange(len(tags)), random.randrange(len(tags))
    tags[first], tags[second] = tags[second], tags[first]
    return b"<".join(tags)


MUTATORS = (_cut, _drop, _repeat, _flip, _insert, _splice, _recode, _shuffle)
HEADERS = (
    "text/html",
    "text/html; charset=iso-8859-1",
    "text/html; charset=utf-16",
    "application/xhtml+xml",
    "",
    ";;=",
)


def mutated_pages(count: int, seed: int) -> Iterator[RawPage]:
    """Golden pages after one to three mutations each, always the same ones for a seed."""
    random = Random(seed)
    pages = [read_page(case) for case in CASES]
    for _ in range(count):
        page, body = (chosen := random.choice(pages)), chosen.body
        for _ in range(random.randrange(1, 4)):
            body = random.choice(MUTATORS)(body, random, random.choice(pages).body)
        yield page.model_copy(update={"body": body, "headers": {"content-type": random.choice(HEADERS)}})


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Break off what hangs, so that the test fails rather than stands."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def check(pages: Iterator[RawPage]) -> tuple[int, int]:
    """Clean the pages; the number of articles and of rejections."""
    cleaner = Cleaner()
    articles = rejections = 0
    for page in pages:
        with no_longer_than(HANG):
            outcome = cleaner.clean_page(page)
        if isinstance(outcome, Article):
            articles += 1
            assert apply(outcome.extracted, outcome.edits) == outcome.text
            assert undo(outcome.text, outcome.edits) == outcome.extracted
        else:
            rejections += 1
            assert outcome.reason is not Reason.CRASH, (outcome.detail, page.url, page.body)
    return articles, rejections


@pytest.mark.slow
def test_mutated_pages_neither_crash_nor_hang(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    articles, rejections = check(mutated_pages(PAGES, SEED))
    assert articles + rejections == PAGES
    assert min(articles, rejections) > PAGES / 20  # both ways are walked
    assert not caplog.records


def test_mutations_are_the_same_every_time() -> None:
    first, second = (list(mutated_pages(5, SEED)) for _ in range(2))
    assert [page.body for page in first] == [page.body for page in second]
