"""Copies are linked to their source, other news on the same frame is not, and the way there makes no difference."""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning.article import Article
from output.compaction import compact
from output.dataset import Dataset
from output.filters import parse
from output.signatures import ALGORITHM, sign
from tests.output.records import article, begin, day, refreshed

NEWS = (
    "Sáng 14/9/2024, Hội Nông dân xã Thạch Khê phối hợp với Trạm Khuyến nông khai giảng lớp dạy nghề trồng nấm rơm cho "
    "36 hội viên của thôn Đồng Mây và thôn Suối Bạc. Ông Đào Trọng Nghĩa, Chủ tịch Hội, cho biết lớp học kéo dài 25 "
    "buổi, mỗi buổi có thực hành ngay tại trại nấm của gia đình bà Lưu Thị Sen. Sau khóa học, học viên được vay vốn từ "
    "Quỹ Hỗ trợ nông dân để làm lán trại và mua phôi giống. Trạm Khuyến nông cam kết theo dõi kỹ thuật trong 12 tháng "
    "đầu và giới thiệu nơi tiêu thụ ở chợ Cầu Giát.\n\nDịp này, 8 hộ làm tốt vụ trước được tặng giấy khen."
)
OTHER = (
    "Chiều 2/3/2025, Công đoàn cơ sở Nhà máy sợi Phú Lạc tổ chức hội thao với 140 đoàn viên tham gia ở bốn môn. Chị Tống "
    "Khánh Vi, Chủ tịch Công đoàn, trao cờ cho các đội. Đội phân xưởng Kéo sợi nhất toàn đoàn, đội Cơ điện giành giải "
    "phong cách. Hội thao là dịp để công nhân gặp gỡ sau mùa cao điểm, chuẩn bị cho giải của Khu công nghiệp Bàu Sen."
)


def framed(when: str, place: str, who: str, number: int) -> str:
    """News of one office, all written on one frame."""
    return (
        f"Ngày {when}, Hội Liên hiệp Phụ nữ xã Vân Trì tổ chức trao {number} suất quà cho hội viên có hoàn cảnh khó khăn "
        f"tại thôn {place}. Mỗi suất quà trị giá {number * 10_000} đồng gồm gạo, dầu ăn và các nhu yếu phẩm. Đây là hoạt "
        "động thiết thực nhằm giúp các hội viên nghèo vươn lên trong cuộc sống. Phát biểu tại buổi trao quà, bà "
        f"{who}, Chủ tịch Hội Liên hiệp Phụ nữ xã mong muốn các chị em tiếp tục đoàn kết, giúp nhau phát triển kinh tế."
    )


FRAMED = (
    framed("3/8/2023", "Bến Nứa", "Quách Thu Lài", 15),
    framed("21/11/2023", "Gò Sim", "Quách Thu Lài", 22),
    framed("7/2/2024", "Tràng Keo", "Mã Ngọc Diễm", 31),
)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(tmp_path / "dataset")


def links(dataset: Dataset) -> dict[str, tuple[str | None, str | None]]:
    """Cluster and source of the articles that have any."""
    found = {one.id: (one.cluster, one.duplicate_of) for one in dataset.articles()}
    return {name: link for name, link in found.items() if link != (None, None)}


def changed(text: str, every: int) -> str:
    """Replace every so many words."""
    words = text.split(" ")
    return " ".join("chữ" if number % every == every - 1 else word for number, word in enumerate(words))


