"""The spelling model that the setting ``SPELLING_MODEL`` names, in the process of a command and in its workers."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cleaning import Cleaner
from cleaning.cleaner import shipped_corrector
from cleaning.corrections import Correction
from cleaning.options import NOTHING_CHOSEN, Options
from cleaning.repeated import Group, Repeats
from cleaning.spelling.corrector import Corrector
from cleaning.spelling.model_file import ModelFileError
from cleaning.spelling.noisy_channel import load
from cleaning.spelling.spelling_model import SHIPPED


class UsedModel(NamedTuple):
    """A model as a command found it; a worker maps the same file, because a mapping cannot be sent to it."""

    path: Path
    """Absolute."""
    version: str | None
    """Version that the file had when the command began."""


def choose_model(written: str) -> UsedModel:
    """The model of a setting, looked at; the one of the package where the setting is empty.

    Raises:
        ModelFileError: the file is missing, damaged, or none that this version can use.
        OSError: it cannot be read.
    """
    path = Path(written).absolute() if written else SHIPPED
    return UsedModel(path, load_once(path).version)


@cache
def load_once(path: Path) -> Corrector:
    """The corrector of a file, which all cleaners of a process share."""
    return shipped_corrector() if path == SHIPPED else load(path)


def clean_with(
    model: UsedModel,
    *,
    corrections: Iterable[Correction] = (),
    options: Options = NOTHING_CHOSEN,
    repeated: Mapping[Group, Repeats] = MappingProxyType({}),
) -> Cleaner:
    """A cleaner with the model that the command found.

    Raises:
        ModelFileError: the file is another one by now: a version of the dataset would name a model that did not make it.
    """
    corrector = load_once(model.path)
    if corrector.version != model.version:
        found = f"its version is {corrector.version}, the command began with {model.version}"
        raise ModelFileError(model.path, found, "let a command end before you replace the model, and run it again")
    return Cleaner(corrector=corrector, corrections=corrections, options=options, repeated=repeated)
