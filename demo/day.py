"""Plays a working day in the running demonstration city, live, through the same actions."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from demo.acting import act
from demo.cast import PEOPLE
from demo.rhythm import Happening, a_day
from demo.stories import file_simulated
from minga.ground.access import Refused
from minga.people.models import Person
from minga.reports.models import Report
from minga.reports.rules import MoveNotPossible
from minga.territory.models import City


class NotADemonstration(ValueError):
    """Only a demonstration city may be filled with invented reports."""


@dataclass
class Score:
    """What was played."""

    filed: int = 0
    acts: int = 0
    left_to_people: int = 0


@dataclass(order=True)
class _Moment:
    minute: float
    number: int
    step: int
    happening: Happening = field(compare=False)


@dataclass
class Day:
    """One played day. `say` hears a line for everything that happens.

    `clock` gives the instant each act is stamped with, `wait` is told how many minutes of the
    day pass before the next; the keeper's command sleeps, a test does not.
    """

    city: City
    clock: Callable[[], datetime]
    wait: Callable[[float], None]
    say: Callable[[str], object]
    score: Score = field(default_factory=Score)

    def play(self, many: int, *, seed: int) -> Score:
        """File so many reports and let the officials attend them.

        Each is marked as simulated. What somebody at the screen has done in between is left as
        it is. Raises NotADemonstration.
        """
        if not self.city.is_demo:
            raise NotADemonstration(self.city.slug)
        self._categories = {category.code: category for category in self.city.categories.all()}
        self._people = people()
        self._run = f"demo:{self.city.slug}:day:{seed}:{self.clock().isoformat()}"
        self._reports: dict[int, Report] = {}
        moments = [
            _Moment(planned.minute, number, 0, planned)
            for number, planned in enumerate(a_day(many, seed=seed))
        ]
        heapq.heapify(moments)
        passed = moments[0].minute if moments else 0.0
        while moments:
            moment = heapq.heappop(moments)
            self.wait(moment.minute - passed)
            passed = moment.minute
            self._happen(moment)
            self._plan_next(moments, moment)
        return self.score

    def _plan_next(self, moments: list[_Moment], moment: _Moment) -> None:
        steps = moment.happening.steps
        if moment.step < len(steps):
            minute = moment.happening.minute + steps[moment.step].after_min
            heapq.heappush(
                moments, _Moment(minute, moment.number, moment.step + 1, moment.happening)
            )

    def _happen(self, moment: _Moment) -> None:
        happening = moment.happening
        if moment.step == 0:
            category = self._categories[happening.category]
            key = f"{self._run}:{moment.number}"
            place = (happening.lat, happening.lon)
            report = file_simulated(
                self.city, category, place, happening.words, key=key, at=self.clock()
            )
            self._reports[moment.number] = report
            self.score.filed += 1
            self._tell(moment, report, "filed")
            return
        step = happening.steps[moment.step - 1]
        reports = Report.objects.select_related("category", "body__organisation")
        report = reports.get(pk=self._reports[moment.number].pk)
        try:
            act(step.verb, report, step.words, people=self._people, at=self.clock())
        except (MoveNotPossible, Refused):
            self.score.left_to_people += 1
            return
        self.score.acts += 1
        self._tell(moment, report, step.verb)

    def _tell(self, moment: _Moment, report: Report, verb: str) -> None:
        hour, minute = divmod(int(moment.minute), 60)
        what = f"{report.category.code:<13}  {moment.happening.place}"
        self.say(f"{hour % 24:02}:{minute:02}  {verb:<11}  {report.receipt}  {what}")


def people() -> dict[str, Person]:
    """The cast as it is in the database."""
    by_email = {person.email: person for person in Person.objects.filter(simulated=True)}
    return {row.key: by_email[row.email] for row in PEOPLE}
