"""The demonstration's programme from its first interview to its results: a calendar, in order."""

from collections.abc import Callable
from datetime import datetime, timedelta

from demo import concepts, partners, programme, results, vision
from demo.report import cite_report, opened
from minga.ground.work import unit_of_work
from minga.programme.models import Programme
from minga.territory.models import City

BEGAN, LASTS = timedelta(days=160), timedelta(days=360)
Step = Callable[..., object]
CALENDAR: tuple[tuple[int, str | Step, dict[str, object]], ...] = (
    (160, "stakeholders", {}),
    (159, cite_report, {}),
    (156, partners.load_partners, {}),
    (150, "interviews", {}),
    (140, programme.listen, {}),
    (130, programme.gather, {}),
    (116, partners.promise, {"given": partners.LABORATORY}),
    (110, "workshop", {}),
    (108, concepts.show_examples, {}),
    (106, partners.keep, {"given": partners.LABORATORY}),
    (106, concepts.design, {}),
    (100, "prototype", {}),
    (99, concepts.build, {}),
    (96, partners.promise, {"given": partners.MENTORING}),
    (95, results.record_media, {"code": "prototype"}),
    (92, "codesign-results", {}),
    (91, results.state_results, {"code": "codesign-results"}),
    (85, "inventory", {}),
    (84, concepts.list_inventory, {}),
    (80, partners.promise, {"given": partners.COURSE}),
    (60, partners.promise, {"given": partners.BUS}),
    (40, "swot", {}),
    (39, vision.say_swot, {}),
    (31, partners.keep, {"given": partners.BUS}),
    (30, "vision", {}),
    (29, vision.imagine, {}),
    (28, vision.share, {}),
    (20, "roadmap", {}),
    (19, vision.plan, {}),
    (18, partners.promise, {"given": partners.VENUE}),
    (17, results.record_media, {"code": "roadmap"}),
    (14, "diagnosis-results", {}),
    (13, results.state_results, {"code": "diagnosis-results"}),
    (12, results.name_champions, {}),
    (10, concepts.let_try, {}),
)
"""So many days before the demonstration is built: a phase opens, or something is done."""


def run_course(city: City, *, at: datetime) -> Programme:
    """Begin the programme half a year ago and let it come as far as its results."""
    with unit_of_work():
        made = programme.begin_demo(city, at=at - BEGAN, lasts=LASTS)
        for days, step, details in CALENDAR:
            moment = at - timedelta(days=days)
            if isinstance(step, str):
                opened(made, step, at=moment)
            else:
                step(made, at=moment, **details)
    return made
