"""Duplicates: copies found among 100,000 articles, what is taken for a copy and is none, time and memory.

The articles are made from frames and lists of invented people and places, so that many pieces of news of one kind
differ in nothing but names, numbers and days: the hardest case for precision. Every tenth one has a copy with 5 to
20 of 100 words changed (replaced, left out or put in). Where ``../shared`` is, real news stand among them.
"""

import lzma
import resource
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from output.duplicates_buckets import Texts
from output.duplicates_clusters import sources
from output.duplicates_matching import Pairs, matching
from output.signatures import SLOTS, sign

ARTICLES = 100_000
COPIED = 0.1  # of the articles that are no copies
RATES = (0.05, 0.1, 0.15, 0.2)  # of the words changed
SHARED = Path(__file__).parents[1].parent / "shared" / "corpora" / "vietnews.txt.xz"
BATCH = 500  # texts signed at once, as a refresh does
REFRESH = 100  # articles of an incremental run

_PLACES = "Gò Sim,Bến Nứa,Tràng Keo,Đồng Mây,Suối Bạc,Bàu Sen,Phú Lạc,Thạch Khê,Cầu Giát,Hòn Me,Rạch Chanh,Nà Hin,Vân Trì,Lộc Yên,Tân Khê,Kim Bảng"
_FAMILY = "Quách Đào Lưu Mã Tống Nhữ Lương Tạ Mạc Khuất Phùng Đoàn Trịnh Cao Chu Kiều Ninh Thái".split()
_MIDDLE = "Thu Ngọc Khánh Trọng Đình Bá Quý Tuấn Hoài Diệu Phương Thành".split()
_GIVEN = "Lài Diễm Vi Nghĩa Sen Khuê Toản Bình Hạnh Cường Sơn Duyên Phước Lâm Tuyền Ân Thắm Trực Hào Ngân".split()
_FRAMES = (
    (
        "Ngày {day}, Hội Liên hiệp Phụ nữ xã {office} trao {n} suất quà cho hội viên có hoàn cảnh khó khăn tại thôn {place}."
        " Mỗi suất quà trị giá {m}00.000 đồng gồm gạo, dầu ăn và các nhu yếu phẩm. Đây là hoạt động thiết thực giúp các hội"
        " viên nghèo vươn lên trong cuộc sống. Phát biểu tại buổi trao quà, bà {who}, Chủ tịch Hội Liên hiệp Phụ nữ xã mong"
        " các chị em tiếp tục đoàn kết, giúp nhau phát triển kinh tế gia đình."
    ),
    (
        "Sáng {day}, Ủy ban Mặt trận Tổ quốc Việt Nam xã {office} tổ chức hội nghị tiếp xúc cử tri trước kỳ họp thứ {m} Hội"
        " đồng nhân dân huyện. Dự hội nghị có ông {who}, Phó Bí thư Thường trực Huyện ủy, bà {other} và {n} cử tri thôn"
        " {place}. Cử tri đã có {k} ý kiến, tập trung vào giao thông, điện chiếu sáng, vệ sinh môi trường và chế độ chính"
        " sách với người có công. Các đại biểu tiếp thu, giải trình những nội dung thuộc thẩm quyền và tổng hợp các ý kiến"
        " còn lại để chuyển đến cơ quan chức năng xem xét, giải quyết theo quy định."
    ),
    (
        "Chiều {day}, Đoàn Thanh niên xã {office} ra quân dọn vệ sinh tại thôn {place} với hơn {n} đoàn viên tham gia. Các"
        " bạn trẻ đã thu gom {m} tấn rác, phát quang {k} km đường liên thôn và trồng mới {n}0 cây xanh. Anh {who}, Bí thư"
        " Đoàn xã cho biết đơn vị sẽ duy trì hoạt động này vào sáng thứ bảy hằng tuần, vận động người dân phân loại rác tại"
        " nguồn và giữ gìn cảnh quan của thôn. Dịp này chị {other} được tặng giấy khen vì thành tích trong phong trào."
    ),
)


class Planted(NamedTuple):
    """Texts in the order of their time, and the copies among them."""

    texts: list[str]
    originals: dict[int, int]
    """Copy to its original."""
    rates: dict[int, float]
    """Copy to the share of words changed."""


