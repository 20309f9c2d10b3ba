"""Pages for the benchmarks: the articles of the sample web, under as many addresses as are needed."""

from collections.abc import Iterator
from itertools import count, islice

from crawler.demo.content import SampleArticle, load_articles
from crawler.demo.sites import load_profiles


def many_articles(of_each_site: int) -> dict[str, list[SampleArticle]]:
    """Articles by site, the sample's own repeated under other addresses."""
    return {site: list(islice(_repeated(load_articles(site)), of_each_site)) for site in load_profiles()}


def _repeated(articles: list[SampleArticle]) -> Iterator[SampleArticle]:
    for number in count():
        for article in articles:
            changes = {"slug": f"{article.slug}-{number}", "first_visit": True, "second_visit": True}
            yield article.model_copy(update=changes) if number else article
