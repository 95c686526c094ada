"""Read shapes of the event table."""

from minga.ground.models import Event


def last_event_id() -> int:
    """The cursor at which a page just rendered may start to listen."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
