"""Rules of exceptions: what a feed says of some changes says nothing of the others."""

import zipfile
from pathlib import Path

import pytest

from minga.kernels.planner import Network, WalkRules
from minga.kernels.transit.compile.feed import read_feed
from tests.kernels.transit.drawn import DAY, at, clock_of, feed, network

pytestmark = pytest.mark.slow
WORLD = """
station P
stop A 0 0
stop B1 5000 0 parent_station=P
stop B2 5100 0 parent_station=P
stop C 10000 0
stop D1 20000 0
stop D2 20100 0
stop E 30000 0
trip in R daily A 8:00 B1 8:10 D1 8:30
trip on S daily B2 8:14 C 8:30
trip out U daily D2 8:40 E 8:50
trip again T daily B1 8:15 C 8:40
"""
"""From B1 one walks to B2 (100 m: 3 minutes), or stays and takes the slower bus."""


def arrival(folder: Path, rules: str, origin: str = "A", target: str = "C") -> str:
    journeys = network(folder, WORLD + rules).plan(origin, target, at("8:00"))
    return " ".join(f"{plan.arrival_s // 3600}:{plan.arrival_s // 60 % 60:02}" for plan in journeys)


def test_walks_are_found_where_no_rule_is_told(tmp_path: Path) -> None:
    assert arrival(tmp_path, "") == "8:30"
    assert arrival(tmp_path, "", target="E") == "8:50"


def test_a_header_alone_removes_no_walk(tmp_path: Path) -> None:
    path = feed(tmp_path / "world.zip", WORLD)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("transfers.txt", "from_stop_id,to_stop_id,transfer_type\n")
    Network.compile([path], DAY, tmp_path / "out")
    assert Network.open(tmp_path / "out").plan("A", "E", at("8:00"))[0].arrival_s == at("8:50")


@pytest.mark.parametrize(
    "unrelated",
    ["walk E C 60", "walk A A 60", "walk B2 B1 600", "walk E A - kind=3", "walk P P - kind=0"],
)
def test_a_rule_of_exceptions_is_not_the_complete_truth(tmp_path: Path, unrelated: str) -> None:
    assert arrival(tmp_path, unrelated) == "8:30"
    assert arrival(tmp_path, unrelated, target="E") == "8:50"


@pytest.mark.parametrize(
    ("rule", "arrives"),
    [
        ("walk B1 B2 240", "8:30"),
        ("walk B1 B2 300", "8:40"),
        ("walk B1 B2 - kind=3", "8:40"),
        ("walk B1 B2 - kind=3\nwalk B1 B2 60", "8:40"),
        ("walk B1 B2 - kind=3\nwalk B1 B1 600", ""),
        ("walk B1 B2 - kind=3\nwalk B1 B1 - kind=3", ""),
        ("walk B1 B1 - kind=3", "8:30"),
        ("walk P P - kind=3", ""),
        ("walk P P 300", "8:40"),
        ("walk P P - kind=3\nwalk B1 B2 120", "8:30"),
        ("walk B1 P - kind=3\nwalk B1 B1 120", "8:40"),
        ("walk P P 900\nwalk P B2 60", "8:30"),
    ],
)
def test_a_told_pair_wins(tmp_path: Path, rule: str, arrives: str) -> None:
    """The nearest row: of the platform before that of its station; a forbidding one first."""
    assert arrival(tmp_path, rule) == arrives


def test_a_bus_that_is_waited_for_needs_no_spare_minute(tmp_path: Path) -> None:
    world = WORLD.replace("B2 8:14", "B2 8:12")
    assert network(tmp_path, world).plan("A", "C", at("8:00"))[0].arrival_s == at("8:40")
    timed = network(tmp_path, world + "walk B1 B2 - kind=1")
    assert timed.plan("A", "C", at("8:00"))[0].arrival_s == at("8:30")


def test_forbidden_changes_hold_backwards_too(tmp_path: Path) -> None:
    city = network(tmp_path, WORLD + "walk P P - kind=3")
    assert city.plan("A", "C", arrive_by_s=at("9:00")) == []
    assert network(tmp_path, WORLD).plan("A", "C", arrive_by_s=at("8:35"))[0].rides == 2


def test_a_platform_has_the_wheelchair_word_of_its_station(tmp_path: Path) -> None:
    text = WORLD.replace("station P", "station P wheelchair_boarding=2")
    city = network(tmp_path, text.replace("stop B2 5100 0", "stop B2 5100 0 wheelchair_boarding=1"))
    shut = {stop: int(city.shut[city.ground.numbers[stop]]) for stop in ("A", "B1", "B2")}
    assert shut == {"A": 0, "B1": 1, "B2": 0}


