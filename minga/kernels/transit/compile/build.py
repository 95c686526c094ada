"""Feeds in, one folder of arrays out: what `Network.open` maps into memory."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minga.kernels.transit.compile import bounds
from minga.kernels.transit.compile.feed import Feed, read_feed
from minga.kernels.transit.compile.hail import ways_of
from minga.kernels.transit.compile.hops import hops_between
from minga.kernels.transit.compile.id_tables import line_texts, stop_texts, unique_ids
from minga.kernels.transit.compile.lines import joined, line_arrays, windows_of
from minga.kernels.transit.compile.mirror import mirror
from minga.kernels.transit.compile.notices import FeedRefused, Notice
from minga.kernels.transit.compile.shapes import metres_along
from minga.kernels.transit.compile.transfers import walk_arrays
from minga.kernels.transit.compile.trips import Runs, runs_on
from minga.kernels.transit.compile.walks import Plane, WalkRules
from minga.kernels.transit.service_clock import is_zone
from minga.kernels.transit.timetable import FORMAT, I32, Timetable, save, write_about


def compile_network(
    gtfs_paths: Sequence[str | Path],
    day: datetime.date,
    out_dir: str | Path,
    *,
    hail_anywhere: bool | Sequence[bool] = False,
    walks: WalkRules | None = None,
    tomorrow: bool = False,
    names: Sequence[str] | None = None,
    zone: str = "",
) -> list[Notice]:
    """Compile one service day of one or more feeds into `out_dir`.

    Yesterday's services come too where they run past midnight; tomorrow's only when asked for.
    Clocks change as in `zone`, or where none is given as the first feed's agency says.
    With `names`, one for each feed, every stop, route and trip id becomes `<name>:<id>`; without,
    only ids that several feeds use, by the names of their files. Answers what was wrong and could
    be borne. Raises FeedRefused, naming rows, and leaves `out_dir` without a network then.
    """
    walks = walks or WalkRules()
    named = _named(gtfs_paths, names)
    feeds = [read_feed(path, name) for path, name in named]
    days = (-1, 0, 1) if tomorrow else (-1, 0)
    zone = zone or _zone(feeds)
    runs = [runs_on(feed, number, day, days, zone) for number, feed in enumerate(feeds)]
    if not any(len(part.trips) for part in runs):
        names = "+".join(feed.name for feed in feeds)
        none = Notice("no_service", "calendar.txt", value=day.isoformat())
        raise FeedRefused(names, [none, *(notice for feed in feeds for notice in feed.notices)])
    served, others, stop_numbers = _served(feeds, runs, always=names is not None)
    plane = Plane(float(served["lat"].mean()), float(served["lon"].mean()))  # type: ignore[arg-type]
    places = plane.metres(served["lat"].to_numpy(), served["lon"].to_numpy())
    hail_flags = [hail_anywhere] * len(feeds) if isinstance(hail_anywhere, bool) else hail_anywhere
    anywhere = [flag and not _says_hail(feed) for flag, feed in zip(hail_flags, feeds, strict=True)]
    all_runs = joined(runs, stop_numbers, anywhere)
    all_runs.trips, routes, shapes = _numbered(feeds, all_runs.trips)
    made = line_arrays(all_runs, windows_of(feeds, all_runs), len(served))
    made |= walk_arrays(feeds, stop_numbers, places, walks)
    order = made.pop("order")
    made |= _way_arrays(made, shapes, plane, places, walks)
    made["district"], made["least"] = bounds.no_bounds(len(served))
    least = Timetable(**{name: made[name] for name in Timetable._fields})
    made["district"], made["least"] = bounds.bounds(least, places)
    back = bounds.bounds(mirror(least), places, bounds.BACK_BYTES)
    made["back_district"], made["back_least"] = back
    made |= {"stop_place": np.stack([served["lat"], served["lon"]], axis=1), "stop_xy": places}
    made |= {"stop_access": served["wheelchair"].to_numpy().astype(np.uint8)}
    trips = all_runs.trips[order.tolist()]
    made |= stop_texts(served, others) | shapes
    made |= line_texts(feeds, trips, routes, always=names is not None)
    made["other_place"] = np.stack([others["lat"], others["lon"]], axis=1)
    out = Path(out_dir)
    out.mkdir(parents=True, exist_ok=True)
    (out / "about.json").unlink(missing_ok=True)
    save(out, made)
    write_about(out, _about(feeds, day, plane, walks, zone))
    return [notice for feed in feeds for notice in feed.notices]


def _named(paths: Sequence[str | Path], names: Sequence[str] | None) -> list[tuple[Path, str]]:
    """A name for each feed: the one given, or its file's, numbered where two are the same."""
    files = [Path(path) for path in ([paths] if isinstance(paths, (str, Path)) else paths)]
    if names is not None:
        fine = len(set(names)) == len(names) == len(files)
        if not fine or not all(name and ":" not in name for name in names):
            raise ValueError(f"one name without a colon for each feed: {list(names)}")
        return list(zip(files, names, strict=True))
    named: list[tuple[Path, str]] = []
    for path in files:
        name, used_names = path.stem, {name for _, name in named}
        number = 2
        while name in used_names:
            name, number = f"{path.stem}{number}", number + 1
        named.append((path, name))
    return named


