"""Layouts: which column of an export says what. Two are shipped, others are TOML files."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from minga.kernels.encodings import encoding_of
from minga.reports.exports.dates import DAY, MONTH, First
from minga.reports.rules import MOVES, MoveNotPossible, State, next_state

SHIPPED = Path(__file__).with_name("shipped")
NEEDED = ("id", "created", "type")
KNOWN = (*NEEDED, "closed", "status", "lat", "lon", "address", "area_label", "source")
"""The only columns that are ever read; names, phones and words of people are not among them."""
VERBS = tuple(verb for verb in MOVES if verb != "say_not_fixed")
ISO = "iso"
NUMERIC = "numeric"
"""Forms of dates that are no patterns: ISO 8601, and three numbers whose order the file shows."""
MAX_LAYOUT_BYTES = 100_000


class LayoutUnreadable(ValueError):
    """The mapping file cannot be used; the message says why."""


class LayoutUnknown(ValueError):
    """The file's columns fit no layout; the message lists those found and those missing."""


@dataclass(frozen=True)
class Layout:
    """One mapping: names of columns (first found counts), statuses, dates.

    `statuses` maps the city's words, folded to lower case, to verbs of `rules.MOVES`.
    `types` maps its types to category codes of ours; a type that is not there is its own category.
    `date_order` is what comes first in dates of the form "numeric" that do not show it themselves.
    """

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    dates: tuple[str, ...]
    timezone: ZoneInfo | None = None
    date_order: First = ""
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)

    def places_in(self, header: Iterable[str]) -> dict[str, int]:
        """Where each known column stands in a header; columns are compared without case."""
        number_of = {name.strip().casefold(): number for number, name in enumerate(header)}
        return {
            what: number_of[name.casefold()]
            for what, names in self.columns.items()
            for name in reversed(names)
            if name.casefold() in number_of
        }

    def missing_from(self, header: Iterable[str]) -> list[str]:
        """What a header lacks for this layout, in the export's own words."""
        places = self.places_in(header)
        missing = [self._names(what) for what in NEEDED if what not in places]
        if "address" not in places:
            missing += [self._names(what) for what in ("lat", "lon") if what not in places]
        return missing

    def _names(self, what: str) -> str:
        return " or ".join(self.columns.get(what, ())) or what


def read_layout(path: Path) -> Layout:
    """A layout from a TOML file. Raises LayoutUnreadable with one clear sentence."""
    try:
        if path.stat().st_size > MAX_LAYOUT_BYTES:
            raise LayoutUnreadable(f"{path.name} is too large for a mapping.")
        raw = path.read_bytes()
        text = raw.decode(encoding_of(raw)).replace("\r\n", "\n")
        return layout_of(tomllib.loads(text), path.stem)
    except OSError as error:
        raise LayoutUnreadable(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise LayoutUnreadable(f"{path.name} is no text.") from error
    except tomllib.TOMLDecodeError as error:
        raise LayoutUnreadable(f"{path.name} is not TOML: {error}.") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise LayoutUnreadable(f"{path.name}: {error}") from error


def layout_of(raw: Mapping[str, Any], name: str) -> Layout:
    """A layout from plain values. Raises ValueError, KeyError or TypeError."""
    columns = {what: _listed(names) for what, names in dict(raw.get("columns", {})).items()}
    for what in columns:
        if what not in KNOWN:
            raise ValueError(f"[columns] has {what!r}; known are {', '.join(KNOWN)}.")
    lacking = [what for what in NEEDED if not columns.get(what)]
    if lacking:
        raise ValueError(f"[columns] must name the columns of {', '.join(lacking)}.")
    statuses = {
        str(status).casefold(): _listed(verbs) for status, verbs in raw.get("statuses", {}).items()
    }
    for status, verbs in statuses.items():
        _check_path(status, verbs)
    zone = raw.get("timezone")
    return Layout(
        name=str(raw.get("name", name)),
        title=str(raw.get("title", name)),
        columns=columns,
        dates=_listed(raw.get("dates", ISO)),
        timezone=_zone(zone) if zone else None,
        date_order=_order(raw.get("date_order", "")),
        statuses=statuses,
        types={str(kind): str(code) for kind, code in raw.get("types", {}).items()},
    )


def shipped_layouts() -> list[Layout]:
    """The layouts that come with Minga, by name."""
    return [read_layout(path) for path in sorted(SHIPPED.glob("*.toml"))]


def layout_for(header: list[str], layouts: list[Layout]) -> Layout:
    """The first layout whose needed columns all stand in the header. Raises LayoutUnknown."""
    for layout in layouts:
        if not layout.missing_from(header):
            return layout
    columns = ", ".join(name.strip()[:40] for name in header[:60]) or "none"
    lacks = "; ".join(
        f"{layout.title} lacks {', '.join(layout.missing_from(header))}" for layout in layouts
    )
    raise LayoutUnknown(
        f"The columns fit no layout. Found: {columns}. Missing: {lacks}."
        " A mapping of your own goes in a TOML file: --map FILE.toml."
    )


def _listed(value: Any) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
        raise TypeError(f"{value!r} should be a text or a list of texts.")
    return tuple(values)


def _check_path(status: str, verbs: tuple[str, ...]) -> None:
    state = State.RECEIVED
    for verb in verbs:
        if verb not in VERBS:
            raise ValueError(f"[statuses] has the verb {verb!r}; known are {', '.join(VERBS)}.")
        try:
            state = next_state(verb, state)
        except MoveNotPossible as error:
            raise ValueError(f"[statuses] {status!r}: {error}.") from error


def _order(value: object) -> First:
    for order in (DAY, MONTH, ""):
        if value == order:
            return order
    raise ValueError(f'date_order is {value!r}; it should be "{DAY}" or "{MONTH}".')


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}.") from error
