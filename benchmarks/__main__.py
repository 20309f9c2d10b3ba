"""``python -m benchmarks [NAME ...]``: run all benchmarks, or the named ones, and print their tables."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from benchmarks import (
    cleaning_speed,
    crawl_speed,
    dataset,
    duplicates,
    hostile,
    inspector,
    memory,
    reading,
    second_visit,
    spelling,
)

BENCHMARKS: dict[str, Callable[[], None]] = {
    "crawl": crawl_speed.main,
    "second_visit": second_visit.main,
    "hostile": hostile.main,
    "cleaning": cleaning_speed.main,
    "memory": memory.main,
    "reading": reading.main,
    "spelling": spelling.run_all,
    "duplicates": duplicates.main,
    "dataset": dataset.main,
    "inspector": inspector.main,
}
PACKAGES = ("scrapy", "trafilatura", "lxml", "pydantic", "pyarrow", "fastwarc", "ftfy")


def main(names: list[str]) -> int:
    """Print what machine and versions the figures belong to, then the tables."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark is called {unknown[0]!r}; they are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores, {versions}")
    for name in names or BENCHMARKS:
        print(f"\n## {name}\n", flush=True)
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
