"""Health: what every visit to every site brought, and when that is a reason to look.

``visits`` keeps a line for each visit in the data folder; ``alarms`` compares a site's last visits with its own
history, never with fixed numbers: a commune writes two articles a month, a newspaper two hundred a day.
"""

from crawler.health.alarms import Alarm, find_alarms
from crawler.health.visits import SiteVisit, read_visits

__all__ = ["Alarm", "SiteVisit", "find_alarms", "read_visits"]
