"""Whether a site would work, and what a person should look at before believing it."""

from collections.abc import Iterator
from typing import NamedTuple

from cleaning import Article, Rejection
from crawler.probe.findings import Asked, Findings, Role

FEW_CHARACTERS = 400  # code points; shorter texts are notices, or what a wrong selector found


class Verdict(NamedTuple):
    """A judgement on what was found."""

    problems: tuple[str, ...]  # why a crawl would get nothing; empty where it would get articles
    warnings: tuple[str, ...]


def judge(findings: Findings) -> Verdict:
    """Judge what a probe found."""
    return Verdict(tuple(_problems(findings)), tuple(_warnings(findings)))


def _problems(findings: Findings) -> Iterator[str]:
    if findings.ended is not None:
        yield f"the probe was cut short: {findings.ended}"
    if findings.tls is not None and findings.tls.protocol is None:
        yield f"no way to encrypt was found: {findings.tls.detail}"
    if not findings.of(Role.LISTING) and not findings.of(Role.FEED) and not findings.of(Role.SITEMAP):
        failed = next((asked for asked in findings.asked if asked.failure), None)
        yield f"nothing answered: {failed.failure if failed else 'no address was asked for'}"
    elif not findings.samples:
        yield "no link to an article was found; give the address of a page that lists the news, or an article pattern"
    elif not findings.articles:
        yield f"none of {len(findings.samples)} pages that were taken for articles is one"


def _warnings(findings: Findings) -> Iterator[str]:
    yield from _of_connection(findings)
    yield from _of_ways(findings)
    for sample in findings.samples:
        if isinstance(sample.outcome, Rejection):
            yield f"{sample.address} is no article: {sample.outcome.reason}, {sample.outcome.detail}"
        elif sample.outcome is None:
            yield f"{sample.address} could not be fetched: {sample.failure}"
    yield from _of_articles(findings.articles)


def _of_connection(findings: Findings) -> Iterator[str]:
    tls, site = findings.tls, findings.site
    if tls is not None and set(tls.needs) - set(site.tls):
        yield f"the encryption needs tls = {[need.value for need in tls.needs]}: {tls.detail}"
    if tls is not None and not tls.needs and site.tls:
        yield "the site file weakens the encryption (tls), and the server no longer needs it"
    robots = findings.robots
    if robots is not None and robots.crawl_delay is not None and robots.crawl_delay > site.pace.delay:
        yield f"robots.txt asks for {robots.crawl_delay:g} s between requests, which is obeyed"


def _of_ways(findings: Findings) -> Iterator[str]:
    """How the crawl comes to the articles."""
    for asked in findings.asked:
        if asked.failure is not None and not _is_told(asked, findings):
            yield f"{asked.role} {asked.address}: {asked.failure}"
        elif asked.links == 0 and not findings.is_draft:
            yield f"{asked.role} {asked.address} leads to nothing"
    if findings.articles and not any(asked.has_pager for asked in findings.asked) and not _has_sitemap(findings):
        yield "no listing has a pager and there is no sitemap: only the newest articles can be reached"
    look, site = findings.look, findings.site
    if look is not None and site.layout is not None and look.layout not in (None, site.layout):
        yield f"the site file names the layout {site.layout}, the page looks like {look.layout}"


def _is_told(asked: Asked, findings: Findings) -> bool:
    """Whether a failure is a problem already, or none: nobody said that there is a sitemap in its usual place."""
    is_only_one = len(findings.asked) == 1
    return is_only_one or (findings.is_draft and asked.role is Role.SITEMAP)


def _has_sitemap(findings: Findings) -> bool:
    return any(asked.links for asked in findings.of(Role.SITEMAP))


def _of_articles(articles: list[Article]) -> Iterator[str]:
    for article in articles:
        if article.title is None:
            yield f"{article.url}: no title"
        if article.published is None:
            yield f"{article.url}: no date"
        if article.quality.characters < FEW_CHARACTERS:
            yield f"{article.url}: only {article.quality.characters} characters of text"
    titles = {article.title for article in articles}
    if len(articles) > 1 and len(titles) == 1:
        yield f"all articles have the same title {titles.pop()!r}: it is the site's, not theirs"
    if articles and all(article.provenance.layout is None for article in articles):
        yield "no layout fits: titles, dates and texts are found by general signs; look at the articles above"
