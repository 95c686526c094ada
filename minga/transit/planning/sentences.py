"""Plans in plain sentences, in the reader's language: what to do, step after step.

Minutes are whole; a walk is never told shorter than it is reckoned, a wait for a line with a
headway never as a time of the clock.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from minga.transit.planning.itinerary import Itinerary, Spot, Step, Why
from minga.transit.timetables.line_look import LineLook

RAIL = {0, 1, 2, 5, 7, 12}
WHYS: dict[Why, Any] = {
    Why.FIRST: gettext_lazy("Arrives first"),
    Why.LEAST_WALKING: gettext_lazy("Least walking"),
    Why.FEWEST_CHANGES: gettext_lazy("Fewest changes"),
    Why.NO_CHANGE: gettext_lazy("No change"),
    Why.LEAVES_LAST: gettext_lazy("Leaves latest"),
}
LONG_WAIT = timedelta(minutes=30)
"""A wait that is told by itself: nobody should find it out on a dark road."""
STRAIGHT = gettext_lazy(
    "Walks are measured in a straight line, as the crow flies: by the streets it is a little more."
)
EXPECTED = gettext_lazy(
    "Where a line has no timetable we reckon with half of its interval: it may come sooner or"
    " later."
)


def minutes_of(seconds: float) -> int:
    """Whole minutes, never fewer than it takes, one at least."""
    return max(1, -(-int(seconds) // 60))


def lasting(passed: timedelta) -> str:
    """ "25 min", "1 h 5 min"."""
    minutes = minutes_of(passed.total_seconds())
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    parts = {"hours": minutes // 60, "minutes": minutes % 60}
    return (_("%(hours)d h %(minutes)d min") if parts["minutes"] else _("%(hours)d h")) % parts


def distance(metres: float) -> str:
    """ "200 m" in tens, "1.4 km" from a kilometre on."""
    if metres < 995:
        return _("%(metres)d m") % {"metres": max(10, round(metres / 10) * 10)}
    km = formats.number_format(round(metres / 1000, 1), 1)
    return _("%(km)s km") % {"km": km}


def clock(moment: datetime) -> str:
    """ "08:05", by the clock of the moment's own zone."""
    return f"{moment:%H:%M}"


def by_minute(moment: datetime) -> datetime:
    """An arrival told in minutes is never told earlier than it is."""
    over = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment - over + timedelta(minutes=1) if over else moment