class TestCopies:
    @pytest.mark.parametrize(
        ("copy", "why"),
        [
            (NEWS, "exact"),
            (NEWS.replace(". ", ".\n\n"), "other paragraphs"),
            (NEWS.replace("thôn Đồng Mây", "thôn đồng mây"), "other capitals"),
            (NEWS.replace("Ông Đào Trọng Nghĩa", "Ông Đào Trọng Nghiã"), "a slip"),
            (NEWS.partition("\n\n")[0], "the last paragraph left out"),
            ("(BTK) - " + NEWS + "\n\nBài, ảnh: Hoài Thu", "a frame of the site"),
            (changed(NEWS, 20), "5 of 100 words changed"),
            (changed(NEWS, 10), "10 of 100 words changed"),
            (changed(NEWS, 6), "17 of 100 words changed"),
        ],
    )
    def test_are_linked_to_the_earliest(self, dataset: Dataset, copy: str, why: str) -> None:
        late = article("a", copy, published=date(2024, 9, 20), site="khac")
        refreshed(dataset, late, article("b", NEWS, published=date(2024, 9, 15)), article("c", OTHER))
        assert links(dataset) == {"a": ("a", "b"), "b": ("a", None)}, why

    @pytest.mark.parametrize(
        ("other", "why"),
        [
            (OTHER, "another event"),
            (NEWS[: len(NEWS) // 8], "an eighth of it"),
            (" ".join(sorted(NEWS.split())), "the same words in another order"),
            ("Sáng 14/9/2024, Hội Nông dân xã Thạch Khê họp.", "a short one"),
            ("", "nothing"),
        ],
    )
    def test_are_not_found_in(self, dataset: Dataset, other: str, why: str) -> None:
        refreshed(dataset, article("a", NEWS), article("b", other))
        assert links(dataset) == {}, why

    def test_are_not_found_in_news_on_the_same_frame(self, dataset: Dataset) -> None:
        refreshed(dataset, *(article(f"a{number}", text) for number, text in enumerate(FRAMED)))
        assert links(dataset) == {}

    def test_of_news_on_a_frame_find_theirs(self, dataset: Dataset) -> None:
        originals = [article(f"a{number}", text) for number, text in enumerate(FRAMED)]
        copies = [article(f"b{number}", changed(text, 12), day(1)) for number, text in enumerate(FRAMED)]
        refreshed(dataset, *originals, *copies)
        assert {name: source for name, (_, source) in links(dataset).items() if source} == {
            "b0": "a0",
            "b1": "a1",
            "b2": "a2",
        }

    def test_short_texts_are_copies_only_word_for_word(self, dataset: Dataset) -> None:
        texts = ("Xã họp dân.", "Xã Họp dân!", "xã họp dân", "Xã  họp dân.")
        refreshed(dataset, *(article(f"a{number}", text) for number, text in enumerate(texts)))
        assert {name: source for name, (_, source) in links(dataset).items()} == {"a0": None, "a3": "a0"}


class TestSource:
    @pytest.mark.parametrize(
        ("published", "source"),
        [
            ((date(2024, 9, 15), date(2024, 9, 16)), "a"),
            ((date(2024, 9, 16), date(2024, 9, 15)), "b"),
            ((datetime(2024, 9, 15, 9, tzinfo=UTC), datetime(2024, 9, 15, 8, tzinfo=UTC)), "b"),
            ((date(2024, 9, 15), datetime(2024, 9, 15, 1, tzinfo=UTC)), "a"),
            ((None, date(2024, 9, 15)), "b"),
            ((None, None), "a"),
        ],
    )
    def test_is_the_earliest(self, dataset: Dataset, published: tuple[date | None, date | None], source: str) -> None:
        refreshed(dataset, article("a", NEWS, published=published[0]))
        refreshed(dataset, article("b", NEWS, day(1), published=published[1]))
        assert {name for name, (_, of) in links(dataset).items() if of is None} == {source}

    def test_gives_way_to_an_earlier_one_and_the_cluster_keeps_its_name(self, dataset: Dataset) -> None:
        refreshed(dataset, article("b", NEWS, published=date(2024, 9, 16)))
        refreshed(dataset, article("c", NEWS, day(1), published=date(2024, 9, 17)))
        refreshed(dataset, article("a", NEWS, day(2), published=date(2024, 9, 15)))
        assert links(dataset) == {"a": ("b", None), "b": ("b", "a"), "c": ("b", "a")}

    def test_keeps_its_copies_when_another_one_comes(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS), article("b", changed(NEWS, 15), day(1)))
        refreshed(dataset, article("c", changed(NEWS, 22), day(2)))
        assert {name: source for name, (_, source) in links(dataset).items()} == {"a": None, "b": "a", "c": "a"}

    def test_that_is_gone_leaves_its_copies_to_the_next(self, dataset: Dataset) -> None:
        refreshed(dataset, *(article(name, NEWS, day(at)) for at, name in enumerate("abc")))
        with begin(dataset) as refresh:
            refresh.gone("a", day(5))
            refresh.commit()
        assert links(dataset) == {"b": ("b", None), "c": ("b", "b")}

    def test_that_changes_its_text_is_none_any_more(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS), article("b", NEWS, day(1)))
        refreshed(dataset, article("a", OTHER, day(2)))
        assert links(dataset) == {}


