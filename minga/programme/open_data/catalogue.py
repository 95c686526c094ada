"""A city's open data: what its institutions have, and what the platform itself publishes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text
from minga.participation.models import Conversation
from minga.programme.models import Node, Programme
from minga.programme.models.citizen_tests import TestAnswer
from minga.programme.open_data.dcat import Catalogue, DataSet, Publisher, Way
from minga.territory.models import City
from minga.transit.feeds.queries.in_service import versions_to_pass_on
from minga.transit.models import FeedVersion

LANGUAGES = ("es", "en")
SECTOR_THEMES = (("transp", "TRAN"), ("moviliz", "TRAN"), ("mobil", "TRAN"), ("salud", "HEAL"))
CATALOGUE_TITLE = _("Open data of {city}")
CATALOGUE_ABOUT = _(
    "What institutions of {city} have, in which form and under which terms, and what the platform"
    " publishes by itself. For everybody who builds, studies or checks something."
)
DEMONSTRATION = _("Demonstration data: invented or put together for the demonstration city.")
REPORTS_TITLE = _("Problems that people reported in {city}")
REPORTS_ABOUT = _(
    "Every public report as a point: kind of problem, state, area, who answers and when it came."
    " Without words, photos or persons."
)
PROGRAMME_TITLE = _("{programme}: everything it made and where each thing comes from")
PROGRAMME_ABOUT = _(
    "Challenges, concepts, prototypes, data sets, visions and commitments with the edges between"
    " them. What is not public is there as a bare point, without words."
)
TESTS_TITLE = _("{programme}: what citizens say who tried it")
TESTS_ABOUT = _("For every test: ratings, tasks done, and the words that were published.")
OPINIONS_TITLE = _("Opinions: {title}")
OPINIONS_ABOUT = _("What people agreed and disagreed on, and what all groups share.")
TIMETABLE_TITLE = _("Timetables: {feed}")
TIMETABLE_ABOUT = _("Lines, stops, ways and times of public transport, in service now, as GTFS.")
MOVING_TITLE = _("Public transport of {city} now")
MOVING_ABOUT = _(
    "Alerts to passengers, and the buses that share their position with the platform, as GTFS"
    " Realtime. Nothing of it is history, and nobody is named."
)
MOVING_WAYS = (
    ("alerts_pb", "Protobuf (GTFS-RT)"),
    ("alerts_json", "JSON (GTFS-RT)"),
    ("vehicles_pb", "Protobuf (GTFS-RT)"),
    ("vehicles_json", "JSON (GTFS-RT)"),
)
KEYWORDS = {
    "reports": (_("reports"), _("streets"), _("traffic")),
    "programme": (_("open innovation"), _("participation")),
    "tests": (_("citizen tests"), _("participation")),
    "opinions": (_("opinions"), _("participation")),
    "timetables": (_("public transport"), _("timetables")),
    "moving": (_("public transport"), _("traffic")),
}


@dataclass(frozen=True)
class Places:
    """Addresses of this installation, as whoever asks sees them; they name the city if needed."""

    base: str
    city: City

    def to(self, route: str, *args: Any) -> str:
        """The whole address of a route."""
        query = "" if self.city.is_default else f"?city={quote(self.city.slug)}"
        return f"{self.base}{reverse(route, args=args)}{query}"


def said(sentence: Text, **values: str) -> dict[str, str]:
    """A sentence in every language of the platform."""
    sentences = {}
    for language in LANGUAGES:
        with translation.override(language):
            sentences[language] = str(sentence).format(**values)
    return sentences


def _keywords(name: str) -> tuple[tuple[str, str], ...]:
    keywords = []
    for language in LANGUAGES:
        with translation.override(language):
            keywords += [(str(word), language) for word in KEYWORDS[name]]
    return tuple(keywords)


def publisher_of(city: City, places: Places) -> Publisher:
    """The city, as who publishes its catalogue."""
    return Publisher(iri=f"{places.to('programme:data')}#publisher", name=city.name)


def catalogue_of(city: City, base: str, *, at: datetime) -> Catalogue:
    """Everything the city has open, and everything known to exist."""
    places = Places(base.rstrip("/"), city)
    bounds = city.bounds
    return Catalogue(
        iri=places.to("programme:catalogue"),
        page=places.to("programme:data"),
        title=said(CATALOGUE_TITLE, city=city.name),
        description=said(CATALOGUE_ABOUT, city=city.name),
        publisher=publisher_of(city, places),
        sets=[*own_sets(city, places, at=at), *inventory_sets(city, places)],
        bounds=(bounds.south, bounds.west, bounds.north, bounds.east),
    )


def own_sets(city: City, places: Places, *, at: datetime) -> list[DataSet]:
    """What the platform publishes by itself, always up to date."""
    programmes = list(city.programmes.order_by("pk"))
    sets = [
        _own_set(
            city,
            places,
            "reports",
            REPORTS_TITLE,
            REPORTS_ABOUT,
            [_one_way(places, "reports", "GeoJSON", "api-1:reports_geojson")],
            city=city.name,
            theme="TRAN",
            simulated=city.is_demo,
        ),
        *_of_transit(city, places, at),
    ]
    for programme in programmes:
        sets += _of_programme(city, places, programme)
    for talk in Conversation.objects.filter(city=city).order_by("pk"):
        code = f"opinions-{talk.slug}"
        way = Way(
            iri=f"{places.to('programme:data_set', code)}#way",
            access=places.to("opinions:result", talk.slug),
            format="HTML",
            licence=settings.MINGA_DATA_LICENCE,
        )
        values: dict[str, Any] = {"title": talk.title, "simulated": talk.simulated}
        sets.append(_own_set(city, places, code, OPINIONS_TITLE, OPINIONS_ABOUT, [way], **values))
    return sets


def _of_programme(city: City, places: Places, programme: Programme) -> Iterator[DataSet]:
    values: dict[str, Any] = {
        "programme": programme.title,
        "simulated": programme.simulated,
        "theme": theme_of(programme.sector),
    }
    code = f"programme-{programme.slug}"
    ways = [_one_way(places, code, "JSON", "programme:data_programme", programme.slug)]
    yield _own_set(city, places, code, PROGRAMME_TITLE, PROGRAMME_ABOUT, ways, **values)
    answered = TestAnswer.objects.filter(test__programme=programme).values("test")
    tests = Node.objects.current().filter(pk__in=answered, public=True).order_by("pk")
    code = f"tests-{programme.slug}"
    ways = [
        _one_way(places, code, "CSV", "programme:campaign_sheet", programme.slug, test.public_id)
        for test in tests
    ]
    if ways:
        yield _own_set(city, places, code, TESTS_TITLE, TESTS_ABOUT, ways, **values)


def _of_transit(city: City, places: Places, at: datetime) -> Iterator[DataSet]:
    """The timetables in service that may be handed on, then what moves, where anything does."""
    versions = versions_to_pass_on(city, at=at)
    for version in versions:
        feed, code = version.feed, f"timetables-{version.feed.slug}"
        own = _own_set(
            city, places, code, TIMETABLE_TITLE, TIMETABLE_ABOUT, [_zip(places, code, version)],
            feed=feed.name, theme="TRAN", simulated=feed.is_demo,
        )  # fmt: skip
        issued = version.imported_at.date().isoformat()
        if not feed.is_demo:
            keeper = Publisher(iri=f"{own.page}#publisher", name=feed.credit or feed.name)
            own = replace(own, publisher=keeper)
        yield replace(own, renewed="unknown", issued=issued)
    if versions:
        ways = [
            replace(_one_way(places, "moving", form, f"api-1:transit_{what}"), iri=f"{page}#{what}")
            for page in [places.to("programme:data_set", "moving")]
            for what, form in MOVING_WAYS
        ]
        yield _own_set(
            city, places, "moving", MOVING_TITLE, MOVING_ABOUT, ways, city=city.name,
            theme="TRAN", simulated=city.is_demo,
        )  # fmt: skip


def _zip(places: Places, code: str, version: FeedVersion) -> Way:
    """A feed under its own licence; what the platform drew, under the platform's."""
    feed = version.feed
    way = _one_way(places, code, "GTFS", "timetables:feed_zip", feed.slug)
    if feed.is_demo:
        return way
    licence_names = dict.fromkeys(LANGUAGES, feed.licence)
    return replace(way, licence="", licence_words=licence_names)


