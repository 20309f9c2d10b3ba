"""Files and folders that appear whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from output.manifest import DatasetError
from output.staging import is_disk_full

COMPRESSED = {".zst": "zstd", ".gz": "gzip"}
"""Ends of file names that ask for compression."""

OURS = "croissant.json"  # a folder that holds it is an export, and may be replaced by another one


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Give the name of a draft beside a file; it takes the file's place when all went well.

    Raises:
        DatasetError: the disk is full.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with naming(path):
            yield draft
            _settle(draft)
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write bytes into, compressed as the end of its name asks; it appears when all went well.

    Raises:
        DatasetError: the disk is full.
    """
    with appearing(path) as draft:
        codec = COMPRESSED.get(path.suffix)
        with draft.open("wb") if codec is None else pa.CompressedOutputStream(str(draft), codec) as file:
            yield file


@contextmanager
def appearing_folder(path: Path) -> Iterator[Path]:
    """Give a draft beside a folder; it takes the folder's place when all went well.

    An earlier export gives way; any other folder must be empty.

    Raises:
        FileExistsError: the folder holds something else.
        DatasetError: the disk is full.
    """
    check_replaceable(path)
    draft, earlier = (path.with_name(f".{path.name}.{os.getpid()}.{what}") for what in ("new", "old"))
    try:
        with naming(path):
            draft.mkdir()
            yield draft
            for file in draft.rglob("*.*"):
                _settle(file)
            with suppress(FileNotFoundError):
                path.rename(earlier)
            draft.rename(path)
    finally:
        for leftover in (draft, earlier):
            shutil.rmtree(leftover, ignore_errors=True)


def check_replaceable(path: Path) -> None:
    """Make sure that nothing is lost when an export takes the place of a folder.

    Raises:
        FileExistsError: it is a file, or holds something that is no export.
    """
    if path.is_dir() and ((path / OURS).is_file() or not any(path.iterdir())):
        return
    if path.is_symlink() or path.exists():
        raise FileExistsError(
            f"{path} is there already and is no export of danvan; name another folder, or move it away"
        )


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Make a full disk an error that names the file."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DatasetError(
                f"disk full while writing {path} ({os.strerror(error.errno or 0)}): free space and run again"
            ) from error
        raise


def _settle(path: Path) -> None:
    """Force a file to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
