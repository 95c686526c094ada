"""Plans from door to door, asked in moments and places of a small city."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from minga.kernels.planner import Journey, Network
from minga.territory.models import City
from minga.transit.models import Feed, TripUpdate
from minga.transit.planning import motis_json
from minga.transit.planning.itinerary import Itinerary, NoRouteReason, Plan, Spot, Why
from minga.transit.planning.queries import search
from minga.transit.planning.queries.search import Busy, plan_trip
from minga.transit.planning.question import Ask, Prefer
from minga.transit.planning.sentences import sentences
from minga.transit.service_days import moment_of
from tests.kernels.transit import drawn
from tests.transit.worlds import HAILED, TIMED

pytestmark = pytest.mark.slow  # a day is compiled
DAY = datetime(2026, 11, 24, tzinfo=UTC).date()


def at(city: City, clock: str) -> datetime:
    """A moment of the day asked about, by the city's clock."""
    hours, minutes = map(int, clock.split(":"))
    return moment_of(city, DAY, hours * 3600 + minutes * 60)


def spot(x: float, y: float, **more: Any) -> Spot:
    lat, lon = drawn.spot(x, y)
    return Spot(lat=lat, lon=lon, **more)


WEST = spot(-3000, -3200, name="Casa")
EAST = spot(3000, -3200, name="Universidad")
BY_THE_WAY = spot(-150, -5000)
NORTH = spot(100, -1000)


@pytest.fixture
def ask(city: City, feed: Feed) -> Callable[..., Plan]:
    def asked(origin: Spot, destination: Spot, clock: str = "8:00", **more: Any) -> Plan:
        when = more.pop("when", None) or at(city, clock)
        given = {"at": when} | more
        return plan_trip(Ask(city=city, origin=origin, destination=destination, when=when, **given))

    return asked


def lines(plan: Plan) -> list[tuple[str, ...]]:
    return [itinerary.lines for itinerary in plan.itineraries]


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def test_a_timed_line_leaves_when_the_timetable_says(ask: Callable[..., Plan]) -> None:
    (best,) = ask(WEST, EAST).itineraries
    walk, ride, last = best.steps
    assert (walk.is_ride, ride.is_ride, last.is_ride) == (False, True, False)
    assert ride.line is not None
    assert (ride.line.name, ride.headsign, ride.headway_s) == ("62", "Universidad", 0)
    assert (clock(ride.starts_at), clock(ride.ends_at)) == ("08:20", "08:40")
    assert [passed.spot.name for passed in ride.passed] == ["Los Aromos", "Plaza Norte"]
    assert walk.metres == pytest.approx(100, abs=2)
    assert ride.metres == pytest.approx(6000, rel=0.01)
    assert not best.about
    assert walk.start == WEST
    assert last.end == EAST
    assert str(best.leaves_at.tzinfo) == "America/Santiago"


def test_the_same_line_a_little_later_is_told_with_it(ask: Callable[..., Plan]) -> None:
    (best,) = ask(WEST, EAST, "8:00").itineraries
    assert [clock(moment) for moment in best.later] == ["08:38", "08:58"]
    apart = ask(WEST, EAST, "8:00", as_groups=False).itineraries
    assert [clock(itinerary.rides[0].starts_at) for itinerary in apart] == [
        "08:20",
        "08:40",
        "09:00",
    ]


def test_a_line_with_a_headway_before_a_timed_one_is_not_told_again_for_each_of_its_minutes(
    ask: Callable[..., Plan],
) -> None:
    plan = ask(NORTH, EAST, "8:02", as_groups=False).itineraries
    changing = [one for one in plan if one.lines == (HAILED, TIMED)]
    assert [clock(itinerary.rides[1].starts_at) for itinerary in changing] == [
        "08:30",
        "08:50",
        "09:10",
        "09:30",
    ]


