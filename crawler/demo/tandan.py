"""A province's portal of the Tân Dân kind, on SharePoint: `hoagiang`.

No robots.txt, feed or sitemap; listing pages beyond the first are reached only by posting the page's
form; what does not exist leads, by redirect or directly, to a page that says so with status 200.
"""

import hashlib
from typing import Any
from urllib.parse import quote

from crawler.demo import dates
from crawler.demo.content import SampleArticle
from crawler.demo.edition import Section
from crawler.demo.markup import CaptionForm, Habit, Hand, body_markup, choose, escape_latin1
from crawler.demo.portal import SIDE_ITEMS, Call, Page, Portal, View, redirect
from crawler.demo.postback import event_link, page_asked_for, view_state

PAGER = "ctl00$PlaceHolderMain$pager"
LONGEST_NAME = 60  # characters of a slug in an address; the portal cuts there, within a word if need be
RANDOM_LETTERS = 7  # characters that the portal puts behind the slug

_HABITS = (Habit.PLAIN, Habit.JUSTIFIED, Habit.PASTED, Habit.WORD)


class TanDanPortal(Portal):
    """Pages below ``/portal/Pages``; paths are the same in any case of letters, as on IIS."""

    server_headers = (
        ("Server", "Microsoft-IIS/8.5"),
        ("X-Powered-By", "ASP.NET"),
        ("MicrosoftSharePointTeamServices", "15.0.0.4569"),
    )
    newline = "\r\n"

    def routes(self) -> list[tuple[str, View]]:
        """Give the pages; robots.txt is the page that says there is none."""
        self._by_path = {self.path_of(article).lower(): article for article in self.by_slug.values()}
        pages = r"(?i:/portal/pages/"
        return [
            (r"/", self._front),
            (pages + r"default\.aspx)", self._home),
            (pages + r"gioi-thieu\.aspx)", self.static("Giới thiệu", "introduction")),
            (pages + r"english\.aspx)", self.static("Overview", "english")),
            (pages + r"van-ban\.aspx)", self.static("Văn bản", "documents")),
            (pages + r"tim-kiem\.aspx)", self.search("keyword")),
            (pages + r"(?P<slug>[a-z0-9-]+)\.aspx)", self._section_or_shell),
            (pages + r"\d+-\d+-\d+/[a-z0-9-]+\.aspx)", self._article),
            (r"/404\.html|/robots\.txt", self._not_found),
        ]

    def path_of(self, article: SampleArticle) -> str:
        """Give the day without padding, the slug with a capital, cut, and seven characters."""
        day, name = article.published, article.slug.capitalize()[:LONGEST_NAME]
        suffix = hashlib.sha256(article.slug.encode()).hexdigest()[:RANDOM_LETTERS]
        return f"/portal/Pages/{day.year}-{day.month}-{day.day}/{name}{suffix}.aspx"

    def _front(self, call: Call) -> Page:
        del call
        return redirect(302, "/portal/Pages/default.aspx")

    def _home(self, call: Call) -> Page:
        return self.html("home.html", call, leaves=[call.edition.leaf(section, 1) for section in call.edition.sections])

    def _article(self, call: Call) -> Page | None:
        article = self._by_path.get(call.request.path.lower())
        if article is None or not call.edition.has(article):
            return None
        template = "print.html" if call.request.parameters.get("print") else "article.html"
        hand = Hand(choose(article, _HABITS, "habit"), choose(article, list(CaptionForm), "caption"), escape_latin1)
        page = self.html(
            template,
            call,
            article=article,
            lead=escape_latin1(article.lead.typed),
            published=dates.spaced_day(article.published),
            body=body_markup(article, call.edition.visit, hand, lambda n: self.picture(article, n)),
            newest=[other for other in call.edition.newest(SIDE_ITEMS + 1) if other.slug != article.slug][:SIDE_ITEMS],
        )
        return page._replace(viewed=article.slug)

    def picture(self, article: SampleArticle, place: int) -> str:
        """Give the address of a picture: a folder by month, 16 hexadecimal digits, the name with its blank."""
        stamp = hashlib.sha256(f"{article.slug}{place}".encode()).hexdigest()[:16]
        return f"/portal/Photos/{article.published:%Y-%m}/{stamp}{quote(f'anh ({place + 1})')}.jpg"

    def _section_or_shell(self, call: Call, slug: str) -> Page | None:
        section = call.edition.section(slug.lower())
        if section is not None:
            return self._listing(call, section)
        return self.html("empty.html", call, heading=self.shells[slug.lower()]) if slug.lower() in self.shells else None

    def _listing(self, call: Call, section: Section) -> Page:
        path = call.request.path
        leaf = call.edition.leaf(section, page_asked_for(call.request.fields, path, PAGER))
        leaf = leaf if leaf.number <= leaf.last else call.edition.leaf(section, 1)
        events = [(number, event_link(PAGER, str(number))) for number in range(1, leaf.last + 1)]
        return self.html(
            "list.html",
            call,
            state=view_state(path, leaf.number),
            leaf=leaf,
            events=events,
            on=event_link(PAGER, "next"),
        )

    def _not_found(self, call: Call) -> Page:
        return self.html("missing.html", call)

    def missing(self, call: Call) -> Page:
        """Lead to the page that says so."""
        del call
        return redirect(302, "/404.html")

    def html(self, template: str, call: Call, **values: Any) -> Page:  # noqa: ANN401 - values of a template
        """Render a page inside the form that every page of ASP.NET is."""
        return super().html(template, call, **{"state": view_state(call.request.path, 1), **values})
