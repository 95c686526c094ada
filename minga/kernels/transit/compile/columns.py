"""The tables of GTFS that we read: their columns, and text turned into numbers.

A number that cannot be read becomes null beside its text, so that a notice can quote the row.
"""

import csv
import io

import polars as pl

from minga.kernels.encodings import encoding_of
from minga.kernels.transit.compile.notices import FeedRefused, Notice

WANTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # file: (columns that must be there, columns read where they are there)
    "agency": ((), ("agency_id", "agency_name", "agency_timezone")),
    "stops": (
        ("stop_id",),
        ("stop_code", "stop_name", "stop_lat", "stop_lon", "location_type", "parent_station",
         "wheelchair_boarding"),
    ),
    "routes": (
        ("route_id",),
        ("agency_id", "route_short_name", "route_long_name", "route_type", "route_color",
         "route_text_color", "route_sort_order", "continuous_pickup", "continuous_drop_off"),
    ),
    "trips": (
        ("trip_id", "route_id", "service_id"),
        ("trip_headsign", "direction_id", "shape_id", "wheelchair_accessible", "block_id"),
    ),
    "stop_times": (
        ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        ("pickup_type", "drop_off_type", "continuous_pickup", "continuous_drop_off",
         "shape_dist_traveled", "location_group_id", "location_id"),
    ),
    "frequencies": (("trip_id", "start_time", "end_time", "headway_secs"), ("exact_times",)),
    "calendar": (
        ("service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
         "sunday", "start_date", "end_date"),
        (),
    ),
    "calendar_dates": (("service_id", "date", "exception_type"), ()),
    "transfers": (
        ("from_stop_id", "to_stop_id"),
        ("transfer_type", "min_transfer_time", "from_trip_id", "to_trip_id", "from_route_id",
         "to_route_id"),
    ),
    "pathways": (
        ("from_stop_id", "to_stop_id"),
        ("pathway_mode", "is_bidirectional", "length", "traversal_time"),
    ),
    "shapes": (
        ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence"),
        ("shape_dist_traveled",),
    ),
}  # fmt: skip
NEEDED = ("stops", "routes", "trips", "stop_times")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BAD_LINES_BORNE = 20
"""One line that cannot be read is borne, and one in so many."""
MOST_OF_A_FIELD = 100_000
"""Characters: longer than anything's name or description."""
MOST_MENDED_BYTES = 64 << 20
LONGEST_DAY_H = 120
"""Service days reach past midnight; none reaches past five days."""


def in_utf8(content: bytes, file: str) -> tuple[bytes, list[Notice]]:
    """A file in the encoding of GTFS, and a notice where it came in another one.

    What is no UTF-8 is read in the encoding that `kernels.encodings` recognises.
    """
    encoding = encoding_of(content)
    if encoding in ("utf-8", "utf-8-sig"):
        return content, []
    notice = Notice("encoding_converted", file, value=encoding, is_error=False)
    return content.decode(encoding, "replace").encode("utf-8", "replace"), [notice]


