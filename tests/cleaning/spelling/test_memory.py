"""What one worker takes: its own memory, and a model that is mapped and shared."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cleaning.spelling import model_file
from cleaning.spelling.spelling_model import SHIPPED

MOST_MEGABYTES = 300  # of one worker; measured 123
TEXTS = 1_000


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")
def test_a_worker_stays_small(tmp_path: Path) -> None:
    lines = (Path(__file__).parent / "office_typos.txt").read_text(encoding="utf-8").splitlines()
    texts = ["\n\n".join(lines[number % len(lines) :][:20]) for number in range(TEXTS)]
    (tmp_path / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    code = (
        "import json, sys\n"
        "from cleaning.spelling.noisy_channel import load\n"
        "from cleaning.steps import repair\n"
        "corrector = load()\n"
        "for text in json.load(open(sys.argv[1], encoding='utf-8')): repair(text, corrector)\n"
        "print(open('/proc/self/status').read())\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "texts.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    largest = next(line for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    assert int(largest.split()[1]) / 1024 <= MOST_MEGABYTES


def test_arrays_of_the_model_are_mapped_from_its_file() -> None:
    """Nothing of them is a copy: all processes that load the file share its pages."""
    _, arrays = model_file.read(SHIPPED)
    assert sum(array.nbytes for array in arrays.values()) > 0.9 * SHIPPED.stat().st_size
    assert all(array.base is not None and not array.flags.writeable for array in arrays.values())
