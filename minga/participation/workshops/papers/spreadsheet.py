"""The minutes as a spreadsheet: a sheet for each thing that can be counted or sorted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from minga.ground.documents.spreadsheets import Sheet, as_xlsx
from minga.participation.workshops.minutes import MinutesOut
from minga.participation.workshops.papers import sentences
from minga.participation.workshops.papers.sentences import (
    ARRIVALS,
    DRAWS,
    NOTE_STATES,
    OUTCOMES,
    STANCES,
)

Rows = list[list[Any]]


def minutes_xlsx(minutes: MinutesOut, *, at: datetime) -> bytes:
    """The workbook of `queries.minutes_of`, in the reader's language."""
    sheets = {_("Workshop"): Sheet([_("What"), _("Value")], _summary(minutes), (28, 80))}
    if minutes.get("people"):
        head = [_("Seat"), _("Name"), _("Organisation"), _("Helix"), _("Arrived"), _("At")]
        sheets[_("People")] = Sheet(head, _people(minutes), (8, 28, 32, 18, 14, 18))
    head = [
        _("Board"), _("Column"), _("Note"), _("Votes"), _("State"), _("Seat"), _("Arrived"),
        _("Made of"), _("At"), _("Id"),
    ]  # fmt: skip
    widths = (24, 16, 70, 8, 12, 8, 14, 40, 18, 16)
    sheets[_("Notes")] = Sheet(head, _notes(minutes), widths)
    head = [
        _("Board"), _("Proposal"), _("Round"), _("Outcome"), _("Agree"), _("Stand aside"),
        _("Object"), _("Reasons"),
    ]  # fmt: skip
    sheets[_("Consensus")] = Sheet(head, _rounds(minutes), (24, 50, 8, 26, 8, 12, 8, 70))
    head = [_("Draw"), _("State"), _("Seed"), _("Round"), _("Group"), _("Who sits there")]
    sheets[_("Groups")] = Sheet(head, _groups(minutes), (22, 14, 30, 8, 8, 70))
    head = [_("Board"), _("What it shows"), _("Added"), _("File")]
    sheets[_("Photos")] = Sheet(head, _photos(minutes), (24, 70, 18, 38))
    wrapped = {name: sheet._replace(wraps=True) for name, sheet in sheets.items()}
    return as_xlsx(wrapped, title=minutes["title"], at=at)


def _summary(minutes: MinutesOut) -> Rows:
    attendance = minutes["attendance"]
    rows: Rows = [
        [_("Title"), minutes["title"]],
        [_("Purpose"), minutes["purpose"]],
        [_("City"), minutes["city"]],
        [_("Code"), minutes["code"]],
        [_("Opened"), sentences.moment(minutes["opened_at"])],
        [_("Closed"), sentences.moment(minutes["closed_at"])],
        [_("People"), attendance["people"]],
        [_("Wrote a note"), attendance["wrote"]],
    ]
    rows += [
        [sentences.helix_name(helix["code"]), helix["people"]] for helix in attendance["by_helix"]
    ]
    rows += [
        [sentences.word(ARRIVALS, way), many] for way, many in attendance["by_arrival"].items()
    ]
    if minutes["simulated"]:
        rows.append([_("Demonstration"), _("Invented people and contributions")])
    return rows


def _people(minutes: MinutesOut) -> Rows:
    return [
        [
            person["seat"],
            person["name"],
            person["organisation"],
            sentences.helix_name(person["helix"]),
            sentences.word(ARRIVALS, person["arrived_by"]),
            sentences.moment(person["joined_at"]),
        ]
        for person in minutes.get("people", ())
        if person["counts"]
    ]


def _notes(minutes: MinutesOut) -> Rows:
    return [
        [
            board["title"],
            note["column_name"],
            sentences.note_text(note),
            note["votes"],
            sentences.word(NOTE_STATES, note["state"]),
            note["seat"],
            sentences.word(ARRIVALS, note["arrived_by"]),
            " · ".join(source["text"] for source in note["came_from"]),
            sentences.moment(note["made_at"]),
            note["note"],
        ]
        for board in minutes["boards"]
        for note in board["notes"]
    ]


def _rounds(minutes: MinutesOut) -> Rows:
    return [
        [
            board["title"],
            round["text"],
            round["number"],
            sentences.word(OUTCOMES, round["outcome"]),
            round["agree"],
            round["stand_aside"],
            round["object"],
            "\n".join(
                f"{sentences.word(STANCES, reason['stance'])}: {reason['reason']}"
                for reason in round["reasons"]
            ),
        ]
        for board in minutes["boards"]
        for round in board["rounds"]
    ]


def _groups(minutes: MinutesOut) -> Rows:
    names = sentences.seat_names(minutes)
    rows: Rows = []
    for draw in minutes["groupings"]:
        named = draw["label"] or str(draw["number"])
        state = sentences.word(DRAWS, draw["state"])
        tables = sentences.tables_of(draw, names)
        rows += [[named, state, draw["seed"], *table] for table in tables]
        if not tables:
            rows.append([named, state, draw["seed"], None, None, ""])
    return rows


def _photos(minutes: MinutesOut) -> Rows:
    return [
        [photo["board"], photo["text"], sentences.moment(photo["added_at"]), photo["photo"]]
        for photo in minutes["photos"]
    ]
