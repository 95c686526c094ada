"""The full forms of the fault tests, each once; what they count is the same as in the tests."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.machine import engine
from bench.record import record
from tests.faults.crowd import crowd, percentile
from tests.faults.kills import Toll, kill_under_load, list_all
from tests.faults.power import NoLoopMounts, cut_the_power
from tests.faults.streams import storm
from tests.faults.town import fresh_database, operator_token, settled, town

KILLS, RECEIPTS_EACH = 20, 520
CUTS, CUT_AFTER_S = 20, 2.0
STREAMS, FACTS, POSTS = 1000, 800, 400
HEADS, BODIES, READERS, PROBE_S = 400, 400, 100, 9.0


def run(server: str) -> None:
    """All of them on one engine; `server` is "" for the embedded one."""
    told: dict[str, Callable[[str, Path], dict[str, Any]]] = {
        "kills": kills,
        "streams": streams,
        "crowd": slow_clients,
    }
    if not server:
        told["power"] = power
    for name, measure in told.items():
        with tempfile.TemporaryDirectory() as folder:
            figures = measure(server, Path(folder) / "data")
        record(f"faults_{name}", engine(server), figures)


def kills(server: str, folder: Path) -> dict[str, Any]:
    """R1: kill -9 of every process under load, again and again."""
    toll = Toll()
    with fresh_database(server) as database:
        running = settled(folder, database=database)
        token = operator_token(running)
        running.start()

        async def all_rounds() -> None:
            for _ in range(KILLS):
                await kill_under_load(running, toll, at_least=RECEIPTS_EACH, token=token)
            await list_all(running, toll, token=token)

        try:
            asyncio.run(all_rounds())
        finally:
            running.stop()
    once = set(toll.receipts)
    return {
        "what": "R1: kill -9 of every process under load of 16 clients, 2 web workers",
        "kills": toll.kills,
        "receipts": len(toll.receipts),
        "lost": len(once - set(toll.listed)),
        "doubled": sum(many - 1 for many in toll.listed.values()),
        "not_acknowledged_when_killed": len(toll.unanswered),
        "retries_answered_otherwise": len(toll.changed),
        "facts_missed_by_replay": len(once - set(toll.told)),
        "facts_doubled_in_replay": sum(many - 1 for many in toll.told.values()),
    }


def power(server: str, folder: Path) -> dict[str, Any]:
    """R2: the mains pulled, again and again."""
    cuts = []
    for number in range(CUTS):
        place = folder / str(number)
        place.mkdir(parents=True)
        try:
            cuts.append(cut_the_power(place, for_s=CUT_AFTER_S))
        except NoLoopMounts as reason:
            return {"what": "R2: power cut", "not_run": str(reason)}
    return {
        "what": "R2: image of an ext4 disk copied while reports come in, mounted, compared",
        "cuts": len(cuts),
        "promised": sum(len(cut.promised) for cut in cuts),
        "lost": sum(len(cut.lost) for cut in cuts),
        "corrupt": sum(cut.integrity != "ok" for cut in cuts),
    }


def streams(server: str, folder: Path) -> dict[str, Any]:
    """R8: a thousand streams, a tenth of them flapping, eight writers with slow transactions."""
    with town(folder, server=server) as running:
        token = operator_token(running)
        seen = asyncio.run(storm(running, streams=STREAMS, facts=FACTS, posts=POSTS, token=token))
    return {
        "what": "R8: streams of the control room on 2 workers, 10 % flapping, 8 slow writers",
        "streams": len(seen.streams),
        "connections": sum(one.connections for one in seen.streams),
        "events": len(seen.expected),
        "events_heard": sum(len(one.ids) for one in seen.streams),
        "missed": seen.missed,
        "doubled": seen.doubled,
        "streams_out_of_order": seen.out_of_order,
        "resets": sum(one.resets for one in seen.streams),
    }


def slow_clients(server: str, folder: Path) -> dict[str, Any]:
    """R14: half-requests and readers that do not read, and one who waits behind them."""
    with town(folder, server=server) as running:
        seen = asyncio.run(
            crowd(running, heads=HEADS, bodies=BODIES, streams=READERS, probe_s=PROBE_S)
        )
    waits = {"healthz": seen.healths_s, "post": seen.posts_s}
    return {
        "what": "R14: probe every 50 ms on a new connection behind half-requests",
        "half_heads": HEADS,
        "half_bodies": BODIES,
        "slow_readers": READERS,
        "probes": len(seen.posts_s),
        **{
            f"{name}_p99_ms": round(percentile(found, 0.99) * 1000, 1)
            for name, found in waits.items()
        },
        **{f"{name}_max_ms": round(max(found) * 1000, 1) for name, found in waits.items()},
        "answers_to_half_bodies": {str(status): many for status, many in seen.bodies.items()},
        "half_heads_sent_away": seen.heads_closed,
    }
