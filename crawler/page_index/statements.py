"""The SQL of the page index, in what SQLite and PostgreSQL have in common; parameters by name.

Times are seconds since 1970 as floating-point numbers.
"""

from typing import Final

FORMAT: Final = 2  # of the tables, raised with every change of their columns

TABLES: Final = """
CREATE TABLE IF NOT EXISTS page (
  id INTEGER PRIMARY KEY,
  site TEXT NOT NULL, key TEXT NOT NULL, address TEXT NOT NULL, kind TEXT NOT NULL,
  method TEXT NOT NULL, body BLOB NOT NULL, headers TEXT NOT NULL, trail TEXT NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL, lease_until REAL, attempts INTEGER NOT NULL DEFAULT 0,
  first_visit INTEGER NOT NULL, last_visit INTEGER, first_seen REAL NOT NULL, stood_since REAL NOT NULL, next_due REAL,
  last_status INTEGER, last_fetch REAL, fails INTEGER NOT NULL DEFAULT 0, failure TEXT,
  misses INTEGER NOT NULL DEFAULT 0, missing_since REAL,
  etag TEXT, last_modified TEXT, payload_digest TEXT,
  archive_file TEXT, archive_offset INTEGER, archived_at REAL, record_id TEXT,
  UNIQUE (site, key)
);
CREATE INDEX IF NOT EXISTS page_queue ON page (site, state, priority DESC, id);
CREATE TABLE IF NOT EXISTS visit (
  site TEXT NOT NULL, number INTEGER NOT NULL, began REAL NOT NULL, ended REAL, reason TEXT,
  owner TEXT, until REAL NOT NULL,
  PRIMARY KEY (site, number)
);
"""

# Visits ----------------------------------------------------------------------------------------------

LAST_VISIT: Final = "SELECT * FROM visit WHERE site = :site ORDER BY number DESC LIMIT 1"
LAST_VISITS: Final = (
    "SELECT site, began, ended FROM visit AS one WHERE number = (SELECT max(number) FROM visit WHERE site = one.site)"
)
NEW_VISIT: Final = (
    "INSERT INTO visit (site, number, began, owner, until) VALUES (:site, :number, :began, :owner, :until)"
)
CARRY_ON: Final = "UPDATE visit SET owner = :owner, until = :until WHERE site = :site AND number = :number"
END_VISIT: Final = (
    "UPDATE visit SET ended = :ended, reason = :reason, owner = NULL WHERE site = :site AND number = :number"
)
MAKE_DUE: Final = "UPDATE page SET state = 'due' WHERE site = :site AND state = 'done' AND next_due <= :before"
MAKE_ARTICLES_DUE: Final = "UPDATE page SET state = 'due' WHERE site = :site AND state = 'done' AND kind = 'article'"
FORGET_ATTEMPTS: Final = "UPDATE page SET attempts = 0 WHERE site = :site AND state = 'due' AND attempts > 0"
RELEASE: Final = "UPDATE page SET state = 'due', lease_until = NULL WHERE site = :site AND state = 'leased'"
EXPIRE: Final = f"{RELEASE} AND lease_until <= :now"

# The frontier ----------------------------------------------------------------------------------------

STORE: Final = (
    "INSERT INTO page (site, key, address, kind, method, body, headers, trail, priority, state, first_visit,"
    " first_seen, stood_since) VALUES (:site, :key, :address, :kind, :method, :body, :headers, :trail, :priority,"
    " 'due', :visit, :now, :now) ON CONFLICT (site, key) DO NOTHING"
)
ASK_ON_DEMAND: Final = (  # listings, feeds and sitemaps: whenever a page leads to them
    "UPDATE page SET state = 'due', attempts = 0, body = :body, headers = :headers, trail = :trail,"
    " priority = :priority WHERE site = :site AND key = :key AND state = 'done'"
    " AND kind IN ('listing', 'feed', 'sitemap') AND coalesce(last_visit, 0) < :visit"
)
LEASE: Final = (
    "UPDATE page SET state = 'leased', lease_until = :until WHERE id IN (SELECT id FROM page WHERE site = :site"
    " AND state = 'due' ORDER BY priority DESC, id LIMIT :most) RETURNING *"
)
DONE: Final = (
    "UPDATE page SET state = 'done', lease_until = NULL, attempts = 0, fails = 0, failure = NULL, kind = :kind,"
    " misses = CASE :kind WHEN 'article' THEN misses ELSE 0 END,"
    " missing_since = CASE :kind WHEN 'article' THEN missing_since END, last_visit = :visit, last_status = :status, last_fetch = :at, next_due = :next_due"
    " WHERE site = :site AND key = :key"
)
DONE_AND_ARCHIVED: Final = DONE.replace(
    " WHERE",
    ", etag = :etag, last_modified = :last_modified, payload_digest = :payload_digest, archive_file = :archive_file,"
    " archive_offset = :archive_offset, archived_at = :archived_at, record_id = :record_id WHERE",
)
GONE: Final = (
    "UPDATE page SET state = 'done', lease_until = NULL, attempts = 0, misses = misses + 1,"
    " missing_since = coalesce(missing_since, :now), last_visit = :visit, last_status = :status, last_fetch = :now,"
    " next_due = :next_due WHERE site = :site AND key = :key"
)
RETRY: Final = (
    "UPDATE page SET state = 'due', lease_until = NULL, attempts = attempts + 1, failure = :failure,"
    " priority = priority - 10 WHERE site = :site AND key = :key"
)
FAILED: Final = (
    "UPDATE page SET state = 'done', lease_until = NULL, attempts = 0, fails = fails + 1, failure = :failure,"
    " last_visit = :visit, last_status = :status, last_fetch = :now, next_due = :next_due"
    " WHERE site = :site AND key = :key"
)

# What cleaning found ---------------------------------------------------------------------------------

ARTICLE_READ: Final = (
    "UPDATE page SET misses = 0, missing_since = NULL, stood_since = coalesce(:stood_since, stood_since),"
    " next_due = CASE WHEN next_due IS NULL THEN NULL ELSE coalesce(:next_due, next_due) END WHERE site = :site AND key = :key AND kind = 'article'"
)
ARTICLE_MISSED: Final = (
    "UPDATE page SET misses = misses + 1, missing_since = coalesce(missing_since, :at), next_due = :next_due"
    " WHERE site = :site AND key = :key AND kind = 'article'"
)

# What is known ---------------------------------------------------------------------------------------

LAST_FETCH: Final = "SELECT * FROM page WHERE site = :site AND key = :key AND archive_file IS NOT NULL"
MISSING: Final = (
    "SELECT address, key, misses, missing_since, last_status FROM page WHERE site = :site AND kind = 'article'"
    " AND misses > 0 AND payload_digest IS NOT NULL ORDER BY id"
)
NUMBER_DUE: Final = "SELECT count(*) AS n FROM page WHERE site = :site AND state = 'due'"
COUNTS: Final = "SELECT kind, state, count(*) AS n FROM page WHERE site = :site GROUP BY kind, state"