class TestTable:
    def test_unchanged_links_are_not_written_again(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS), article("b", NEWS, day(1)))
        manifest = refreshed(dataset, article("c", OTHER, day(2)))
        assert {segment.table for segment in manifest.segments} == {"articles", "signatures"}

    def test_articles_of_a_growing_cluster_are_not_written_again(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS))
        manifest = refreshed(dataset, article("b", NEWS, day(1)))
        assert {segment.table: segment.rows for segment in manifest.segments} == {
            "articles": 1,
            "signatures": 1,
            "duplicates": 2,
        }

    def test_every_version_has_its_own(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS))
        refreshed(dataset, article("b", NEWS, day(1)))
        assert [one.cluster for one in dataset.articles(at=1)] == [None]
        assert len(dataset.duplicates(at=1)) == 0
        assert dataset.duplicates().select(["id", "duplicate_of"]).sort_by("id").to_pylist() == [
            {"id": "a", "duplicate_of": None},
            {"id": "b", "duplicate_of": "a"},
        ]

    def test_filters_see_them(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS), article("b", NEWS, day(1)), article("c", OTHER))
        without = parse("duplicate_of is None")
        assert sorted(one.id for one in dataset.articles(where=without)) == ["a", "c"]

    def test_they_survive_a_compaction(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS), article("b", NEWS, day(1)))
        refreshed(dataset, article("c", changed(NEWS, 20), day(2)))
        before = links(dataset)
        compact(dataset.folder)
        assert links(dataset) == before
        refreshed(dataset, article("d", NEWS, day(3)))
        assert links(dataset).keys() == {"a", "b", "c", "d"}

    def test_a_dataset_without_signatures_gets_them_with_its_next_version(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS), article("b", NEWS, day(1)))
        manifest = dataset.folder / "manifests" / "000001.json"
        kept = dataset.manifest().model_copy(
            update={"segments": tuple(one for one in dataset.manifest().segments if one.table == "articles")}
        )
        manifest.write_text(kept.model_dump_json(), encoding="utf-8")
        assert links(dataset) == {}
        refreshed(dataset, article("c", OTHER, day(2)))
        assert links(dataset) == {"a": ("a", None), "b": ("a", "a")}

    def test_signatures_carry_the_name_of_their_algorithm(self, dataset: Dataset) -> None:
        refreshed(dataset, article("a", NEWS))
        assert ALGORITHM.startswith("rensa-R2/")
        assert dataset.history().parts("signatures")[0].stop == 1


class TestSign:
    def test_case_marks_and_paragraphs_of_the_same_words(self) -> None:
        one, other = sign([NEWS, NEWS.replace(", ", " ").replace(".", "")])
        assert one.text_digest == other.text_digest
        assert one.slots == other.slots

    def test_counts_syllables_and_what_is_particular(self) -> None:
        (found,) = sign(["Ông Lưu Sen nói: 36 hộ - năm 2024 - ở thôn Bàu Sen."])
        assert (found.syllables, found.particulars) == (12, 7)  # ông lưu, lưu, lưu sen, sen, 36, bàu, bàu sen

    @given(st.lists(st.text(alphabet="aạđ \u0300\n.-1,Đ\u2028\U0001f600\ud800", max_size=30), max_size=4))
    def test_is_the_same_alone_and_among_others(self, texts: list[str]) -> None:
        assert list(sign(texts)) == [one for text in texts for one in sign([text])]


class Page(NamedTuple):
    """A capture of a page."""

    id: str
    text: int
    published: int
    new_refresh: bool


TEXTS = [NEWS, *(changed(NEWS, every) for every in (22, 15, 9, 6)), OTHER, changed(OTHER, 11), FRAMED[0], "Họp."]
PAGES = st.lists(
    st.builds(
        Page,
        id=st.sampled_from("abcdef"),
        text=st.integers(0, len(TEXTS) - 1),
        published=st.integers(1, 4),
        new_refresh=st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(PAGES, st.sets(st.sampled_from("abcdef"), max_size=2))
def test_a_rebuild_ends_where_the_refreshes_did(pages: list[Page], gone: set[str]) -> None:
    with TemporaryDirectory() as folder:
        grown, rebuilt = Dataset(Path(folder) / "grown"), Dataset(Path(folder) / "rebuilt")
        groups: list[list[int]] = [[]]
        for number, page in enumerate(pages):
            if page.new_refresh and groups[-1]:
                groups.append([])
            groups[-1].append(number)
        for group in groups:
            refreshed(grown, *(capture(pages[number], number) for number in group))
        with begin(rebuilt) as refresh:
            for number, page in enumerate(pages):
                refresh.add(capture(page, number))
            for name in sorted(gone):
                refresh.gone(name, day(50))
            refresh.commit()
        with begin(grown) as refresh:
            for name in sorted(gone):
                refresh.gone(name, day(50))
            refresh.commit()
        assert rows(grown) == rows(rebuilt)


def capture(page: Page, number: int) -> Article:
    return article(page.id, TEXTS[page.text], day(number), published=date(2024, 9, page.published))


def rows(dataset: Dataset) -> list[dict[str, object]]:
    found: list[dict[str, object]] = dataset.duplicates().sort_by("id").to_pylist()
    return found
