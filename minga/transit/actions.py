"""Taking a person's name off what they entered."""

from minga.ground.work import action
from minga.people.models import Person
from minga.transit.models import Alert, DrawnLine, FeedVersion, Upload


@action
def unname(*, person: Person) -> None:
    """Feeds, alerts and lines stay; who entered them is no longer said."""
    for model in (Alert, DrawnLine, FeedVersion, Upload):
        model._default_manager.filter(by=person).update(by=None)
