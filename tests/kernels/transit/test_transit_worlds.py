"""One small world for each thing that timetables do, and for each trap they set."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from minga.kernels.planner import PlaceUnknown
from tests.kernels.transit.drawn import DAY, at, feed, network, spot, told

pytestmark = pytest.mark.slow

LINE = """
stop A 0 0
stop B 5000 0
stop C 10000 0
"""


def test_direct_ride_waits_for_the_next_departure(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip t1 R daily A 8:00 B 8:10 C 8:20\n"
                   "trip t2 R daily A 8:30 B 8:40 C 8:50")  # fmt: skip
    assert told(city.plan("A", "C", at("8:00"))) == [(1, "8:20")]
    assert told(city.plan("A", "C", at("8:01"))) == [(1, "8:50")]
    assert city.plan("A", "C", at("8:31")) == []
    assert city.plan("C", "A", at("8:00")) == []
    (journey,) = city.plan("A", "B", at("7:00"))
    assert (journey.departure_s, journey.legs[0].trip_id) == (at("8:00"), "t1")


def test_blank_times_lie_between_their_neighbours(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip t1 R daily A 8:00 B - C 8:20")
    assert told(city.plan("A", "B", at("8:00"))) == [(1, "8:10")]


def test_more_rides_are_told_only_where_they_arrive_sooner(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        LINE
        + """
        trip slow S daily A 8:00 C 9:00
        trip a F daily A 8:05 B 8:15
        trip b G daily B 8:20 C 8:30""",
    )
    assert told(city.plan("A", "C", at("8:00"))) == [(1, "9:00"), (2, "8:30")]
    assert told(city.plan("A", "C", at("8:00"), max_rides=1)) == [(1, "9:00")]
    assert city.plan("A", "C", at("8:00"), max_rides=0) == []


def test_a_round_may_be_worse_and_a_later_one_better(tmp_path: Path) -> None:
    # Two rides reach D later than one does; three are the quickest.
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 3000 0
        stop C 6000 0
        stop D 9000 0
        trip one R daily A 8:00 D 8:40
        trip a S daily A 8:00 B 8:05
        trip b T daily B 8:06 D 8:50
        trip c U daily B 8:06 C 8:10
        trip d V daily C 8:11 D 8:20""",
    )
    assert told(city.plan("A", "D", at("8:00"))) == [(1, "8:40"), (3, "8:20")]


def test_forbidden_pickup_and_drop_off_are_kept(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip t1 R daily A 8:00 B!p 8:10 C 8:20\n"
                   "trip t2 R daily A 9:00 B!d 9:10 C 9:20")  # fmt: skip
    assert told(city.plan("A", "B", at("8:00"))) == [(1, "8:10")]
    assert told(city.plan("B", "C", at("8:00"))) == [(1, "9:20")]
    assert city.plan("A", "B", at("8:30")) == []


def test_an_overtaking_trip_is_taken(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip slow R daily A 8:00 B 8:30 C 9:30\n"
                   "trip fast R daily A 8:10 B 8:35 C 8:50\n"
                   "trip last R daily A 8:20 B 8:50 C 9:50")  # fmt: skip
    (journey,) = city.plan("A", "C", at("8:00"))
    assert (journey.legs[0].trip_id, journey.departure_s) == ("fast", at("8:10"))
    assert told(city.plan("A", "B", at("8:00"))) == [(1, "8:30")]
    assert told(city.plan("A", "C", at("8:11"))) == [(1, "9:50")]


def test_yesterdays_service_runs_on_past_midnight(tmp_path: Path) -> None:
    text = LINE + "service tue 0100000\ntrip night N tue A 24:10 B 24:30 C 25:00"
    city = network(tmp_path, text)  # a Wednesday
    assert told(city.plan("A", "C", 0)) == [(1, "1:00")]
    before = network(tmp_path, text, DAY - datetime.timedelta(days=1))
    assert told(before.plan("A", "C", at("23:50"))) == [(1, "25:00")]


