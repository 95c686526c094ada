"""Rules of `transfers.txt` for some routes only, as far as a search by stops can keep them.

A search knows when one comes to a stop, not by which line. A rule between two routes is kept
exactly where rules of the same words hold for every pair of routes that come to the one stop and
leave the other; what would say more than it may is left out, and told. Rules between two trips
are never kept.
"""

import polars as pl

NARROW = ("from_trip_id", "to_trip_id", "from_route_id", "to_route_id")
OF_TRIPS = NARROW[:2]
SAME_RULE = ("from", "to", "kind", "secs")


def widened(
    rules: pl.DataFrame, stops: pl.DataFrame, routes_at: pl.DataFrame
) -> tuple[pl.DataFrame, pl.Series]:
    """Narrow `rules` as rules between platforms, and the rows that cannot be kept as such.

    `routes_at`: stop_id, route_id, of everything that stops there on any day. A rule about a
    station holds for its platforms.
    """
    by_trip = rules.filter(pl.any_horizontal(pl.col(*OF_TRIPS) != ""))["row"]
    by_route = rules.filter(pl.all_horizontal(pl.col(*OF_TRIPS) == ""))
    platforms = pl.concat(
        [
            stops.select("stop_id", platform="stop_id"),
            stops.filter(pl.col("parent_station") != "").select(
                pl.col("parent_station").alias("stop_id"), pl.col("stop_id").alias("platform")
            ),
        ]
    )
    pairs = by_route.select("row", "kind", "secs", *NARROW[2:], "from_stop_id", "to_stop_id")
    for side in ("from", "to"):
        there = platforms.select(
            pl.col("stop_id").alias(f"{side}_stop_id"), pl.col("platform").alias(side)
        ).join(routes_at.select(pl.col("stop_id").alias(side), f"{side}_route"), on=side)
        named = pl.col(f"{side}_route_id")
        pairs = pairs.join(there, on=f"{side}_stop_id").filter(
            (named == "") | (named == pl.col(f"{side}_route"))
        )
    many = routes_at.group_by("stop_id").agg(many=pl.col("from_route").n_unique())
    rules_by_pair = (
        pairs.group_by(*SAME_RULE, maintain_order=True)
        .agg(
            pl.struct("from_route", "to_route").n_unique().alias("covered"), pl.col("row").unique()
        )
        .join(many, left_on="from", right_on="stop_id")
        .join(many, left_on="to", right_on="stop_id", suffix="_to")
        .with_columns(is_whole=pl.col("covered") == pl.col("many") * pl.col("many_to"))
    )
    whole = rules_by_pair.filter("is_whole").select(
        pl.col("from").alias("from_stop_id"), pl.col("to").alias("to_stop_id"), "kind", "secs"
    )
    partial = rules_by_pair.filter(~pl.col("is_whole"))["row"].explode()
    return whole, pl.concat([by_trip, partial.cast(by_trip.dtype)]).unique()


def routes_at(stop_times: pl.DataFrame, trips: pl.DataFrame) -> pl.DataFrame:
    """stop_id, and its routes twice, as those one may come by and leave by."""
    return (
        stop_times.select("stop_id", "trip_id")
        .join(trips.select("trip_id", "route_id"), on="trip_id")
        .select("stop_id", from_route="route_id", to_route="route_id")
        .unique()
    )
