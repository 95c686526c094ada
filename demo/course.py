"""The demonstration's programme from its first interview to its roadmap, in order."""

from datetime import datetime, timedelta

from demo.concepts import tell_concepts
from demo.partners import load_partners
from demo.programme import begin_demo
from demo.vision import look_ahead
from minga.programme.models import Programme
from minga.territory.models import City


def run_course(city: City, *, at: datetime) -> Programme:
    """Begin the programme half a year ago and let it come as far as its roadmap."""
    programme = begin_demo(city, at=at)
    load_partners(programme, at=at - timedelta(days=148))
    tell_concepts(programme, at=at - timedelta(days=60))
    look_ahead(programme, at=at - timedelta(days=20))
    return programme