def test_headways_run_on_past_midnight_too(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip t R daily A 0:00 C 0:20\nevery t 22:00 26:00 600 0")
    assert told(city.plan("A", "C", at("0:01"))) == [(1, "0:30")]
    assert told(city.plan("A", "C", at("1:50"))) == [(1, "2:10")]
    assert told(city.plan("A", "C", at("1:51"))) == [(1, "22:20")]


def test_tomorrows_first_bus_comes_only_when_asked_for(tmp_path: Path) -> None:
    text = LINE + "trip t R daily A 6:00 C 6:20"
    assert network(tmp_path, text).plan("A", "C", at("23:00")) == []
    assert told(network(tmp_path, text, tomorrow=True).plan("A", "C", at("23:00"))) == [
        (1, "30:20")
    ]


def test_calendars_and_their_exceptions_choose_the_services(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        LINE
        + """
        service weekend 0000011
        service extra 0000000
        service works 1111100
        except extra 20261014 1
        except works 20261014 2
        trip w R weekend A 8:00 C 8:10
        trip x R extra A 8:00 C 8:30
        trip y R works A 8:00 C 8:20""",
    )
    assert told(city.plan("A", "C", at("8:00"))) == [(1, "8:30")]


def test_headways_are_boarded_by_the_step_the_expectation_or_the_worst(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        LINE
        + """
        trip e R daily A 0:00 B 0:10
        every e 6:00 9:00 600 1
        trip h S daily B 0:00 C 0:20
        every h 6:00 9:00 1200 0""",
    )
    assert told(city.plan("A", "B", at("8:01"))) == [(1, "8:20")]
    assert told(city.plan("A", "B", at("8:01"), wait="worst")) == [(1, "8:20")]
    assert told(city.plan("B", "C", at("8:01"))) == [(1, "8:40")]
    assert told(city.plan("B", "C", at("8:01"), wait="expected")) == [(1, "8:31")]
    assert told(city.plan("B", "C", at("8:01"), wait="worst")) == [(1, "8:41")]
    (leg,) = city.plan("B", "C", at("8:01"))[0].legs
    assert (leg.headway_s, leg.expected_wait_s, leg.worst_wait_s) == (1200, 600, 1200)
    (leg,) = city.plan("A", "B", at("8:01"))[0].legs
    assert (leg.headway_s, leg.worst_wait_s) == (0, 0)


def test_the_last_run_of_a_headway_line_is_offered_and_its_end_is_not(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip e R daily A 0:00 C 0:10\nevery e 6:00 7:00 1500 0")
    assert told(city.plan("A", "C", at("6:50"))) == [(1, "7:00")]
    assert city.plan("A", "C", at("6:51")) == []


WALKS = """
stop A 0 0
stop B 5000 0
stop C 5200 0
stop D 5400 0
stop E 9000 0
trip t1 R daily A 8:00 B 8:10
trip t2 S daily D 8:30 E 8:40
"""


def test_walks_never_chain(tmp_path: Path) -> None:
    # B-C and C-D are 200 m each, B-D is 400 m: nobody walks B-C-D.
    city = network(tmp_path, WALKS + "trip t3 T daily C 9:00 A 9:30")
    assert city.plan("A", "E", at("8:00")) == []
    assert told(city.plan("A", "C", at("8:00"))) == [(1, "8:14")]


def test_walks_that_do_not_close_keep_the_vehicle_that_comes_later(tmp_path: Path) -> None:
    # C is reached on foot at 8:14 and by vehicle at 8:16; only from the vehicle can one walk to D.
    city = network(tmp_path, WALKS + "trip t3 T daily A 8:00 C 8:16")
    assert told(city.plan("A", "E", at("8:00"))) == [(2, "8:40")]


def test_walks_come_from_the_feed_where_it_tells_them(tmp_path: Path) -> None:
    city = network(tmp_path, WALKS + "walk B D 300\nwalk B B 120\ntrip t4 T daily B 8:11 E 8:20\n"
                   "trip t5 T daily B 8:12 E 8:21")  # fmt: skip
    assert told(city.plan("A", "E", at("8:00"))) == [(2, "8:21")]
    assert city.plan("D", "B", at("8:00")) == []
    assert told(city.plan("B", "D", at("8:00"))) == [(0, "8:05")]


def test_an_access_walk_is_never_joined_to_an_egress_walk(tmp_path: Path) -> None:
    city = network(tmp_path, WALKS + "trip t3 T daily C 8:10 A 8:30")
    assert city.plan("B", "D", at("8:00")) == []  # 200 m to C and 200 m on is no journey
    (alone,) = city.plan(spot(5000, 0), spot(5400, 0), at("8:00"))
    assert (alone.rides, alone.arrival_s) == (0, at("8:00") + 334)


def test_ends_may_be_coordinates_and_a_walk_alone_has_no_rides(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "trip t1 R daily A 8:00 B 8:10 C 8:20")
    (journey,) = city.plan(spot(-119, 0), spot(10000, 239), at("7:50"))
    kinds = [(leg.kind, leg.arrival_s - leg.departure_s) for leg in journey.legs]
    assert kinds == [("walk", 100), ("ride", 1200), ("walk", 200)]
    assert (journey.departure_s, journey.rides) == (at("8:00") - 100, 1)
    assert city.plan(spot(50_000, 0), "C", at("7:50")) == []  # the sea
    same = city.plan("A", "A", at("7:50"))
    assert [(journey.rides, journey.duration_s, journey.legs) for journey in same] == [(0, 0, ())]
    with pytest.raises(PlaceUnknown):
        city.plan("A", "nowhere", 0)
    with pytest.raises(ValueError, match="no coordinates"):
        city.plan((float("nan"), 0.0), "A", 0)


def test_arriving_by_a_time_leaves_as_late_as_can_be(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        WALKS
        + """
        trip t3 T daily B 8:15 E 8:25
        trip t0 R daily A 7:00 B 7:10
        trip h U daily B 0:00 E 0:09
        every h 7:00 7:41 1200 0""",
    )
    found = city.plan("A", "E", arrive_by_s=at("8:30"))
    assert [(j.rides, j.departure_s, j.arrival_s) for j in found] == [(2, at("8:00"), at("8:25"))]
    found = city.plan("A", "E", arrive_by_s=at("8:24"))
    assert [(j.rides, j.departure_s) for j in found] == [(2, at("7:00"))]
    (late,) = city.plan("B", "E", arrive_by_s=at("8:20"))
    assert (late.departure_s, late.arrival_s) == (at("7:40"), at("7:49"))
    assert city.plan("A", "E", arrive_by_s=at("7:00")) == []


def test_wheelchairs_take_trips_that_say_so_and_no_stop_that_denies_it(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 5000 0 wheelchair_boarding=2
        stop C 9000 0
        trip t1 R daily A 8:00 B 8:10 C 8:20
        trip t2 R daily A 8:30 B 8:40 C 8:50 wheelchair=1
        trip t3 S daily A 0:00 C 0:10
        every t3 8:00 9:00 300 0""",
    )
    assert told(city.plan("A", "C", at("8:00"))) == [(1, "8:10")]
    assert told(city.plan("A", "C", at("8:00"), wheelchair=True)) == [(1, "8:50")]
    assert city.plan("A", "B", at("8:00"), wheelchair=True) == []


def test_profile_tells_each_departure_once(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        LINE
        + """
        trip a R daily A 8:00 C 8:40
        trip b S daily A 8:10 C 8:35
        trip c R daily A 8:30 C 9:10
        trip d T daily A 8:40 B 8:45
        trip e U daily B 8:50 C 9:00
        trip f R daily A 9:30 C 9:50""",
    )
    found = city.profile("A", "C", at("8:00"), 3600)
    assert [(j.departure_s, j.arrival_s, j.rides) for j in found] == [
        (at("8:10"), at("8:35"), 1),
        (at("8:30"), at("9:10"), 1),
        (at("8:40"), at("9:00"), 2),
        (at("9:30"), at("9:50"), 1),  # for one ride, whoever is ready at 8:40 waits till then
    ]


def test_reach_tells_every_stop_within_the_time(tmp_path: Path) -> None:
    city = network(tmp_path, WALKS)
    assert city.reach("A", at("7:55"), 3600).stops() == {"A": at("7:55"), "B": at("8:10")}
    discs = city.reach("A", at("7:55"), 3600).isochrone(20)
    assert sorted(round(disc.radius_m) for disc in discs) == [360, 1440, 1440]


def test_ids_that_collide_take_the_name_of_their_feed(tmp_path: Path) -> None:
    from minga.kernels.planner import Network

    bus = feed(tmp_path / "bus.zip", LINE + "trip t R daily A 8:00 B 8:10")
    rail = feed(tmp_path / "rail.zip", "stop B 5100 0\nstop Z 9000 0\ntrip t R daily B 8:30 Z 8:40")
    Network.compile([bus, rail], DAY, tmp_path / "both")
    both = Network.open(tmp_path / "both")
    assert told(both.plan("A", "Z", at("8:00"))) == [(2, "8:40")]
    assert told(both.plan("bus:B", "rail:B", at("8:00"))) == [(0, "8:03")]
    with pytest.raises(PlaceUnknown):
        both.plan("B", "Z", at("8:00"))


def test_a_stop_where_nothing_stops_today_is_a_place(tmp_path: Path) -> None:
    city = network(tmp_path, LINE + "stop X 0 119\ntrip t1 R daily A 8:00 B 8:10 C 8:20")
    (journey,) = city.plan("X", "C", at("7:00"))
    assert (journey.departure_s, journey.legs[0].start.stop_id) == (at("8:00") - 100, "X")


def test_a_wait_that_is_guessed_stands_before_its_ride(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        LINE
        + """
        trip e R daily A 0:00 B 0:10
        every e 6:00 7:00 1200 0
        trip f R daily A 0:00 B 0:10
        every f 7:00 9:00 600 0
        trip h S daily B 0:00 C 0:20
        every h 6:00 9:00 1200 0""",
    )

    def timed(**asked: Any) -> tuple[int, int, list[tuple[int, int, int]]]:
        [one] = city.plan("A", "C", wait="expected", **asked)
        rides = [leg for leg in one.legs if leg.kind == "ride"]
        return (
            one.departure_s, one.arrival_s,
            [(leg.departure_s, leg.arrival_s, leg.headway_s) for leg in rides],
        )  # fmt: skip

    ahead = [(at("6:20"), at("6:30"), 1200), (at("6:40"), at("7:00"), 1200)]
    assert timed(departure_s=at("6:10")) == (at("6:10"), at("7:00"), ahead)
    quicker = [(at("8:06"), at("8:16"), 600), (at("8:26"), at("8:46"), 1200)]
    assert timed(departure_s=at("8:01")) == (at("8:01"), at("8:46"), quicker)
    assert timed(arrive_by_s=at("8:46")) == (at("8:01"), at("8:46"), quicker)
    # Just after the change of headways it is the new one that one waits half of.
    assert timed(departure_s=at("7:00"))[2][0] == (at("7:05"), at("7:15"), 600)