def _says_hail(feed: Feed) -> bool:
    """Whether the feed itself speaks of boarding along the shape."""
    tables = (feed["routes"], feed["stop_times"])
    columns = ("continuous_pickup", "continuous_drop_off")
    return any((table[column] != "").any() for table in tables for column in columns)


def _served(
    feeds: list[Feed], runs: list[Runs], *, always: bool
) -> tuple[pl.DataFrame, pl.DataFrame, list[I32]]:
    """Stops where something stops today, the others, and each feed's rows as numbers."""
    ids = unique_ids(feeds, "stops", "stop_id", always=always)
    parts, numbers, others, many = [], [], [], 0
    for number, (feed, part) in enumerate(zip(feeds, runs, strict=True)):
        used = np.unique(part.stop)
        to = np.full(len(feed["stops"]), -1, np.int32)
        to[used] = many + np.arange(len(used))
        many += len(used)
        numbers.append(to)
        rows = feed["stops"].with_columns(pl.lit(number).alias("feed"), ids[number].alias("id"))
        parts.append(rows[used.tolist()])
        others.append(rows.filter(pl.Series(to < 0)))
    return pl.concat(parts), pl.concat(others), numbers


def _numbered(
    feeds: list[Feed], trips: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, NDArray]]:
    """Trips with the numbers of their routes and shapes; all routes; the shapes used."""
    routes = pl.concat(
        [feed["routes"].with_columns(pl.lit(i).alias("feed")) for i, feed in enumerate(feeds)]
    ).with_row_index("route")
    points = pl.concat(
        [feed["shapes"].with_columns(pl.lit(i).alias("feed")) for i, feed in enumerate(feeds)]
    ).join(trips.select("feed", "shape_id").unique(), on=["feed", "shape_id"])
    points = points.sort("feed", "shape_id", "sequence")
    shapes = points.select("feed", "shape_id").unique(maintain_order=True).with_row_index("shape")
    many = points.group_by("feed", "shape_id", maintain_order=True).len()["len"].to_numpy()
    trips = (
        trips.join(routes.select("feed", "route_id", "route"), on=["feed", "route_id"],
                   how="left", maintain_order="left")
        .join(shapes, on=["feed", "shape_id"], how="left", maintain_order="left")
        .with_columns(pl.col("shape").cast(pl.Int64).fill_null(-1))
    )  # fmt: skip
    arrays: dict[str, NDArray] = {
        "shape_ofs": np.concatenate([[0], np.cumsum(many)]).astype(np.int32),
        "shape_point": np.stack([points["lat"], points["lon"]], axis=1).astype(np.float64),
        "shape_dist": points["dist"].fill_null(np.nan).to_numpy(),
    }
    return trips, routes, arrays


def _way_arrays(
    made: dict[str, NDArray], shapes: dict[str, NDArray], plane: Plane, places: NDArray,
    rules: WalkRules,
) -> dict[str, NDArray]:  # fmt: skip
    """Where lines go, where they can be hailed, and the changes along their ways."""
    shape_xy = plane.metres(*shapes["shape_point"].T)
    line_at = metres_along(
        made["line_ofs"], made["line_stop"], made["line_dist"], made["line_shape"],
        shapes["shape_ofs"], shapes["shape_dist"], shape_xy, places,
    )  # fmt: skip
    ways = ways_of(
        made["line_ofs"], made["line_stop"], (made["line_how"] >> 4).astype(np.uint8),
        made["line_shape"], shapes["shape_ofs"], shape_xy, places, line_at,
    )  # fmt: skip
    arrays = {f"ways_{name}": array for name, array in ways._asdict().items()}
    return arrays | {"line_at": line_at} | hops_between(made, ways, places, rules)


def _zone(feeds: list[Feed]) -> str:
    """The first time zone that an agency names and that there is."""
    zones = [zone for feed in feeds for zone in feed["agency"]["agency_timezone"].to_list()]
    return next((zone for zone in zones if is_zone(zone)), "UTC")


def _about(
    feeds: list[Feed], day: datetime.date, plane: Plane, walks: WalkRules, zone: str
) -> dict[str, Any]:
    notices = [notice for feed in feeds for notice in feed.notices]
    return {
        "format": FORMAT,
        "day": day.isoformat(),
        "feeds": [feed.name for feed in feeds],
        "timezone": zone,
        "lat_0": plane.lat_0,
        "lon_0": plane.lon_0,
        "walks": asdict(walks),
        "notices": [asdict(notice) for notice in notices[:200]],
    }
