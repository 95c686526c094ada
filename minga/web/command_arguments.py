"""What the keeper's commands share: reading cities, bodies and zones from the command line."""

from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_slug

from minga.people.models import Person
from minga.territory.boundaries import Boundaries, BoundariesUnreadable, read_boundaries
from minga.territory.models import Body, City
from minga.territory.queries import answering_bodies, city_named, default_city

NO_CITY = (
    "There is no city yet. Make one: minga city new SLUG --name NAME --boundaries FILE.geojson"
)
MAX_SLUG = 40
MAX_SHOWN = 12


def city_or_refuse(slug: str) -> City:
    """The city with this slug, or the default one. Raises CommandError."""
    city = city_named(slug) if slug else default_city()
    if city is not None:
        return city
    slugs = ", ".join(City.objects.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise CommandError(NO_CITY)
    raise CommandError(f"There is no city {slug!r}. There are: {slugs}.")


def body_or_refuse(city: City, code: str) -> Body:
    """The body with this code, or the city's default desk. Raises CommandError."""
    bodies = answering_bodies(city)
    for body in bodies:
        if body.code == code or (not code and body.is_default):
            return body
    codes = [body.code for body in bodies]
    shown = ", ".join(codes[:MAX_SHOWN]) + (", …" if len(codes) > MAX_SHOWN else "")
    wanted = f"no body {code!r}" if code else "no default desk"
    raise CommandError(f"{city.name} has {wanted}. Bodies: {shown or 'none'}.")


def person_or_refuse(email: str) -> Person:
    """The person with this address, open or closed. Raises CommandError."""
    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise CommandError(f"There is nobody with the address {email!r}.")
    return person


def boundaries_or_refuse(path: str, *, code_field: str = "", name_field: str = "") -> Boundaries:
    """The areas of a boundaries file. Raises CommandError with one sentence."""
    file = Path(path)
    if not file.is_file():
        raise CommandError(f"There is no file {path}.")
    try:
        return read_boundaries(file, code_field=code_field, name_field=name_field)
    except BoundariesUnreadable as reason:
        raise CommandError(f"The boundaries cannot be read: {reason}.") from reason


def slug_or_refuse(slug: str) -> str:
    """A slug that fits an address. Raises CommandError."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise CommandError(
            f"The slug {slug!r} may hold only letters, digits, - and _ (no accents)."
        ) from error
    if slug != slug.lower() or len(slug) > MAX_SLUG:
        raise CommandError(f"The slug {slug!r} should be lower case, {MAX_SLUG} signs at most.")
    return slug


def name_or_refuse(name: str, *, most: int = 120) -> str:
    """A name that can be stored. Raises CommandError."""
    name = name.strip()
    if not name or len(name) > most or not name.isprintable():
        raise CommandError(f"A name has 1 to {most} printable signs.")
    return name


def zone_or_refuse(name: str) -> str:
    """A time zone that exists. Raises CommandError."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError) as error:
        raise CommandError(
            f"There is no time zone {name!r}; one is written like America/Santiago."
        ) from error


def spoken_place(lat: float, lon: float) -> str:
    """A place as people say it, so that swapped axes are seen: 36.83° S, 73.05° W."""
    north, east = ("N" if lat >= 0 else "S"), ("E" if lon >= 0 else "W")
    return f"{abs(lat):.2f}° {north}, {abs(lon):.2f}° {east}"
