"""Running Scrapy's tool in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def scrapy_command(*args: object) -> list[str]:
    """The command line of our tool."""
    return [sys.executable, "-m", "scrapy", *map(str, args)]


def environment() -> dict[str, str]:
    """The environment of a user, whose terminal has 100 columns."""
    return {**os.environ, "COLUMNS": "100", "SCRAPY_SETTINGS_MODULE": "crawler.settings", "PYTHONPATH": str(ROOT)}


def run_scrapy(*args: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; its exit status is the caller's to judge."""
    return subprocess.run(
        scrapy_command(*args), cwd=cwd, env=environment(), capture_output=True, text=True, check=False, timeout=300
    )


def sample_settings(folder: Path, site_file: str) -> list[object]:
    """Write the site file of the sample web; the options that make a command use it."""
    (folder / "sites").mkdir(parents=True, exist_ok=True)
    (folder / "sites" / "sample.toml").write_text(site_file, encoding="utf-8")
    return ["-s", f"DATA_DIR={folder / 'data'}", "-s", f"SITES_FOLDERS={folder / 'sites'}"]
