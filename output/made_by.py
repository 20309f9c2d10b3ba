"""What made a version, so that two versions can be told apart by their causes."""

from typing import NamedTuple

from cleaning.fingerprint import UNKNOWN, Fingerprint


class MadeBy(NamedTuple):
    """What cleaned the pages of a refresh."""

    code_version: str
    model_version: str | None
    rules: tuple[str, ...]  # names of all rules that edit, so that those that never fire are counted too
    boilerplate: tuple[str, ...] = ()  # names of all rules that take blocks out
    fingerprint: Fingerprint = UNKNOWN