def table(feed: str, name: str, content: bytes) -> tuple[pl.DataFrame, list[Notice]]:
    """One file as text columns without blanks around, and `row`, its line; with what was mended or
    left out to read it. Raises FeedRefused.
    """
    must, may = WANTED[name]
    file = f"{name}.txt"
    content, notices = in_utf8(content, file)
    content = _lines_of_today(content)
    if not content.strip():
        content = (",".join(must) + "\n").encode()
    try:
        read = _read_csv(content)
    except CsvUnreadable as error:
        content, bad = _mended(content, file)
        lines = content.count(b"\n")
        if not content or len(bad) > max(1, lines // BAD_LINES_BORNE):
            raise FeedRefused(feed, [Notice("csv_unreadable", file, value=str(error))]) from error
        notices += bad
        try:
            read = _read_csv(content)
        except CsvUnreadable as again:
            raise FeedRefused(feed, [Notice("csv_unreadable", file, value=str(again))]) from again
    named = {column.strip().strip('"').lower(): column for column in reversed(read.columns)}
    lacking = [Notice("column_missing", file, 1, column) for column in must if column not in named]
    if lacking:
        raise FeedRefused(feed, lacking)
    columns = [
        pl.col(named[column]).str.strip_chars().fill_null("").alias(column)
        if column in named
        else pl.lit("").alias(column)
        for column in (*must, *may)
    ]
    shaped = read.with_row_index("row", offset=2).select("row", *columns)
    blank = pl.all_horizontal(pl.col(must or may) == "")
    return shaped.filter(~blank).cast({"row": pl.Int64}), notices


class CsvUnreadable(Exception):
    """Rows that the quick reader cannot tell apart; the message says why."""


def _read_csv(content: bytes) -> pl.DataFrame:
    try:
        return pl.read_csv(
            io.BytesIO(content),
            infer_schema=False,
            encoding="utf8-lossy",
            truncate_ragged_lines=True,
            raise_if_empty=False,
        )
    except (pl.exceptions.PolarsError, ValueError, OverflowError) as error:
        raise CsvUnreadable(str(error)[:200]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, under no Exception
            raise
        raise CsvUnreadable("") from error


def _lines_of_today(content: bytes) -> bytes:
    """Without byte order marks; old Macs end a line by a carriage return alone, DOS a file by
    Ctrl-Z.
    """
    while content.startswith(BYTE_ORDER_MARK):
        content = content.removeprefix(BYTE_ORDER_MARK)
    if content.endswith(b"\x1a"):
        content = content.rstrip(b"\x1a")
    return content if b"\n" in content else content.replace(b"\r", b"\n")


def _mended(content: bytes, file: str) -> tuple[bytes, list[Notice]]:
    """The same rows, quoted by the rule, where quotes stand loose in a name (`Calle "A"`).

    A line that cannot be told apart is left out; an empty one keeps its place. Empty where the
    file is too long to be read line by line.
    """
    if len(content) > MOST_MENDED_BYTES:
        return b"", []
    out, notices = io.StringIO(newline=""), list[Notice]()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    lines = [line.rstrip("\r") for line in content.decode("utf-8", "replace").split("\n")]
    width = len(_fields(lines[0], 0))
    for number, line in enumerate(lines, start=1):
        fields = _fields(line, width)
        if line and (not fields or line.count('"') % 2):
            code = "quote_loose" if fields else "row_unreadable"
            notices.append(Notice(code, file, number, value=line[:80], is_error=False))
        writer.writerow(fields or [""] * width)
    return out.getvalue().encode(), notices


def _fields(line: str, width: int) -> list[str]:
    """A line's fields, none where it cannot be told apart; `width`: how many there should be."""
    if line.count('"') % 2:
        plain = [part.replace('"', "") for part in line.split(",")]
        return plain if len(plain) == width else []
    try:
        fields = next(csv.reader([line]), [])
    except csv.Error:
        return []
    return [] if any(len(field) > MOST_OF_A_FIELD for field in fields) else fields


def seconds(column: str) -> pl.Expr:
    """`HH:MM:SS` to seconds (int32); blank and unreadable both become null."""
    part = pl.col(column).str.split_exact(":", 2).struct
    hours, minutes, secs = (
        part.field(f"field_{i}").str.strip_chars().cast(pl.UInt16, strict=False).cast(pl.Int32)
        for i in range(3)
    )
    fine = (hours <= LONGEST_DAY_H) & (minutes <= 59) & (secs <= 59)
    extra = pl.col(column).str.count_matches(":", literal=True) == 2
    return pl.when(fine & extra).then(hours * 3600 + minutes * 60 + secs)


def whole(column: str, usual: int | None = None, most: int = 2**31 - 1) -> pl.Expr:
    """A whole number from 0 to `most`; blank becomes `usual`, unreadable null."""
    read = pl.col(column).cast(pl.Int64, strict=False)
    fine = pl.when((read >= 0) & (read <= most)).then(read)
    if usual is None:
        return fine.cast(pl.Int32)
    return pl.when(pl.col(column) == "").then(pl.lit(usual)).otherwise(fine).cast(pl.Int32)


def real(column: str) -> pl.Expr:
    """A finite number; anything else becomes null."""
    read = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(read.is_finite()).then(read)


def day_number(column: str) -> pl.Expr:
    """`YYYYMMDD` as a whole number that compares as dates do; unreadable becomes null."""
    read = pl.col(column).str.to_date("%Y%m%d", strict=False)
    return pl.when(read.is_not_null()).then(pl.col(column).cast(pl.Int32, strict=False))


def faults(
    frame: pl.DataFrame, file: str, code: str, field: str, wrong: pl.Expr, *, is_error: bool = True
) -> list[Notice]:
    """A notice for each row where `wrong` holds."""
    bad = frame.filter(wrong).select("row", field)
    return [
        Notice(code, f"{file}.txt", row, field, str(value)[:80], is_error)
        for row, value in bad.head(50).iter_rows()
    ] + [
        Notice(code, f"{file}.txt", row, field, "", is_error)
        for row in bad["row"].to_list()[50:1000]
    ]
