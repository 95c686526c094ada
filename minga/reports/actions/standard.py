"""The standard list of what people report, which a new city starts with."""

from collections.abc import Iterable
from datetime import datetime

from minga.ground.work import action
from minga.people.models import Person
from minga.reports.models import Category
from minga.territory.actions import redraw
from minga.territory.models import City

# code, Spanish, English, icon, urgent (emergency numbers come first)
STANDARD = (
    ("accident", "Choque o accidente", "Crash or accident", "car", True),
    ("congestion", "Taco o congestión", "Traffic jam", "traffic-cone", False),
    ("street_light", "Luz apagada", "Street light out", "lightbulb", False),
    ("traffic_light", "Semáforo con falla", "Traffic light not working", "siren", False),
    ("bus_stop", "Paradero dañado", "Broken bus stop", "bus", False),
    ("road_damage", "Hoyo o calzada dañada", "Pothole or damaged road", "construction", False),
    ("signage", "Señal caída o tapada", "Sign missing or hidden", "signpost", False),
    ("fire", "Fuego o humo", "Fire or smoke", "flame", True),
    ("flood", "Agua o inundación", "Water or flooding", "droplets", False),
    ("fallen_tree", "Árbol o poste caído", "Fallen tree or pole", "trees", False),
    ("rubbish", "Basura o escombros", "Rubbish or debris", "trash-2", False),
    ("other", "Otra cosa", "Something else", "circle-dot", False),
)

Row = tuple[str, str, str, str, bool]


@action
def adopt_categories(
    *,
    city: City,
    at: datetime,
    rows: Iterable[Row] = STANDARD,
    first: int = 0,
    by: Person | None = None,
) -> list[Category]:
    """Enter categories of a city, or correct those it has; in the rows' order from `first`."""
    adopted = []
    for position, (code, name_es, name_en, icon, urgent) in enumerate(rows, start=first):
        columns = {"name_es": name_es[:80], "name_en": name_en[:80], "icon": icon}
        category, _ = Category.objects.update_or_create(
            city=city,
            code=code,
            defaults={**columns, "urgent": urgent, "position": position, "is_active": True},
        )
        adopted.append(category)
    redraw(city=city, at=at, by=by)
    return adopted
