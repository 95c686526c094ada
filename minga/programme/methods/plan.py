"""How a method is written down: components and phases as data, in both languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from minga.programme.rules import Need


@dataclass(frozen=True, kw_only=True)
class PhasePlan:
    """A phase: `needs` is its gate, `makes` the kinds it leaves, `roles` who works in it."""

    code: str
    es: str
    en: str
    es_purpose: str
    en_purpose: str
    needs: tuple[Need, ...] = ()
    makes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("facilitator", "official")

    def title(self, language: str) -> str:
        """Its name in the programme's language."""
        return self.es if language.startswith("es") else self.en

    def purpose(self, language: str) -> str:
        """What it is for, in the programme's language."""
        return self.es_purpose if language.startswith("es") else self.en_purpose


@dataclass(frozen=True, kw_only=True)
class ComponentPlan:
    """A component and its phases, in order."""

    code: str
    es: str
    en: str
    phases: tuple[PhasePlan, ...]

    def title(self, language: str) -> str:
        """Its name in the programme's language."""
        return self.es if language.startswith("es") else self.en

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every title and purpose as (Spanish, English)."""
        yield self.es, self.en
        for phase in self.phases:
            yield phase.es, phase.en
            yield phase.es_purpose, phase.en_purpose
