"""The pages over a real server: what they show, where they lead, and what they say to what is not there."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cleaning.article import Article
from cleaning.corrections import load_corrections
from cleaning.edits import Edit
from output.dataset import Dataset
from output.inspector.inspector import Inspector
from output.inspector.languages import LANGUAGES
from output.inspector.sites import SiteAlarm
from output.takedowns import decide
from tests.output.inspector.trial import (
    TEXT,
    Reader,
    edited_piece,
    make_inspector,
    piece,
    refused,
    served,
    write_trial,
)
from tests.output.records import begin, day, refreshed

PATIENCE = 60.0  # seconds after which a wait has failed


@pytest.fixture(scope="module")
def inspector(tmp_path_factory: pytest.TempPathFactory) -> Inspector:
    folder = tmp_path_factory.mktemp("pages")
    write_trial(folder)
    return make_inspector(folder)


@pytest.fixture(scope="module")
def reader(inspector: Inspector) -> Iterator[Reader]:
    with served(inspector) as reader:
        yield reader


def ids_on(page: str) -> list[str]:
    """The articles that a page leads to, in their order, each once."""
    return list(dict.fromkeys(re.findall(r'href="/articles/([0-9a-f]{32})', page)))


def words_on(page: str) -> str:
    """What a reader reads of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class TestOverview:
    def test_totals_sites_and_versions(self, reader: Reader) -> None:
        words = words_on(reader.page("/"))
        assert "12 articles" in words
        assert "Trang tin xã Đông Lĩnh" in words
        assert "Women&#39;s Union" in words
        assert re.search(r"Version Made Pages .* 2 .* 1 ", words)

    def test_the_calendar_leads_to_its_articles(self, reader: Reader) -> None:
        page = reader.page("/")
        link = re.search(r'href="(/articles\?since=2026-02-01&amp;until=2026-02-28)">(\d+)<', page)
        assert link is not None
        assert len(ids_on(reader.page(link[1].replace("&amp;", "&")))) == int(link[2])

    def test_alarms_come_first_in_the_words_of_the_reader(self, tmp_path: Path) -> None:
        write_trial(tmp_path)
        ringing = {
            "bensay": (SiteAlarm("silent", "no new <b>article</b>"), SiteAlarm("empty_date", "9 of 10")),
            "khac": (SiteAlarm("of_tomorrow", "unknown"),),
        }
        with served(replace(make_inspector(tmp_path), alarms=lambda: ringing)) as reader:
            words, page = words_on(reader.page("/")), reader.page("/", Accept_Language="vi")
        for shown in ("Alarms", "fell silent no new &lt;b&gt;article", "no date 9 of 10", "of tomorrow unknown"):
            assert shown.lower() in words.lower()
        assert words.index("thôn Bến Sậy") < words.index("xã Đông Lĩnh")
        assert "ngừng đăng tin" in words_on(page)
        assert "thiếu ngày" in words_on(page)

    def test_where_nothing_rings(self, reader: Reader) -> None:
        assert re.search(r"\b0 alarms\b", words_on(reader.page("/")))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_browser_decides_about_the_language(self, reader: Reader, language: str) -> None:
        page = reader.page("/", Accept_Language=f"fr, {language};q=0.8")
        assert f'<html lang="{language}">' in page

    def test_and_the_reader_over_it(self, reader: Reader) -> None:
        answer = reader.post("/language", {"language": "vi", "back": "/articles?q=x"})
        assert answer.headers["location"] == "/articles?q=x"
        cookie = answer.headers["set-cookie"].partition(";")[0]
        assert '<html lang="vi">' in reader.page("/", Cookie=cookie)


