"""The signatures in the log: what is short of every article's, and the slots of the chosen ones."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from output.history import Part
from output.known import last_rows, numbered
from output.schema import SIGNATURES, Event
from output.segments import read_batches
from output.signatures import ALGORITHM, SLOTS, Slots, sign
from output.view import View

TABLE = "signatures"
"""The end of the names of its segments."""

_READ = ("id", "text", "published", "first_seen")
_SHORT = [name for name in SIGNATURES.names if name != "slots"]


def read_signed(parts: Sequence[Part]) -> pa.Table:
    """Read the last signature of every id without its slots, of those that this algorithm made; ``row`` counts them.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    batches = (batch for part in parts for batch in read_batches(part.path, _SHORT, part.start, part.stop))
    log = last_rows(numbered(pa.concat_tables([SIGNATURES.empty_table().select(_SHORT), *batches])))
    return log.filter(pc.equal(log["algorithm"], ALGORITHM)).drop_columns(["event", "algorithm"])


def read_slots(parts: Sequence[Part], rows: npt.NDArray[np.int64]) -> Slots:
    """Read the slots of some rows of these parts, by their numbers, each once, in any order.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    slots = np.empty((len(rows), 2 * SLOTS), np.uint8)
    order = np.argsort(rows)
    wanted = rows[order]
    start = 0
    for part in parts:
        for batch in read_batches(part.path, ["slots"], part.start, part.stop):
            low, high = np.searchsorted(wanted, [start, start + len(batch)])
            here = batch["slots"].take(pa.array(wanted[low:high] - start))
            slots[order[low:high]] = np.frombuffer(b"".join(here.to_pylist()), np.uint8).reshape(-1, 2 * SLOTS)
            start += len(batch)
    return slots


def signed(view: View, chosen: pa.Table) -> Iterator[pa.Table]:
    """Sign the chosen articles, a group of rows at a time.

    Raises:
        DatasetError: a segment is missing or damaged.
    """
    for rows in view.tables(chosen, _READ):
        signatures = list(sign(rows["text"].to_pylist()))
        columns = {name: [getattr(one, name) for one in signatures] for name in signatures[0]._fields}
        columns |= {"event": [Event.ADD.value] * len(rows), "algorithm": [ALGORITHM] * len(rows)}
        columns |= {name: rows[name] for name in ("id", "published", "first_seen")}
        yield pa.table([columns[name] for name in SIGNATURES.names], schema=SIGNATURES)
