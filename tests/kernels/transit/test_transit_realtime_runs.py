"""Runs of lines with headways that are late or cut, and added trips: exact as if drawn anew."""

import itertools
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from random import Random

import pytest

from minga.kernels.planner import Added, Cancelled, Delay, Network, Skipped
from minga.kernels.transit.live.added import calls_of, slack_of
from tests.kernels.transit.drawn import THREE_TRIPS, at, clock_of, network, spot, told

pytestmark = pytest.mark.slow

Change = Delay | Cancelled | Skipped | Added
LINE = """
stop A 0 0
stop B 5000 0
stop C 10000 0
trip t R daily A 6:00 B 6:10 C 6:20
every t 8:00 10:00 600 {exact}
"""
WAITS = ("timetable", "expected", "worst")


def test_a_skipped_stop_is_passed_without_boarding_or_alighting(tmp_path: Path) -> None:
    city = network(tmp_path, THREE_TRIPS)
    now = city.changed([Skipped("t2", 1), Delay("t2", 2400, 2), Skipped("t2", 3), Skipped("x", 0)])
    assert (now.change_counts.used, now.change_counts.unknown) == (2, 2)
    assert told(now.plan("A", "B", at("8:10"))) == [(1, "9:10")]
    assert told(now.plan("B", "C", at("8:11"))) == [(1, "9:20")]
    assert told(now.plan("A", "C", at("8:10"))) == [(1, "9:20")]
    assert now.plan("A", "C", arrive_by_s=at("9:35"))[0].legs[0].trip_id == "t3"
    assert [departure.trip_id for departure in now.departures("A", at("8:00"))] == [
        "t1",
        "t2",
        "t3",
    ]
    assert [departure.trip_id for departure in now.departures("B", at("8:00"))] == ["t1", "t3"]
    gone = city.changed([Skipped("t2", 1), Cancelled("t2")])
    assert told(gone.plan("A", "C", at("8:10"))) == [(1, "9:20")]


NIGHT = """
stop A 0 0
stop B 5000 0
stop C 10000 0
trip owl R daily A 23:50 B 24:10 C 24:30
"""


def test_a_trip_of_the_day_before_is_told_apart_from_the_one_of_today(tmp_path: Path) -> None:
    city = network(tmp_path, NIGHT)
    late = city.changed([Delay("owl", 600, 1, day=-1)])
    assert told(late.plan("B", "C", at("0:00"))) == [(1, "0:40")]
    assert told(late.plan("A", "C", at("23:00"))) == [(1, "24:30")]
    today = city.changed([Delay("owl", 600, 1), Skipped("owl", 1, day=-1)])
    assert told(today.plan("B", "C", at("0:00"))) == [(1, "24:40")]
    gone = city.changed([Cancelled("owl", day=-1), Cancelled("ghost", day=-1)])
    assert told(gone.plan("B", "C", at("0:00"))) == [(1, "24:30")]
    assert (gone.change_counts.used, gone.change_counts.unknown) == (1, 1)
    passing = [(one.passes_s, one.day) for one in late.trips_through("R")]
    assert passing == [(at("23:50") - 86_400, -1), (at("23:50"), 0)]
    after = network(tmp_path, NIGHT, tomorrow=True).changed([Delay("owl", 600, 0, day=1)])
    assert told(after.plan("A", "C", at("24:30"))) == [(1, "48:40")]


def rides(city: Network, when: str, wait: str = "timetable") -> list[tuple[str, str]]:
    """When one leaves A and comes to C."""
    return [
        (clock_of(leg.departure_s), clock_of(leg.arrival_s))
        for journey in city.plan("A", "C", at(when), wait=wait)
        for leg in journey.legs
    ]


