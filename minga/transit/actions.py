"""The counter that others read anew by, and taking a person's name off what they entered."""

import secrets

from minga.ground.work import action
from minga.people.models import Person
from minga.territory.models import City
from minga.transit.models import Alert, DrawnLine, FeedVersion, Moving, Upload


@action
def remove_author(*, person: Person) -> None:
    """Feeds, alerts and lines stay; who entered them is no longer said."""
    for model in (Alert, DrawnLine, FeedVersion, Upload):
        model._default_manager.filter(by=person).update(by=None)


@action
def raise_revision(*, city: City) -> int:
    """Something that plans depend on, or tell of, has changed; the city's new revision.

    It counts from a number that no city had before it: what is kept by it is never another's.
    """
    Moving.objects.get_or_create(city=city, defaults={"revision": secrets.randbits(52)})
    row = Moving.objects.select_for_update().get(city=city)
    row.revision += 1
    row.save(update_fields=["revision"])
    return row.revision