@pytest.mark.parametrize(
    ("rule", "arrives"),
    [
        # At B1 both R and T come, at B2 only S leaves: a rule for R alone is not for everybody.
        ("walk B1 B2 600 from_route_id=R to_route_id=S", "8:30"),
        ("walk B1 B2 600 from_route_id=R\nwalk B1 B2 600 from_route_id=T", "8:40"),
        ("walk B1 B2 600 from_route_id=R\nwalk B1 B2 900 from_route_id=T", "8:30"),
        ("walk B1 B2 600 to_route_id=S", "8:40"),
        ("walk P B2 - kind=3 to_route_id=S", "8:40"),
        ("walk B1 B2 60\nwalk B1 B2 600 to_route_id=S", "8:40"),
        ("walk B1 B2 600 from_trip_id=in to_trip_id=on", "8:30"),
        ("walk B1 B2 - kind=4 from_trip_id=in to_trip_id=on", "8:30"),
        ("walk B1 B2 - kind=5 from_trip_id=in to_trip_id=on", "8:30"),
    ],
)
def test_a_rule_for_routes_is_kept_where_it_is_for_all_of_them(
    tmp_path: Path, rule: str, arrives: str
) -> None:
    assert arrival(tmp_path, rule) == arrives


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("walk B1 B2 600 to_route_id=S", []),
        ("walk B1 B2 600 from_route_id=R to_route_id=S", ["rule_unused"]),
        ("walk B1 B2 600 from_trip_id=in to_trip_id=on", ["rule_unused"]),
        ("walk B1 B2 - kind=4 from_trip_id=in to_trip_id=on", ["stay_seated_unused"]),
        ("walk B1 B2 - kind=5 from_trip_id=in to_trip_id=on", []),
        ("path B1 B2 mode=2", ["steps_unused"]),
    ],
)
def test_what_a_search_cannot_keep_is_told(tmp_path: Path, rule: str, codes: list[str]) -> None:
    notices = read_feed(feed(tmp_path / "world.zip", WORLD + rule)).notices
    assert [(notice.code, notice.is_error) for notice in notices] == [
        (code, False) for code in codes
    ]


@pytest.mark.parametrize(
    ("ways", "arrives"),
    [
        # Down one stair and up another: 100 + 120 s, four minutes before the bus at 8:14.
        ("path B1 hall traversal_time=100\npath hall B2 traversal_time=120", "8:30"),
        ("path B1 hall traversal_time=100\npath hall B2 traversal_time=150", "8:40"),
        ("path B1 hall length=120\npath hall B2 length=240", "8:40"),
        ("path B1 hall length=120\npath hall B2 length=144", "8:30"),
        # One way only, the other way round: the platforms are not joined in this direction.
        ("path hall B1 is_bidirectional=0\npath hall B2 is_bidirectional=0", "8:40"),
        ("path B1 hall is_bidirectional=0\npath hall B2 is_bidirectional=0", "8:30"),
        ("path B1 hall length=500\npath B1 hall length=60\npath hall B2 length=60", "8:30"),
        # What is told of the pair wins over what is measured.
        ("path B1 hall traversal_time=900\npath hall B2\nwalk B1 B2 60", "8:30"),
        ("path B1 hall traversal_time=10\npath hall B2\nwalk P P - kind=3", ""),
        ("path B1 hall traversal_time=100\npath hall area\narea area B2", "8:30"),
        ("path B1 hall traversal_time=900\npath hall area\narea area B2", "8:40"),
        # A platform that no way names is joined as before.
        ("path B1 hall traversal_time=900", "8:30"),
    ],
)
def test_inside_a_station_one_walks_as_its_ways_lead(
    tmp_path: Path, ways: str, arrives: str
) -> None:
    assert arrival(tmp_path, "\nnode hall P\n" + ways) == arrives


def test_nobody_changes_in_no_time(tmp_path: Path) -> None:
    """The slack of the city holds within a stop, unless the feed says what it takes there."""
    text = "stop A 0 0\nstop B 5000 0\nstop C 10000 0\n"
    text += "trip in R daily A 8:00 B 8:10\n"
    text += "trip on S daily B 8:10 C 8:20\ntrip after S daily B 8:11 C 8:21\n"

    def plans(rule: str, change_s: int, **when: int) -> list[str]:
        city = network(tmp_path, text + rule, walks=WalkRules(change_s=change_s))
        return [clock_of(plan.arrival_s) for plan in city.plan("A", "C", **when)]

    for when in ({"departure_s": at("8:00")}, {"arrive_by_s": at("8:21")}):
        assert plans("", 0, **when) == (["8:20"] if "departure_s" in when else ["8:21"])
        assert plans("", 60, **when) == ["8:21"]
        assert plans("", 61, **when) == []
    eight = at("8:00")
    assert plans("walk B B 0", 60, departure_s=eight) == ["8:20"]
    assert plans("walk B B - kind=1", 60, departure_s=eight) == ["8:20"]
    assert plans("walk B B - kind=0", 60, departure_s=eight) == ["8:21"]
    assert plans("walk B B - kind=3", 60, departure_s=eight) == []
