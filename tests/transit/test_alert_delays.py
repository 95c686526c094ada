"""What an alert does to the trips that pass there: plans of the day know it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, close_alert, open_alert
from minga.transit.models import Alert, Feed, TripUpdate
from minga.transit.service_days import moment_of
from minga.transit.timetables import alert_delays, days
from tests.kernels.transit import drawn
from tests.transit.worlds import HAILED, TIMED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = date(2026, 11, 18)
HOUR = 3600
BEFORE_PLAZA = drawn.spot(-800, -3300)
"""On line 62 between Los Aromos and Plaza Norte."""


def warned(
    city: City,
    *,
    first_s: int = 8 * HOUR,
    last_s: int = 9 * HOUR,
    spot: tuple[float, float] | None = BEFORE_PLAZA,
    lines: tuple[str, ...] = (TIMED,),
    **more: object,
) -> Alert:
    told = {"delay_s": 600} | more
    lat, lon = spot or (None, None)
    card = AlertCard(
        starts_at=moment_of(city, DAY, first_s), ends_at=moment_of(city, DAY, last_s),
        lines=lines, lat=lat, lon=lon, **told,  # type: ignore[arg-type]
    )  # fmt: skip
    return open_alert(city=city, card=card, at=moment_of(city, DAY, first_s), by=None)


def at_plaza(city: City, hour: float = 8.2) -> dict[str, tuple[str, int | None, bool]]:
    """What leaves Plaza Norte between 7:50 and 9:30, as it runs at that hour: time, late, gone."""
    network = days.network_of(city, DAY, at=moment_of(city, DAY, int(hour * HOUR)))
    return {
        one.trip_id.partition(":")[2]: (
            f"{one.departure_s // 3600}:{one.departure_s % 3600 // 60:02}",
            one.delay_s,
            one.is_cancelled,
        )
        for one in network.departures("lineas:C", 7 * HOUR + 3000, 60)
        if one.departure_s < 9.5 * HOUR and not one.headway_s
    }


def test_trips_that_pass_meanwhile_are_late_from_the_next_stop_on(feed: Feed, city: City) -> None:
    warned(city)
    board = at_plaza(city)
    # Trip 6 leaves its first stop at 8:00 and passes at about 8:07; it stops at the plaza at 8:10.
    assert board["62-out-6"] == ("8:20", 600, False)
    assert board["62-out-5"] == ("7:50", None, False)  # passed before
    assert board["62-out-9"] == ("9:10", None, False)  # passes after 9:00
    assert board["62-back-6"] == ("8:10", 0, False)  # passes there only after the plaza


def test_plans_carry_the_delay_and_lose_it_with_the_alert(feed: Feed, city: City) -> None:
    alert = warned(city)

    def arrival() -> int:
        network = days.network_of(city, DAY, at=moment_of(city, DAY, 8 * HOUR))
        found = network.plan("lineas:A", "lineas:E", 8 * HOUR)
        return min(one.arrival_s for one in found if one.rides)

    assert arrival() == 8 * HOUR + 1800
    close_alert(alert=alert, at=moment_of(city, DAY, 8 * HOUR), by=None)
    assert arrival() == 8 * HOUR + 1200


def test_cut_line_loses_the_trips_that_would_pass(feed: Feed, city: City) -> None:
    warned(city, is_cut=True, delay_s=0)
    board = at_plaza(city)
    gone = sorted(trip for trip, (_, _, cancelled) in board.items() if cancelled)
    assert gone == ["62-back-6", "62-back-7", "62-back-8", "62-out-6", "62-out-7", "62-out-8"]


def test_alert_with_no_place_holds_all_the_way(feed: Feed, city: City) -> None:
    warned(city, spot=None)
    board = at_plaza(city)
    assert board["62-out-6"][1] == 600
    assert board["62-out-5"][1] == 600  # left at 7:40, still under way at 8:00
    assert board["62-out-9"][1] is None


def test_worst_of_several_alerts_counts(feed: Feed, city: City) -> None:
    warned(city, delay_s=300)
    warned(city, delay_s=900)
    warned(city, delay_s=120)
    assert at_plaza(city)["62-out-6"] == ("8:25", 900, False)


def test_what_the_operator_tells_of_a_trip_stands(feed: Feed, city: City) -> None:
    at = moment_of(city, DAY, 8 * HOUR)
    TripUpdate.objects.create(
        feed=feed, trip_id="62-out-6", day=DAY, relation="scheduled", at=at,
        expires_at=at + timedelta(hours=1), calls=[],
    )  # fmt: skip
    warned(city)
    board = at_plaza(city)
    assert board["62-out-6"][1] != 600
    assert board["62-out-7"][1] == 600


def test_what_other_threads_push_out_of_memory_meanwhile_is_told(
    feed: Feed, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned(city)
    really_told = alert_delays._reported_trips

    def told(city: City, day: date, at: datetime) -> set[tuple[str, int]]:
        alert_delays._kept.clear()
        return really_told(city, day, at)

    monkeypatch.setattr(alert_delays, "_reported_trips", told)
    assert at_plaza(city)["62-out-6"] == ("8:20", 600, False)


def test_stop_out_of_service_holds_up_there(feed: Feed, city: City) -> None:
    lines = {"lines": (), "spot": None, "stops": ("lineas-b",)}
    warned(city, **lines)  # type: ignore[arg-type]
    assert at_plaza(city)["62-out-6"][1] == 600


def by_headway(city: City, leaves: float, at_hour: float = 8.0) -> str:
    """When one who leaves the south end comes to the north end by the hailed line, 20 minutes."""
    network = days.network_of(city, DAY, at=moment_of(city, DAY, int(at_hour * HOUR)))
    found = network.plan("lineas:S", "lineas:N", round(leaves * HOUR))
    return drawn.clock_of(min(one.arrival_s for one in found if one.rides))


def test_runs_of_a_line_with_headways_are_late_while_the_alert_holds(
    feed: Feed, city: City
) -> None:
    # A run passes there eleven minutes after its start: those of 7:50 to 8:40 do meanwhile.
    alert = warned(city, lines=(HAILED,), spot=drawn.spot(0, -3000))
    told = [by_headway(city, leaves / 60) for leaves in (460, 470, 480, 520, 530)]
    assert told == ["8:00", "8:20", "8:30", "9:10", "9:10"]
    close_alert(alert=alert, at=moment_of(city, DAY, 8 * HOUR), by=None)
    assert by_headway(city, 8) == "8:20"


def test_runs_of_a_cut_line_with_headways_are_waited_out(feed: Feed, city: City) -> None:
    warned(city, lines=(HAILED,), spot=drawn.spot(0, -3000), is_cut=True, delay_s=0)
    assert [by_headway(city, leaves) for leaves in (7.5, 7.75, 8)] == ["7:50", "9:10", "9:10"]


def test_worst_of_several_alerts_counts_for_each_run(feed: Feed, city: City) -> None:
    hailed = {"lines": (HAILED,), "spot": drawn.spot(0, -3000)}
    warned(city, **hailed, delay_s=900)  # type: ignore[arg-type]
    warned(city, **hailed, delay_s=300, last_s=10 * HOUR)  # type: ignore[arg-type]
    assert [by_headway(city, leaves) for leaves in (8, 9)] == ["8:35", "9:25"]


def test_other_days_other_cities_and_unknown_codes_change_nothing(feed: Feed, city: City) -> None:
    warned(city, lines=("lineas-404", "'; drop table"))
    planned = days.day_of_service(city, DAY).planned
    at = datetime(2026, 11, 18, 11, tzinfo=UTC)
    assert days.network_of(city, DAY, at=at) is planned
    warned(city)
    tomorrow = DAY + timedelta(days=1)
    assert days.network_of(city, tomorrow, at=at).departures("lineas:C", 8 * HOUR)[0].delay_s in (
        None,
    )
