"""What a cleaner's results depend on beside the code: digests by which two runs can be told apart."""

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cleaning.cleaner import Cleaner
from cleaning.record import Record

LIBRARIES = ("trafilatura", "lxml", "ftfy", "py3langid")
"""Libraries whose versions can change what comes out."""


class Fingerprint(NamedTuple):
    """Digests (sha256, 64 hex digits)."""

    layouts: str | None = None
    """Of the layouts."""
    corrections: str | None = None
    """Of people's corrections; ``None`` where there are none."""
    settings: str | None = None
    """Of the options, the layouts that site files name, and the versions of ``LIBRARIES``."""


UNKNOWN = Fingerprint()
"""Nobody said what cleaned the pages."""


def fingerprint(cleaner: Cleaner, layouts_of_sites: Mapping[str, str] = MappingProxyType({})) -> Fingerprint:
    """Digest what a cleaner was made with."""
    settings = {
        "options": cleaner.options.model_dump(mode="json"),
        "layouts": dict(layouts_of_sites),
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
    }
    return Fingerprint(
        layouts=_digest(_dumped(layout for _, layout in sorted(cleaner.layouts.items()))),
        corrections=_digest(_dumped(cleaner.corrections)) if cleaner.corrections else None,
        settings=_digest(settings),
    )


def _dumped(records: Iterable[Record]) -> list[object]:
    return [record.model_dump(mode="json") for record in records]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()
