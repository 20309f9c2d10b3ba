"""Crawls in processes of their own: Scrapy's event loop does not start twice, and some tests kill it."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from crawler.visit import VisitReport

ROOT = Path(__file__).parents[2]

CRAWL = """
import json, resource, sys
if limit := int(sys.argv[2]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings
from crawler.visit import crawl
settings = get_project_settings()
settings.setdict(json.loads(sys.argv[1]), priority="cmdline")
process = AsyncCrawlerProcess(settings)
for report in crawl(process, process.spider_loader.list()):
    print(report.model_dump_json())
"""


def site_table(name: str, address: str, **fields: object) -> str:
    """A ``[[site]]`` table for a server on the loopback, as fast as it goes.

    It waits long for an answer: of a busy machine, a healthy server may take seconds for one.
    """
    known: dict[str, object] = dict.fromkeys(("name", "title", "organization"), name)
    known |= {"kind": "party", "level": "commune", "start": [f"{address}/"], "private_addresses": True}
    known["pace"] = {"delay": 0, "timeout": 60}
    return "\n".join(["[[site]]", *(f"{field} = {_toml(value)}" for field, value in {**known, **fields}.items()), ""])


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


HURRY = {"delay": 0, "timeout": 2}
"""A pace for servers that never answer, or never come to an end."""


def write_sites(folder: Path, tables: Sequence[str]) -> None:
    """Write a site file."""
    (folder / "sites").mkdir(exist_ok=True)
    (folder / "sites" / "thu.toml").write_text("\n".join(tables), encoding="utf-8")


def start_crawl(
    folder: Path, largest_file: int = 0, environment: Mapping[str, str] | None = None, **settings: object
) -> subprocess.Popen[str]:
    """Start a crawl of all sites of a folder; its data goes beside them. Warnings are errors.

    ``largest_file`` (bytes) stands for a disk that gets full.
    """
    given = {
        "SITES_FOLDERS": [str(folder / "sites")],
        "DATA_DIR": str(folder / "data"),
        "CONTACT": "thu@songmoi.example",
        "LOG_LEVEL": "ERROR",
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", CRAWL, json.dumps(given), str(largest_file)],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> dict[str, VisitReport]:
    """Wait for a crawl and give its reports by site."""
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert errors == ""
    reports = map(VisitReport.model_validate_json, out.splitlines())
    return {report.site: report for report in reports}


def crawl(folder: Path, environment: Mapping[str, str] | None = None, **settings: object) -> dict[str, VisitReport]:
    """Crawl all sites of a folder once."""
    return finish(start_crawl(folder, 0, environment, **settings))