class TestArticles:
    def test_the_newest_come_first(self, reader: Reader, inspector: Inspector) -> None:
        published = {article.id: str(article.published) for article in inspector.index.dataset.articles()}
        shown = [published[name] for name in ids_on(reader.page("/articles"))]
        assert len(shown) == 12
        assert shown == sorted(shown, reverse=True)

    @pytest.mark.parametrize(
        ("query", "numbers"),
        [
            ("q=thon+ben+say", {0, 1}),
            ("q=th%C3%B4n+B%E1%BA%BFn+S%E1%BA%ADy", {0, 1}),
            ("q=th%E1%BB%91n+B%E1%BA%BFn+S%E1%BA%ADy", set()),  # another tone
            ("q=%22dan+van+kheo%22+chia+se", {0, 1}),
            ("site=bensay", {1}),
            ("kind=party", {1}),
            ("province=S%C3%B4ng+H%C3%A0&q=ben+say", {0}),
            ("kind=party&province=S%C3%B4ng+H%C3%A0", set()),
            ("rule=close_up_mark", {0, 1}),
            ("rule=close_up_mark&site=donglinh", {0}),
            ("quality=suggestions", {0, 1}),
            ("revision=revised", {0}),
            ("state=gone", {3}),
            ("since=2026-02-10&until=2026-02-11", {9, 10}),
            ("q=...", set()),
        ],
    )
    def test_filters(self, reader: Reader, query: str, numbers: set[int]) -> None:
        assert set(ids_on(reader.page(f"/articles?{query}"))) == {piece(number).id for number in numbers}

    def test_words_apart_are_found_where_no_text_has_them_in_a_row(self, reader: Reader) -> None:
        page = reader.page("/articles?q=hien+dat+thon+ben+say")
        assert set(ids_on(page)) == {piece(0).id, piece(1).id}
        assert "No article has these words in a row" in page

    def test_hits_are_marked(self, reader: Reader) -> None:
        assert "<mark>Dân vận khéo</mark>" in reader.page("/articles?q=dan+van+kheo")

    @pytest.mark.parametrize("typed", [piece(5).id, piece(5).id[:9], "https://donglinh.example/bai/5"])
    def test_an_id_or_an_address_leads_to_its_article(self, reader: Reader, typed: str) -> None:
        answer = reader.get(f"/articles?q={typed}")
        assert (answer.status, answer.headers["location"]) == (303, f"/articles/{piece(5).id}")

    def test_pages_hold_every_article_once(self, tmp_path: Path) -> None:
        refreshed(Dataset(tmp_path / "dataset"), *(piece(number, published=None) for number in range(100)))
        with served(make_inspector(tmp_path)) as reader:
            seen, path, page = list[str](), "/articles?q=hoi+phu+nu", ""
            while path:
                page = reader.page(path)
                seen += ids_on(page)
                older = re.search(r'rel="next" href="([^"]+)"', page)
                path = "/articles" + older[1].replace("&amp;", "&") if older else ""
            newer = re.search(r'rel="prev" href="([^"]+)"', page)
            assert newer is not None
            assert ids_on(reader.page("/articles" + newer[1].replace("&amp;", "&"))) == seen[-60:-20]
        assert len(seen) == len(set(seen)) == 100

    def test_a_page_for_other_tools(self, reader: Reader) -> None:
        lines = [json.loads(line) for line in reader.page("/articles.jsonl?site=bensay").splitlines()]
        assert [line["id"] for line in lines] == [piece(1).id]

    @pytest.mark.parametrize(
        "query",
        [
            "site=khong",
            "kind=x",
            "rule=khong",
            "since=hom+qua",
            "since=2026-13-01",
            "before=x",
            "state=x",
            "color=red",
            "flag=khong",
            "quality=x",
        ],
    )
    def test_what_says_nothing(self, reader: Reader, query: str) -> None:
        answer = reader.get(f"/articles?{query}")
        assert answer.status == 400
        assert "This filter says nothing" in answer.text


