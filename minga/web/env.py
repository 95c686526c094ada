"""Every setting of an installation, in one table; the README's table is tested against it."""

import os
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).resolve().parents[2]


class Setting(NamedTuple):
    """One environment variable: its default as text, and what it is for."""

    name: str
    default: str
    meaning: str


# ruff: noqa: E501 -- a table reads best with one row a line
SETTINGS = (
    Setting("MINGA_DATA", "", "the data folder (default: var/ in the checkout)"),
    Setting("MINGA_DATABASE_URL", "", "postgres://user@host/name; empty: SQLite in the data folder"),
    Setting("MINGA_BASE_URL", "http://127.0.0.1:8000", "the public address, for links; https turns on secure cookies and HSTS"),
    Setting("MINGA_HOSTS", "", "host names that are answered, by comma (default: that of MINGA_BASE_URL and loopback)"),
    Setting("MINGA_SECRET", "", "the secret of the installation (default: made once, in the data folder)"),
    Setting("MINGA_TRUSTED_PROXIES", "", "addresses of reverse proxies whose X-Forwarded-For is believed, by comma"),
    Setting("MINGA_LIMIT_DEVICE", "10", "reports a minute from one device; 0 is off"),
    Setting("MINGA_LIMIT_ADDRESS", "1200", "reports a minute from one address; 0 is off"),
    Setting("MINGA_MEDIA_LINK_S", "300", "seconds that a link to a private photo or voice note works; an open panel renews its own"),
    Setting("MINGA_MAP_STYLE", "", "URL or path of a MapLibre style (default: the demo map, or the city's own areas)"),
    Setting("MINGA_MAP_HOSTS", "", "other origins that a map style loads from, by space, for the CSP"),
    Setting("MINGA_TRANSIT_HOSTS", "", "hosts (host or host:port, by comma) that may be asked for GTFS Realtime although they are private or speak http"),
    Setting("MINGA_CHANGE_S", "60", "seconds that a change of vehicle at the same stop takes at least, where a feed does not say"),
    Setting("MINGA_LOG_LEVEL", "INFO", "how much is logged"),
    Setting("MINGA_DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/", "the licence under which the platform's own data is open, as an address"),
)  # fmt: skip

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def read(name: str) -> str:
    """The value of a setting that the table knows."""
    return os.environ.get(name, "") or _DEFAULTS[name]


def listed(name: str, separator: str = ",") -> list[str]:
    """A setting that is a list."""
    parts = read(name).replace(separator, " ").split()
    return [part.strip() for part in parts if part.strip()]


def data_folder() -> Path:
    """The data folder as an absolute path; it need not exist."""
    return Path(read("MINGA_DATA") or CHECKOUT / "var").resolve()
