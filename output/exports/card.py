"""The card of a published export: what it holds, how it was made, what it may be used for, and its limits.

Every number is counted from the rows written beside it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import pyarrow as pa

from cleaning.article import Article
from output.exports.choice import RECORD_OF_CLEANING, schema_of
from output.exports.croissant import Shard
from output.exports.facts import Facts

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGEST_SIZE = "1M<n<10M"  # the hub's names of sizes
_MOST_ROWS = 40  # of a table of the card


class Origin(NamedTuple):
    """Where an export comes from."""

    name: str
    version: int
    published: datetime
    code_version: str
    choice: str
    """What was chosen, in words; empty for everything."""
    contact: str | None = None
    """Where a publisher can write to."""
    terms: str = "The articles belong to their publishers; see the card."

    def summary(self, facts: Facts) -> str:
        """The set in one sentence."""
        return (
            f"{facts.articles:,} news articles of {len(facts.sites):,} sites of Vietnamese party committees, the "
            f"Fatherland Front and the mass organizations, stripped of boilerplate and repaired; version {self.version}."
        )


def card(origin: Origin, facts: Facts, shards: Sequence[Shard], fields: Sequence[str]) -> str:
    """Write the card, Markdown behind a head of YAML."""
    parts = [
        *_head(facts, shards, fields),
        f"# {origin.name}\n",
        origin.summary(facts) + "\n",
        *_content(origin, facts),
        *_making(origin, facts, fields),
        *_fields(fields),
        *_rights(origin, facts),
        *_limits(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _head(facts: Facts, shards: Sequence[Shard], fields: Sequence[str]) -> Iterator[str]:
    size = sum(shard.bytes for shard in shards)
    yield "---"
    yield "language:\n- vi"
    yield "license: other\nlicense_name: publishers-rights"
    yield "multilinguality: monolingual"
    yield f"size_categories:\n- {next((name for most, name in _SIZES if facts.articles < most), _LARGEST_SIZE)}"
    yield "source_datasets:\n- original"
    yield "task_categories:\n- text-generation\n- fill-mask"
    yield "tags:\n- news\n- vietnamese"
    yield "configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*.parquet"
    yield "dataset_info:\n  features:"
    for column in schema_of(fields):
        yield from _feature(column.name, column.type, "  ")
    yield f"  splits:\n  - name: train\n    num_bytes: {size}\n    num_examples: {facts.articles}"
    yield f"  download_size: {size}\n  dataset_size: {size}"
    yield "---\n"


def _feature(name: str, kind: pa.DataType, indent: str) -> Iterator[str]:
    yield f"{indent}- name: {name}"
    yield from _type(kind, indent + "  ")


def _type(kind: pa.DataType, indent: str) -> Iterator[str]:
    """A type as the hub writes it: a scalar, a record, or a list of any of them."""
    if pa.types.is_list(kind) and pa.types.is_list(kind.value_type):
        yield f"{indent}list:"
        yield from _type(kind.value_type, indent + "  ")
    elif pa.types.is_list(kind) and not pa.types.is_struct(kind.value_type):
        yield f"{indent}list: {_scalar(kind.value_type)}"
    elif pa.types.is_list(kind) or pa.types.is_struct(kind):
        yield f"{indent}{'list' if pa.types.is_list(kind) else 'struct'}:"
        for field in kind.value_type if pa.types.is_list(kind) else kind:
            yield from _feature(field.name, field.type, indent)
    else:
        yield f"{indent}dtype: {_scalar(kind)}"


def _scalar(kind: pa.DataType) -> str:
    names = {"double": "float64", "float": "float32"}
    written = str(kind)
    return f"'{written}'" if "[" in written else names.get(written, written)


def _content(origin: Origin, facts: Facts) -> Iterator[str]:
    yield "## What it holds\n"
    if origin.choice:
        yield f"A choice of version {origin.version} of the dataset: {origin.choice}.\n"
    yield from _table(
        ("", ""),
        [
            ("articles", f"{facts.articles:,}"),
            ("sites", f"{len(facts.sites):,}"),
            ("syllables", f"{facts.syllables:,}"),
            ("characters", f"{facts.characters:,}"),
            ("published", f"{facts.first or '-'} to {facts.last or '-'}"),
            ("copies of another article (`duplicate_of`)", f"{facts.copies:,}"),
        ],
    )
    yield from _counted("site", facts.sites)
    yield from _table(
        ("year", "articles"), [(str(year), f"{number:,}") for year, number in sorted(facts.years.items())]
    )


def _making(origin: Origin, facts: Facts, fields: Sequence[str]) -> Iterator[str]:
    yield "## How it was made\n"
    models = ", ".join(sorted(facts.model_versions)) or "none"
    versions = ", ".join(sorted(facts.code_versions)) or origin.code_version
    yield (
        f"danvan {versions} crawled the pages, kept them as received, took the article out of its page, stripped the "
        f"boilerplate and repaired the text (spelling model: {models}). No text was written by a model.\n"
    )
    if "edits" in fields:
        yield (
            "Every repair is on record: `extracted` is what stood on the page, `edits` lead from it to `text` (`start` is "
            "a code point in `extracted`), and undoing them gives it back.\n"
        )
    else:
        yield f"The record of the cleaning ({', '.join(f'`{name}`' for name in RECORD_OF_CLEANING)}) is not part of it.\n"
    yield from _counted("rule", facts.edits, "edits")
    yield from _counted("layout", facts.layouts)


def _fields(fields: Sequence[str]) -> Iterator[str]:
    yield "## Fields\n"
    described = {name: (field.description or "").replace("``", "`") for name, field in Article.model_fields.items()}
    yield from _table(("field", "meaning"), [(f"`{name}`", described[name]) for name in fields])


def _rights(origin: Origin, facts: Facts) -> Iterator[str]:
    yield "## Rights, and how to have something taken out\n"
    yield (
        "The articles belong to their publishers, whose address stands in `url`. Under Vietnamese law mere news of the "
        "day and legal and administrative documents are outside copyright; comments, features and pictures are not. "
        "Whoever uses the set has to judge that for the use. It comes without a licence of its own.\n"
    )
    yield from _counted("sign of the pages", facts.rights)
    where = origin.contact or "the maintainers of this repository"
    yield (
        f"A publisher or a person named in an article can have it taken out: write to {where} with the address of the "
        "page. It leaves the next version and does not come back.\n"
    )


def _limits() -> Iterator[str]:
    yield "## Limits\n"
    yield (
        "- The sites were chosen, they are no sample of the Vietnamese press; official news is written in one register "
        "and from one point of view.\n"
        "- Some pages were gone before they could be read; days without articles can be gaps of the crawl.\n"
        "- Dates are those that pages show. Bylines are as found.\n"
        "- The repairs are those of the rules above. Slips remain, and a repair can be wrong; `suggestions` were not applied.\n"
        "- Copies are linked when they share most of their words and names; a retold piece of news is not found.\n"
        "- The texts name officials and private persons. Do not use them to build profiles of people.\n"
    )


def _counted(what: str, numbers: Counter[str], unit: str = "articles") -> Iterator[str]:
    if not numbers:
        return
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    rows = [(f"`{name}`", f"{number:,}") for name, number in ranked[:_MOST_ROWS]]
    if len(ranked) > _MOST_ROWS:
        rest = ranked[_MOST_ROWS:]
        rows.append((f"{len(rest):,} more", f"{sum(number for _, number in rest):,}"))
    yield from _table((what, unit), rows)


def _table(head: tuple[str, str], rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "|---|---|"
    for name, value in rows:
        yield f"| {_cell(name)} | {_cell(value)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
