"""The texts of a network as arrays: ids that no two feeds share, names, headsigns."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from minga.kernels.transit.compile.feed import Feed
from minga.kernels.transit.timetable import Texts


def unique_ids(feeds: list[Feed], table: str, key: str, *, always: bool) -> list[pl.Series]:
    """Each feed's ids, with the feed's name before those that another feed uses (or all)."""
    ids = [feed[table][key] for feed in feeds]
    all_ids = pl.concat(ids)
    twice = all_ids.filter(all_ids.is_duplicated()).unique().implode()
    columns = []
    for feed, own in zip(feeds, ids, strict=True):
        named = pl.lit(f"{feed.name}:") + pl.col(key)
        shared = pl.lit(True) if always else pl.col(key).is_in(twice)
        chosen = pl.when(shared).then(named).otherwise(pl.col(key)).alias(key)
        columns.append(own.to_frame().select(chosen)[key])
    return columns


def stop_texts(served: pl.DataFrame, others: pl.DataFrame) -> dict[str, NDArray]:
    """Ids and names of the stops that are served today, and of the others."""
    return {
        **Texts.arrays("stop_id", served["id"].to_list()),
        **Texts.arrays("stop_name", served["stop_name"].to_list()),
        **Texts.arrays("other_id", others["id"].to_list()),
        **Texts.arrays("other_name", others["stop_name"].to_list()),
    }


def line_texts(
    feeds: list[Feed], trips: pl.DataFrame, routes: pl.DataFrame, *, always: bool
) -> dict[str, NDArray]:
    """Names of routes and trips, in the order of the arrays."""
    agency = {
        (number, row["agency_id"]): row["agency_name"]
        for number, feed in enumerate(feeds)
        for row in feed["agency"].iter_rows(named=True)
    }
    operators = [agency.get(key, "") for key in routes.select("feed", "agency_id").iter_rows()]
    route_ids = pl.concat(unique_ids(feeds, "routes", "route_id", always=always))
    return {
        **Texts.arrays("route_id", route_ids.to_list()),
        **Texts.arrays("route_name", routes["route_short_name"].to_list()),
        **Texts.arrays("route_long_name", routes["route_long_name"].to_list()),
        **Texts.arrays("route_color", routes["route_color"].to_list()),
        **Texts.arrays("route_operator", operators),
        **Texts.arrays("trip_id", _trip_ids(feeds, trips, always=always)),
        "trip_route": trips["route"].to_numpy().astype(np.int32),
        "trip_shift": trips["shift"].to_numpy().astype(np.int32),
        "trip_feed": trips["feed"].to_numpy().astype(np.int32),
        **_headsigns(trips["trip_headsign"]),
    }


def _trip_ids(feeds: list[Feed], trips: pl.DataFrame, *, always: bool) -> list[str]:
    ids = unique_ids(feeds, "trips", "trip_id", always=always)
    id_table = pl.concat(
        pl.DataFrame({"feed": number, "trip_id": feed["trips"]["trip_id"], "id": own})
        for number, (feed, own) in enumerate(zip(feeds, ids, strict=True))
    ).cast({"feed": trips.schema["feed"]})
    joined = trips.join(id_table, on=["feed", "trip_id"], how="left", maintain_order="left")
    return joined["id"].to_list()


def _headsigns(signs: pl.Series) -> dict[str, NDArray]:
    """Each headsign once, and which one each trip carries."""
    distinct = signs.unique(maintain_order=True)
    number = signs.replace_strict(distinct, pl.Series(range(len(distinct))))
    return {
        **Texts.arrays("headsign", distinct.to_list()),
        "trip_headsign": number.to_numpy().astype(np.int32),
    }