@pytest.mark.parametrize("exact", [0, 1])
def test_some_runs_are_late_from_a_stop_on_and_the_others_are_not(
    tmp_path: Path, exact: int
) -> None:
    city = network(tmp_path, LINE.format(exact=exact))
    news = [Delay("t", 900, 1, at(when)) for when in ("8:30", "8:40")]
    late = city.changed(news)
    assert rides(late, "8:20") == [("8:20", "8:40")]
    assert rides(late, "8:21") == [("8:30", "9:05")]
    assert rides(late, "8:50") == [("8:50", "9:10")]
    assert rides(city, "8:21") == [("8:30", "8:50")]
    assert (late.change_counts.used, late.change_counts.unknown) == (2, 0)
    # At B they come a quarter of an hour later, after those that follow them.
    assert [clock_of(due.departure_s) for due in late.departures("B", at("8:30"), 5)] == [
        "8:30", "8:55", "9:00", "9:05", "9:10",
    ]  # fmt: skip
    assert rides(late.changed([]), "8:21") == [("8:30", "8:50")]


def test_a_cut_run_is_waited_out(tmp_path: Path) -> None:
    city = network(tmp_path, LINE.format(exact=0))
    some = city.changed([Cancelled("t", at(when)) for when in ("8:30", "8:40")])
    assert rides(some, "8:21") == [("8:50", "9:10")]
    assert rides(some, "8:21", "expected") == [("8:26", "8:46")]
    assert rides(some, "8:31", "expected") == [("8:55", "9:15")]
    none = city.changed([Cancelled("t")])
    assert none.plan("A", "C", at("8:21")) == none.departures("A", at("8:00")) == []
    assert none.plan("A", "C", arrive_by_s=at("9:00")) == []


def test_a_run_that_is_late_and_cut_does_not_run(tmp_path: Path) -> None:
    city = network(tmp_path, LINE.format(exact=1))
    news = [Delay("t", 300), Cancelled("t", at("8:30")), Delay("t", 60, 2, at("8:40"))]
    now = city.changed(news)
    assert rides(now, "8:26") == [("8:45", "9:01")]
    assert now.change_counts.used == 3
    late = now.departures("A", at("8:26"), 1)[0]
    assert (late.departure_s, late.delay_s) == (at("8:45"), 300)


def test_runs_that_do_not_start_then_are_unknown(tmp_path: Path) -> None:
    city = network(tmp_path, LINE.format(exact=0))
    odd = city.changed([
        Delay("t", 60, 0, at("8:05")), Cancelled("t", at("10:00")), Delay("t", 10**9),
        Delay("ghost", 60, 0, at("8:00")), Delay("t", 60, 99, at("8:00")), Delay("t", 60, -7),
    ])  # fmt: skip
    assert (odd.change_counts.unknown, odd.change_counts.refused, odd.change_counts.used) == (
        3,
        1,
        2,
    )
    assert rides(odd, "8:00") == [("8:01", "8:21")]


def test_a_late_run_is_hailed_on_its_way(tmp_path: Path) -> None:
    text = "route R continuous_pickup=0 continuous_drop_off=0\n" + LINE.format(exact=1)
    late = network(tmp_path, text).changed([Delay("t", 300, 1, at("8:30"))])
    # Halfway to B it is late by half of what it is at B.
    (journey,) = late.plan(spot(2500, 0), "C", at("8:31"))
    assert [clock_of(leg.departure_s) for leg in journey.legs] == ["8:37:30"]
    assert (journey.legs[0].hailed, clock_of(journey.arrival_s)) == (True, "8:55")
    (journey,) = late.plan("A", spot(7500, 0), at("8:25"))
    assert clock_of(journey.arrival_s) == "8:50"


SLOW = """
stop A -8000 0
stop M -6000 0
stop B 0 0
stop W 200 0
stop V 400 0
stop C 9000 0
trip direct D daily A 8:00 C 8:30
trip near N daily A 8:00 M 8:02
trip slow S daily M 8:04 B 8:10 C 9:00
trip back T daily C 8:00 B 8:10 A 9:00
trip early U daily W 5:00 A 6:00
trip quick V daily V 5:00 C 5:05
trip e R daily B 8:00 C 8:50
every e 8:15 8:45 1800 1
"""


