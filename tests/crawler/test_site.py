from pathlib import Path

import pytest
from pydantic import ValidationError

import crawler
from crawler.site import Site, SiteFileError, SiteStatus, load_sites

GOOD = """
[[site]]
name = "songmoi"
title = "Cổng thông tin huyện Sông Mới"
organization = "Huyện ủy Sông Mới"
kind = "party"
level = "district"
province = "Hà Giang Mới"
start = ["http://songmoi.example:8080/tin-tuc", "https://songmoi.example:443/"]
"""


def mistakes_of(folder: Path, text: str, name: str = "thu.toml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(SiteFileError) as caught:
        load_sites([folder])
    return str(caught.value).splitlines()


def changed(line: str) -> str:
    """The good table with one line added, or changed where the field is there already."""
    field = line.split(" = ", 1)[0]
    return "\n".join([*(old for old in GOOD.splitlines() if not old.startswith(f"{field} =")), line])


def test_a_site_file_gives_its_sites(tmp_path: Path) -> None:
    (tmp_path / "thu.toml").write_text(GOOD, encoding="utf-8")
    site = load_sites([tmp_path])["songmoi"]
    assert site.own_hosts == {"songmoi.example:8080", "songmoi.example"}
    assert (site.pace.delay, site.pace.concurrency, site.verified, site.private_addresses) == (5.0, 1, False, False)
    assert site.status is SiteStatus.LIVE


def test_hosts_of_the_file_replace_those_of_the_start(tmp_path: Path) -> None:
    (tmp_path / "thu.toml").write_text(changed('hosts = ["Tin.songmoi.example"]'), encoding="utf-8")
    assert load_sites([tmp_path])["songmoi"].own_hosts == {"tin.songmoi.example"}


def test_sites_come_from_all_folders_and_only_from_toml(tmp_path: Path) -> None:
    for name in ("mot", "hai"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.toml").write_text(GOOD.replace("songmoi", name), encoding="utf-8")
    (tmp_path / "mot" / "ghi-chu.txt").write_text("[[site]]", encoding="utf-8")
    assert list(load_sites([tmp_path / "mot", tmp_path / "hai"])) == ["mot", "hai"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('kind = "partei"', "field kind: found 'partei'; expected one of 'party', 'front', 'women'"),
        ('level = "huyen"', "field level: found 'huyen'; expected one of 'central', 'province', 'district', 'commune'"),
        ('organisation = "x"', "unknown field 'organisation'; did you mean 'organization'?"),
        ('xyzzy = "x"', "unknown field 'xyzzy'; expected one of 'name', 'title'"),
        ("pace = { dely = 3 }", "field pace.dely: unknown field 'dely'; did you mean 'delay'?"),
        ("pace = { delay = -1 }", "field pace.delay: found -1; expected greater than or equal to 0"),
        ('deny = ["(tin"]', "field deny.0: found '(tin'; a regular expression is expected"),
        ('start = ["songmoi.example"]', "field start.0: found 'songmoi.example'; an address with http:// or https://"),
        ("start = []", "field start: found []"),
        ('every = "6 hours"', "field every: found '6 hours'; expected text like"),
        ('name = "Sông"', "field name: found 'Sông'; expected text like"),
        ('verified = "maybe"', "field verified: found 'maybe'; expected a valid boolean"),
        ('layout = "lifray"', "field layout: found 'lifray'; expected one of 'article-brief'"),
        ("max_pages = 0", "field max_pages: found 0; expected greater than or equal to 1"),
    ],
)
def test_a_mistake_is_said_with_its_place(tmp_path: Path, line: str, said: str) -> None:
    mistakes = mistakes_of(tmp_path, changed(line))
    assert len(mistakes) == 1
    assert mistakes[0].startswith(f"{tmp_path / 'thu.toml'}, [[site]] 1 (")
    assert said in mistakes[0]


def test_a_missing_field_is_named(tmp_path: Path) -> None:
    text = "\n".join(line for line in GOOD.splitlines() if not line.startswith("title"))
    assert mistakes_of(tmp_path, text)[0].endswith("field title: missing; this field is needed")


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "khac.toml").write_text(changed('kind = "khac"'), encoding="utf-8")
    mistakes = mistakes_of(tmp_path, changed('level = "xa"') + '\nprovinces = "x"\n')
    assert [mistake.split(", ")[0] for mistake in mistakes] == [
        str(tmp_path / f"{name}.toml") for name in ("khac", "thu", "thu")
    ]


def test_a_syntax_error_is_said_with_its_line(tmp_path: Path) -> None:
    assert "at line 3" in mistakes_of(tmp_path, "[[site]]\nname = 'a'\ntitle = \n")[0]


@pytest.mark.parametrize("text", ["[site]\nname = 'a'", "[[sites]]\nname = 'a'", "name = 'a'"])
def test_only_site_tables_are_read(tmp_path: Path, text: str) -> None:
    assert "[[site]]" in mistakes_of(tmp_path, text)[0]


def test_a_name_belongs_to_one_site(tmp_path: Path) -> None:
    (tmp_path / "cu.toml").write_text(GOOD, encoding="utf-8")
    (mistake,) = mistakes_of(tmp_path, GOOD)
    assert "found 'songmoi'; expected a new name" in mistake
    assert "cu.toml, [[site]] 1" in mistake


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteFileError, match="khong-co: no such folder"):
        load_sites([tmp_path / "khong-co"])


def test_a_site_does_not_change(tmp_path: Path) -> None:
    (tmp_path / "thu.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(ValidationError, match="frozen"):
        load_sites([tmp_path])["songmoi"].title = "khác"  # type: ignore[misc]


def test_the_site_files_of_the_project_are_good() -> None:
    sites = load_sites([Path(crawler.__file__).parent / "sites"])
    assert sites["tayho"].status is SiteStatus.ARCHIVED
    assert all(site.source for site in sites.values())
    assert not any(site.verified for site in sites.values())
    assert isinstance(sites["mattran"], Site)