def _one_way(places: Places, code: str, written: str, route: str, *args: Any) -> Way:
    address = places.to(route, *args)
    return Way(
        iri=f"{places.to('programme:data_set', code)}#{args[-1] if args else 'way'}",
        access=address,
        download=address,
        format=written,
        licence=settings.MINGA_DATA_LICENCE,
    )


def _own_set(
    city: City,
    places: Places,
    code: str,
    title: Text,
    about: Text,
    ways: list[Way],
    /,
    *,
    simulated: bool,
    theme: str = "GOVE",
    **values: str,
) -> DataSet:
    page = places.to("programme:data_set", code)
    return DataSet(
        iri=f"{page}#set",
        code=code,
        page=page,
        title=said(title, **values),
        description=said(about, **values),
        publisher=publisher_of(city, places),
        access="PUBLIC",
        renewed="live",
        theme=theme,
        keywords=_keywords(code.split("-", 1)[0]),
        ways=ways,
        demonstration=said(DEMONSTRATION) if simulated else None,
    )


def theme_of(sector: str) -> str:
    """The EU's theme that a programme's sector falls under; government where it says nothing."""
    folded = sector.casefold()
    return next((theme for part, theme in SECTOR_THEMES if part in folded), "GOVE")


def inventoried(city: City) -> list[Node]:
    """The data sets of the city's programmes that everybody may know of, by title."""
    rows = Node.objects.current().of_kind("dataset").filter(programme__city=city, public=True)
    rows = rows.exclude(state="ended").select_related("programme__city", "organisation")
    return list(rows.order_by("title", "pk"))


