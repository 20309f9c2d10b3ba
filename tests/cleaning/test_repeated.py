"""Blocks that recur on a site go, and nothing that an article says goes with them."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import Article, Cleaner
from cleaning.blocks import Block, Role
from cleaning.draft import Draft, read_page
from cleaning.layout import load_layouts
from cleaning.repeated import LONGEST_REPEATED, RULE, Group, Repeats, key_of, part_repeated
from cleaning.witness import count_repeats, read_witness
from tests.cleaning.strange_sites import (
    BOILERPLATE,
    CAPTION,
    NOTICE,
    SIGNATURE,
    SUBHEADING,
    TEMPLATES,
    Habits,
    Written,
    write_site,
)

LAYOUTS = load_layouts()


def repeats_of(site: Sequence[Written]) -> dict[Group, Repeats]:
    witnesses = (read_witness(written.page, LAYOUTS) for written in site)
    return count_repeats(witness for witness in witnesses if witness is not None)


def read(written: Written, repeated: dict[Group, Repeats]) -> Draft:
    draft = read_page(written.page, LAYOUTS, repeated)
    assert isinstance(draft, Draft)
    return draft


def texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks]


@pytest.mark.parametrize("template", TEMPLATES)
class TestUnknownSites:
    """The system is unknown, and no rule takes what stands around the articles."""

    def test_enough_articles_give_exact_bodies(self, template: str) -> None:
        site = write_site(template, 12)
        repeated = repeats_of(site)
        for written in site:
            draft = read(written, repeated)
            assert tuple(texts(draft.reading.body)) == written.paragraphs
            assert draft.fields.title is not None
            assert draft.fields.title.value == written.title
            assert (draft.reading.byline == SIGNATURE) == (SIGNATURE.encode() in written.page.body)

    def test_a_few_articles_give_all_labels_away(self, template: str) -> None:
        site = write_site(template, 3)
        repeated = repeats_of(site)
        for written in site:
            body = texts(read(written, repeated).reading.body)
            assert set(body) & BOILERPLATE <= {NOTICE}
            assert set(written.paragraphs) <= set(body)

    def test_two_articles_prove_nothing(self, template: str) -> None:
        site = write_site(template, 2)
        repeated = repeats_of(site)
        assert [read(written, repeated) for written in site] == [read(written, {}) for written in site]

    def test_without_counts_the_boilerplate_stays(self, template: str) -> None:
        """Or the tests above would show nothing."""
        leaked = [set(texts(read(written, {}).reading.body)) & BOILERPLATE for written in write_site(template, 3)]
        assert all(leaked)

    def test_what_was_taken_is_on_record(self, template: str) -> None:
        site = write_site(template, 12)
        cleaner = Cleaner(repeated=repeats_of(site))
        article = cleaner.clean_page(site[0].page)
        assert isinstance(article, Article)
        taken = {block.text for block in article.stripped if block.rule == RULE}
        assert taken
        assert taken <= BOILERPLATE

    @pytest.mark.parametrize("number", [3, 4, 6, 9, 15])
    def test_what_reporters_repeat_stays(self, template: str, number: int) -> None:
        """All of them end with the same formula, unless there are so many that it must be the site that says it."""
        often = Habits(formula=lambda number: number % 4 != 3, subheading=lambda number: number % 4 != 0)
        site = write_site(template, number, often)
        repeated = repeats_of(site)
        for place, written in enumerate(site):
            draft = read(written, repeated)
            assert set(written.paragraphs) <= set(texts(draft.reading.body))
            assert (CAPTION in draft.reading.captions) == (place % 2 == 1)

    def test_a_site_that_changed_its_template(self, template: str) -> None:
        other = next(name for name in TEMPLATES if name != template)
        old, new = write_site(other, 12), write_site(template, 24)[12:]
        repeated = repeats_of([*old, *new])
        for written in new:
            assert tuple(texts(read(written, repeated).reading.body)) == written.paragraphs

    def test_a_site_that_copies_itself_loses_nothing(self, template: str) -> None:
        """The same article under ten addresses, as of a site with session numbers."""
        once = write_site(template, 1)[0]
        pages = (once.page.model_copy(update={"url": f"{once.page.url}?phien={number}"}) for number in range(10))
        copies = [once._replace(page=page) for page in pages]
        repeated = repeats_of([*copies, *write_site(template, 3)[1:]])
        assert set(once.paragraphs) <= set(texts(read(copies[4], repeated).reading.body))


class Case(NamedTuple):
    """A block that nine of ten articles have, in its place."""

    blocks: list[Block]
    is_taken: bool
    why: str


PROSE = Block("Hội Nông dân xã Bãi Nổi vừa trao 40 con bò giống cho các hộ khó khăn của 3 thôn ven sông.")
MORE = Block("Bà con nhận bò cam kết nuôi ít nhất 2 năm và chuyển con bê đầu tiên cho hộ khác trong thôn.")
LABEL = Block("Nghe bản tin của xã")
CASES = [
    Case([LABEL, PROSE, MORE], True, "a label before the text"),
    Case([PROSE, MORE, LABEL], True, "a label behind the text"),
    Case([PROSE, LABEL._replace(is_linked=True), MORE], True, "a link inside the text"),
    Case([PROSE, LABEL, MORE], False, "a label inside the text may be a sub-heading"),
    Case([PROSE, MORE, Block("Buổi lễ kết thúc trong niềm vui.")], False, "a sentence may be a reporter's formula"),
    Case([LABEL._replace(role=Role.CAPTION), PROSE, MORE], False, "a caption"),
    Case([PROSE, MORE, Block("Trần Thu Mây")], False, "a signature"),
    Case([PROSE, MORE, Block("Theo Báo Sông Hà")], False, "a source"),
    Case([PROSE, MORE, Block("Tin liên quan")], False, "a heading that opens the tail is left to its rule"),
    Case([Block("Ngày đăng: 12/05/2025"), PROSE, MORE], False, "a date line is left to its rule"),
]


def part(
    blocks: Sequence[Block], articles: int, share: float, known: Sequence[str] = ()
) -> tuple[list[Block], list[Block]]:
    """Part blocks of which all but the two paragraphs recur."""
    keys = (key_of(block.text) for block in blocks if block not in (PROSE, MORE))
    counts = {key: round(share * articles) for key in keys if key is not None}
    parted = part_repeated(blocks, Repeats(articles, counts), known)
    return parted.kept, parted.taken


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_few_articles(case: Case) -> None:
    kept, taken = part(case.blocks, articles=5, share=1)
    assert bool(taken) == case.is_taken
    assert [*kept, *taken].sort() == [*case.blocks].sort()


@pytest.mark.parametrize("case", CASES[:5], ids=lambda case: case.why)
def test_on_nearly_all_of_many_articles_it_is_the_site_that_speaks(case: Case) -> None:
    assert part(case.blocks, articles=40, share=0.95)[0] == [PROSE, MORE]
    assert bool(part(case.blocks, articles=40, share=0.7)[1]) == case.is_taken
    assert part(case.blocks, articles=40, share=0.2)[1] == []


@pytest.mark.parametrize("case", CASES[6:], ids=lambda case: case.why)
def test_what_is_read_elsewhere_stays_on_any_number(case: Case) -> None:
    assert part(case.blocks, articles=40, share=1)[1] == []


def test_the_headline_and_the_line_above_it_stay() -> None:
    """A bulletin has the same headline each week, but for its number."""
    blocks = [LABEL, Block("Bản tin thôn"), Block("Bản tin tuần thứ 32"), PROSE, MORE]
    kept, taken = part(blocks, articles=40, share=1, known=["Bản tin tuần thứ 32"])
    assert (kept, taken) == (blocks[1:], blocks[:1])


def test_a_page_of_nothing_else_keeps_its_prose() -> None:
    blocks = [LABEL, PROSE, MORE]
    counts = {key: 40 for block in blocks if (key := key_of(block.text)) is not None}
    assert part_repeated(blocks, Repeats(40, counts)).kept == [PROSE, MORE]


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("Lượt xem: 1.035", "LƯỢT  XEM: 7", True),
        ("Đã có 12 gia đình theo dõi", "Đã có 1.204 gia đình theo dõi", True),
        ("Thứ hai, 12/05/2025", "Thứ hai, 1/6/2024", True),
        ("Xã Bãi Nổi", "Xã Bãi Nồi", False),
        ("Tổ 7", "Tổ 7A", False),
    ],
)
def test_what_counts_as_the_same_block(one: str, other: str, are_same: bool) -> None:
    assert (key_of(one) == key_of(other)) == are_same


@pytest.mark.parametrize("text", ["", "12/05/2025", "— * —", "a" * LONGEST_REPEATED])
def test_what_is_never_boilerplate(text: str) -> None:
    assert key_of(text) is None


_blocks = st.lists(
    st.builds(
        Block,
        st.sampled_from(
            [PROSE.text, MORE.text, LABEL.text, SUBHEADING, SIGNATURE, "Tin khác", "7", "Xã nhà đổi thay."]
        ),
        st.sampled_from(list(Role)),
        is_linked=st.booleans(),
    ),
    max_size=12,
)


@given(_blocks, st.integers(3, 60), st.lists(st.floats(0, 1), min_size=8, max_size=8))
def test_every_block_ends_in_one_place_and_the_order_stays(
    blocks: list[Block], articles: int, shares: list[float]
) -> None:
    keys = dict.fromkeys(key for block in blocks if (key := key_of(block.text)) is not None)
    parted = part_repeated(
        blocks, Repeats(articles, {key: round(share * articles) for key, share in zip(keys, shares, strict=False)})
    )
    rest = iter(blocks)
    assert all(block in rest for block in parted.kept)
    assert sorted([*parted.kept, *parted.taken]) == sorted(blocks)
    assert len(parted.taken) <= len(parted.needless) <= len(blocks)
