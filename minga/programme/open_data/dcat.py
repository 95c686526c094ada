"""DCAT-AP, as JSON-LD: plain values in, plain values out.

Classes and properties: DCAT-AP 2.1.1 (SEMIC, 2022), which 3.0 keeps as they are used here. The
context stands in the document itself, so that nothing has to be fetched to read it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = {"es": f"{EU}/language/SPA", "en": f"{EU}/language/ENG"}
FREQUENCIES = {
    "live": "CONT",
    "daily": "DAILY",
    "monthly": "MONTHLY",
    "yearly": "ANNUAL",
    "once": "NEVER",
    "unknown": "UNKNOWN",
}
FORMATS = {
    "csv": ("CSV", "text/csv"),
    "geojson": ("GEOJSON", "application/geo+json"),
    "json": ("JSON", "application/json"),
    "json-ld": ("JSON_LD", "application/ld+json"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "xls": ("XLS", "application/vnd.ms-excel"),
    "xml": ("XML", "application/xml"),
    "kml": ("KML", "application/vnd.google-earth.kml+xml"),
    "pdf": ("PDF", "application/pdf"),
    "html": ("HTML", "text/html"),
    "zip": ("ZIP", "application/zip"),
    "gtfs": ("ZIP", "application/zip"),
    "shapefile": ("SHP", "application/zip"),
    "txt": ("TXT", "text/plain"),
}
"""What a format is called → its code in the EU's list of file types, and its media type."""

Words = Mapping[str, str]
"""The same text by language; the languages are codes such as `es`."""


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """Who answers for a set: an address that names it, and its name."""

    iri: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to get a set (a dcat:Distribution)."""

    iri: str
    access: str
    format: str = ""
    download: str = ""
    licence: str = ""
    licence_words: Words | None = None


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """One set of the catalogue; `access` is PUBLIC, RESTRICTED or NON_PUBLIC."""

    iri: str
    code: str
    page: str
    title: Words
    description: Words
    publisher: Publisher
    access: str
    renewed: str = "unknown"
    theme: str = "GOVE"
    keywords: Sequence[tuple[str, str]] = ()
    ways: Sequence[Way] = ()
    documentation: str = ""
    issued: str = ""
    modified: str = ""
    demonstration: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The catalogue of a city."""

    iri: str
    page: str
    title: Words
    description: Words
    publisher: Publisher
    sets: Sequence[DataSet]
    bounds: tuple[float, float, float, float] | None = None


def in_words(texts_by_language: Words) -> Any:
    """Texts with their language; one stands alone, several in a list."""
    texts = [{"@value": text, "@language": code} for code, text in texts_by_language.items()]
    return texts[0] if len(texts) == 1 else texts


def address(iri: str, kind: str = "") -> dict[str, str]:
    """A thing named by its address."""
    return {"@id": iri, "@type": kind} if kind else {"@id": iri}


def format_of(written: str) -> tuple[str, str] | None:
    """The EU's code and the media type of a format as somebody wrote it."""
    for word in written.casefold().replace("/", " ").replace(",", " ").split():
        if word in FORMATS:
            return FORMATS[word]
    return None


def _publisher(publisher: Publisher) -> dict[str, Any]:
    return {"@id": publisher.iri, "@type": "foaf:Agent", "foaf:name": publisher.name}


def _distribution(way: Way) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@id": way.iri,
        "@type": "dcat:Distribution",
        "dcat:accessURL": address(way.access),
    }
    if way.download:
        data["dcat:downloadURL"] = address(way.download)
    media = format_of(way.format)
    if media:
        data["dct:format"] = address(f"{EU}/file-type/{media[0]}", "dct:MediaTypeOrExtent")
        data["dcat:mediaType"] = address(f"{IANA}/{media[1]}", "dct:MediaType")
    elif way.format:
        data["dct:format"] = {"@type": "dct:MediaTypeOrExtent", "rdfs:label": way.format}
    if way.licence:
        data["dct:license"] = address(way.licence, "dct:LicenseDocument")
    elif way.licence_words:
        label = in_words(way.licence_words)
        data["dct:license"] = {"@type": "dct:LicenseDocument", "rdfs:label": label}
    return data


def set_as_data(data_set: DataSet) -> dict[str, Any]:
    """A dcat:Dataset without a context of its own."""
    data: dict[str, Any] = {
        "@id": data_set.iri,
        "@type": "dcat:Dataset",
        "dct:identifier": data_set.code,
        "dct:title": in_words(data_set.title),
        "dct:description": in_words(data_set.description),
        "dct:publisher": _publisher(data_set.publisher),
        "dct:language": [address(LANGUAGES[code]) for code in data_set.title if code in LANGUAGES],
        "dct:accessRights": address(f"{EU}/access-right/{data_set.access}", "dct:RightsStatement"),
        "dct:accrualPeriodicity": address(
            f"{EU}/frequency/{FREQUENCIES.get(data_set.renewed, 'UNKNOWN')}", "dct:Frequency"
        ),
        "dcat:theme": [address(f"{EU}/data-theme/{data_set.theme}")],
        "dcat:keyword": [{"@value": word, "@language": code} for word, code in data_set.keywords],
        "dcat:landingPage": address(data_set.page, "foaf:Document"),
    }
    if data_set.ways:
        data["dcat:distribution"] = [_distribution(way) for way in data_set.ways]
    if data_set.documentation:
        data["foaf:page"] = address(data_set.documentation, "foaf:Document")
    for name, day in (("dct:issued", data_set.issued), ("dct:modified", data_set.modified)):
        if day:
            data[name] = {"@value": day, "@type": "xsd:date"}
    if data_set.demonstration:
        label = in_words(data_set.demonstration)
        data["dct:provenance"] = {"@type": "dct:ProvenanceStatement", "rdfs:label": label}
    return data


def as_document(data_set: DataSet) -> dict[str, Any]:
    """A set as a document that stands alone."""
    return {"@context": CONTEXT, **set_as_data(data_set)}


def catalogue_as_document(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue as a document that stands alone."""
    data: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": catalogue.iri,
        "@type": "dcat:Catalog",
        "dct:title": in_words(catalogue.title),
        "dct:description": in_words(catalogue.description),
        "dct:publisher": _publisher(catalogue.publisher),
        "dct:language": [address(LANGUAGES[code]) for code in catalogue.title if code in LANGUAGES],
        "dcat:themeTaxonomy": address(f"{EU}/data-theme"),
        "foaf:homepage": address(catalogue.page, "foaf:Document"),
        "dcat:dataset": [set_as_data(data_set) for data_set in catalogue.sets],
    }
    if catalogue.bounds:
        south, west, north, east = catalogue.bounds
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        drawn = f"POLYGON(({', '.join(f'{lon} {lat}' for lon, lat in ring)}))"
        kind = "http://www.opengis.net/ont/geosparql#wktLiteral"
        box = {"@value": drawn, "@type": kind}
        data["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": box}
    return data


def written(document: Mapping[str, Any]) -> bytes:
    """The document's bytes: the same values give the same ones."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def written_inside(document: Mapping[str, Any]) -> str:
    """The document as it may stand inside a page: nothing in it can end the block."""
    text = written(document).decode()
    for sign, code in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return text