def inventory_sets(city: City, places: Places) -> list[DataSet]:
    """The inventory as sets of the catalogue."""
    return [set_of(node, places) for node in inventoried(city)]


def set_of(node: Node, places: Places) -> DataSet:
    """One data set of the inventory."""
    page = places.to("programme:data_set", node.public_id)
    language, fields = node.programme.language, node.fields
    holder = node.organisation
    return DataSet(
        iri=f"{page}#set",
        code=node.public_id,
        page=page,
        title={language: node.title},
        description={language: node.text or node.title},
        publisher=(
            Publisher(iri=f"{places.to('programme:data')}#{quote(holder.code)}", name=holder.name)
            if holder
            else publisher_of(node.programme.city, places)
        ),
        access=_access(node),
        renewed=fields.get("renewed", "unknown"),
        theme=fields.get("theme") or theme_of(node.programme.sector),
        keywords=[(word, language) for word in keywords_of(node)],
        ways=_ways_to_get(node, f"{page}#way", language),
        documentation=fields.get("documentation", ""),
        issued=node.made_at.date().isoformat(),
        modified=node.changed_at.date().isoformat(),
        demonstration=said(DEMONSTRATION) if node.simulated else None,
    )


def keywords_of(node: Node) -> list[str]:
    """Its keywords, each once."""
    parts = (" ".join(word.split()) for word in str(node.fields.get("keywords", "")).split(","))
    return list(dict.fromkeys(word for word in parts if word))


def _access(node: Node) -> str:
    if node.state == "open" and node.fields.get("personal") == "no":
        return "PUBLIC"
    return "NON_PUBLIC" if node.fields.get("access") == "none" else "RESTRICTED"


def _ways_to_get(node: Node, iri: str, language: str) -> list[Way]:
    """How to get it: only where it holds no persons and its holder gives it out by itself."""
    fields = node.fields
    link, access = fields.get("link", ""), fields.get("access")
    if fields.get("personal") != "no" or access not in ("download", "api") or not link:
        return []
    licence = fields.get("licence", "")
    return [
        Way(
            iri=iri,
            access=link,
            download=link if access == "download" else "",
            format=fields.get("format", ""),
            licence=fields.get("licence_link", ""),
            licence_words={language: licence} if licence else None,
        )
    ]
