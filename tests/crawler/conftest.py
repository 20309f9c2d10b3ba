"""A PostgreSQL server, and page indexes in both databases."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.postgres_server import Server, programs, run_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A real server; where PostgreSQL is not installed, its tests are skipped, but not on CI."""
    place = programs()
    if place is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is expected on CI, found no initdb; .ci/run installs it")
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with run_server(place) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Place of an empty page index, in each of the databases."""
    if request.param == "sqlite":
        return str(tmp_path / "data" / "index.db")
    server: Server = request.getfixturevalue("postgres")
    return server.make_database()
