"""One row of an export as a request we can file, or the reason why not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from minga.ground.geo import Bounds
from minga.reports.exports.dates import DAY, DateUnclear, Order
from minga.reports.exports.layouts import ISO, NUMERIC, Layout
from minga.reports.exports.positions import AS_WRITTEN, Reading, number_of

MAX_ID_LENGTH = 100
MAX_TYPE_LENGTH = 80
MAX_ADDRESS_LENGTH = 300
MAX_SOURCE_LENGTH = 60
MAX_LABEL_LENGTH = 120
OLDEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""Clocks and time zones of exports are off by hours, not by more."""


Move = tuple[str, datetime]


class RowUnfit(ValueError):
    """The row cannot become a report; the message is the reason."""


class Request(NamedTuple):
    """A service request of another system, as far as it concerns us."""

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
    """What a row is held against. `reading` and `order` are what the whole file shows."""

    layout: Layout
    places: Mapping[str, int]
    bounds: Bounds
    city_timezone: tzinfo
    at: datetime
    reading: Reading = AS_WRITTEN
    order: Order | None = None

    def request(self, row: list[str]) -> Request:
        """Read one row. Raises RowUnfit."""
        cells = {what: row[place].strip() for what, place in self.places.items()}
        for what, text in cells.items():
            if "\x00" in text:
                raise RowUnfit(f"{what} holds a character that cannot be stored")
        lat, lon = self._position(cells.get("lat", ""), cells.get("lon", ""))
        address = _at_most(cells, "address", MAX_ADDRESS_LENGTH)
        if lat is None and not address:
            raise RowUnfit("no position and no address")
        created = self._instant(cells["created"], "created")
        return Request(
            id=_needed(cells, "id", MAX_ID_LENGTH),
            type=_needed(cells, "type", MAX_TYPE_LENGTH),
            created=created,
            moves=self._moves(cells, created),
            lat=lat,
            lon=lon,
            address=address,
            label=_at_most(cells, "area_label", MAX_LABEL_LENGTH),
            source=_at_most(cells, "source", MAX_SOURCE_LENGTH),
        )

    @property
    def _order(self) -> Order:
        return self.order or Order(self.layout.date_order or DAY)

    @property
    def _timezone(self) -> tzinfo:
        return self.layout.timezone or self.city_timezone

    def _position(self, lat_text: str, lon_text: str) -> tuple[float | None, float | None]:
        if not lat_text and not lon_text:
            return None, None
        lat, lon = _number(lat_text, "lat"), _number(lon_text, "lon")
        if lat == 0 and lon == 0:
            raise RowUnfit("the position is 0, 0")
        try:
            lat, lon = self.reading.to_degrees(lat, lon)
        except ValueError as error:
            raise RowUnfit(f"the position {lat_text[:40]}, {lon_text[:40]}: {error}") from error
        if not self.bounds.holds(lat, lon):
            if self.bounds.holds(lon, lat):
                raise RowUnfit("lat and lon are swapped")
            raise RowUnfit(f"the position {lat:.6g}, {lon:.6g} lies outside the city")
        return lat, lon

    def _instant(self, text: str, what: str) -> datetime:
        date = self._date(text)
        if date is None:
            raise RowUnfit(f"{what} {text[:40]!r} is no date this layout knows")
        aware = date if date.tzinfo else date.replace(tzinfo=self._timezone)
        try:
            moment = aware.astimezone(UTC)
        except (OverflowError, ValueError) as error:
            raise RowUnfit(f"{what} {text[:40]!r} is no possible date") from error
        if not OLDEST <= moment <= self.at + AHEAD:
            raise RowUnfit(f"{what} {text[:40]!r} lies before 1970 or in the future")
        return moment

    def _date(self, text: str) -> datetime | None:
        for form in self.layout.dates:
            try:
                if form == NUMERIC:
                    date = self._order.read(text)
                elif form == ISO:
                    date = datetime.fromisoformat(text)
                else:
                    date = datetime.strptime(text, form)
            except DateUnclear as error:
                raise RowUnfit(str(error)) from error
            except ValueError:
                continue
            if date is not None:
                return date
        return None

    def _moves(
        self, cells: Mapping[str, str], created: datetime
    ) -> tuple[tuple[str, datetime], ...]:
        status, statuses = cells.get("status", ""), self.layout.statuses
        if not status or not statuses:
            return ()
        if status.casefold() not in statuses:
            raise RowUnfit(f"the layout does not know the status {status[:40]!r}")
        verbs = statuses[status.casefold()]
        closed = (
            self._instant(cells["closed"], "closed") if verbs and cells.get("closed") else created
        )
        # Some systems stamp the closing some seconds before the filing; a history runs forward.
        return tuple((verb, max(created, closed)) for verb in verbs)


def _number(text: str, what: str) -> float:
    try:
        return number_of(text)
    except ValueError as error:
        raise RowUnfit(f"{what} {text[:40]!r} is no number") from error


def _needed(cells: Mapping[str, str], what: str, most: int) -> str:
    if not cells[what]:
        raise RowUnfit(f"no {what}")
    return _at_most(cells, what, most)


def _at_most(cells: Mapping[str, str], what: str, most: int) -> str:
    text = cells.get(what, "")
    if len(text) > most:
        raise RowUnfit(f"{what} is longer than {most} characters")
    return text
