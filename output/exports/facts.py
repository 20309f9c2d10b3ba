"""What a card says of the articles of an export, counted while they pass."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


class Facts:
    """Counts of the rows that were seen."""

    def __init__(self) -> None:
        self.articles = 0
        self.characters = 0
        self.syllables = 0
        self.copies = 0
        self.sites: Counter[str] = Counter()
        self.years: Counter[int] = Counter()
        self.edits: Counter[str] = Counter()
        self.layouts: Counter[str] = Counter()
        self.code_versions: Counter[str] = Counter()
        self.model_versions: Counter[str] = Counter()
        self.rights: Counter[str] = Counter()
        self.first: date | None = None
        self.last: date | None = None

    def seen(self, tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Pass rows of the dataset on, and count them."""
        for table in tables:
            self._add(table)
            yield table

    def _add(self, table: pa.Table) -> None:
        self.articles += len(table)
        self.characters += _sum(pc.struct_field(table["quality"], "characters"))
        self.syllables += _sum(pc.struct_field(table["quality"], "syllables"))
        self.copies += len(table) - table["duplicate_of"].null_count
        self.sites.update(_counted(table["site"]))
        self.years.update(_counted(pc.year(table["published_on"])))
        for name in ("edits", "title_edits"):
            for rule, number in _counted(pc.struct_field(pc.list_flatten(table[name]), "rule")).items():
                self.edits.update(dict.fromkeys(rule.split("+"), number))
        if "rights" in table.column_names:
            self.rights.update(_counted(pc.list_flatten(table["rights"])))
        for name, counter in (
            ("layout", self.layouts),
            ("code_version", self.code_versions),
            ("model_version", self.model_versions),
        ):
            counter.update(_counted(pc.struct_field(table["provenance"], name)))
        self._widen(pc.min_max(table["published_on"]).as_py())

    def _widen(self, days: dict[str, date | None]) -> None:
        if days["min"] is not None and days["max"] is not None:
            self.first = days["min"] if self.first is None else min(self.first, days["min"])
            self.last = days["max"] if self.last is None else max(self.last, days["max"])


def _sum(values: pa.ChunkedArray) -> int:
    return pc.sum(values).as_py() or 0


def _counted(values: pa.ChunkedArray) -> dict[Any, int]:
    found = pc.value_counts(values)
    return {one["values"]: one["counts"] for one in found.to_pylist() if one["values"] is not None}
