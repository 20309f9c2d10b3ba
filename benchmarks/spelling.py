"""Quality and speed of the spelling corrector: ``python -m benchmarks.spelling [MODEL]``, with the shared material beside the repository.

Precision counts an edit as right only if the word after it is the one the corpus gives; recall counts all single-word
errors of the corpus but differences in capitals, in the place of the tone, and legitimate variants, which are no errors here.
"""

import json
import re
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cleaning import Cleaner
from cleaning.edits import Edit
from cleaning.spelling.letters import canonical
from cleaning.spelling.noisy_channel import NoisyChannelCorrector, load
from cleaning.spelling.spelling_model import SHIPPED
from cleaning.steps import repair

SHARED = Path(__file__).parents[1].parent / "shared"
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
OTHER_STEPS = frozenset(
    "case other hyphen_spacing space_before_punct quote_mismatch double_space missing_space_after_punct".split()
)
HELD_OUT = 0.05  # last share of vietnews, which no model may be trained on
CLEAN_CHARACTERS = 3_000_000  # of the held-out news
PAGE_LINES = 15  # lines of news that make a page

_WORD = re.compile(r"\w+|[^\w\s]")


class Proposal(NamedTuple):
    """An edit of the corrector against what the corpus says."""

    confidence: float
    is_right: bool
    edit: Edit
    context: str


def is_same(one: str, other: str) -> bool:
    """Whether two words differ at most in capitals, the place of the tone and final i or y."""
    return re.sub("y$", "i", canonical(one)) == re.sub("y$", "i", canonical(other))


def print_curve(name: str, errors: int, proposals: list[Proposal]) -> None:
    """Precision and recall at every threshold."""
    print(f"\n{name}: {errors} errors")
    for threshold in THRESHOLDS:
        kept = [proposal for proposal in proposals if proposal.confidence >= threshold]
        right = sum(proposal.is_right for proposal in kept)
        print(f"  >= {threshold:.2f}  edits {len(kept):5}  P {right / max(len(kept), 1):.3f}  R {right / errors:.3f}")


def print_wrong(proposals: list[Proposal], least: float = 0.6) -> None:
    """Edits that the corpus does not have."""
    for confidence, is_right, edit, context in proposals:
        if not is_right and confidence >= least:
            print(f"   {edit.rule} {edit.before!r} -> {edit.after!r} {confidence} | {context}")


def read_rows(name: str) -> list[dict[str, Any]]:
    """The records of a shared file, one a line."""
    return [json.loads(line) for line in (SHARED / name).read_text(encoding="utf-8").splitlines()]


def read_vsec() -> Iterator[tuple[str, dict[int, str]]]:
    """Sentences with the right word for each wrong one, by position; only those that align word by word."""
    for row in read_rows("spelling/vsec_dev.jsonl"):
        typed, meant = list(_WORD.finditer(row["wrong"])), _WORD.findall(row["right"])
        if len(typed) == len(meant):
            pairs = zip(typed, meant, strict=True)
            yield row["wrong"], {found.start(): word for found, word in pairs if not is_same(found[0], word)}


def read_viwiki() -> Iterator[tuple[str, dict[int, str]]]:
    """Articles with the right word for each wrong one, by position."""
    for row in read_rows("spelling/viwiki_spelling.json"):
        content = row["text"].replace("\N{LATIN CAPITAL LETTER ETH}", "\N{LATIN CAPITAL LETTER D WITH STROKE}")
        mistakes = {int(m["start_offset"]): m for m in row["mistakes"]}
        yield (
            content,
            {
                start: m["suggest"][0]
                for start, m in mistakes.items()
                if " " not in m["text"] and m["suggest"] and not is_same(m["text"], m["suggest"][0])
            },
        )


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


def read_clean_news(characters: int = CLEAN_CHARACTERS) -> list[str]:
    """Pages of news that no model was trained on."""
    import lzma  # noqa: PLC0415 - only here

    with lzma.open(SHARED / "corpora/vietnews.txt.xz", "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    lines = lines[len(lines) * 95 // 100 :]
    pages = ["\n\n".join(lines[start : start + PAGE_LINES]) for start in range(0, len(lines), PAGE_LINES)]
    kept, size = [], 0
    for page in pages:
        size += len(page)
        kept.append(page)
        if size > characters:
            break
    return kept


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


def main() -> None:
    """Print all tables."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED
    parts = sys.argv[2:] or ["vsec", "viwiki", "cases", "seeds", "clean"]
    started = time.perf_counter()
    corrector = load(path)
    print(
        f"model {corrector.version}, {path.stat().st_size / 1e6:.1f} MB, loaded in {time.perf_counter() - started:.3f} s"
    )
    if "vsec" in parts:
        print_curve("VSEC dev", *judge(corrector, read_vsec()))
    if "viwiki" in parts:
        print_curve("Viwiki-spelling", *judge(corrector, read_viwiki()))
    if "wrong" in parts:
        print_wrong(judge(corrector, read_vsec())[1])
        print_wrong(judge(corrector, read_viwiki())[1])
    if "cases" in parts:
        print_cases(corrector)
    if "seeds" in parts:
        print_seeds(corrector)
    if "clean" in parts:
        print_clean(corrector, read_clean_news())
    print(f"\nlargest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
