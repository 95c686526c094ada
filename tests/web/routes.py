"""Every route of the URLconf, with a path to try it by."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse


class Route(NamedTuple):
    """A named route and the names of the parts of its path that vary."""

    name: str
    parts: tuple[str, ...]

    def path(self, samples: Mapping[str, str]) -> str:
        """A concrete path. A part without a sample is a KeyError: give it one in the scene."""
        return reverse(self.name, kwargs={part: samples[part] for part in self.parts})

    @property
    def is_api(self) -> bool:
        """True where refusals are JSON."""
        return self.name.startswith(("api-1:", "live:"))


def routes() -> list[Route]:
    """All of them, in the URLconf's order, each once."""
    return list(dict.fromkeys(_walk(get_resolver(), "")))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{prefix}{pattern.name}", tuple(pattern.pattern.converters))