def test_a_delay_is_told_with_when_the_operator_told_of_it(
    ask: Callable[..., Plan], city: City, feed: Feed
) -> None:
    TripUpdate.objects.create(
        feed=feed, trip_id="62-out-7", day=DAY, relation="scheduled", at=at(city, "7:58"),
        expires_at=at(city, "9:00"), calls=[{"position": 0, "delay_s": 300}],
    )  # fmt: skip
    late, usual = (
        itinerary.rides[0] for itinerary in ask(WEST, EAST, as_groups=False, most=2).itineraries
    )
    assert (clock(late.starts_at), late.delay_s, late.told_at) == ("08:25", 300, at(city, "7:58"))
    assert (clock(usual.starts_at), usual.told_at) == ("08:40", None)
    with translation.override("en"):
        assert sentences(late)[1:3] == [
            "It leaves at 08:25, 5 minutes late.",
            "The operator said so at 07:58.",
        ]
    assert motis_json.leg(late)["toldAt"] == motis_json.moment(at(city, "7:58"))


def test_as_many_as_wanted_are_enough(
    ask: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(self: Network, *given: Any, **how: Any) -> list[Journey]:
        asked.append(given)
        return plan(self, *given, **how)

    plan = Network.plan
    monkeypatch.setattr(Network, "plan", counted)
    first = ask(WEST, EAST, as_groups=False, most=1, window=timedelta(hours=2))
    assert (len(first.itineraries), len(asked)) == (1, 1)
    many = ask(WEST, EAST, as_groups=False, most=9, window=timedelta(hours=2))
    assert (len(many.itineraries), len(asked)) == (5, 6)
    assert many.itineraries[0] == first.itineraries[0]


def test_a_hailed_line_is_met_on_the_way_and_its_wait_is_expected(ask: Callable[..., Plan]) -> None:
    (best,) = ask(BY_THE_WAY, NORTH).itineraries
    ride = best.rides[0]
    assert best.lines == (HAILED,)
    assert (ride.hailed, ride.leaves_along) == (True, True)
    assert (ride.headway_s, ride.wait_s, ride.worst_wait_s) == (600, 300, 600)
    assert best.about
    assert best.later == ()
    assert ride.start.stop == ""
    assert ride.metres == pytest.approx(4000, rel=0.02)


def test_who_takes_a_line_with_a_headway_leaves_when_asked_and_waits(
    ask: Callable[..., Plan], city: City
) -> None:
    (ahead,) = ask(BY_THE_WAY, NORTH, "8:00").itineraries
    assert ahead.leaves_at == at(city, "8:00")
    assert ahead.rides[0].starts_at - ahead.steps[0].ends_at == timedelta(minutes=5)
    (back, *_) = ask(BY_THE_WAY, NORTH, "9:00", arrive_by=True).itineraries
    assert back.arrives_at == at(city, "9:00")
    assert back.arrives_at - back.leaves_at == ahead.arrives_at - ahead.leaves_at


def test_a_point_on_the_way_is_named_by_its_road_or_a_place(ask: Callable[..., Plan]) -> None:
    highway, plaza = spot(10, -5560), spot(10, -3340)
    (best,) = ask(highway, plaza).itineraries
    assert best.rides[0].start.road == "Ruta 1"
    assert best.rides[0].end.near == "Plaza Norte"


def test_changing_lines_is_a_way_too(ask: Callable[..., Plan]) -> None:
    plan = ask(WEST, spot(60, -1000))
    assert (TIMED, HAILED) in lines(plan)
    best = plan.itineraries[lines(plan).index((TIMED, HAILED))]
    assert best.changes == 1
    assert best.about


def test_to_arrive_by_is_to_leave_late(ask: Callable[..., Plan], city: City) -> None:
    plan = ask(WEST, EAST, "9:30", arrive_by=True)
    best = plan.itineraries[0]
    assert clock(best.arrives_at) <= "09:30"
    assert clock(best.rides[0].starts_at) == "09:00"
    assert [itinerary.arrives_at <= at(city, "9:30") for itinerary in plan.itineraries] == [True]


def test_after_midnight_the_day_before_still_runs(ask: Callable[..., Plan], city: City) -> None:
    late = ask(WEST, EAST, when=moment_of(city, DAY, 23 * 3600))
    assert clock(late.itineraries[0].rides[0].starts_at) == "06:00"
    assert late.itineraries[0].leaves_at.date() == DAY + timedelta(days=1)


def test_walking_all_the_way_is_a_way_of_its_own(ask: Callable[..., Plan]) -> None:
    plan = ask(spot(0, -3300), spot(0, -2900))
    assert plan.itineraries[0].rides == ()
    assert plan.itineraries[0].walked_m == pytest.approx(400, abs=3)


def test_who_would_rather_not_walk_is_shown_what_stops_nearer(ask: Callable[..., Plan]) -> None:
    far, near = spot(700, -4000), spot(60, -1000)
    usual = ask(far, near, prefer=Prefer.SOON).itineraries
    less = ask(far, near, prefer=Prefer.WALK_LESS).itineraries
    assert less[0].walked_m <= usual[0].walked_m


@pytest.mark.parametrize(
    ("origin", "destination", "trouble"),
    [
        (spot(0, 60_000), EAST, NoRouteReason.ORIGIN_OUTSIDE),
        (WEST, spot(0, 60_000), NoRouteReason.DESTINATION_OUTSIDE),
        (WEST, WEST, NoRouteReason.SAME_PLACE),
        (spot(-9000, 4000), EAST, NoRouteReason.ORIGIN_FAR),
        (WEST, spot(-9000, 4000), NoRouteReason.DESTINATION_FAR),
    ],
)
def test_places_without_transport_are_told_so(
    ask: Callable[..., Plan], origin: Spot, destination: Spot, trouble: NoRouteReason
) -> None:
    plan = ask(origin, destination)
    assert (plan.trouble, plan.itineraries) == (trouble, ())


def test_the_nearest_stop_of_a_far_place_is_named(ask: Callable[..., Plan]) -> None:
    plan = ask(spot(-9000, 4000), EAST)
    assert plan.known["stop"] == "Terminal Poniente"
    assert plan.known["metres"] == pytest.approx(9446, rel=0.02)


def test_no_wheelchair_is_promised_where_nobody_says_so(ask: Callable[..., Plan]) -> None:
    assert ask(WEST, EAST, step_free=True).trouble == NoRouteReason.NOT_STEP_FREE


def test_days_too_far_away_are_refused(ask: Callable[..., Plan], city: City) -> None:
    now = at(city, "8:00")
    far = ask(WEST, EAST, when=now + timedelta(days=40), at=now)
    past = ask(WEST, EAST, when=now - timedelta(days=3), at=now)
    assert (far.trouble, past.trouble) == (NoRouteReason.TOO_LATE, NoRouteReason.TOO_SOON)


def test_a_city_without_feeds_says_so(city: City) -> None:
    when = at(city, "8:00")
    plan = plan_trip(Ask(city=city, origin=WEST, destination=EAST, when=when, at=when))
    assert plan.trouble == NoRouteReason.NO_FEED


def test_a_day_outside_the_calendar_tells_its_ends(feed: Feed, city: City) -> None:
    feed.versions.update(starts_on="1999-01-01")
    when = datetime(2019, 6, 1, 12, tzinfo=UTC)
    plan = plan_trip(Ask(city=city, origin=WEST, destination=EAST, when=when, at=when))
    assert plan.trouble == NoRouteReason.OUTSIDE_CALENDAR
    assert plan.known["first_day"].isoformat() == "2020-01-01"


def test_a_day_that_is_being_compiled_is_not_waited_for(
    ask: Callable[..., Plan], city: City
) -> None:
    with search.compile_lock(city), pytest.raises(Busy):
        ask(WEST, EAST, when=at(city, "8:00") + timedelta(days=9), at=at(city, "8:00"))


def test_reasons_are_said_only_where_ways_differ(ask: Callable[..., Plan]) -> None:
    alone = ask(WEST, EAST).itineraries
    assert [itinerary.why for itinerary in alone] == [()]
    slow = replace(alone[0], arrives_at=alone[0].arrives_at + timedelta(minutes=9))
    from minga.transit.planning.queries.ranking import reasons

    told = reasons([alone[0], slow], backwards=False)
    assert told[0][0] == Why.FIRST
    assert told[1] == ()


def test_itineraries_are_frozen(ask: Callable[..., Plan]) -> None:
    best: Itinerary = ask(WEST, EAST).itineraries[0]
    with pytest.raises(AttributeError):
        best.leaves_at = best.arrives_at  # type: ignore[misc]
