"""The reader of exports by itself, fed with noise: rows or reasons, never a crash."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.ground.geo import Bounds
from minga.reports.exports.layouts import LayoutUnknown, layout_for, shipped_layouts
from minga.reports.exports.read import ExportUnreadable, open_export
from minga.reports.exports.rows import Frame, Request, RowUnfit

AT = datetime(2026, 1, 1, tzinfo=UTC)
BOUNDS = Bounds(-37, -74, -36, -72)
OPEN311 = next(layout for layout in shipped_layouts() if layout.name == "open311")
HEADER = ["service_request_id", "requested_datetime", "status", "service_name", "lat", "long"]
FRAME = Frame(OPEN311, OPEN311.places_in([*HEADER, "address"]), BOUNDS, UTC, AT)
NOISE = st.one_of(
    st.text(max_size=30),
    st.floats().map(str),
    st.datetimes().map(str),
    st.sampled_from(["closed", "open", "-36.5", "-73", "0", "2024-01-01", "1e308", "٣", "\x00"]),
)


@pytest.mark.slow
@given(st.lists(NOISE, min_size=7, max_size=7))
def test_any_row_is_a_request_in_bounds_or_a_reason(cells: list[str]) -> None:
    try:
        request = FRAME.request(cells)
    except RowUnfit:
        return
    assert isinstance(request, Request)
    assert request.id
    assert request.type
    assert request.lat is None or BOUNDS.holds(request.lat, request.lon or 0.0)
    assert request.lat is not None or request.address
    assert all(moment >= request.created for _, moment in request.moves)


@pytest.mark.slow
@settings(max_examples=150)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_file_is_lines_or_a_sentence(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(data)
        try:
            sheet = open_export(path)
            numbers = [line.number for line in sheet.rows()]
            layout_for(sheet.header, shipped_layouts())
        except (ExportUnreadable, LayoutUnknown):
            return
        assert numbers == sorted(set(numbers))


def test_shipped_layouts_know_their_own_columns() -> None:
    assert [layout.name for layout in shipped_layouts()] == ["los-angeles", "open311"]
    for layout in shipped_layouts():
        header = [names[-1].upper() for names in layout.columns.values()]
        assert layout_for(header, shipped_layouts()) is not None
        assert layout.missing_from(header) == []


def test_the_first_name_of_a_column_wins() -> None:
    places = OPEN311.places_in(["service_code", "x", "service_name"])
    assert places == {"type": 2}


def test_a_date_without_an_offset_is_in_the_layouts_own_time() -> None:
    los_angeles = shipped_layouts()[0]
    header = ["SRNumber", "CreatedDate", "RequestType", "Address", "Status", "ClosedDate"]
    frame = Frame(los_angeles, los_angeles.places_in(header), BOUNDS, UTC, AT)
    cells = ["1", "07/01/2017 11:30:00 PM", "Bulky Items", "1 Main St", "Closed", ""]
    request = frame.request(cells)
    assert request.created == datetime(2017, 7, 2, 6, 30, tzinfo=UTC)
    assert request.moves == (("resolve", request.created),)


def test_a_closing_before_the_filing_counts_as_at_once() -> None:
    cells = ["1", "2024-01-02T00:00Z", "closed", "Hoyo", "-36.5", "-73", ""]
    header = [*HEADER, "updated_datetime"]
    frame = Frame(OPEN311, OPEN311.places_in(header), BOUNDS, UTC, AT)
    request = frame.request([*cells[:6], "2024-01-01T00:00Z"])
    assert request.moves == (("resolve", request.created),)