class TestArticle:
    def test_everything_about_it(self, reader: Reader) -> None:
        page = reader.page(f"/articles/{piece(0).id}")
        words = words_on(page)
        for shown in (
            "Hội thi Dân vận khéo lần 0",
            "Lượt xem: 12",
            "https://donglinh.example/bai/0",
            "revision 2",
            "40 % sure",
        ):
            assert shown in words
        assert '<del><a class="mark" href="#e0" data-mark="e0">␣</a></del>' in page
        assert 'class="suggested"><a class="mark" href="#s0"' in page
        assert 'id="e0"' in page

    def test_an_earlier_text_and_what_changed(self, reader: Reader) -> None:
        assert "Thêm một câu" not in reader.page(f"/articles/{piece(0).id}?at=1")
        compared = reader.page(f"/articles/{piece(0).id}?since_revision=1")
        assert re.search(r"<ins>[^<]*Thêm một câu", compared)

    def test_edits_of_its_title_are_judged_too(self, tmp_path: Path) -> None:
        edit = Edit(start=4, before="thy", after="thi", rule="spelling", confidence=0.8)
        refreshed(Dataset(tmp_path / "dataset"), piece(1, title="Hội thi Dân vận khéo", title_edits=(edit,)))
        with served(make_inspector(tmp_path)) as reader:
            page = reader.page(f"/articles/{piece(1).id}")
            form = dict(
                re.findall(r'name="(\w+)" value="([^"]*)"', page[page.index('id="t0"') :].partition("</form>")[0])
            )
            assert (form["before"], form["after"]) == ("thy", "thi")
            reader.post("/decisions", {**form, "verdict": "reject"})
            assert "rejected" in reader.page(f"/articles/{piece(1).id}")
        assert load_corrections(tmp_path / "corrections.toml")[0].near == "Hội thy Dân vận khéo"

    def test_edits_of_its_lead_and_captions_are_marked(self, tmp_path: Path) -> None:
        edits = (Edit(start=4, before="thy", after="thi", rule="spelling", confidence=0.8),)
        record = {
            "lead": "Hội thi vui.",
            "lead_edits": edits,
            "captions": ("Hội thi <1>", "Không sửa", "Hội thi 3"),
            "caption_edits": (edits, (), edits),
        }
        refreshed(Dataset(tmp_path / "dataset"), piece(1, **record))
        with served(make_inspector(tmp_path)) as reader:
            page, listed = reader.page(f"/articles/{piece(1).id}"), reader.page("/articles")
        assert "<span>2 edits</span>" in page
        assert "<span>2 edits</span>" in listed
        assert "Hội <del>thy</del><ins>thi</ins> vui." in page
        for number, tail in ((0, " &lt;1&gt;"), (1, " 3")):
            assert f'<ins><a class="mark" href="#c{number}" data-mark="c{number}">thi</a></ins>{tail}' in page
            assert f'id="c{number}"' in page
        assert 'id="c2"' not in page

    def test_captions_of_an_old_record_are_shown(self, tmp_path: Path) -> None:
        refreshed(Dataset(tmp_path / "dataset"), piece(1, captions=("Hội thi", "Trao quà"), caption_edits=()))
        with served(make_inspector(tmp_path)) as reader:
            assert "<bdi>Hội thi · Trao quà</bdi>" in reader.page(f"/articles/{piece(1).id}")

    def test_its_record(self, reader: Reader, inspector: Inspector) -> None:
        answer = reader.get(f"/articles/{piece(0).id}/record.json")
        assert answer.headers["content-type"] == "application/json"
        assert Article.model_validate_json(answer.text) == inspector.index.dataset.article(piece(0).id)

    def test_the_list_is_walked(self, reader: Reader) -> None:
        listed = ids_on(reader.page("/articles?site=donglinh"))
        for before, name, after in zip(listed, listed[1:], listed[2:], strict=False):
            page = reader.page(f"/articles/{name}?site=donglinh")
            assert re.findall(r'rel="(?:prev|next)" href="/articles/(\w+)\?', page) == [before, after]

    def test_one_that_is_gone(self, reader: Reader) -> None:
        assert "gone from the web" in reader.page(f"/articles/{piece(3).id}")

    def test_the_beginning_of_an_id(self, reader: Reader) -> None:
        answer = reader.get(f"/articles/{piece(0).id[:8]}")
        assert (answer.status, answer.headers["location"]) == (303, f"/articles/{piece(0).id}")

    @pytest.mark.parametrize(
        "path",
        ["khong", "khong/record.json", "khong/received", f"{piece(0).id}?at=9", f"{piece(0).id}/record.json?at=x"],
    )
    def test_what_is_not_there(self, reader: Reader, path: str) -> None:
        answer = reader.get(f"/articles/{path}")
        assert (answer.status, "no such thing" in answer.text) == (404, True)

    def test_copies_stand_beside_it(self, tmp_path: Path) -> None:
        other = piece(4, text="Xã Sông Mới khởi công đường liên thôn dài hai cây số, rộng năm mét, qua cánh đồng Lùng.")
        dataset = Dataset(tmp_path / "dataset")
        refreshed(dataset, edited_piece(1), edited_piece(2, site="bensay"), other)
        with served(make_inspector(tmp_path)) as reader:
            assert piece(2).id in reader.page(f"/articles/{piece(1).id}")
            page = reader.page(f"/articles/{piece(2).id}")
            assert "the earliest" in page
            assert piece(4).id not in page[page.index('id="copies"') :]
            assert ids_on(reader.page("/articles?duplicates=copies")) == [piece(2).id]


