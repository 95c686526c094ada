"""The reports that a newcomer finds: invented, of the last five days, in every state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from demo import geography
from demo.acting import act
from demo.tables import rows
from minga.ground.geo import metres_per_degree
from minga.people.models import Person
from minga.reports.actions import file_report
from minga.reports.actions.filing import Filing
from minga.reports.models import Category, Report, Source
from minga.territory.models import City

NOTHING = "-"
AFTER_MIN = {
    "acknowledge": 6,
    "assign": 9,
    "answer": 20,
    "start": 40,
    "resolve": 150,
    "dismiss": 25,
    "again": 300,
}
"""Minutes that each step takes after the one before, where the story has the time."""
SCATTER_M = 8.0
MOST_OF_THE_TIME = 0.9


@dataclass(frozen=True)
class Story:
    """One row of `stories.txt`."""

    hours_ago: float
    category: str
    place: str
    words: str
    verbs: tuple[str, ...]
    answer: str

    def steps(self, at: datetime) -> Iterator[tuple[datetime, str]]:
        """When each verb happens, all of them before `at`."""
        filed = at - timedelta(hours=self.hours_ago)
        whole_min = sum(AFTER_MIN[verb] for verb in self.verbs) or 1
        scale = min(1.0, MOST_OF_THE_TIME * 60 * self.hours_ago / whole_min)
        yield filed, "file"
        passed_min = 0.0
        for verb in self.verbs:
            passed_min += AFTER_MIN[verb] * scale
            yield filed + timedelta(minutes=passed_min), verb


def stories() -> list[Story]:
    """All rows, in the table's order."""
    stories_ = []
    for hours, category, place, text, verbs, answer in rows("stories", 6):
        steps = () if verbs == NOTHING else tuple(verbs.split())
        stories_.append(Story(float(hours), category, place, text, steps, answer.strip(NOTHING)))
    return stories_


def tell_stories(city: City, people: Mapping[str, Person], *, at: datetime) -> list[Report]:
    """File every story and take its steps, in the order of time, so that ids and times agree."""
    chance = Random(2013)
    categories = {category.code: category for category in city.categories.all()}
    places = {place.name: place for place in reversed(geography.places())}
    rows_ = stories()
    moments = sorted(
        (moment, number, verb)
        for number, story in enumerate(rows_)
        for moment, verb in story.steps(at)
    )
    reports: dict[int, Report] = {}
    for moment, number, verb in moments:
        story = rows_[number]
        if verb == "file":
            place = scattered(places[story.place], chance)
            kind = categories[story.category]
            key = f"demo:{city.slug}:story:{number}"
            reports[number] = file_simulated(city, kind, place, story.words, key=key, at=moment)
        else:
            act(verb, reports[number], story.answer, people=people, at=moment)
    return list(reports.values())


def scattered(place: geography.Place, chance: Random) -> tuple[float, float]:
    """A point some metres beside a place: people stand around things, not in them."""
    lat_m, lon_m = metres_per_degree(place.lat)
    lat = place.lat + chance.uniform(-SCATTER_M, SCATTER_M) / lat_m
    return lat, place.lon + chance.uniform(-SCATTER_M, SCATTER_M) / lon_m


def file_simulated(
    city: City,
    category: Category,
    place: tuple[float, float],
    text: str,
    *,
    key: str,
    at: datetime,
) -> Report:
    """A report that is marked as invented in its row and in the control room."""
    category.city = city
    lat, lon = (round(degree, 6) for degree in place)
    filing = Filing(category=category.code, lat=lat, lon=lon, accuracy_m=12.0, text=text)
    return file_report(
        city=city,
        category=category,
        filing=filing,
        key=key,
        source=Source.DEMO,
        at=at,
        simulated=True,
    ).report
