"""Builds the demonstration city with the same actions that officials and neighbours use."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from shapely.geometry import mapping

from demo import geography
from demo.bodies import (
    ANSWERS,
    CENTRE,
    CREWS,
    EACH_COMUNA,
    EMERGENCY,
    MUNICIPALITIES,
    MUNICIPALITY,
    ORGANISATIONS,
    ROAD_OWNERS,
    Row,
)
from demo.cast import PASSWORD, PEOPLE
from demo.course import run_course
from demo.lines import draw_lines
from demo.opinions import open_demo_conversation
from demo.stories import tell_stories
from minga.ground.geo import Bounds
from minga.ground.work import unit_of_work
from minga.people.actions import enter, found_organisation, make_entry_link, name_person
from minga.people.models import Helix, Organisation, Person
from minga.reports.actions import adopt_categories
from minga.territory import actions
from minga.territory.boundaries import Outline
from minga.territory.models import Area, Body, City

MAX_TRUST = 40
DRAWN_BY_US = "Límite dibujado para la demostración; no es el oficial."


def build(*, at: datetime) -> City:
    """Gran Concepción with its bodies, map, people and the reports of the last days.

    All of it or nothing. Raises CityExists when it is there already.
    """
    with unit_of_work():
        city = actions.found_city(card=_card(), at=at)
        adopt_categories(city=city, at=at)
        organisations = {row.code: _organisation(row) for row in _all_rows()}
        bodies = _appoint(city, organisations, at)
        areas = _draw(city, bodies, at)
        rules = list(_rules(bodies, areas))
        actions.rule_jurisdictions(city=city, rules=rules, at=at)
        people = {member.key: _person(member, organisations, at) for member in PEOPLE}
        tell_stories(city, people, at=at)
        run_course(city, at=at)
        draw_lines(city, by=people["olga"], at=at)
        open_demo_conversation(city=city, by=people["fabian"], at=at)
    return city


def _card() -> actions.CityCard:
    facts = geography.CITY
    return actions.CityCard(
        slug=facts.slug,
        name=facts.name,
        timezone=facts.timezone,
        bounds=Bounds(*facts.bounds),
        lat=facts.lat,
        lon=facts.lon,
        zoom=facts.zoom,
        emergency=EMERGENCY,
        is_demo=True,
    )


def _all_rows() -> Iterator[Row]:
    yield from ORGANISATIONS
    for code, name in MUNICIPALITIES.values():
        short = name.replace("Municipalidad de", "Mun.")
        yield Row(code, name, Helix.GOVERNMENT, answers=True, short=short)


def _organisation(row: Row) -> Organisation:
    return found_organisation(
        code=row.code,
        name=row.name,
        short_name=row.short,
        helix=row.helix,
        simulated=row.invented,
    )


def _appoint(
    city: City, organisations: Mapping[str, Organisation], at: datetime
) -> dict[str, Body]:
    bodies = {}
    for row in _all_rows():
        if row.answers:
            bodies[row.code] = actions.appoint_body(
                city=city,
                organisation=organisations[row.code],
                is_centre=row.code == CENTRE,
                is_default=row.code == CENTRE,
                at=at,
            )
    municipal = {code for code, _ in MUNICIPALITIES.values()}
    for code, body in bodies.items():
        for crew, name in CREWS.get(MUNICIPALITY if code in municipal else code, ()):
            actions.name_crew(body=body, code=crew, name=name)
    return bodies


def _draw(city: City, bodies: Mapping[str, Body], at: datetime) -> dict[str, Area]:
    outlines = [
        Outline(comuna.code, comuna.name, mapping(comuna.geometry), DRAWN_BY_US)
        for comuna in geography.comunas()
    ]
    areas = {area.code: area for area in actions.draw_areas(city=city, outlines=outlines, at=at)}
    roads = [
        {
            "code": road.code,
            "name": road.name,
            "kind": road.kind,
            "owner": bodies.get(ROAD_OWNERS.get(road.owner, "")),
            "line": mapping(road.lines),
            "trust": road.trust[:MAX_TRUST],
        }
        for road in geography.roads()
    ]
    actions.draw_roads(city=city, roads=roads, at=at)
    places = [
        {
            "name": place.name,
            "kind": place.kind,
            "lat": place.lat,
            "lon": place.lon,
            "area": areas.get(place.comuna_code),
            "trust": place.trust[:MAX_TRUST],
        }
        for place in geography.places()
    ]
    actions.name_places(city=city, places=places, at=at)
    return areas


def _rules(bodies: Mapping[str, Body], areas: Mapping[str, Area]) -> Iterator[dict[str, Any]]:
    for category, where, owner, answers in ANSWERS:
        rule: dict[str, Any] = {"category": category}
        if owner:
            rule["owner"] = bodies[ROAD_OWNERS[owner]]
        if where != EACH_COMUNA:
            yield {**rule, "body": bodies[answers]}
            continue
        for code, area in areas.items():
            body = MUNICIPALITIES[code][0] if answers == MUNICIPALITY else answers
            yield {**rule, "area": area, "body": bodies[body]}


def _person(member: Any, organisations: Mapping[str, Organisation], at: datetime) -> Person:
    person = name_person(
        email=member.email,
        name=member.name,
        organisation=organisations[member.organisation],
        role=member.role,
        at=at,
        simulated=True,
    )
    secret = make_entry_link(person=person, at=at)
    return enter(secret=secret, password=PASSWORD, at=at)