class TestTakenDown:
    def test_its_text_is_nowhere(self, tmp_path: Path) -> None:
        dataset = write_trial(tmp_path)
        with served(make_inspector(tmp_path)) as reader:
            assert "Thêm một câu" in reader.page(f"/articles/{piece(0).id}")
            with dataset.begin(code_version="0.1.0", model_version=None, rules=()) as refresh:
                refresh.take_down(decide(piece(0).url or "", "asked for", day(80)), [piece(0).id])
                refresh.commit()
            _wait(lambda: reader.get(f"/articles/{piece(0).id}").status == 410)
            for path in ("", "?at=1", "/record.json", "/record.json?at=1", "/received"):
                answer = reader.get(f"/articles/{piece(0).id}{path}")
                assert answer.status in {404, 410}
                assert "Đông Lĩnh tổ chức" not in answer.text
            assert piece(0).id not in ids_on(reader.page("/articles?q=them+mot+cau&state=all"))
            assert piece(0).id not in reader.page("/review")


class TestReview:
    @pytest.fixture
    def own(self, tmp_path: Path) -> Iterator[Reader]:
        write_trial(tmp_path)
        with served(make_inspector(tmp_path)) as reader:
            yield reader

    def form(self, page: str, label: str) -> dict[str, str]:
        """The fields of the first form with a button of this label."""
        forms = re.findall(r"<form method=\"post\" action=\"(/decisions[^\"]*)\".*?</form>", page, re.DOTALL)
        assert forms
        whole = next(
            form for form in re.findall(r"<form method=\"post\".*?</form>", page, re.DOTALL) if f">{label}<" in form
        )
        return dict(re.findall(r'name="(\w+)" value="([^"]*)"', whole))

    def test_a_kind_is_accepted_everywhere(self, own: Reader, tmp_path: Path) -> None:
        page = own.page("/review")
        assert "2 places" in words_on(page)
        answer = own.post("/decisions", self.form(page, "Accept everywhere"))
        assert answer.status == 303
        assert "Nothing waits here." in own.page("/review")
        told = load_corrections(tmp_path / "corrections.toml")
        assert [(one.action, one.before, one.after) for one in told] == [("always", "sẽ", "sẻ")]

    def test_it_is_taken_back(self, own: Reader, tmp_path: Path) -> None:
        token = own.token()
        own.post("/decisions", self.form(own.page("/review"), "Reject everywhere"))
        history = own.page("/decisions")
        assert "rejected" in history
        undo = re.search(r'action="(/decisions/\w+/undo)"', history)
        assert undo is not None
        own.post(undo[1], {"token": token, "back": "/review"})
        assert "2 places" in words_on(own.page("/review"))
        assert load_corrections(tmp_path / "corrections.toml") == ()
        assert "taken back" in own.page("/decisions")

    def test_one_place_of_a_kind(self, own: Reader, tmp_path: Path) -> None:
        kind = re.search(r'href="(/review/\w+)"', own.page("/review"))
        assert kind is not None
        page = own.page(kind[1])
        own.post("/decisions", self.form(page[page.index('id="places"') :], "Accept"))
        told = load_corrections(tmp_path / "corrections.toml")[0]
        assert told.article in {piece(0).id, piece(1).id}
        assert "đã chia sẽ kinh" in (told.near or "")
        assert "at this place" in own.page(kind[1])
        assert "at this place" in own.page(f"/articles/{told.article}")
        assert "2 places" in words_on(own.page("/review"))  # as a kind it still waits

    def test_one_site(self, own: Reader, tmp_path: Path) -> None:
        own.post("/decisions", self.form(own.page("/review?site=bensay"), "Reject on this site"))
        assert load_corrections(tmp_path / "corrections.toml")[0].site == "bensay"
        assert "Nothing waits here." in own.page("/review?site=bensay")
        assert "2 places" in words_on(own.page("/review"))

    def test_the_precision_of_a_rule(self, own: Reader) -> None:
        page = own.page(f"/articles/{piece(0).id}")
        edits = page[page.index('id="edits"') :]
        own.post("/decisions", self.form(edits, "Right"))
        assert re.search(r"100\s% \(1/1\)", words_on(own.page("/rules")))
        assert "rule right in 100" in words_on(own.page("/rules/edits/collapse_spaces"))

    def test_a_decision_against_one_by_hand_is_told(self, own: Reader, tmp_path: Path) -> None:
        (tmp_path / "corrections.toml").write_text(
            '[[correction]]\naction = "never"\nbefore = "sẽ"\n', encoding="utf-8"
        )
        answer = own.post("/decisions", self.form(own.page("/review"), "Accept everywhere"))
        assert answer.status == 400
        assert "by hand" in answer.text

    def test_the_file(self, own: Reader) -> None:
        assert own.page("/decisions.jsonl") == ""
        own.post("/decisions", self.form(own.page("/review"), "Accept everywhere"))
        assert json.loads(own.page("/decisions.jsonl"))["before"] == "sẽ"

    @pytest.mark.parametrize(
        "path",
        [
            "/review?what=x",
            "/review?after=x",
            "/review?color=red",
            "/review/khong?after=1e5",
            "/review/khong?after=1:a",
            "/review?after=1",
            f"/review/khong?after={10**30}",
        ],
    )
    def test_what_says_nothing(self, own: Reader, path: str) -> None:
        assert own.get(path).status == 400

    def test_a_kind_that_is_not_there(self, own: Reader) -> None:
        assert own.get("/review/khong").status == 404


