"""The facts of the room reports. The live stream carries only the fields named in STREAMED."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@dataclass(frozen=True, kw_only=True)
class ReportFact(Fact):
    """What every fact about a report holds: its public id and public codes."""

    report_id: int
    report: str
    category: str
    state: str
    area: str | None
    body: str
    lat: float | None = None
    lon: float | None = None
    hidden: bool = False
    source: str = "api"

    SUBJECT: ClassVar[str] = "report"
    STREAMED: ClassVar[tuple[str, ...]] = ("report", "category", "state", "area", "body", "city")

    def official(self) -> bool:
        """What happens to a hidden report is heard by officials only."""
        return self.OFFICIAL or self.hidden


@fact("report.filed")
@dataclass(frozen=True, kw_only=True)
class ReportFiled(ReportFact):
    """Somebody told the city that something is wrong."""

    urgent: bool = False


@fact("report.acknowledged")
@dataclass(frozen=True, kw_only=True)
class ReportAcknowledged(ReportFact):
    """An official has seen the report."""


@fact("report.replied")
@dataclass(frozen=True, kw_only=True)
class ReportReplied(ReportFact):
    """The reporter added something: words, a better place or kind, or that it is fixed."""


@fact("report.assigned")
@dataclass(frozen=True, kw_only=True)
class ReportAssigned(ReportFact):
    """The report was given to a body, and perhaps to one of its crews."""

    crew: str | None = None


@fact("report.started")
@dataclass(frozen=True, kw_only=True)
class ReportStarted(ReportFact):
    """Work on the report has begun."""


@fact("report.resolved")
@dataclass(frozen=True, kw_only=True)
class ReportResolved(ReportFact):
    """What was reported has been put right, says the institution that acted."""


@fact("report.dismissed")
@dataclass(frozen=True, kw_only=True)
class ReportDismissed(ReportFact):
    """The report was closed without work, with a reason."""


@fact("report.reopened")
@dataclass(frozen=True, kw_only=True)
class ReportReopened(ReportFact):
    """The reporter says it is not fixed, or an official took it up again."""


@fact("report.answered")
@dataclass(frozen=True, kw_only=True)
class ReportAnswered(ReportFact):
    """An official wrote to the person who reported."""


@fact("report.noted")
@dataclass(frozen=True, kw_only=True)
class ReportNoted(ReportFact):
    """An official left an internal note."""

    OFFICIAL: ClassVar[bool] = True


@fact("report.hidden")
@dataclass(frozen=True, kw_only=True)
class ReportHidden(ReportFact):
    """The report was taken off the public surfaces, with a reason."""

    def official(self) -> bool:
        """Public, so that open maps take the point away."""
        return False


@fact("report.unhidden")
@dataclass(frozen=True, kw_only=True)
class ReportUnhidden(ReportFact):
    """The report was put back on the public surfaces, with a reason."""


@fact("report.placed")
@dataclass(frozen=True, kw_only=True)
class ReportPlaced(ReportFact):
    """An official pinned or corrected the place."""


@fact("report.published")
@dataclass(frozen=True, kw_only=True)
class ReportPublished(ReportFact):
    """An official published a redacted copy of the words or photos."""


@fact("report.photo_added")
@dataclass(frozen=True, kw_only=True)
class ReportPhotoAdded(ReportFact):
    """The reporter added a photo."""

    OFFICIAL: ClassVar[bool] = True


@fact("report.voice_added")
@dataclass(frozen=True, kw_only=True)
class ReportVoiceAdded(ReportFact):
    """The reporter added a voice note."""

    OFFICIAL: ClassVar[bool] = True


@fact("report.overdue")
@dataclass(frozen=True, kw_only=True)
class ReportOverdue(ReportFact):
    """An urgent report still waits for somebody to see it."""

    OFFICIAL: ClassVar[bool] = True


@fact("report.forgotten")
@dataclass(frozen=True, kw_only=True)
class ReportForgotten(ReportFact):
    """Words, contact, photos and voice were erased; what happened to the hazard stays."""

    OFFICIAL: ClassVar[bool] = True


@fact("report.opened_privately")
@dataclass(frozen=True, kw_only=True)
class ReportOpenedPrivately(ReportFact):
    """An official opened the private parts: for the audit trail alone, never streamed."""

    OFFICIAL: ClassVar[bool] = True
    STREAMED: ClassVar[tuple[str, ...]] = ()
