"""A crawl by danvan: ``python -m benchmarks.crawl_ours FOLDER NUMBER``; of a page of each site for ``first``."""

import json
import sqlite3
import sys
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler.visit import crawl

FETCHED = (
    "SELECT site, address, method, body, kind FROM page WHERE last_status = 200 AND kind <> 'robots' ORDER BY site, id"
)


def main(folder: Path, number: str) -> None:
    """Crawl all sites of the folder into a data folder of this run, and list what was fetched."""
    settings = get_project_settings()
    changes = {
        "DATA_DIR": str(folder / f"data-{number}"),
        "SITES_FOLDERS": [str(folder / "sites")],
        "AUTOTHROTTLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
    changes |= {"MAX_PAGES": 1} if number == "first" else {}
    settings.update(changes, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawl(process, process.spider_loader.list())
    index = sqlite3.connect(folder / f"data-{number}" / "index.db")
    names = ("site", "address", "method", "body", "kind")
    pages = [dict(zip(names, row, strict=True)) for row in index.execute(FETCHED)]
    decoded = [{**page, "body": page["body"].decode("ascii")} for page in pages]
    (folder / f"fetched-{number}.json").write_text(json.dumps(decoded), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
