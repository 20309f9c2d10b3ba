"""A Hanoi district portal on Liferay: `songha`, and `tayvan` with an untranslated label and another column."""

import uuid
from typing import NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import escape

from crawler.demo import dates
from crawler.demo.content import SampleArticle
from crawler.demo.edition import Leaf, Section
from crawler.demo.markup import CaptionForm, Habit, Hand, body_markup, choose
from crawler.demo.portal import SIDE_ITEMS, Call, Page, Portal, View, redirect, text_page

INSTANCE = "101_INSTANCE_kT7vQ2mZx4Lp"
FIRST_NUMBER = 204_300  # content number of the oldest article is one more
WITH_SITEMAP = "songha"

_HABITS = (Habit.JUSTIFIED, Habit.WORD, Habit.JUSTIFIED, Habit.PLAIN)
_ROBOTS = "User-Agent: *\nDisallow:\n"


class PagerLink(NamedTuple):
    """A link of the pager; ``href`` is a script where the link leads nowhere."""

    label: str
    href: str
    style: str


class LiferayPortal(Portal):
    """Pages of the asset publisher under the page of their section."""

    server_headers = (
        ("Server", "nginx"),
        ("Liferay-Portal", "Liferay Portal Community Edition 6.2 CE GA6"),
        ("X-Frame-Options", "SAMEORIGIN"),
    )

    def routes(self) -> list[tuple[str, View]]:
        """Give the pages; those of sections and of empty menu items have one word as path."""
        return [
            (r"/(?:trang-chu|web/guest/home)?", self._home),
            (r"/robots\.txt", self._robots),
            (r"/sitemap\.xml", self._sitemap),
            (r"/gioi-thieu", self.static("Giới thiệu", "introduction")),
            (r"/van-ban", self.static("Văn bản", "documents")),
            (r"/tim-kiem", self.search("q")),
            (r"/c/portal/login", self._login),
            (r"/c/portal/update_language", self._change_language),
            (r"/en/gioi-thieu", self.static("Introduction", "english")),
            (r"/en(?P<path>/(?!en/).*)", self._with_prefix),
            (r"/(?P<section>[a-z0-9-]+)/-/view_content/(?P<number>\d+)-(?P<slug>[a-z0-9-]+)\.html", self._article),
            (r"/(?P<slug>[a-z0-9-]+)", self._section_or_shell),
        ]

    def path_of(self, article: SampleArticle) -> str:
        """Give ``/<section>/-/view_content/<number>-<slug>.html``."""
        section = self.editions[1].section_of(article).slug
        return f"/{section}/-/view_content/{FIRST_NUMBER + self.number_of[article.slug]}-{article.slug}.html"

    def _home(self, call: Call) -> Page:
        leaves = [call.edition.leaf(section, 1) for section in call.edition.sections]
        return self.html("home.html", call, leaves=leaves)

    def _article(self, call: Call, section: str, number: str, slug: str) -> Page | None:
        article = self.by_slug.get(slug)
        if (
            article is None
            or not call.edition.has(article)
            or self.path_of(article) != f"/{section}/-/view_content/{number}-{slug}.html"
        ):
            return None
        template = "print.html" if call.request.parameters.get("p_p_state") == "pop_up" else "article.html"
        page = self.html(
            template,
            call,
            article=article,
            number=number,
            body=body_markup(article, call.edition.visit, _hand(article), lambda n: self.picture(article, n)),
            related=call.edition.older(article, SIDE_ITEMS),
            instance=INSTANCE,
        )
        return page._replace(viewed=slug)

    def picture(self, article: SampleArticle, place: int) -> str:
        """Give the address of a picture in the documents library."""
        name = f"{article.slug[:24]}-{place + 1}.jpg"
        return f"/documents/10180/2045/{name}/{uuid.uuid5(uuid.NAMESPACE_URL, name)}?t={dates.epoch_milliseconds(article.published)}"

    def _section_or_shell(self, call: Call, slug: str) -> Page | None:
        section = call.edition.section(slug)
        if section is not None:
            return self._listing(call, section)
        return self.html("empty.html", call, heading=self.shells[slug]) if slug in self.shells else None

    def _listing(self, call: Call, section: Section) -> Page:
        """A page of a section; its pager is heard only with the number of its portlet beside it."""
        ours = call.request.parameters.get("p_p_id") == INSTANCE
        leaf = call.edition.leaf(section, call.request.number(f"_{INSTANCE}_cur") if ours else 1)
        leaf = leaf if leaf.number <= leaf.last else call.edition.leaf(section, leaf.last)
        return self.html("list.html", call, leaf=leaf, pager=list(_pager(leaf)), instance=INSTANCE)

    def _login(self, call: Call) -> Page:
        return self.html("login.html", call)

    def _change_language(self, call: Call) -> Page:
        """Send the reader to the same page behind the prefix of the language, which shows the same text."""
        return redirect(302, "/en" + quote(call.request.parameters.get("redirect", "/gioi-thieu"), safe="/-."))

    def _with_prefix(self, call: Call, path: str) -> Page:
        return self.page(call.request._replace(path=path), call.edition.visit)

    def _robots(self, call: Call) -> Page:
        sitemap = f"Sitemap: {self.address}/sitemap.xml\n" if self.profile.name == WITH_SITEMAP else ""
        del call
        return text_page(_ROBOTS + sitemap, "text/plain; charset=UTF-8")

    def _sitemap(self, call: Call) -> Page | None:
        if self.profile.name != WITH_SITEMAP:
            return None
        pages = ["/trang-chu", "/gioi-thieu", *(f"/{section.slug}" for section in call.edition.sections)]
        return text_page(self.render("sitemap.xml", call, pages=pages), "text/xml;charset=UTF-8")

    def missing(self, call: Call) -> Page:
        """Answer 404."""
        return self.html("missing.html", call)._replace(status=404)


def _hand(article: SampleArticle) -> Hand:
    return Hand(choose(article, _HABITS, "habit"), choose(article, list(CaptionForm), "caption"), escape)


def _pager(leaf: Leaf) -> list[PagerLink]:
    """Give the four links of Liferay's pager, each with all parameters of the portlet."""

    def link(label: str, number: int, there: bool) -> PagerLink:
        return PagerLink(label, _page_query(number), "") if there else PagerLink(label, "javascript:;", "disabled")

    back, on = leaf.number > 1, leaf.number < leaf.last
    return [
        link("Đầu tiên", 1, back),
        link("Trước", leaf.number - 1, back),
        link("Tiếp theo", leaf.number + 1, on),
        link("Cuối cùng", leaf.last, on),
    ]


def _page_query(number: int) -> str:
    return "?" + urlencode(
        {
            "p_p_id": INSTANCE,
            "p_p_lifecycle": "0",
            "p_p_state": "normal",
            "p_p_mode": "view",
            "p_p_col_id": "column-2",
            "p_p_col_count": "1",
            f"_{INSTANCE}_delta": "10",
            f"_{INSTANCE}_cur": str(number),
        }
    )