class TestQueue:
    def test_first_comes_what_mends_most_and_pages_hold_every_kind_once(self, tmp_path: Path) -> None:
        articles = []
        for number in range(40):
            text = TEXT.replace("chia sẽ", f"sai{number} lỗi")
            wrong = (
                edited_piece(0)
                .suggestions[0]
                .model_copy(
                    update={
                        "start": text.index(f"sai{number} "),
                        "before": f"sai{number}",
                        "after": f"dung{number}",
                        "confidence": (number + 1) / 50,
                    }
                )
            )
            articles.append(piece(number, text=text, extracted=text, suggestions=(wrong,)))
        refreshed(Dataset(tmp_path / "dataset"), *articles)
        with served(make_inspector(tmp_path)) as reader:
            seen, path = list[str](), "/review"
            while path:
                page = reader.page(path)
                seen += re.findall(r'<h2 class="change"><bdi>\s*<del>(\w+)</del>', page)
                more = re.search(r'rel="next" href="([^"]+)"', page)
                path = more[1].replace("&amp;", "&") if more else ""
        assert seen == [f"sai{number}" for number in reversed(range(40))]


class TestOtherPages:
    def test_rules(self, reader: Reader) -> None:
        words = words_on(reader.page("/rules"))
        assert "never_fires never" in words
        assert "View counter" in words
        assert "close_up_mark" in words

    def test_selectors_that_never_find_anything(self, tmp_path: Path) -> None:
        dataset = write_trial(tmp_path)
        with begin(dataset) as refresh:
            refresh.add(piece(30, fetched_at=day(60)))
            refresh.keep_counts((), {"bensay": {"aspnet": {"title": (12, 3), "lead": (0, 15)}}})
            refresh.commit()
        with served(make_inspector(tmp_path)) as reader:
            words = words_on(reader.page("/rules"))
        assert "Trang tin thôn Bến Sậy aspnet Lead 0 15 never" in words
        assert "Trang tin thôn Bến Sậy aspnet Title 12 3 " in words

    def test_samples_of_a_rule(self, reader: Reader) -> None:
        page = reader.page("/rules/edits/close_up_mark")
        assert set(ids_on(page)) == {piece(0).id, piece(1).id}
        assert "<del>␣</del>" in page
        assert "Lượt xem: 12" in reader.page("/rules/blocks/view_counter?seed=3")
        assert "It did nothing" in reader.page("/rules/edits/never_fires")

    @pytest.mark.parametrize(
        "path", ["/rules/edits/khong", "/rules/x/close_up_mark", "/rules/edits/close_up_mark?seed=x"]
    )
    def test_rules_that_are_not_there(self, reader: Reader, path: str) -> None:
        assert reader.get(path).status == 404

    def test_rejections(self, reader: Reader) -> None:
        page = reader.page("/rejections")
        assert words_on(page).count("donglinh.example/trang") == 3
        chosen = reader.page("/rejections?reason=too_short&site=donglinh")
        assert "31 code points" in chosen
        assert refused(90).id not in chosen
        assert "Too short" in reader.page(f"/rejections/{refused(92).id}")
        assert "Trang gốc của bài" in reader.get(f"/rejections/{refused(92).id}/received").text

    @pytest.mark.parametrize(
        ("path", "status"),
        [("?reason=x", 400), ("?site=x", 400), ("?before=-1", 400), ("/khong", 404), ("/khong/received", 404)],
    )
    def test_rejections_that_are_not_there(self, reader: Reader, path: str, status: int) -> None:
        assert reader.get(f"/rejections{path}").status == status

    def test_versions(self, reader: Reader) -> None:
        assert "/versions/2?change=gone" in reader.page("/versions")
        words = words_on(reader.page("/versions/2"))
        assert re.search(r"Hội thi Dân vận khéo lần 20 new", words)
        assert re.search(r"Hội thi Dân vận khéo lần 0 changed .* revision 1 to 2", words)
        assert re.search(r"Hội thi Dân vận khéo lần 3 gone", words)

    @pytest.mark.parametrize(
        ("query", "changed"),
        [
            ("1", 12),
            ("2?since=0", 12),
            ("2?since=1", 3),
            ("2?change=new", 1),
            ("2?change=changed", 1),
            ("2?change=restored", 0),
        ],
    )
    def test_differences(self, reader: Reader, query: str, changed: int) -> None:
        assert reader.page(f"/versions/{query}").count("data-item") == changed

    @pytest.mark.parametrize(
        ("path", "status"),
        [("3", 404), ("x", 404), ("2?since=2", 400), ("2?change=x", 400), ("2?since=9", 400), ("2?x=1", 400)],
    )
    def test_versions_that_are_not_there(self, reader: Reader, path: str, status: int) -> None:
        assert reader.get(f"/versions/{path}").status == status