@pytest.mark.parametrize(
    ("news", "comes"),
    [
        (Added("x", (("B", at("8:14"), at("8:15")), ("C", at("8:18"), at("8:18")))), "8:18"),
        # From W one could walk to the quick line, but not who walks there from B.
        (Added("x", (("W", at("8:14"), at("8:15")), ("C", at("8:18"), at("8:18")))), "8:18"),
        (Delay("e", -2700, 1), "8:20"),
    ],
)
def test_what_is_quicker_than_the_timetable_ever_was_is_not_lost_to_the_bounds(
    tmp_path: Path, news: Change, comes: str
) -> None:
    late = network(tmp_path, SLOW).changed([news])
    assert told(late.plan("A", "C", at("8:00"), 3)) == [(1, "8:30"), (3, comes)]
    assert late.slack_s >= 0


def test_slack_of_an_added_trip_counts_the_walk_to_it(tmp_path: Path) -> None:
    city = network(tmp_path, SLOW)
    part = calls_of([("W", 0, 0), ("C", 180, 180)], city.ground.numbers)
    assert part is not None
    # From B to C it takes 50 minutes at least; by the walk of four and the trip, seven.
    assert slack_of(city.tt, [part]) == 3000 - 240 - 180


def test_what_is_quicker_is_not_lost_to_the_bounds_backwards(tmp_path: Path) -> None:
    extra = Added("x", (("B", at("8:50"), at("8:51")), ("A", at("8:59"), at("8:59"))))
    text = SLOW.replace("C 8:00 B 8:10 A 9:00", "C 8:00 B 8:50 A 9:00")
    quick = Added("y", (("C", at("8:40"), at("8:42")), ("B", at("8:45"), at("8:45"))))
    for news in ([quick], [quick, extra]):
        (slow, best) = (
            network(tmp_path, text)
            .changed(news)
            .plan("C", "A", arrive_by_s=at("9:00"), max_rides=2)
        )
        assert (slow.departure_s, best.departure_s) == (at("8:00"), at("8:42"))


@dataclass
class Drawn:
    """A world, what is told of it, and the same world as it then runs."""

    plain: list[str]
    runs: list[str]
    changes: list[Change] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)


def words(calls: list[tuple[str, int, int]]) -> str:
    """Calls as they are drawn."""
    return " ".join(f"{stop} {clock_of(come)}/{clock_of(go)}" for stop, come, go in calls)


def shifted(
    calls: list[tuple[str, int, int]],
    late: list[tuple[int, int]],
    start: int = 0,
    arrives: int | None = None,
) -> list[tuple[str, int, int]]:
    """Calls with delays from positions on, and of the arrival there; time never runs back."""
    told, before, shift = [], -(10**9), 0
    for position, (stop, come, go) in enumerate(calls):
        comes = shift
        for first, seconds in late:
            if first == position:
                shift, comes = seconds, seconds if arrives is None else arrives
        come = max(come + comes, before)
        before = max(go + shift, come)
        told.append((stop, come + start, before + start))
    return told


def drawn(draw: Random) -> Drawn:
    """A small town: lines with headways, some hailed, timed trips, changes of all kinds."""
    stops = [f"S{number}" for number in range(9)]
    spots = [(draw.randrange(0, 60) * 100, draw.randrange(0, 60) * 100) for _ in stops]
    town = [f"stop {name} {x} {y}" for name, (x, y) in zip(stops, spots, strict=True)]
    town += ["route R1 continuous_pickup=0 continuous_drop_off=0"] * draw.randrange(2)
    world = Drawn([*town], [*town], stops=stops)
    for number in range(draw.randrange(3, 6)):
        route, way = f"R{number}", draw.sample(stops, draw.randrange(2, 6))
        if number == 1:  # hailed; one cannot change from a line to itself where it crosses its way
            way = [stop for stop, _ in sorted(zip(stops, spots, strict=True), key=itemgetter(1))]
            way = way[::3]
        moment, calls = 0, []
        for stop in way:
            calls.append((stop, moment, moment + draw.choice([0, 0, 60])))
            moment = calls[-1][2] + draw.randrange(2, 12) * 60
        if number == 0:
            timed(world, route, calls, draw)
        else:
            with_headways(world, route, calls, draw)
    for number in range(draw.randrange(0, 3)):
        added(world, f"X{number}", draw)
    return world


