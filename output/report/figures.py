"""The figures of a version. What ``scrapy report --json`` writes is this model, field by field."""

from datetime import date

from pydantic import AwareDatetime, Field

from cleaning.record import Record

SCHEMA_VERSION = 1  # of this model; raised when a field is renamed, removed or means something else


class SiteFigures(Record):
    """One site."""

    site: str
    """Name of the site file."""
    kind: str | None
    """Kind of its organization, ``None`` where no site file says it."""
    articles: int
    """Current articles."""
    first: date | None
    """Day of its earliest article."""
    last: date | None
    """Day of its latest article."""
    undated: int
    """Articles without a date."""
    edits: int
    """Edits of texts and titles."""
    copies: int
    """Articles that are copies of an earlier one, of any site."""
    rejections: int
    """Pages that are no articles."""
    legal_syllables: float | None
    """Mean share of syllables that the phonology of Vietnamese allows."""


class MonthFigures(Record):
    """Articles of one site in one month."""

    site: str
    """Name of the site file."""
    month: str
    """``2024-09``."""
    articles: int
    """Articles published in it."""


class Gap(Record):
    """Months in which a site published nothing that we know of, between two in which it did."""

    site: str
    """Name of the site file."""
    first: str
    """First month without an article."""
    last: str
    """Last month without an article."""
    months: int
    """How many."""


class Example(Record):
    """An edit with what stands around it."""

    article: str
    """Id of the article."""
    left: str
    """Text before it."""
    before: str
    """What stood there."""
    after: str
    """What stands there now."""
    right: str
    """Text behind it."""


class RuleFigures(Record):
    """A rule that edits."""

    rule: str
    """Its name."""
    edits: int
    """Edits in current articles; 0 for one that fired in none."""
    articles: int
    """Articles with at least one."""
    examples: tuple[Example, ...] = ()
    """A few, from different articles, chosen by the digest of the id."""


class Counted(Record):
    """A name with a number."""

    name: str
    """What was counted."""
    number: int
    """How often."""


class PairFigures(Record):
    """A repair that waits for a reader's decision, over all articles."""

    before: str
    """What stands there."""
    after: str
    """What was suggested."""
    rule: str
    """Rule that suggests it."""
    places: int
    """Places with it."""
    confidence: float
    """Mean confidence, 0 to 1."""


class DuplicateFigures(Record):
    """Copies."""

    clusters: int
    """Sources with at least one copy."""
    copies: int
    """Articles that are copies."""
    across_sites: int
    """Clusters with articles of more than one site."""
    largest: int
    """Articles of the largest cluster."""
    flows: tuple[Counted, ...]
    """``SOURCE to COPY``, two names of sites, to the copies that went that way; the 20 busiest."""


class Histogram(Record):
    """How a figure is spread over the articles."""

    name: str
    """Name of the figure, as in ``quality``."""
    edges: tuple[float, ...]
    """Lower edges of the bins, and the upper edge of the last one."""
    counts: tuple[int, ...]
    """Articles in each bin; what is outside is in the first or last one."""
    median: float | None
    """Half of the articles are below."""
    absent: int
    """Articles without the figure."""


class VersionFigures(Record):
    """One refresh."""

    version: int
    """Its number."""
    created_at: AwareDatetime
    """When it was published (UTC)."""
    code_version: str
    """Version of danvan that made it."""
    pages: int
    """Pages read."""
    new: int
    """New articles."""
    changed: int
    """Changed articles."""
    gone: int
    """Articles whose page is no longer on the web."""
    rejections: int
    """Pages that were none."""
    seconds: float
    """Time it took."""


class SiteHealth(Record):
    """How the visits to a site went."""

    site: str
    """Name of the site file."""
    visits: int
    """Visits on record."""
    last_visit: AwareDatetime
    """When the refresh of the last one ended (UTC)."""
    articles: int
    """Articles found or unchanged at the last visit."""
    new: int
    """New ones among them."""
    failure: str | None
    """Why the last visit failed as a whole, ``None`` for a good one."""
    alarms: tuple[str, ...]
    """What is out of line with the visits before, in words."""


class Figures(Record):
    """Everything that the report shows."""

    schema_version: int = SCHEMA_VERSION
    """Version of this model."""
    version: int
    """Version of the dataset."""
    created_at: AwareDatetime
    """When that version was published (UTC)."""
    articles: int
    """Current articles."""
    gone: int
    """Articles whose page is no longer on the web."""
    rejections: int
    """Pages that are no articles."""
    syllables: int
    """Syllables of the clean texts."""
    sites: tuple[SiteFigures, ...]
    """By name."""
    months: tuple[MonthFigures, ...]
    """By site and month; without those of no article."""
    days: tuple[Counted, ...]
    """Day (``2024-09-14``) to the articles published on it, all sites together."""
    gaps: tuple[Gap, ...]
    """The longest first."""
    rules: tuple[RuleFigures, ...]
    """Rules that edit, the busiest first."""
    boilerplate: tuple[Counted, ...]
    """Rules that take blocks out, to the blocks in current articles."""
    reasons: tuple[Counted, ...]
    """Reasons of rejections."""
    flags: tuple[Counted, ...]
    """Flags of articles."""
    layouts: tuple[Counted, ...]
    """Layouts of articles; ``generic`` where none fitted."""
    suggestions: tuple[PairFigures, ...]
    """The 200 most frequent pairs."""
    waiting: int
    """All suggestions that wait."""
    duplicates: DuplicateFigures
    """Copies."""
    quality: tuple[Histogram, ...]
    """Figures of single articles."""
    versions: tuple[VersionFigures, ...] = Field(default=())
    """The kept refreshes, oldest first."""
    health: tuple[SiteHealth, ...] = Field(default=())
    """The visited sites when the report was written, those with alarms or failures first; empty without visits."""
