"""One row of an export as a request we can file, or the reason why not. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from minga.ground.geo import Bounds
from minga.reports.exports.layouts import ISO, Layout

ID_MOST = 100
TYPE_MOST = 80
ADDRESS_MOST = 300
SOURCE_MOST = 60
LABEL_MOST = 120
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""Clocks and time zones of exports are off by hours, not by more."""


Move = tuple[str, datetime]


class RowUnfit(ValueError):
    """The row cannot become a report; the message is the reason."""


class Request(NamedTuple):
    """A service request of another system, as far as it concerns us.."""

    id: str
    type: str
    created: datetime
    moves: tuple[Move, ...]
    lat: float | None
    lon: float | None
    address: str
    label: str
    source: str


@dataclass(frozen=True)
class Frame:
    """What a row is held against."""

    layout: Layout
    places: Mapping[str, int]
    bounds: Bounds
    city_timezone: tzinfo
    at: datetime

    def request(self, cells: list[str]) -> Request:
        """Read one row. Raises RowUnfit."""
        said = {what: cells[place].strip() for what, place in self.places.items()}
        for what, text in said.items():
            if "\x00" in text:
                raise RowUnfit(f"{what} holds a character that cannot be stored")
        lat, lon = self._position(said.get("lat", ""), said.get("lon", ""))
        address = _at_most(said, "address", ADDRESS_MOST)
        if lat is None and not address:
            raise RowUnfit("no position and no address")
        created = self._instant(said["created"], "created")
        return Request(
            id=_needed(said, "id", ID_MOST),
            type=_needed(said, "type", TYPE_MOST),
            created=created,
            moves=self._moves(said, created),
            lat=lat,
            lon=lon,
            address=address,
            label=_at_most(said, "area_label", LABEL_MOST),
            source=_at_most(said, "source", SOURCE_MOST),
        )

    @property
    def _timezone(self) -> tzinfo:
        return self.layout.timezone or self.city_timezone

    def _position(self, lat_said: str, lon_said: str) -> tuple[float | None, float | None]:
        if not lat_said and not lon_said:
            return None, None
        lat, lon = _number(lat_said, "lat"), _number(lon_said, "lon")
        if lat == 0 and lon == 0:
            raise RowUnfit("the position is 0, 0")
        if not self.bounds.holds(lat, lon):
            if self.bounds.holds(lon, lat):
                raise RowUnfit("lat and lon are swapped")
            raise RowUnfit(f"the position {lat:.6g}, {lon:.6g} lies outside the city")
        return lat, lon

    def _instant(self, said: str, what: str) -> datetime:
        found = self._date(said)
        if found is None:
            raise RowUnfit(f"{what} {said[:40]!r} is no date this layout knows")
        aware = found if found.tzinfo else found.replace(tzinfo=self._timezone)
        try:
            moment = aware.astimezone(UTC)
        except (OverflowError, ValueError) as trouble:
            raise RowUnfit(f"{what} {said[:40]!r} is no possible date") from trouble
        if not OLDEST <= moment <= self.at + AHEAD:
            raise RowUnfit(f"{what} {said[:40]!r} lies before 1970 or in the future")
        return moment

    def _date(self, said: str) -> datetime | None:
        for form in self.layout.dates:
            try:
                if form == ISO:
                    return datetime.fromisoformat(said)
                return datetime.strptime(said, form)
            except ValueError:
                continue
        return None

    def _moves(
        self, said: Mapping[str, str], created: datetime
    ) -> tuple[tuple[str, datetime], ...]:
        status, known = said.get("status", ""), self.layout.statuses
        if not status or not known:
            return ()
        if status.casefold() not in known:
            raise RowUnfit(f"the layout does not know the status {status[:40]!r}")
        verbs = known[status.casefold()]
        closed = (
            self._instant(said["closed"], "closed") if verbs and said.get("closed") else created
        )
        # Some systems stamp the closing some seconds before the filing; a history runs forward.
        return tuple((verb, max(created, closed)) for verb in verbs)


def _number(said: str, what: str) -> float:
    try:
        number = float(said)
    except ValueError as trouble:
        raise RowUnfit(f"{what} {said[:40]!r} is no number") from trouble
    if not math.isfinite(number):
        raise RowUnfit(f"{what} {said[:40]!r} is no number")
    return number


def _needed(said: Mapping[str, str], what: str, most: int) -> str:
    if not said[what]:
        raise RowUnfit(f"no {what}")
    return _at_most(said, what, most)


def _at_most(said: Mapping[str, str], what: str, most: int) -> str:
    text = said.get(what, "")
    if len(text) > most:
        raise RowUnfit(f"{what} is longer than {most} characters")
    return text
