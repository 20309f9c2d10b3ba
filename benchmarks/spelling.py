"""Quality and speed of the spelling corrector: ``python -m benchmarks.spelling [MODEL]``, with the shared material beside the repository.

Precision counts an edit as right only if the word after it is the one the corpus gives; recall counts all single-word
errors of the corpus but differences in capitals, in the place of the tone, and legitimate variants, which are no errors here.
"""

import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from benchmarks.spelling_corpora import SHARED, is_same, read_clean_news, read_rows, read_viwiki, read_vsec
from benchmarks.spelling_curves import IMAGES, VIWIKI_POINTS, VSEC_POINTS, draw_curve
from benchmarks.spelling_planted import collect_pairs, measure, print_tally
from cleaning import Cleaner
from cleaning.edits import Edit
from cleaning.spelling.noisy_channel import NoisyChannelCorrector, load
from cleaning.spelling.spelling_model import SHIPPED
from cleaning.steps import repair

THRESHOLDS = (0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
OTHER_STEPS = frozenset(
    "case other hyphen_spacing space_before_punct quote_mismatch double_space missing_space_after_punct".split()
)
SPEED_CHARACTERS = 800_000  # of held-out news
PLANTED_CHARACTERS = 1_000_000  # of held-out news
FEWEST_DRAWN = 20  # edits from which a precision means something
MEMORY_TEXTS = 1_000  # texts that a fresh process cleans before its memory is read


class Proposal(NamedTuple):
    """An edit of the corrector against what the corpus says."""

    confidence: float
    is_right: bool
    edit: Edit
    context: str


def print_curve(name: str, errors: int, proposals: list[Proposal]) -> None:
    """Precision and recall at every threshold."""
    print(f"\n{name}: {errors} errors")
    for threshold in THRESHOLDS:
        kept = [proposal for proposal in proposals if proposal.confidence >= threshold]
        right = sum(proposal.is_right for proposal in kept)
        print(f"  >= {threshold:.2f}  edits {len(kept):5}  P {right / max(len(kept), 1):.3f}  R {right / errors:.3f}")


def draw_curves(vsec: tuple[int, list[Proposal]], viwiki: tuple[int, list[Proposal]]) -> None:
    """Write both curves to docs/images."""
    draw_curve("VSEC dev: human errors, news", find_curve(*vsec), VSEC_POINTS, IMAGES / "spelling-vsec.svg")
    draw_curve("Viwiki-spelling: an encyclopedia", find_curve(*viwiki), VIWIKI_POINTS, IMAGES / "spelling-viwiki.svg")


def find_curve(errors: int, proposals: list[Proposal]) -> list[tuple[float, float]]:
    """Recall and precision at each threshold, from the strictest on."""
    curve, right = [], 0
    ranked = sorted(proposals, key=lambda proposal: -proposal.confidence)
    for kept, (proposal, following) in enumerate(zip_longest(ranked, ranked[1:]), start=1):
        right += proposal.is_right
        if kept >= FEWEST_DRAWN and (following is None or following.confidence < proposal.confidence):
            curve.append((right / errors, right / kept))
    return curve


def print_wrong(proposals: list[Proposal], least: float = 0.6) -> None:
    """Edits that the corpus does not have."""
    for confidence, is_right, edit, context in proposals:
        if not is_right and confidence >= least:
            print(f"   {edit.rule} {edit.before!r} -> {edit.after!r} {confidence} | {context}")


def judge(corrector: NoisyChannelCorrector, corpus: Iterable[tuple[str, dict[int, str]]]) -> tuple[int, list[Proposal]]:
    """All proposals of a corpus and the number of its errors."""
    errors, proposals = 0, []
    for text, right in corpus:
        errors += len(right)
        for edit in corrector.find(text):
            if edit.rule != "spelling":
                continue
            is_right = edit.start in right and is_same(right[edit.start], edit.after)
            context = text[max(0, edit.start - 30) : edit.end + 30].replace("\n", " ")
            proposals.append(Proposal(edit.confidence, is_right, edit, context))
    return errors, proposals


def print_cases(corrector: NoisyChannelCorrector) -> None:
    """Share of the real faults repaired exactly, by class, and what was done to strings that are no faults."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    missed = []
    for row in read_rows("cases/typos.jsonl"):
        meant = repair(row["wrong_context"].replace(row["wrong"], row["right"])).text
        found = repair(row["wrong_context"], corrector).text
        counts[row["class"]][found == meant] += 1
        if found != meant and row["class"] not in OTHER_STEPS:
            missed.append((row["class"], row["wrong"], row["right"], found))
    print("\ncases/typos.jsonl, repaired exactly")
    for name, count in sorted(counts.items()):
        print(f"  {name:26} {count[True]:3} / {count.total()}")
    mine = sum((count for name, count in counts.items() if name not in {"case", "other"}), Counter[bool]())
    print(f"  all but case and other     {mine[True]:3} / {mine.total()} = {mine[True] / mine.total():.3f}")
    for missing in missed:
        print("   missed", *missing, sep=" | ")
    for row in read_rows("cases/not_typos.jsonl"):
        found = repair(row["wrong_context"], corrector).text
        if found != row["wrong_context"]:
            print("  touched", row["wrong_context"], found, sep=" | ")


def print_seeds(corrector: NoisyChannelCorrector) -> None:
    """Typos of the five seeds repaired, and the corrector's other edits."""
    cleaner = Cleaner(corrector=corrector)
    fixed = total = 0
    for path in sorted((SHARED / "seeds/gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        outcome = cleaner.clean_dump((SHARED / "seeds/raw" / gold["seed"]).read_text(encoding="utf-8"))
        text, edits = getattr(outcome, "text", ""), getattr(outcome, "edits", ())
        fixes = [fix for fix in gold["fixes"] if fix["kind"] == "spelling"]
        fixed += sum(fix["right"] in text for fix in fixes)
        total += len(fixes)
        print(
            f"  {path.name}: equal {text == gold['text']}", [fix["right"] for fix in fixes if fix["right"] not in text]
        )
        print(
            "    edits",
            [(e.before, e.after, e.confidence) for e in edits if set(e.rule.split("+")) & set(corrector.rules)],
        )
        print("    suggestions", [(e.before, e.after, e.confidence) for e in getattr(outcome, "suggestions", ())])
    print(f"  seeds: {fixed} of {total} typos repaired")


def print_clean(corrector: NoisyChannelCorrector, pages: list[str]) -> None:
    """Edits in clean news, by threshold, and the speed on it."""
    words = sum(len(page.split()) for page in pages)
    started = time.process_time()
    found = [(edit, page) for page in pages for edit in corrector.find(page)]
    spent = time.process_time() - started
    print(f"\nclean news: {words} words, {words / spent:,.0f} words/s in one pass")
    for threshold in THRESHOLDS:
        count = sum(edit.confidence >= threshold for edit, _ in found)
        print(f"  >= {threshold:.2f}  {count:5} edits, {count / words * 1000:.3f} for 1,000 words")


def print_speed(corrector: NoisyChannelCorrector, pages: list[str]) -> None:
    """Words a second of one core, of the corrector's one pass and of the whole repair with and without it."""
    words = sum(len(page.split()) for page in pages)
    for name, run in (
        ("one pass of the corrector", corrector.find),
        ("whole repair", lambda page: repair(page, corrector)),
        ("whole repair without corrector", repair),
    ):
        started = time.process_time()
        for page in pages:
            run(page)
        print(f"  {name:30} {words / (time.process_time() - started):,.0f} words/s")


def print_planted(corrector: NoisyChannelCorrector, pages: list[str]) -> None:
    """Repair of planted slips, by kind."""
    print_tally("by the error model", measure(corrector, pages, None))
    print_tally("by real pairs", measure(corrector, pages, collect_pairs((*read_vsec(), *read_viwiki()))))


def print_memory(path: Path, pages: list[str]) -> None:
    """Memory of a fresh process that has loaded the corrector and cleaned texts, without this one's corpora."""
    texts = json.dumps([pages[number % len(pages)] for number in range(MEMORY_TEXTS)])
    command = [sys.executable, "-m", "benchmarks.spelling_memory", str(path)]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=True)
    print(done.stdout, end="")


PARTS: dict[str, Callable[[NoisyChannelCorrector], None]] = {
    "vsec": lambda corrector: print_curve("VSEC dev", *judge(corrector, read_vsec())),
    "viwiki": lambda corrector: print_curve("Viwiki-spelling", *judge(corrector, read_viwiki())),
    "curves": lambda corrector: draw_curves(judge(corrector, read_vsec()), judge(corrector, read_viwiki())),
    "cases": print_cases,
    "seeds": print_seeds,
    "planted": lambda corrector: print_planted(corrector, read_clean_news(PLANTED_CHARACTERS)),
    "clean": lambda corrector: print_clean(corrector, read_clean_news()),
    "speed": lambda corrector: print_speed(corrector, read_clean_news(SPEED_CHARACTERS)),
}
"""The tables, by the name that asks for each on the command line."""


def run_all() -> None:
    """Print all tables for the model of the package, where the shared material is there."""
    if SHARED.exists():
        measure_model(SHIPPED, [*PARTS, "memory"])
    else:
        print(f"skipped: the corpora are not in {SHARED.name} beside the repository")


def main() -> None:
    """Print all tables, or those that are named behind the model; ``wrong`` lists the edits that a corpus does not have."""
    measure_model(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED, sys.argv[2:] or [*PARTS, "memory"])


def measure_model(path: Path, parts: Collection[str]) -> None:
    """Print the named tables for a model."""
    corrector = load(path)
    print(f"model {corrector.version}, {path.stat().st_size / 1e6:.1f} MB")
    for name, print_part in PARTS.items():
        if name in parts:
            print_part(corrector)
    if "wrong" in parts:
        print_wrong([*judge(corrector, read_vsec())[1], *judge(corrector, read_viwiki())[1]])
    if "memory" in parts:
        print_memory(path, read_clean_news(SPEED_CHARACTERS))


if __name__ == "__main__":
    main()
