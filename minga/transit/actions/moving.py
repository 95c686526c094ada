"""The counter that tells every process to read anew."""

from minga.ground.work import action
from minga.territory.models import City
from minga.transit.models import Moving


@action
def stir(*, city: City) -> int:
    """Something that plans depend on has changed; the city's new revision."""
    Moving.objects.get_or_create(city=city)
    row = Moving.objects.select_for_update().get(city=city)
    row.revision += 1
    row.save(update_fields=["revision"])
    return row.revision