class TestWhileItRuns:
    def test_before_the_first_version_and_after_it(self, tmp_path: Path) -> None:
        with served(make_inspector(tmp_path)) as reader:
            for path in ("/", "/rules", "/versions"):
                assert "There is no version yet" in reader.page(path)
            assert "No article fits" in reader.page("/articles")
            refreshed(Dataset(tmp_path / "dataset"), piece(1))
            _wait(lambda: "Hội thi" in reader.page("/articles"))
            assert "Version 1 of the dataset" in reader.page("/")

    def test_a_new_version_comes_by_itself(self, tmp_path: Path) -> None:
        dataset = write_trial(tmp_path)
        with served(make_inspector(tmp_path)) as reader:
            refreshed(dataset, piece(50, title="Bài vừa đến", fetched_at=day(60)))
            _wait(lambda: "Bài vừa đến" in reader.page("/articles"))
            assert "/versions/3" in reader.page("/")

    def test_a_damaged_dataset_is_told_and_the_rest_stays(self, tmp_path: Path) -> None:
        dataset = write_trial(tmp_path)
        with served(make_inspector(tmp_path)) as reader:
            manifest = dataset.folder / "manifests" / "000003.json"
            manifest.write_text("{}")
            _wait(lambda: "cannot be read just now" in reader.page("/articles"))
            assert len(ids_on(reader.page("/articles"))) == 12
            manifest.unlink()
            _wait(lambda: "cannot be read just now" not in reader.page("/articles"))


def _wait(condition: Callable[[], bool]) -> None:
    """Look again and again until something is so."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)
