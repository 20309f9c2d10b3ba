"""Options of the tests."""

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "danvan", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no fault
settings.load_profile("danvan")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--accept``, which writes what golden pages gave as what they must give."""
    parser.addoption("--accept", action="store_true", help="rewrite tests/pages/*/*/expected.json from what came out")
