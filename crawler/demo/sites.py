"""The five sites of the sample web: what they print around their articles, and their site file."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from jinja2 import StrictUndefined, Template
from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent


class Family(StrEnum):
    """Content management systems of the sample web; the value names the folder of templates."""

    LIFERAY = "liferay"
    """Liferay with the skin of a Hanoi district."""
    TANDAN = "tandan"
    """Tân Dân portal on SharePoint."""
    WEBFORMS = "webforms"
    """Bespoke ASP.NET WebForms."""
    TAGDIV = "tagdiv"
    """WordPress with the theme tagDiv Newspaper."""


class Profile(BaseModel):
    """A site of the sample web, without its articles."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str
    """Name of the site file's entry and of the articles' file."""
    family: Family
    """System that the pages look like."""
    title: str
    """Name of the portal."""
    place: str
    """The place it speaks for, with its kind: ``huyện Sông Hà``."""
    seat: str
    """Where its offices are."""
    organization: str
    """Publisher."""
    english: str
    """The place in English, for the page behind the language switch."""
    kind: str
    """Kind of organization, as in site files."""
    level: str
    """Level of administration, as in site files."""
    province: str
    """Province, as in site files."""
    code: str
    """Abbreviation of the committee in document numbers: ``HU``, ``QU``, ``TU``."""
    views_label: str = "Lượt xem"
    """Label of the view counter, where the family has one."""
    slogan: str
    """Banner line."""
    licence: str
    """Footer line with a date that is no publication date."""
    address: str
    """Postal address in the footer."""
    domain: str
    """Domain of the links that leave the site; nothing answers there."""
    shells: tuple[str, ...] = Field(min_length=4)
    """Menu items whose pages have no content yet."""
    boards: tuple[str, ...]
    """Offices in the menu; their pages have no content either."""
    units: tuple[str, ...]
    """Communes, wards or districts in the menu; they have hosts of their own."""


def load_profiles() -> dict[str, Profile]:
    """Read the five profiles, by name, in the order of the file."""
    tables = tomllib.loads((HERE / "profiles.toml").read_text(encoding="utf-8"))["profile"]
    profiles = [Profile.model_validate(table) for table in tables]
    return {profile.name: profile for profile in profiles}


def write_site_file(addresses: Mapping[str, str]) -> str:
    """Give the site file (TOML) for the sites that answer at ``addresses`` (name to ``http://host:port``).

    The pace is as fast as the crawler goes and the loopback is allowed: both only make sense here.
    """
    profiles = [profile for profile in load_profiles().values() if profile.name in addresses]
    template = Template(
        (HERE / "sites.toml.jinja").read_text(encoding="utf-8"), undefined=StrictUndefined, trim_blocks=True
    )
    text: str = template.render(profiles=profiles, addresses=addresses)
    return text