def main() -> None:
    """Print time, memory, recall by rate, and precision."""
    planted = plant(ARTICLES, Random(1))
    began = time.process_time()
    texts = signatures(planted.texts)
    signed = time.process_time()
    pairs = matching(texts, np.ones(len(planted.texts), np.bool_))
    sources = linked(pairs)
    ended = time.process_time()
    wanted = np.zeros(len(planted.texts), np.bool_)
    wanted[-REFRESH:] = True
    matching(texts, wanted)
    refreshed = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"{len(planted.texts)} articles, {sum(map(len, planted.texts)) / len(planted.texts):.0f} characters each")
    print(f"sign {signed - began:6.1f} s CPU, compare and link {ended - signed:.1f} s, together {ended - began:.1f} s")
    print(f"{REFRESH} new ones among the known: {refreshed - ended:.1f} s")
    print(f"peak {peak:.0f} MB, of which the texts {sum(len(t.encode()) for t in planted.texts) / 1e6:.0f} MB")
    _print_quality(planted, sources)


def _print_quality(planted: Planted, sources: dict[int, int]) -> None:
    print("\nwords changed  copies  recall")
    for rate in RATES:
        copies = [copy for copy, found in planted.rates.items() if found == rate]
        right = sum(sources.get(copy) == planted.originals[copy] for copy in copies)
        print(f"{rate:>12.0%} {len(copies):>8} {right / len(copies):>7.3f}")
    right = sum(planted.originals.get(copy) == source for copy, source in sources.items())
    print(f"{'all':>12} {len(planted.rates):>8} {right / len(planted.rates):>7.3f}")
    print(f"precision of links {right / len(sources):.4f} ({len(sources) - right} of {len(sources)} are none of ours)")


def plant(number: int, random: Random) -> Planted:
    """Make so many texts, with copies of some behind all others."""
    count = round(number / (1 + COPIED))
    texts = [*islice(_real_news(), count // 2)] if SHARED.exists() else []
    offices = [f"{random.choice(_PLACES.split(','))} {chr(65 + n % 26)}" for n in range(400)]
    texts += [_framed(random, random.choice(offices)) for _ in range(count - len(texts))]
    random.shuffle(texts)
    words = sorted({word for text in texts[:2_000] for word in text.split()})
    originals, rates = {}, {}
    for place in sorted(random.sample(range(count), number - count)):
        rate = random.choice(RATES)
        originals[len(texts)], rates[len(texts)] = place, rate
        texts.append(_changed(texts[place], rate, words, random))
    return Planted(texts, originals, rates)


def _framed(random: Random, office: str) -> str:
    def name() -> str:
        return " ".join(map(random.choice, (_FAMILY, _MIDDLE, _GIVEN)))

    return random.choice(_FRAMES).format(
        day=f"{random.randint(1, 28)}/{random.randint(1, 12)}/{random.randint(2018, 2025)}",
        office=office,
        place=random.choice(_PLACES.split(",")),
        who=name(),
        other=name(),
        n=random.randint(10, 250),
        m=random.randint(2, 20),
        k=random.randint(3, 30),
    )


def _changed(text: str, rate: float, words: list[str], random: Random) -> str:
    """Replace words, leave some out, put some in."""
    result = []
    for word in text.split(" "):
        if random.random() >= rate:
            result.append(word)
        else:
            result += random.choice(([random.choice(words)], [], [word, random.choice(words)]))
    return " ".join(result)


def _real_news() -> Iterator[str]:
    """Runs of paragraphs of real news, about as long as articles are."""
    paragraphs: list[str] = []
    with lzma.open(SHARED, "rt", encoding="utf-8") as file:
        for line in file:
            paragraphs.append(line.strip())
            if sum(map(len, paragraphs)) > 2_500:
                yield "\n\n".join(paragraphs)
                paragraphs = []


def signatures(texts: list[str]) -> Texts:
    """Sign texts in batches."""
    found = [one for start in range(0, len(texts), BATCH) for one in sign(texts[start : start + BATCH])]
    slots = np.frombuffer(b"".join(one.slots for one in found), np.uint8).reshape(len(found), 2 * SLOTS)
    numbers = ([one.syllables for one in found], [one.particulars for one in found])
    return Texts(slots, *(np.array(column, np.int32) for column in numbers))


def linked(pairs: Pairs) -> dict[int, int]:
    """Each copy with its source; texts that came earlier have lower numbers."""
    found = sources(ARTICLES, pairs)
    return {copy: source for copy, source in enumerate(found.tolist()) if copy != source}
