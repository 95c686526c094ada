"""A played day: the same for the same seed, live through the actions, only in a demonstration."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from itertools import combinations

import pytest
from django.core.management import CommandError, call_command

from demo import rhythm
from demo.day import Day, NotADemonstration
from demo.geography import CITY
from demo.rhythm import KINDS, a_day
from minga.ground.clock import now
from minga.ground.geo import Bounds, distance_m
from minga.ground.models import Event
from minga.people.models import Person
from minga.reports import actions
from minga.reports.models import Report
from minga.territory import atlas
from minga.territory.models import City
from tests.kept import lay_town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _fresh_atlas() -> None:
    """Transactions of tests roll back, and primary keys with them."""
    atlas._atlases.clear()


@pytest.fixture
def town(db: None) -> City:
    """The whole demonstration city."""
    return lay_town(at=now())


def ticking() -> Iterator[datetime]:
    """A clock that moves a second with each look."""
    moment = now()
    while True:
        moment += timedelta(seconds=1)
        yield moment


def played(town: City, many: int, *, seed: int = 7) -> tuple[Day, list[str], list[float]]:
    """Play without waiting; the lines told and the minutes waited."""
    clock, told, waits = ticking(), list[str](), list[float]()
    day = Day(city=town, clock=lambda: next(clock), wait=waits.append, say=told.append)
    day.play(many, seed=seed)
    return day, told, waits


def test_a_seed_is_a_day() -> None:
    assert a_day(60, seed=3) == a_day(60, seed=3)
    assert a_day(60, seed=3) != a_day(60, seed=4)
    assert len(a_day(61, seed=3)) == 61


def test_the_day_peaks_when_people_travel_and_lights_fail_at_dusk() -> None:
    day = a_day(3000, seed=1)
    hours = Counter(
        int(one.minute // 60) for one in day if one.category in {"bus_stop", "accident"}
    )
    assert {hours.most_common()[0][0], hours.most_common()[1][0]} == {8, 18}
    lights = Counter(int(one.minute // 60) for one in day if one.category == "street_light")
    assert lights.most_common()[0][0] == 20
    assert set(lights) <= set(rhythm.DUSK)
    assert {one.category for one in day} == {kind[0] for kind in KINDS}
    assert all(Bounds(*CITY.bounds).holds(one.lat, one.lon) for one in day)


def test_several_people_see_one_crash() -> None:
    crashes = [one for one in a_day(400, seed=2) if one.category == "accident"]
    close = [
        (one, other)
        for one, other in combinations(crashes, 2)
        if distance_m(one.lat, one.lon, other.lat, other.lon) < 60
        and abs(one.minute - other.minute) < 10
    ]
    assert len(close) > 10
    assert any(step.verb == "dismiss" for pair in close for one in pair for step in one.steps)


def test_a_played_day_is_simulated_and_attended(town: City) -> None:
    before = Report.objects.count()
    day, told, waits = played(town, 25)
    new = Report.objects.order_by("pk")[before:]
    assert day.score.filed == len(new) == 25
    assert all(report.simulated and report.source == "demo" for report in new)
    assert day.score.acts > 40
    assert day.score.left_to_people == 0
    assert len(told) == 25 + day.score.acts == len(waits)
    assert all(minutes >= 0 for minutes in waits)
    assert Event.objects.filter(name="report.filed").count() == before + 25
    played(town, 25)
    assert Report.objects.count() == before + 50


def test_what_somebody_at_the_screen_did_is_left_alone(town: City) -> None:
    tito = Person.objects.get(email__startswith="tito@")
    clock = ticking()

    def meddle(minutes: float) -> None:
        for report in Report.objects.filter(state="received"):
            actions.dismiss(report=report, reason="Visto por radio.", at=next(clock), by=tito)

    day = Day(city=town, clock=lambda: next(clock), wait=meddle, say=lambda line: None)
    day.play(6, seed=5)
    assert day.score.left_to_people > 0
    assert day.score.filed == 6


def test_a_real_city_is_never_filled_with_inventions(city: City) -> None:
    day = Day(city=city, clock=now, wait=lambda minutes: None, say=lambda line: None)
    with pytest.raises(NotADemonstration):
        day.play(3, seed=1)
    with pytest.raises(CommandError, match="no demonstration city"):
        call_command("demo", "play", stdout=StringIO())
    assert not Report.objects.exists()


def test_ctrl_c_ends_the_day_cleanly(town: City, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr("minga.web.management.commands.demo.time.sleep", sleep)
    out = StringIO()
    call_command("demo", "play", "--speed", "600", stdout=out)
    filed = sum("filed" in line for line in out.getvalue().splitlines()[:-1])
    assert out.getvalue().splitlines()[-1].startswith(f"{filed} invented reports filed")


@pytest.mark.parametrize(
    "words", [("--speed", "0"), ("--speed", "nan"), ("--speed", "x"), ("--reports", "0")]
)
def test_bad_words_for_play_are_refused(db: None, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="Error: argument"):
        call_command("demo", "play", *words, stdout=StringIO())
