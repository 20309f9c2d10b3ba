"""Memory of one worker: ``python -m benchmarks.spelling_memory [MODEL]``, a JSON list of texts on standard input."""

import json
import sys
import time
from pathlib import Path

from cleaning.spelling.noisy_channel import load
from cleaning.spelling.spelling_model import SHIPPED
from cleaning.steps import repair


def main() -> None:
    """Load, repair all texts, and print the largest memory of this process."""
    texts = json.load(sys.stdin)
    started = time.perf_counter()
    corrector = load(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
    loaded = time.perf_counter() - started
    for text in texts:
        repair(text, corrector)
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage would count what stood here before exec
    largest = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"\none worker: {largest:.0f} MB after {len(texts)} texts, model loaded in {loaded:.3f} s")


if __name__ == "__main__":
    main()
