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


def in_words(words: Words) -> Any:
    """Texts with their language; one stands alone, several in a list."""
    told = [{"@value": text, "@language": code} for code, text in words.items()]
    return told[0] if len(told) == 1 else told


def address(iri: str, kind: str = "") -> dict[str, str]:
    """A thing named by its address."""
    return {"@id": iri, "@type": kind} if kind else {"@id": iri}


def format_of(written: str) -> tuple[str, str] | None:
    """The EU's code and the media type of a format as somebody wrote it."""
    for word in written.casefold().replace("/", " ").replace(",", " ").split():
        if word in FORMATS:
            return FORMATS[word]
    return None


def _publisher(of: Publisher) -> dict[str, Any]:
    return {"@id": of.iri, "@type": "foaf:Agent", "foaf:name": of.name}


def _way(way: Way) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@id": way.iri,
        "@type": "dcat:Distribution",
        "dcat:accessURL": address(way.access),
    }
    if way.download:
        told["dcat:downloadURL"] = address(way.download)
    known = format_of(way.format)
    if known:
        told["dct:format"] = address(f"{EU}/file-type/{known[0]}", "dct:MediaTypeOrExtent")
        told["dcat:mediaType"] = address(f"{IANA}/{known[1]}", "dct:MediaType")
    elif way.format:
        told["dct:format"] = {"@type": "dct:MediaTypeOrExtent", "rdfs:label": way.format}
    if way.licence:
        told["dct:license"] = address(way.licence, "dct:LicenseDocument")
    elif way.licence_words:
        label = in_words(way.licence_words)
        told["dct:license"] = {"@type": "dct:LicenseDocument", "rdfs:label": label}
    return told


def set_as_data(one: DataSet) -> dict[str, Any]:
    """A dcat:Dataset without a context of its own."""
    told: dict[str, Any] = {
        "@id": one.iri,
        "@type": "dcat:Dataset",
        "dct:identifier": one.code,
        "dct:title": in_words(one.title),
        "dct:description": in_words(one.description),
        "dct:publisher": _publisher(one.publisher),
        "dct:language": [address(LANGUAGES[code]) for code in one.title if code in LANGUAGES],
        "dct:accessRights": address(f"{EU}/access-right/{one.access}", "dct:RightsStatement"),
        "dct:accrualPeriodicity": address(
            f"{EU}/frequency/{FREQUENCIES.get(one.renewed, 'UNKNOWN')}", "dct:Frequency"
        ),
        "dcat:theme": [address(f"{EU}/data-theme/{one.theme}")],
        "dcat:keyword": [{"@value": word, "@language": code} for word, code in one.keywords],
        "dcat:landingPage": address(one.page, "foaf:Document"),
    }
    if one.ways:
        told["dcat:distribution"] = [_way(way) for way in one.ways]
    if one.documentation:
        told["foaf:page"] = address(one.documentation, "foaf:Document")
    for name, day in (("dct:issued", one.issued), ("dct:modified", one.modified)):
        if day:
            told[name] = {"@value": day, "@type": "xsd:date"}
    if one.demonstration:
        label = in_words(one.demonstration)
        told["dct:provenance"] = {"@type": "dct:ProvenanceStatement", "rdfs:label": label}
    return told


def as_document(one: DataSet) -> dict[str, Any]:
    """A set as a document that stands alone."""
    return {"@context": CONTEXT, **set_as_data(one)}


def catalogue_as_document(whole: Catalogue) -> dict[str, Any]:
    """The catalogue as a document that stands alone."""
    told: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": whole.iri,
        "@type": "dcat:Catalog",
        "dct:title": in_words(whole.title),
        "dct:description": in_words(whole.description),
        "dct:publisher": _publisher(whole.publisher),
        "dct:language": [address(LANGUAGES[code]) for code in whole.title if code in LANGUAGES],
        "dcat:themeTaxonomy": address(f"{EU}/data-theme"),
        "foaf:homepage": address(whole.page, "foaf:Document"),
        "dcat:dataset": [set_as_data(one) for one in whole.sets],
    }
    if whole.bounds:
        south, west, north, east = whole.bounds
        ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
        drawn = f"POLYGON(({', '.join(f'{lon} {lat}' for lon, lat in ring)}))"
        kind = "http://www.opengis.net/ont/geosparql#wktLiteral"
        box = {"@value": drawn, "@type": kind}
        told["dct:spatial"] = {"@type": "dct:Location", "dcat:bbox": box}
    return told


def written(document: Mapping[str, Any]) -> bytes:
    """The document's bytes: the same values give the same ones."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def written_inside(document: Mapping[str, Any]) -> str:
    """The document as it may stand inside a page: nothing in it can end the block."""
    text = written(document).decode()
    for sign, code in (("<", "\\u003C"), (">", "\\u003E"), ("&", "\\u0026")):
        text = text.replace(sign, code)
    return text
