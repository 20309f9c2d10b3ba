"""A mountain district's site on WordPress with tagDiv Newspaper: `naluong`.

A page cache stands in front: articles, feed and sitemaps are kept as they were rendered, with their
counters, until their own text changes. Lists and the home page are made anew.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import escape

from crawler.demo.content import SampleArticle
from crawler.demo.edition import Section
from crawler.demo.markup import CaptionForm, Habit, Hand, body_markup, choose
from crawler.demo.portal import (
    SIDE_ITEMS,
    VISITS,
    Call,
    Page,
    Portal,
    View,
    kept_copy,
    redirect,
    text_page,
)

FIRST_NUMBER = 10_400  # post number of the oldest article is one more
VIEWS_BETWEEN_COPIES = 37  # readers between one kept copy of an article and the next
SITEMAP_POSTS = 2_000  # addresses in one sitemap, WordPress' own limit

_HABITS = (Habit.JUSTIFIED, Habit.PLAIN, Habit.JUSTIFIED, Habit.WORD)
_HTML, _XML, _RSS = "text/html; charset=UTF-8", "application/xml; charset=UTF-8", "application/rss+xml; charset=UTF-8"


class TagDivPortal(Portal):
    """Addresses end in a slash; without it they lead there."""

    server_headers = (("Server", "LiteSpeed"), ("X-Powered-By", "PHP/7.4.33"))

    def routes(self) -> list[tuple[str, View]]:
        """Give the pages; what ends without a slash comes last."""
        return [
            (r"/", self._front),
            (r"/robots\.txt", self._robots),
            (r"/feed/|/category/(?P<slug>[a-z0-9-]+)/feed/", self._feed),
            (r"/wp-sitemap\.xml", self._sitemap_index),
            (r"/wp-sitemap-posts-post-(?P<number>\d{1,3})\.xml", self._sitemap),
            (r"/wp-sitemap-posts-page-1\.xml", self._page_sitemap),
            (r"/category/(?P<slug>[a-z0-9-]+)/(?:page/(?P<number>\d{1,5})/)?", self._listing),
            (r"/author/admin/(?:page/(?P<number>\d{1,5})/)?", self._written_by_admin),
            (r"/gioi-thieu/", self.static("Giới thiệu", "introduction")),
            (r"/van-ban/", self.static("Văn bản", "documents")),
            (r"/en/", self.static("Introduction", "english")),
            (r"/(?P<slug>[a-z0-9-]+)/(?P<form>amp/)?", self._article_or_shell),
            (r"(?P<path>/[a-z0-9/-]*[a-z0-9-])", self._without_slash),
        ]

    def path_of(self, article: SampleArticle) -> str:
        """Give ``/<slug>/``."""
        return f"/{article.slug}/"

    def _front(self, call: Call) -> Page | None:
        parameters = call.request.parameters
        if "s" in parameters:
            return self.search("s")(call)
        if "p" in parameters:
            return self._by_number(call, parameters["p"])
        return self.html("home.html", call, leaves=[call.edition.leaf(section, 1) for section in call.edition.sections])

    def _by_number(self, call: Call, number: str) -> Page | None:
        """The short link of a post."""
        found = (article for article in call.edition.articles if str(self.id_of(article)) == number)
        return next((redirect(301, self.address + self.path_of(article)) for article in found), None)

    def id_of(self, article: SampleArticle) -> int:
        """Give the post number."""
        return FIRST_NUMBER + self.number_of[article.slug]

    def _article_or_shell(self, call: Call, slug: str, form: str | None) -> Page | None:
        article = self.by_slug.get(slug)
        if article is not None and call.edition.has(article):
            bare = form is not None or "print" in call.request.parameters
            return self._article(call, article, "print.html" if bare else "article.html")
        return (
            self.html("empty.html", call, heading=self.shells[slug]) if slug in self.shells and form is None else None
        )

    def _article(self, call: Call, article: SampleArticle, template: str) -> Page:
        """The kept copy of an article, made at the visit at which its present text first stood there."""
        first = next(visit for visit in VISITS if self._same_text(article, visit, call.edition.visit))
        edition = self.editions[first]
        hand = Hand(choose(article, _HABITS, "habit"), choose(article, list(CaptionForm), "caption"), escape)
        text = self.render(
            template,
            Call(call.request, edition),
            counts=self._kept_counts(article.slug, article.views + VIEWS_BETWEEN_COPIES * (first - 1)),
            article=article,
            number=self.id_of(article),
            section=edition.section_of(article),
            body=body_markup(article, first, hand, lambda n: self.picture(article, n)),
            previous=edition.older(article, 1),
            following=edition.newer(article, 1),
            related=edition.older(article, SIDE_ITEMS)[1:4],
        )
        changed = article.published if first == 1 else self._made(first)
        return kept_copy(text, _HTML, changed)

    def _same_text(self, article: SampleArticle, visit: int, present: int) -> bool:
        return article.is_there(visit) and article.blocks(visit) == article.blocks(present)

    def _kept_counts(self, salt: str, views: int) -> dict[str, int]:
        drawn = int(hashlib.sha256(salt.encode()).hexdigest()[:6], 16)
        return {"views": views, "online": 3 + drawn % 40, "today": 80 + drawn % 700, "total": 310_000 + drawn % 9_000}

    def _made(self, visit: int) -> date:
        """When the lists of a visit were last made: the day after the newest article."""
        newest = self.editions[visit].newest(1)
        return newest[0].published + timedelta(days=visit) if newest else date(2022, 1, visit)

    def picture(self, article: SampleArticle, place: int) -> str:
        """Give the address of a picture in the media library."""
        return f"{self.address}/wp-content/uploads/{article.published:%Y/%m}/{article.slug[:20].strip('-')}-{place}.jpg"

    def _listing(self, call: Call, slug: str, number: str | None) -> Page | None:
        section = call.edition.section(slug)
        return self._leaf(call, section, self.listing_path(section), number) if section else None

    def _written_by_admin(self, call: Call, number: str | None) -> Page | None:
        """The list of the one author that the system knows, which is everything again."""
        return self._leaf(call, call.edition.sections[0], "/author/admin/", number)

    def _leaf(self, call: Call, section: Section, path: str, number: str | None) -> Page | None:
        leaf = call.edition.leaf(section, int(number or 1))
        return self.html("list.html", call, leaf=leaf, path=path) if leaf.number <= leaf.last else None

    def listing_path(self, section: Section) -> str:
        """Give the address of a section's first page."""
        return f"/category/{section.slug}/"

    def _feed(self, call: Call, slug: str | None) -> Page | None:
        section = call.edition.section(slug) if slug else call.edition.sections[0]
        if section is None:
            return None
        made = self._made(call.edition.visit)
        return kept_copy(self.render("feed.xml", call, leaf=call.edition.leaf(section, 1), made=made), _RSS, made)

    def _sitemap_index(self, call: Call) -> Page:
        parts = range(1, 2 + (len(call.edition.articles) - 1) // SITEMAP_POSTS)
        return kept_copy(self.render("sitemap_index.xml", call, parts=parts), _XML, self._made(call.edition.visit))

    def _sitemap(self, call: Call, number: str) -> Page | None:
        first = (int(number) - 1) * SITEMAP_POSTS
        entries = [
            (self.path_of(article), self._changed(article, call))
            for article in call.edition.articles[first : first + SITEMAP_POSTS]
        ]
        return self._url_set(call, entries) if entries and first >= 0 else None

    def _page_sitemap(self, call: Call) -> Page:
        return self._url_set(call, [("/", None), ("/gioi-thieu/", None), ("/van-ban/", None)])

    def _url_set(self, call: Call, entries: Sequence[tuple[str, date | None]]) -> Page:
        return kept_copy(self.render("sitemap.xml", call, entries=entries), _XML, self._made(call.edition.visit))

    def _changed(self, article: SampleArticle, call: Call) -> date:
        edited = article.edited_body is not None and call.edition.visit > 1
        return self._made(call.edition.visit) if edited else article.published

    def _robots(self, call: Call) -> Page:
        del call
        rules = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
        return text_page(f"{rules}Sitemap: {self.address}/wp-sitemap.xml\n", "text/plain; charset=utf-8")

    def _without_slash(self, call: Call, path: str) -> Page | None:
        """Lead to the address with its slash, if there is a page."""
        there = self.page(call.request._replace(path=path + "/"), call.edition.visit)
        return redirect(301, f"{self.address}{path}/") if there.status == 200 else None

    def missing(self, call: Call) -> Page:
        """Answer 404, or 410 for an article that was taken back."""
        article = self.by_slug.get(call.request.path.strip("/"))
        was_there = article is not None and any(article.is_there(visit) for visit in range(1, call.edition.visit))
        return self.html("missing.html", call)._replace(status=410 if was_there else 404)
