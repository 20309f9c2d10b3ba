"""A district's portal made to order on ASP.NET WebForms: `binhloc`.

Numbers stand without labels, every page has the same ``<title>``, pictures are named by .NET ticks and
shown as text, and an article that is gone answers 200 with a sentence.
"""

from typing import Any

from markupsafe import escape

from crawler.demo import dates
from crawler.demo.content import SampleArticle
from crawler.demo.edition import ALL_NEWS
from crawler.demo.markup import CaptionForm, Habit, Hand, body_markup, choose
from crawler.demo.portal import SIDE_ITEMS, Call, Page, Portal, View, redirect, text_page
from crawler.demo.postback import view_state

FIRST_NUMBER = 3_120  # content number of the oldest article is one more

_HABITS = (Habit.JUSTIFIED, Habit.PLAIN, Habit.WORD, Habit.DIVS, Habit.JUSTIFIED, Habit.PASTED, Habit.BREAKS)
_ROBOTS = "User-agent: *\r\nDisallow: /quantri/\r\n"


class WebFormsPortal(Portal):
    """Pages told apart by their query; paths are the same in any case of letters, as on IIS."""

    server_headers = (("Server", "Microsoft-IIS/7.5"), ("X-AspNet-Version", "4.0.30319"), ("Cache-Control", "private"))
    newline = "\r\n"

    def routes(self) -> list[tuple[str, View]]:
        """Give the pages; paths are few, the query tells them apart."""
        self._by_id = {str(self.id_of(article)): article for article in self.by_slug.values()}
        return [
            (r"(?i:/(?:default\.aspx)?)", self._home),
            (r"(?i:/tin-tuc\.aspx)", self._listing),
            (r"(?i:/chi-tiet\.aspx)", self._read),
            (r"(?i:/in\.aspx)", self._print),
            (r"(?i:/noi-dung\.aspx)", self._shell),
            (r"(?i:/gioi-thieu\.aspx)", self.static("GIỚI THIỆU", "introduction")),
            (r"(?i:/english\.aspx)", self.static("ENGLISH", "english")),
            (r"(?i:/van-ban\.aspx)", self.static("VĂN BẢN", "documents")),
            (r"(?i:/tim-kiem\.aspx)", self.search("tukhoa")),
            (r"/quantri/", self._administration),
            (r"/robots\.txt", self._robots),
        ]

    def path_of(self, article: SampleArticle) -> str:
        """Give ``/chi-tiet.aspx?id=<number>``."""
        return f"/chi-tiet.aspx?id={self.id_of(article)}"

    def id_of(self, article: SampleArticle) -> int:
        """Give the content number."""
        return FIRST_NUMBER + self.number_of[article.slug]

    def _home(self, call: Call) -> Page:
        return self.html("home.html", call, newest=call.edition.newest(SIDE_ITEMS))

    def _listing(self, call: Call) -> Page:
        """A page of a section (``cm``, counted from 1) or of all news; beyond the last page it is empty."""
        place = call.request.number("cm")
        section = call.edition.sections[
            place if "cm" in call.request.parameters and place < len(call.edition.sections) else 0
        ]
        leaf = call.edition.leaf(section, call.request.number("p"))
        own = "" if section.name == ALL_NEWS else f"&cm={place}"
        return self.html(
            "list.html", call, leaf=leaf, pages=[f"tin-tuc.aspx?p={number}{own}" for number in range(1, leaf.last + 1)]
        )

    def _read(self, call: Call) -> Page:
        return self._article(call, "article.html")

    def _print(self, call: Call) -> Page:
        return self._article(call, "print.html")

    def _article(self, call: Call, template: str) -> Page:
        article = self._asked_for(call)
        if article is None:
            return self.html("missing.html", call, message="Bài viết không tồn tại hoặc đã bị xóa.")
        hand = Hand(choose(article, _HABITS, "habit"), choose(article, list(CaptionForm), "caption"), escape)
        page = self.html(
            template,
            call,
            article=article,
            number=self.id_of(article),
            picture=self.picture(article, 0).removeprefix("/Uploads/"),
            body=body_markup(article, call.edition.visit, hand, lambda n: self.picture(article, n + 1)),
            others=call.edition.older(article, SIDE_ITEMS),
        )
        return page._replace(viewed=article.slug)

    def _asked_for(self, call: Call) -> SampleArticle | None:
        article = self._by_id.get(call.request.parameters.get("id", ""))
        return article if article is not None and call.edition.has(article) else None

    def picture(self, article: SampleArticle, place: int) -> str:
        """Give the address of an upload, named by the tick at which it came and three digits."""
        return f"/Uploads/0/{dates.ticks(article.published) + 4321 * place}{446 + place}.png"

    def _shell(self, call: Call) -> Page:
        names = list(self.shells.values())
        return self.html("empty.html", call, heading=names[call.request.number("muc") % len(names) - 1])

    def _administration(self, call: Call) -> Page:
        """What robots.txt forbids."""
        del call
        return redirect(302, "/default.aspx")

    def _robots(self, call: Call) -> Page:
        del call
        return text_page(_ROBOTS, "text/plain")

    def missing(self, call: Call) -> Page:
        """Answer 404; a missing article has an answer of its own."""
        page = self.html("missing.html", call, message="Không tìm thấy tài nguyên (lỗi 404).")
        return page._replace(status=404)

    def html(self, template: str, call: Call, **values: Any) -> Page:  # noqa: ANN401 - values of a template
        """Render a page inside the form that every page of ASP.NET is."""
        return super().html(template, call, **{"state": view_state(call.request.path, 1), **values})
