"""The findings of a probe in words."""

from collections.abc import Iterator

from cleaning import Article, Rejection
from crawler.probe.findings import Asked, Findings, PageLook, Sample
from crawler.probe.verdict import Verdict

OPENING = 160  # code points of a text that are shown
WIDTH = 12  # columns of the names


def show(findings: Findings, verdict: Verdict) -> Iterator[str]:
    """The lines of a report: connection, ways to the articles, articles, judgement."""
    yield from _connection(findings)
    if findings.look is not None:
        yield from _look(findings.look)
    yield from map(_asked, findings.asked)
    for sample in findings.samples:
        yield ""
        yield from _sample(sample)
    yield ""
    yield from (f"problem: {problem}" for problem in verdict.problems)
    yield from (f"warning: {warning}" for warning in verdict.warnings)
    if not verdict.problems:
        yield f"{findings.site.name} works: {len(findings.articles)} of {len(findings.samples)} pages are articles"


def _line(name: str, value: object) -> str:
    return f"{name:<{WIDTH}}{value}"


def _connection(findings: Findings) -> Iterator[str]:
    tls, robots = findings.tls, findings.robots
    if tls is not None:
        needs = f", needs {', '.join(tls.needs)}: {tls.detail}" if tls.needs else ""
        yield _line("tls", f"{tls.protocol or 'no connection'}{needs}")
    if robots is not None:
        delay = f", asks for {robots.crawl_delay:g} s between requests" if robots.crawl_delay else ""
        yield _line("robots.txt", f"{'there' if robots.is_there else 'none'}{delay}")


def _look(look: PageLook) -> Iterator[str]:
    yield _line("page", look.address)
    yield _line("title", look.title or "none")
    yield _line("charset", look.charset)
    score = f" (signs weigh {look.score}, {look.least_score} are enough)" if look.layout else ""
    yield _line("layout", f"{look.layout or 'none fits'}{score}")


def _asked(asked: Asked) -> str:
    if asked.failure is not None:
        return _line(asked.role, f"{asked.address}  {asked.failure}")
    pager = ", pager" if asked.has_pager else ""
    newest = f", newest {asked.newest}" if asked.newest else ""
    return _line(asked.role, f"{asked.address}  {asked.links} links{pager}{newest}")


def _sample(sample: Sample) -> Iterator[str]:
    yield _line("article", sample.address)
    match sample.outcome:
        case Article():
            yield from _article(sample.outcome)
        case Rejection():
            yield _line("  rejected", f"{sample.outcome.reason}: {sample.outcome.detail}")
        case None:
            yield _line("  failed", sample.failure)


def _article(article: Article) -> Iterator[str]:
    shown = ("title", "published", "lead", "byline", "category", "views")
    for name in shown:
        value = getattr(article, name)
        source = f"  ({article.sources[name]})" if name in article.sources else ""
        yield _line(f"  {name}", f"{_short(str(value))}{source}" if value is not None else "none")
    text = f"{article.quality.characters} characters, {len(article.edits)} edits: {_short(article.text)}"
    yield _line("  text", text)
    yield _line("  captions", len(article.captions))
    yield _line("  layout", article.provenance.layout or "none")
    if article.flags:
        yield _line("  flags", ", ".join(article.flags))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= OPENING else f"{line[:OPENING]}…"
