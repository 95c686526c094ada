"""Sentences of the room transit, translated when shown."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.transit.models import Alert
from minga.transit.rules import AlertSource, Cause, Effect, VehicleSource

NEEDED = gettext_lazy("Please fill this in.")
NO_MOMENT = gettext_lazy("This should be a date and a time.")
ENDS_TOO_SOON = gettext_lazy("It should end later than it begins, and later than now.")
ENDS_TOO_LATE = gettext_lazy("At most 90 days: write it again if it lasts longer.")
NO_SUCH_LINE = gettext_lazy("There is no such line or stop in service: %(codes)s")
NOTHING_TOUCHED = gettext_lazy("Choose at least one line or stop.")
NO_DELAY = gettext_lazy("This should be between 0 and 180 minutes.")

CAUSES: dict[str, Any] = {
    Cause.UNKNOWN_CAUSE: gettext_lazy("Cause not known"),
    Cause.OTHER_CAUSE: gettext_lazy("Another cause"),
    Cause.TECHNICAL_PROBLEM: gettext_lazy("Technical problem"),
    Cause.STRIKE: gettext_lazy("Strike"),
    Cause.DEMONSTRATION: gettext_lazy("March or rally"),
    Cause.ACCIDENT: gettext_lazy("Accident"),
    Cause.HOLIDAY: gettext_lazy("Holiday"),
    Cause.WEATHER: gettext_lazy("Weather"),
    Cause.MAINTENANCE: gettext_lazy("Maintenance"),
    Cause.CONSTRUCTION: gettext_lazy("Road works"),
    Cause.POLICE_ACTIVITY: gettext_lazy("Police at work"),
    Cause.MEDICAL_EMERGENCY: gettext_lazy("Medical emergency"),
}
EFFECTS: dict[str, Any] = {
    Effect.NO_SERVICE: gettext_lazy("No service"),
    Effect.REDUCED_SERVICE: gettext_lazy("Fewer buses"),
    Effect.SIGNIFICANT_DELAYS: gettext_lazy("Delays"),
    Effect.DETOUR: gettext_lazy("Detour"),
    Effect.ADDITIONAL_SERVICE: gettext_lazy("More buses"),
    Effect.MODIFIED_SERVICE: gettext_lazy("Changed service"),
    Effect.OTHER_EFFECT: gettext_lazy("Take note"),
    Effect.UNKNOWN_EFFECT: gettext_lazy("Take note"),
    Effect.STOP_MOVED: gettext_lazy("Stop moved"),
    Effect.NO_EFFECT: gettext_lazy("Running as usual"),
    Effect.ACCESSIBILITY_ISSUE: gettext_lazy("Step-free access fails"),
}
ALERT_SOURCES: dict[str, Any] = {
    AlertSource.STAFF: gettext_lazy("The city says"),
    AlertSource.REPORT: gettext_lazy("Reported by people, confirmed by the city"),
    AlertSource.FEED: gettext_lazy("The operator says"),
}
VEHICLE_SOURCES: dict[str, Any] = {
    VehicleSource.FEED: gettext_lazy("position from the operator"),
    VehicleSource.DRIVER: gettext_lazy("position from the driver's phone"),
    VehicleSource.PASSENGER: gettext_lazy("position from a passenger's phone"),
    VehicleSource.SIMULATED: gettext_lazy("simulated position"),
}
MODES: dict[int, Any] = {
    0: gettext_lazy("Tram"),
    1: gettext_lazy("Metro"),
    2: gettext_lazy("Train"),
    3: gettext_lazy("Bus"),
    4: gettext_lazy("Boat"),
    5: gettext_lazy("Cable car"),
    6: gettext_lazy("Cable car"),
    7: gettext_lazy("Funicular"),
    11: gettext_lazy("Trolleybus"),
    12: gettext_lazy("Monorail"),
}
INCIDENT_HEADERS: dict[str, Any] = {
    "accident": gettext_lazy("Crash or accident on the way"),
    "congestion": gettext_lazy("Traffic jam on the way"),
    "traffic_light": gettext_lazy("Traffic light not working on the way"),
    "fire": gettext_lazy("Fire or smoke beside the way"),
    "flood": gettext_lazy("Water on the way"),
    "fallen_tree": gettext_lazy("Fallen tree or pole on the way"),
    "road_damage": gettext_lazy("Damaged road on the way"),
    "bus_stop": gettext_lazy("Broken bus stop"),
}
"""By category of the report that an official has confirmed."""


def mode_name(mode: int) -> str:
    """What a GTFS route_type is called; the extended types by their hundred."""
    hundreds = {1: 2, 2: 3, 4: 1, 7: 3, 8: 11, 9: 0, 10: 4, 12: 4, 13: 6, 14: 7}
    name = MODES.get(hundreds.get(mode // 100, mode) if mode >= 100 else mode)
    return str(name or MODES[3])


def header_of(alert: Alert, language: str) -> str:
    """What an alert says, in one line, in the reader's language or the one it has."""
    header_text = _alert_texts(alert, language).get("header", "")
    if header_text:
        return str(header_text)
    header = INCIDENT_HEADERS.get(alert.category)
    return str(header if header is not None else EFFECTS[alert.effect])


def text_of(alert: Alert, language: str) -> str:
    """What an alert says besides; "" where there is nothing more to say."""
    text = str(_alert_texts(alert, language).get("text", ""))
    if text or alert.source != AlertSource.REPORT:
        return text
    near = str(alert.words.get("near", "")) if isinstance(alert.words, dict) else ""
    parts = [_("Near %(place)s.") % {"place": near}] if near else []
    return " ".join([*parts, *delay_sentences(alert)])


def url_of(alert: Alert, language: str) -> str:
    """Where the operator says more; "" where it gives no address."""
    return str(_alert_texts(alert, language).get("url", ""))


def delay_sentences(alert: Alert) -> list[str]:
    """What plans reckon with, as sentences; said to be assumed."""
    if alert.is_cut:
        return [_("Its trips do not run meanwhile.")]
    if alert.delay_s:
        minutes = round(alert.delay_s / 60)
        return [_("We reckon with about %(minutes)d min more (assumed).") % {"minutes": minutes}]
    return []


def _alert_texts(alert: Alert, language: str) -> dict[str, Any]:
    """The alert's own words in one language, else in Spanish, else in any."""
    by_language = alert.words if isinstance(alert.words, dict) else {}
    spoken = [by_language.get(language[:2]), by_language.get("es"), *by_language.values()]
    return next((text for text in spoken if isinstance(text, dict) and text), {})
