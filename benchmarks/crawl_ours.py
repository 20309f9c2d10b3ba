"""A crawl of the sample web by danvan: ``python -m benchmarks.crawl_ours FOLDER NUMBER``; none for ``nothing``."""

import json
import sqlite3
import sys
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from crawler.visit import crawl


def main(folder: Path, number: str) -> None:
    """Crawl all sites of the folder into a data folder of this run, and list what was fetched."""
    settings = get_project_settings()
    changes = {
        "DATA_DIR": str(folder / f"data-{number}"),
        "SITES_FOLDERS": [str(folder / "sites")],
        "AUTOTHROTTLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
    }
    settings.update(changes, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    sites = process.spider_loader.list()
    if number == "nothing":
        return
    crawl(process, sites)
    index = sqlite3.connect(folder / f"data-{number}" / "index.db")
    rows = index.execute("SELECT address FROM page WHERE last_status = 200 AND method = 'GET' ORDER BY site, id")
    (folder / f"fetched-{number}.json").write_text(json.dumps([row[0] for row in rows]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
