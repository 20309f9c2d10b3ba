"""A dataset of a million articles for the inspector's benchmark, written column by column.

Its sentences are drawn from invented syllables whose frequencies fall off as those of words do (Zipf), so that some
words stand in nearly every article and some in a few: what makes a search slow.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from output.manifest import MANIFESTS, SEGMENTS, Counts, Manifest, Segment, manifest_name
from output.schema import ARTICLES, FORMAT_VERSION, Event
from output.segments import ROWS_PER_GROUP, digest_of

SITES = [f"site{number:03}" for number in range(120)]
RULES = ("close_up_mark", "open_up_mark", "open_up_hyphen", "part_run_together", "spelling", "delete_invisible")
FLAGS = ("no_published", "no_title", "generic")
SENTENCES = 20_000
SENTENCES_A_TEXT = 22  # 2,600 code points, the mean of the articles in the sample web is 1,500
DAYS = 7_000  # from FIRST_DAY on
FIRST_DAY = date(2006, 1, 1)
_TIME = datetime(2026, 1, 1, tzinfo=UTC)
_CHUNK = 20_000  # rows made at a time


def sentences(chance: Random) -> list[str]:
    """Sentences of invented syllables."""
    onsets = "b c ch d đ g h kh l m n ng nh ph qu r s t th tr v x".split()
    rimes = "a an ang ao ăm ân ấp âu em ên ết iên iêu inh ít o ong ôi ống ơn ợp u ung ươi ương ưu à ản ạch ề ị ồng ủ ữ".split()
    syllables = [onset + rime for onset in onsets for rime in rimes]
    chance.shuffle(syllables)
    weights = [1 / (rank + 3) for rank in range(len(syllables))]
    lengths = (chance.randint(12, 32) for _ in range(SENTENCES))
    return [" ".join(chance.choices(syllables, weights, k=length)).capitalize() + "." for length in lengths]


def write_dataset(folder: Path, articles: int) -> None:
    """Write a version of so many articles into an empty folder."""
    write_version(folder, 1, range(articles), Event.ADD)


def write_version(folder: Path, version: int, numbers: range, event: Event) -> None:
    """Write a version whose rows are the articles of some numbers, as new ones or as changed ones."""
    for name in (MANIFESTS, SEGMENTS):
        (folder / name).mkdir(parents=True, exist_ok=True)
    path = folder / SEGMENTS / f"{version:06}-articles.parquet"
    with pq.ParquetWriter(path, ARTICLES, compression="zstd", write_page_checksum=True) as writer:
        for rows in _tables(version, numbers, event):
            writer.write_table(rows, row_group_size=ROWS_PER_GROUP)
    number = len(numbers)
    segment = Segment(file=path.name, rows=number, bytes=path.stat().st_size, sha256=digest_of(path))
    new, changed = (number, 0) if event is Event.ADD else (0, number)
    manifest = Manifest(
        version=version,
        parent=version - 1 or None,
        created_at=_TIME + timedelta(days=version),
        format_version=FORMAT_VERSION,
        code_version="0",
        model_version=None,
        segments=(segment,),
        consumed={},
        counts=Counts(pages=number, articles=number, new=new, changed=changed),
        edits=dict.fromkeys(RULES, 0),
        stripped={},
        seconds={},
    )
    (folder / MANIFESTS / manifest_name(version)).write_text(manifest.model_dump_json(), encoding="utf-8")


def _tables(version: int, numbers: range, event: Event) -> Iterator[pa.Table]:
    chance = Random(version)
    pool = sentences(Random(0))
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        yield pa.Table.from_pydict(_columns(part, version, event, pool, chance), schema=ARTICLES)


def article_id(number: int) -> str:
    """The id of an article of the benchmark."""
    return hashlib.sha256(str(number).encode()).hexdigest()[:32]


def _columns(part: range, version: int, event: Event, pool: list[str], chance: Random) -> dict[str, Any]:
    texts = ["\n\n".join(chance.choices(pool, k=SENTENCES_A_TEXT)) for _ in part]
    days = [FIRST_DAY + timedelta(days=chance.randrange(DAYS)) for _ in part]
    edits = [_edits(text, chance) for text in texts]
    columns: dict[str, Any] = {name: [None] * len(part) for name in ARTICLES.names}
    columns |= {
        "event": [str(event)] * len(part),
        "id": [article_id(number) for number in part],
        "url": [f"https://{SITES[number % len(SITES)]}.example/{number}" for number in part],
        "site": [SITES[int(len(SITES) * chance.random() ** 3)] for _ in part],
        "title": [text[:70] for text in texts],
        "title_edits": [[] for _ in part],
        "published": [day.isoformat() for day in days],
        "published_on": days,
        "text": texts,
        "extracted": texts,
        "edits": edits,
        "suggestions": [_suggestions(text, chance) for text in texts],
        "stripped": [[{"text": "Lượt xem: 12", "rule": "view_counter"}] for _ in part],
        "sources": [{} for _ in part],
        "flags": [[FLAGS[1]] if chance.random() < 0.001 else [] for _ in part],
        "rights": [[] for _ in part],
        "tags": [[] for _ in part],
        "captions": [[] for _ in part],
        "images": [[] for _ in part],
        "quality": [_quality(text, len(made)) for text, made in zip(texts, edits, strict=True)],
        "provenance": [_provenance(chance) for _ in part],
        "revision": [version] * len(part),
        "first_seen": [_TIME] * len(part),
        "last_changed": [_TIME + timedelta(days=version)] * len(part),
        "digest": [bytes(16)] * len(part),
    }
    return columns


def _edits(text: str, chance: Random) -> list[dict[str, Any]]:
    """Edits that change nothing but count: at the first letters, from and to themselves."""
    rules = chance.choices(RULES, (50, 40, 20, 10, 5, 1), k=chance.randrange(6))
    places = sorted(chance.sample(range(100), len(rules)))
    return [_edit(text, place, rule, 1.0) for place, rule in zip(places, rules, strict=True)]


def _suggestions(text: str, chance: Random) -> list[dict[str, Any]]:
    if chance.random() > 0.2:
        return []
    place = text.find(" ", chance.randrange(1000)) + 1
    word = text[place : text.find(" ", place)]
    return [{"start": place, "before": word, "after": f"{word}h", "rule": "spelling", "confidence": 0.4}]


def _edit(text: str, place: int, rule: str, confidence: float) -> dict[str, Any]:
    return {"start": place, "before": text[place], "after": text[place], "rule": rule, "confidence": confidence}


def _quality(text: str, edits: int) -> dict[str, Any]:
    figures = {"characters": len(text), "syllables": 500, "legal_syllables": 0.95, "edits_per_1000": 2.0 * edits}
    languages = [{"language": "vi", "characters": len(text)}]
    return figures | {"suggestions": 0, "boilerplate_share": 0.1, "extractor_agreement": None, "languages": languages}


def _provenance(chance: Random) -> dict[str, Any]:
    place = {"archive_file": "site/a.warc.gz", "archive_offset": chance.randrange(1 << 30)}
    return place | {
        "fetched_at": _TIME,
        "body_sha256": "0" * 64,
        "layout": "aspnet",
        "code_version": "0",
        "tls_needs": [],
    }
