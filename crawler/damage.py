"""Whether a WARC file can be read to its end."""

import zlib
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 16  # bytes read at a time
_LONGEST_HEAD = 1 << 16  # bytes of the named fields of a record


def find_damage(path: Path) -> str | None:
    """Say from where on a WARC file cannot be read, or that it is cut off; ``None`` for a whole one."""
    last = 0
    with path.open("rb") as file:
        try:
            for record in ArchiveIterator(file, parse_http=False):
                last = record.stream_pos
        except (OSError, EOFError, ValueError) as error:
            return f"it cannot be read behind the record at byte {last}: {error}"
        file.seek(last)
        is_compressed = file.read(len(_GZIP)) == _GZIP
        file.seek(last)
        is_whole = _is_last_member(file) if is_compressed else _is_last_record(file)
    return None if is_whole else f"it is cut off or goes on with something else behind the record at byte {last}"


def _is_last_member(file: BinaryIO) -> bool:
    """Whether the gzip member here ends where the file does."""
    member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    while piece := file.read(_PIECE):
        while piece and not member.eof:  # in pieces, so that a bomb needs no memory
            member.decompress(piece, _PIECE)
            piece = member.unconsumed_tail
        if member.eof:
            return not member.unused_data and not file.read(1)
    return False


def _is_last_record(file: BinaryIO) -> bool:
    """Whether nothing but blank lines stands behind the record here, and all of its content does stand here."""
    start = file.tell()
    head, mark, _ = file.read(_LONGEST_HEAD).partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b":", 1) for line in head.splitlines() if b":" in line)
    length = fields.get(b"content-length", b"").strip()
    if not mark or not length.isdigit():
        return False
    end = start + len(head) + len(mark) + int(length)
    file.seek(0, 2)
    if file.tell() < end:
        return False
    file.seek(end)
    return not file.read(_PIECE).strip()