def timed(world: Drawn, route: str, calls: list[tuple[str, int, int]], draw: Random) -> None:
    for start in range(8 * 3600, 10 * 3600, 1500):
        name = f"{route}-{start}"
        world.plain.append(f"trip {name} {route} daily {words(shifted(calls, [], start))}")
        late = [(draw.randrange(len(calls)), draw.randrange(-5, 30) * 60)] * draw.randrange(2)
        arrives = draw.choice([None, draw.randrange(-5, 30) * 60])
        world.changes += [Delay(name, seconds, first, arrival_s=arrives) for first, seconds in late]
        now = shifted(calls, late, start, arrives)
        for position in draw.sample(range(len(calls)), draw.randrange(2)):
            world.changes.append(Skipped(name, position))
            now[position] = (f"{now[position][0]}!p!d", *now[position][1:])
        world.runs.append(f"trip {name} {route} daily {words(now)}")


def with_headways(
    world: Drawn, route: str, calls: list[tuple[str, int, int]], draw: Random
) -> None:
    step, exact = draw.choice([300, 420, 900]), draw.randrange(2)
    first, end = 8 * 3600, 8 * 3600 + draw.randrange(1800, 9000)
    world.plain.append(f"trip {route} {route} daily {words(shifted(calls, [], first))}")
    world.plain.append(f"every {route} {clock_of(first)} {clock_of(end)} {step} {exact}")
    said: dict[int, object] = {}
    for start in range(first, end, step):
        kind = draw.choice(["", "", "cut", "late", "late"]) if start > first else ""
        kind = "same" if draw.random() < 0.6 else kind
        late = [(draw.randrange(len(calls)), draw.randrange(-3, 30) * 60)]
        if kind == "same":
            said[start] = said.get(start - step, ())
        else:
            said[start] = {"": (), "cut": None, "late": tuple(late)}[kind]
        if said[start] is None:
            world.changes.append(Cancelled(route, start))
        for position, seconds in said[start] or ():  # type: ignore[attr-defined]
            world.changes.append(Delay(route, seconds, position, start))
    for number, (what, steps) in enumerate(itertools.groupby(said, key=lambda one: said[one])):
        starts = list(steps)
        if what is not None:
            name, until = f"{route}-{number}", min(starts[-1] + step, end)
            line = shifted(calls, list(what), 8 * 3600)  # type: ignore[call-overload]
            # Runs are counted from the first departure, which may be late itself.
            off = line[0][2] - 8 * 3600 - calls[0][2]
            world.runs.append(f"trip {name} {route} daily {words(line)}")
            world.runs.append(
                f"every {name} {clock_of(starts[0] + off)} {clock_of(until + off)} {step} {exact}"
            )


def added(world: Drawn, name: str, draw: Random) -> None:
    moment, calls = 8 * 3600 + draw.randrange(0, 60) * 60, []
    for stop in draw.sample(world.stops, draw.randrange(2, 5)):
        calls.append((stop, moment, moment + 30))
        moment += draw.randrange(1, 8) * 60
    world.changes.append(Added(name, tuple(calls), name))
    world.runs.append(f"trip {name} {name} daily {words(calls)}")


@pytest.mark.parametrize("seed", range(12))
def test_a_changed_town_answers_as_the_same_town_drawn_anew(tmp_path: Path, seed: int) -> None:
    draw = Random(seed)
    world = drawn(draw)
    # Every stop has a line in both, so that both have all of them.
    pairs = itertools.pairwise(world.stops)
    keep = [f"trip keep{a} keep{a} daily {a} 3:00 {b} 4:00" for a, b in pairs]
    (tmp_path / "anew").mkdir()
    slow = network(tmp_path / "anew", "\n".join(world.runs + keep))
    now = network(tmp_path, "\n".join(world.plain + keep)).changed(world.changes)
    assert now.change_counts.used == len(world.changes)
    for origin, target in itertools.permutations(world.stops, 2):
        leave = draw.randrange(8 * 3600, 10 * 3600)
        for wait in WAITS:
            assert told(now.plan(origin, target, leave, wait=wait)) == told(
                slow.plan(origin, target, leave, wait=wait)
            )
        back, again = (
            [(one.rides, one.departure_s)
             for one in town.plan(origin, target, arrive_by_s=leave + 3600)]
            for town in (now, slow)
        )  # fmt: skip
        assert back == again
