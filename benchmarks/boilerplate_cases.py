"""Boilerplate lines as whole blocks, by kind, and ordinary sentences that must not be taken for any."""

import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from cleaning import Article, Cleaner
from cleaning.blocks import fold, is_prose
from cleaning.boilerplate import rule_of
from cleaning.captions import is_likely_caption, is_sure_caption
from cleaning.datelines import split_dateline
from cleaning.signatures import split_signature

SHARED = Path(__file__).parents[1].parent / "shared"
SENTENCES = 2_000
LINES_OF_EACH = 10_000  # of a corpus, from which the sentences are drawn
CORPORA = ("vietnews", "baomoi", "tailieu", "legal")  # encyclopedias end in lists of books, which are no sentences
FEWEST_WORDS, MOST_WORDS = 8, 45  # of an ordinary sentence
_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-ZĐÂÊÔƯ“])")
_PROSE = (
    "Sáng 12/2, Hội Nông dân xã Khe Mo tổ chức lễ ra quân trồng rừng vụ xuân với hơn hai trăm hội viên tham gia.",
    "Theo kế hoạch, trong năm toàn xã trồng mới 45 ha rừng gỗ lớn và chăm sóc 120 ha rừng đã trồng từ những vụ trước.",
)


class Score(NamedTuple):
    """How many lines of a kind are recognized."""

    kind: str
    right: int
    lines: int
    missed: tuple[str, ...]


def score_cases() -> list[Score]:
    """The lines of each kind, as whole blocks; section names where they stand, above the headline."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for line in (SHARED / "cases/boilerplate.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        by_kind[case["kind"]].append(case["text"])
    return [_score(kind, texts) for kind, texts in by_kind.items()]


def _score(kind: str, texts: list[str]) -> Score:
    missed = tuple(text for text in texts if not is_recognized(text, kind))
    return Score(kind, len(texts) - len(missed), len(texts), missed)


def is_recognized(text: str, kind: str) -> bool:
    """Whether a block is taken by the reader or the rules of its kind."""
    byline, credit = split_signature(text)
    is_caption = is_sure_caption(text) or is_likely_caption(text, ())
    if kind == "byline":
        return byline is not None or rule_of(text) is not None
    if kind == "source_credit":
        return credit is not None or split_dateline(f"{text} {_PROSE[0]}") is not None or rule_of(text) is not None
    if kind == "photo_caption":
        return is_caption or rule_of(text) is not None
    if kind == "category_heading":
        return is_left_out_above(text)
    return rule_of(text) is not None or (kind == "other" and is_caption)


def is_left_out_above(text: str) -> bool:
    """Whether a line above the headline of a page stays out of title and text."""
    page = "\n".join((text, "Ra quân trồng rừng vụ xuân ở xã Khe Mo", "Đăng ngày 12/02/2024", *_PROSE))
    outcome = Cleaner().clean_dump(page)
    return isinstance(outcome, Article) and fold(text) not in (
        fold(outcome.title or ""),
        *map(fold, outcome.text.split("\n\n")),
    )


def sentences(seed: int) -> list[str]:
    """Ordinary sentences, drawn from the beginnings of the corpora."""
    found = [sentence for name in CORPORA for sentence in _sentences_of(name)]
    return Random(seed).sample(found, SENTENCES)


def _sentences_of(name: str) -> Iterator[str]:
    with lzma.open(SHARED / f"corpora/{name}.txt.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, LINES_OF_EACH):
            for sentence in _BREAK.split(line.strip()):
                is_whole = sentence.endswith((".", "!", "?")) and "Ảnh:" not in sentence
                if is_whole and FEWEST_WORDS <= len(sentence.split()) <= MOST_WORDS:
                    yield sentence


def is_taken(sentence: str) -> bool:
    """Whether a sentence would be taken out of a body: by a rule, as a signature at its end, as a caption.

    A dateline in front of it and a credit of a photographer behind it are what they look like.
    """
    is_signature = not is_prose(sentence) and any(split_signature(sentence))
    return rule_of(sentence) is not None or is_signature or is_likely_caption(sentence, ())


def main() -> None:
    """Print the share of recognized lines by kind, and the sentences that were taken."""
    scores = score_cases()
    for score in sorted(scores, key=lambda score: score.right / score.lines):
        print(f"{score.kind:<18} {score.right:>4} of {score.lines}")
    right, lines = sum(score.right for score in scores), sum(score.lines for score in scores)
    print(f"{'all':<18} {right:>4} of {lines} ({100 * right / lines:.1f} %)")
    taken = sum(map(is_taken, sentences(seed=1)))
    print(f"ordinary sentences taken: {taken} of {SENTENCES}")


if __name__ == "__main__":
    main()
