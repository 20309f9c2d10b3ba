"""The corpora that the corrector is measured on, read in place beside the repository."""

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaning.spelling.letters import canonical

SHARED = Path(__file__).parents[1].parent / "shared"
HELD_OUT = 0.05  # last share of vietnews, which no model may be trained on
CLEAN_CHARACTERS = 3_000_000  # of the held-out news
PAGE_LINES = 15  # lines of news that make a page

_WORD = re.compile(r"\w+|[^\w\s]")


def is_same(one: str, other: str) -> bool:
    """Whether two words differ at most in capitals, the place of the tone and final i or y."""
    return re.sub("y$", "i", canonical(one)) == re.sub("y$", "i", canonical(other))


def read_rows(name: str) -> list[dict[str, Any]]:
    """The records of a shared file, one a line."""
    return [json.loads(line) for line in (SHARED / name).read_text(encoding="utf-8").splitlines()]


def read_vsec() -> Iterator[tuple[str, dict[int, str]]]:
    """Sentences with the right word for each wrong one, by position; only those that align word by word."""
    for row in read_rows("spelling/vsec_dev.jsonl"):
        typed, meant = list(_WORD.finditer(row["wrong"])), _WORD.findall(row["right"])
        if len(typed) == len(meant):
            pairs = zip(typed, meant, strict=True)
            yield row["wrong"], {found.start(): word for found, word in pairs if not is_same(found[0], word)}


def read_viwiki() -> Iterator[tuple[str, dict[int, str]]]:
    """Articles with the right word for each wrong one, by position."""
    for row in read_rows("spelling/viwiki_spelling.json"):
        content = row["text"].replace("\N{LATIN CAPITAL LETTER ETH}", "\N{LATIN CAPITAL LETTER D WITH STROKE}")
        mistakes = {int(m["start_offset"]): m for m in row["mistakes"]}
        yield (
            content,
            {
                start: m["suggest"][0]
                for start, m in mistakes.items()
                if " " not in m["text"] and m["suggest"] and not is_same(m["text"], m["suggest"][0])
            },
        )


def read_clean_news(characters: int = CLEAN_CHARACTERS) -> list[str]:
    """Pages of news that no model was trained on."""
    with lzma.open(SHARED / "corpora/vietnews.txt.xz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    lines = lines[len(lines) * 95 // 100 :]
    pages = ["\n\n".join(lines[start : start + PAGE_LINES]) for start in range(0, len(lines), PAGE_LINES)]
    kept, size = [], 0
    for page in pages:
        size += len(page)
        kept.append(page)
        if size > characters:
            break
    return kept
