"""What the alarm's page says, in the reader's language, as one block for its modules."""
# ruff: noqa: E501 -- whole sentences, one a line

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext as _

from minga.territory.models import City


def words(city: City) -> dict[str, Any]:
    """Everything the modules say; `{name}` is filled in by them."""
    return {
        "sprite": static("vendor/icons.svg"),
        **choosing(),
        **riding(),
        **waiting(),
    }


def choosing() -> dict[str, str]:
    """While the destination is chosen."""
    return {
        "loading": _("Loading lines and stops…"),
        "no_lines": _("The lines could not be loaded. Without signal they come only once you have been here before."),
        "found_one": _("{count} match"),
        "found_many": _("{count} matches"),
        "found_none": _("Nothing by that name. Try the number on the bus or a part of the stop's name."),
        "line": _("Line {line}"),
        "towards": _("towards {headsign}"),
        "stops": _("Stops"),
        "places": _("Known places on the way"),
        "choose": _("Choose…"),
        "set": _("Where you get off: {stop}. The alarm can start."),
        "demo": _("demonstration"),
        "buses_one": _("{count} bus of this line tells where it is. Choose it if you are on it."),
        "buses_many": _("{count} buses of this line tell where they are. Choose yours."),
        "buses_none": _("No bus that could be yours tells where it is now. The alarm on the phone counts alone."),
        "bus_unnamed": _("a bus"),
        "bus_beside": _("near {stop}"),
        "bus_between": _("between stops"),
        "bus_unknown": _("I do not know: the phone counts alone"),
    }  # fmt: skip


def riding() -> dict[str, str]:
    """While the alarm runs on the phone."""
    return {
        "begun_waiting": _("The alarm is set for {stop}. It counts from when you have left this place."),
        "begun_aboard": _("The alarm is set for {stop}."),
        "armed": _("You are on your way. I will tell you before {stop}."),
        "ready": _("Get ready: {stop} is near, {distance} to go."),
        "now": _("Now: to the door. You get off at {stop}, {distance} to go."),
        "passed": _("The bus has passed {stop}. Get off where you can, or ask the driver."),
        "lost": _("For a minute there has been no good position: I do not know where you are. Ask somebody to tell you."),
        "blind": _("Still no position, and {stop} could be near by now. Ask the driver where you are."),
        "found": _("The position is back: {distance} to {stop}."),
        "behind": _("{stop} seems to lie behind you. Perhaps this bus goes the other way: ask the driver."),
        "backwards": _("You seem to be going away from {stop}. Ask the driver whether it is the right bus."),
        "straight": _("The line's way could not be loaded: distances are in a straight line."),
        "left": _("{distance} to {stop}"),
        "minutes": _("about {minutes} min"),
        "soon": _("less than a minute"),
        "metres": _("{metres} metres"),
        "kilometres": _("{kilometres} kilometres"),
        "position_none": _("waiting for the first position"),
        "position_good": _("good, to {metres} m"),
        "position_vague": _("too vague, {metres} m: it is not used"),
        "position_denied": _("not allowed: let this page use your location, in the browser's settings"),
        "position_unavailable": _("the phone gives no position now"),
        "position_unsupported": _("this browser gives no position"),
        "screen_kept": _("kept on while this page is in front"),
        "screen_lost": _("not kept on: it may go dark, and then the alarm may stay silent"),
        "screen_unsupported": _("this browser cannot keep it on: set your phone so that it does not go dark"),
        "sound_on": _("on; turn the volume up"),
        "sound_blocked": _("blocked by the browser: press “Try the alarm”"),
        "was_hidden": _("This page was not in front for a while. Positions may have been missed meanwhile."),
        "confirmed": _("Good. I will be quiet until there is something new."),
        "trial": _("This is how the alarm sounds."),
        "ended": _("The alarm is off. Nothing of this ride is kept."),
    }  # fmt: skip


def waiting() -> dict[str, str]:
    """What the server tells of the bus."""
    return {
        "bus_none": _("no bus of this line is in sight yet"),
        "bus_heard": _("last heard {seconds} seconds ago"),
        "bus_simulated": _("simulated bus"),
        "bus_failed": _("the server cannot be reached; trying again"),
        "bus_refused": _("The server cannot follow this bus. The alarm on the phone goes on."),
        "bus_busy": _("Too many asked from here just now. Try again in a minute; the alarm on the phone goes on."),
        "bus_coming": _("A bus of line {line} is coming, {distance} away."),
        "bus_near": _("Your bus is near: line {line}, {side}."),
        "bus_arriving": _("Your bus is arriving: line {line}, {side}. Hold out your hand."),
        "bus_gone": _("The bus has left the stop. If you are not on it, say that you wait for the next one."),
        "bus_next": _("Waiting for the next bus of line {line}."),
        "bus_lost": _("The bus has not told where it is for a minute."),
        "side_left": _("from the left"),
        "side_right": _("from the right"),
        "side_unknown": _("I do not know from which side"),
    }  # fmt: skip