def day_words(day: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", or weekday and date."""
    near = {
        0: pgettext("a day", "today"),
        1: pgettext("a day", "tomorrow"),
        -1: pgettext("a day", "yesterday"),
    }
    return near.get((day - today).days) or formats.date_format(day, "l j F").lower()


def every(headway_s: int) -> str:
    """How often a line comes: "every 8 min"."""
    minutes = max(1, round(headway_s / 60))
    if minutes < 60:
        phrase = ngettext("every minute", "every %(count)d min", minutes)
        return phrase % {"count": minutes}
    return _("every %(time)s") % {"time": lasting(timedelta(minutes=minutes))}


def waiting(leaves_at: datetime, asked_at: datetime) -> str:
    """That nothing goes for long after the moment that was asked for; "" where something does."""
    if leaves_at - asked_at < LONG_WAIT:
        return ""
    wait = {"clock": clock(leaves_at), "time": lasting(leaves_at - asked_at)}
    return _("Nothing goes before: you leave at %(clock)s, %(time)s after you asked.") % wait


def spot_name(spot: Spot) -> str:
    """What a place is called: its own name, its road, what is near it, or that it is a point."""
    if spot.name:
        return spot.name
    if spot.road and spot.near:
        return _("%(road)s, near %(place)s") % {"road": spot.road, "place": spot.near}
    if spot.road:
        return spot.road
    if spot.near:
        return _("a point near %(place)s") % {"place": spot.near}
    return _("the point on the map")


def vehicle(line: LineLook | None) -> str:
    """ "bus 62", "train L1": as one says that one takes it, in Spanish with its article."""
    name = {"line": line.name if line else ""}
    mode = line.mode if line else 3
    if mode in RAIL or 100 <= mode < 200 or 400 <= mode < 500:
        return pgettext("what one takes", "train %(line)s") % name
    if mode == 4 or 1000 <= mode < 1100:
        return pgettext("what one takes", "boat %(line)s") % name
    return pgettext("what one takes", "bus %(line)s") % name


def sentences(step: Step) -> list[str]:
    """What to do for one step, in a few short sentences."""
    return _walk(step) if not step.is_ride else [*_board(step), *_alight(step)]


def _walk(step: Step) -> list[str]:
    minutes = minutes_of(step.lasts.total_seconds())
    sentence = ngettext(
        "Walk %(count)d min (%(metres)s) to %(place)s.",
        "Walk %(count)d min (%(metres)s) to %(place)s.",
        minutes,
    )
    place = spot_name(step.end)
    return [sentence % {"count": minutes, "metres": distance(step.metres), "place": place}]


def _board(step: Step) -> list[str]:
    given = {"vehicle": vehicle(step.line), "headsign": step.headsign}
    towards = (
        _("Take %(vehicle)s towards %(headsign)s.") if step.headsign else _("Take %(vehicle)s.")
    )
    parts = [towards % given]
    if step.hailed:
        parts.append(_("There is no stop: hail it in the street."))
    elif step.line and step.line.hailed:
        parts.append(_("Hail it: it stops where it is asked to."))
    if step.headway_s:
        parts.append(_("It passes %(every)s.") % {"every": every(step.headway_s)})
        waited = lasting(timedelta(seconds=step.wait_s))
        parts.append(_("Count on a wait of about %(lasting)s.") % {"lasting": waited})
    else:
        parts.append(_leaves(step))
    if step.told_at:
        parts.append(_("The operator said so at %(time)s.") % {"time": clock(step.told_at)})
    return parts


def _leaves(step: Step) -> str:
    if not step.delay_s or abs(step.delay_s) < 60:
        return _("It leaves at %(time)s.") % {"time": clock(step.starts_at)}
    minutes = max(1, round(abs(step.delay_s) / 60))
    given = {"time": clock(step.starts_at), "count": minutes}
    if step.delay_s > 0:
        sentence = ngettext(
            "It leaves at %(time)s, %(count)d minute late.",
            "It leaves at %(time)s, %(count)d minutes late.",
            minutes,
        )
    else:
        sentence = ngettext(
            "It leaves at %(time)s, %(count)d minute early.",
            "It leaves at %(time)s, %(count)d minutes early.",
            minutes,
        )
    return sentence % given


def _alight(step: Step) -> list[str]:
    place = spot_name(step.end)
    given = {"place": place, "time": clock(by_minute(step.ends_at)), "lasting": lasting(step.lasts)}
    if step.leaves_along:
        sentence = _("Ask to get off at %(place)s, after about %(lasting)s.")
    elif step.about:
        sentence = _("Get off at %(place)s, after about %(lasting)s.")
    else:
        sentence = _("Get off at %(place)s at %(time)s.")
    return [sentence % given]


def passed_words(step: Step) -> str:
    """How many stops are passed before one gets off; "" where the line has none between."""
    many = len(step.passed)
    if not many:
        return ""
    return ngettext("%(count)d stop before", "%(count)d stops before", many) % {"count": many}


def span(itinerary: Itinerary, today: date) -> str:
    """From when to when: "08:05 – 08:40", "leave now or at 08:05, about 08:40"."""
    leaves, arrives = itinerary.leaves_at, by_minute(itinerary.arrives_at)
    given = {"leave": clock(leaves), "arrive": clock(arrives)}
    phrase = _("%(leave)s – about %(arrive)s") if itinerary.about else _("%(leave)s – %(arrive)s")
    span_text = phrase % given
    if leaves.date() == today:
        return span_text
    return _("%(day)s, %(span)s") % {"day": day_words(leaves.date(), today), "span": span_text}


def whole(itinerary: Itinerary) -> str:
    """How long it all takes."""
    passed = by_minute(itinerary.arrives_at) - itinerary.leaves_at.replace(second=0)
    duration = lasting(passed)
    return _("about %(lasting)s") % {"lasting": duration} if itinerary.about else duration


def in_short(itinerary: Itinerary) -> str:
    """Changes and walking in one line."""
    rides = len(itinerary.rides)
    if not rides:
        return _("On foot all the way, %(metres)s") % {"metres": distance(itinerary.walked_m)}
    changes = itinerary.changes
    changed = ngettext("%(count)d change", "%(count)d changes", changes) % {"count": changes}
    changes_text = _("No change") if not changes else changed
    if not itinerary.walking:
        return changes_text
    walked = _("%(minutes)d min on foot") % {
        "minutes": minutes_of(itinerary.walking.total_seconds())
    }
    return f"{changes_text} · {walked}"
