"""The file of a trained model: a head in JSON that names its arrays, then the arrays, to be mapped into memory."""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAGIC: Final = b"danvan spelling model\n"
FORMAT: Final = 2
"""Number of the format; a reader refuses a file with another one."""

_LENGTH: Final = 8  # bytes that hold the length of the head
_ALIGNMENT: Final = 64  # bytes


class ModelFileError(ValueError):
    """A file is no model that this version can use."""

    def __init__(self, path: Path, found: str, cure: str) -> None:
        super().__init__(path, found, cure)  # all three, so that it comes whole out of another process

    def __str__(self) -> str:
        """The file, what was found and what to do."""
        return "{}: {}; {}".format(*self.args)


class ModelFile(NamedTuple):
    """What a file holds."""

    head: Mapping[str, Any]
    """Facts about the model: its version, settings and words."""
    arrays: Mapping[str, NDArray[Any]]
    """Arrays by name, read-only and shared by all processes that map the same file."""


def write(path: Path, head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a model; the file appears whole or not at all."""
    table, body, offset = {}, [], 0
    for name, array in arrays.items():
        content = np.ascontiguousarray(array).tobytes()
        content += b"\0" * (-len(content) % _ALIGNMENT)
        table[name] = {"dtype": array.dtype.str, "shape": array.shape, "offset": offset}
        offset += len(content)
        body.append(content)
    whole = b"".join(body)
    facts = {"format": FORMAT, "size": offset, "crc32": zlib.crc32(whole), "arrays": table, **head}
    packed = zlib.compress(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode(), 9)
    start = MAGIC + len(packed).to_bytes(_LENGTH, "little") + packed
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(start + b"\0" * (-len(start) % _ALIGNMENT) + whole)
    partial.replace(path)


def read(path: Path) -> ModelFile:
    """Map a model into memory.

    Raises:
        ModelFileError: the file is missing, cut short, damaged, no model, or of another format; the message
            names the file and what to do.
    """
    if path.is_dir():
        raise ModelFileError(path, "this is a folder", "name a file written by cleaning.spelling.train")
    if not path.is_file():
        raise ModelFileError(
            path, "there is no such file", "install the package again or train a model (docs/model.md)"
        )
    content = np.asarray(np.memmap(path, np.uint8, "r")) if path.stat().st_size else np.zeros(0, np.uint8)
    start = len(MAGIC) + _LENGTH
    if content[: len(MAGIC)].tobytes() != MAGIC:
        raise ModelFileError(path, "this is no spelling model", "give a file written by cleaning.spelling.train")
    length = int.from_bytes(content[len(MAGIC) : start].tobytes(), "little")
    head = _read_head(path, content[start : start + length].tobytes())
    first = start + length + -(start + length) % _ALIGNMENT
    body = content[first:]
    if len(body) != head["size"]:
        found = f"{len(body)} bytes of counts were found, {head['size']} are expected"
        raise ModelFileError(path, found, "the file was cut short: copy it or train it again")
    if zlib.crc32(body.data) != head["crc32"]:
        raise ModelFileError(path, "the checksum is wrong", "the file was damaged: copy it or train it again")
    return ModelFile(head, {name: _array(body, **entry) for name, entry in head["arrays"].items()})


def own_facts(head: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a model without what the file says about itself."""
    return {name: fact for name, fact in head.items() if name not in {"format", "size", "crc32", "arrays"}}


def _read_head(path: Path, packed: bytes) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(zlib.decompress(packed))
    except (zlib.error, ValueError) as error:
        raise ModelFileError(path, f"the head cannot be read ({error})", "copy the file or train it again") from error
    if head["format"] != FORMAT:
        found = f"its format is {head['format']}, this version reads {FORMAT}"
        cure = "update danvan" if head["format"] > FORMAT else "train the model again"
        raise ModelFileError(path, found, cure)
    return head


def _array(body: NDArray[np.uint8], dtype: str, shape: list[int], offset: int) -> NDArray[Any]:
    kind = np.dtype(dtype)
    size = int(np.prod(shape)) * kind.itemsize
    return body[offset : offset + size].view(kind).reshape(shape)
