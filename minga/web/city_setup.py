"""A working city from a boundaries file: areas, who answers in each, a default desk, categories."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify
from django.utils.translation import gettext as _

from minga.ground.geo import Bounds
from minga.ground.work import unit_of_work
from minga.people.actions import found_organisation
from minga.people.models import Helix
from minga.reports.actions import adopt_categories
from minga.territory.actions import (
    CityCard,
    appoint_body,
    draw_areas,
    found_city,
    rule_jurisdictions,
)
from minga.territory.boundaries import Outline, bounds_of
from minga.territory.models import City

MAX_CODE = 60


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a keeper says about a new city."""

    slug: str
    name: str
    timezone: str = "UTC"
    emergency: Sequence[dict[str, str]] = ()


def found_working_city(
    *, plan: Plan, outlines: Sequence[Outline], at: datetime, standard: bool = True
) -> City:
    """Found a city in which every report has somebody who answers; all of it or nothing.

    Each area gets a body of its own; what lies in none goes to the default desk, which is also
    the control centre. `standard` adopts the standard categories. Raises CityExists.
    """
    with unit_of_work():
        city = found_city(card=_card(plan, outlines), at=at)
        areas = draw_areas(city=city, outlines=outlines, at=at)
        desk = found_organisation(
            code=f"{plan.slug[:55]}-desk",
            name=_("%(city)s control centre") % {"city": plan.name},
            helix=Helix.GOVERNMENT,
            simulated=False,
        )
        appoint_body(city=city, organisation=desk, is_centre=True, is_default=True, at=at)
        rules = []
        for number, area in enumerate(areas, start=1):
            own = found_organisation(
                code=_body_code(plan.slug, area.code, number),
                name=area.name,
                helix=Helix.GOVERNMENT,
                simulated=False,
            )
            body = appoint_body(city=city, organisation=own, at=at)
            rules.append({"area": area, "body": body})
        rule_jurisdictions(city=city, rules=rules, at=at)
        if standard:
            adopt_categories(city=city, at=at)
    return city


def _body_code(slug: str, area: str, number: int) -> str:
    # Two areas may fold to one slug ("Ñuñoa 1" and "Nunoa-1"): the number keeps them apart then.
    plain = slugify(area)
    suffix = plain if plain == area and len(slug) + len(plain) < MAX_CODE else f"area-{number}"
    return f"{slug[: MAX_CODE - 1 - len(suffix)]}-{suffix}"


def _card(plan: Plan, outlines: Sequence[Outline]) -> CityCard:
    bounds = bounds_of(list(outlines))
    return CityCard(
        slug=plan.slug,
        name=plan.name,
        timezone=plan.timezone,
        bounds=bounds,
        lat=(bounds.south + bounds.north) / 2,
        lon=(bounds.west + bounds.east) / 2,
        zoom=_zoom_for(bounds),
        emergency=plan.emergency,
    )


def _zoom_for(bounds: Bounds) -> float:
    """The zoom at which the city fills a screen of about 1,000 pixels."""
    widest = max(bounds.east - bounds.west, 2 * (bounds.north - bounds.south), 0.01)
    return round(min(16.0, max(3.0, math.log2(360 * 2 / widest))), 1)
