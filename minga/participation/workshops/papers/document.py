"""The minutes as a PDF: who was there, the boards, what was agreed and what was objected to."""

import json
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from minga.ground import media_store
from minga.ground.documents.sheet import Paper
from minga.participation.workshops.minutes import MinutesBoardOut, MinutesOut, MinutesRoundOut
from minga.participation.workshops.papers import sentences
from minga.participation.workshops.papers.sentences import ARRIVALS, DRAWS, OUTCOMES, STANCES


def minutes_pdf(
    minutes: MinutesOut,
    *,
    language: str,
    at: datetime,
    progress: Callable[[int], None] = lambda row: None,
) -> bytes:
    """The document of `queries.minutes_of`, in the reader's language; photos come with it.

    `progress` is told how many rows are written, after each.
    """
    title = _("Minutes of %(workshop)s") % {"workshop": minutes["title"]}
    paper = Paper(
        title=title,
        # Every word that the document adds to these is in the alphabets of Spanish and English.
        text=json.dumps(minutes, ensure_ascii=False, default=str),
        language=language,
        at=at,
        foot=f"{minutes['title']} · {minutes['city']} · {minutes['code']}",
    )
    paper.on_row = progress
    paper.add_page()
    _opening(paper, minutes)
    _attendance(paper, minutes)
    for board in minutes["boards"]:
        _board(paper, board)
    _groups(paper, minutes)
    _photos(paper, minutes)
    return paper.finish()


def rows_of(minutes: MinutesOut) -> int:
    """How many rows the document will have, nearly: those of people and of notes."""
    notes = sum(len(board["notes"]) for board in minutes["boards"])
    return notes + len(minutes.get("people", ()))


def _opening(paper: Paper, minutes: MinutesOut) -> None:
    paper.say(pgettext("of a workshop", "Minutes"), soft=True, bold=True)
    paper.heading(minutes["title"], 0)
    if minutes["purpose"]:
        paper.say(minutes["purpose"])
    facts = (
        (_("City"), minutes["city"]),
        (_("When"), sentences.when(minutes)),
        (_("Code"), minutes["code"]),
    )
    for name, value in facts:
        if value:
            paper.say(f"{name}: {value}", soft=True)
    if minutes["simulated"]:
        paper.say(_("Demonstration: invented people and contributions"), bold=True)


def _attendance(paper: Paper, minutes: MinutesOut) -> None:
    attendance = minutes["attendance"]
    paper.heading(_("Who was there"))
    many, wrote = attendance["people"], attendance["wrote"]
    present = ngettext("%(count)d person took part", "%(count)d people took part", many)
    # Phrases stand outside of the f-string: those within one are not found for the catalogue.
    noted = ngettext("%(count)d wrote a note", "%(count)d of them wrote a note", wrote)
    paper.say(f"{present % {'count': many}}; {noted % {'count': wrote}}.")
    counted = [
        [sentences.helix_name(helix["code"]), str(helix["people"])]
        for helix in attendance["by_helix"]
    ]
    if counted:
        paper.rows([_("Helix"), _("People")], counted, (75, 25))
    ways = [
        [sentences.word(ARRIVALS, way), str(many)] for way, many in attendance["by_arrival"].items()
    ]
    paper.rows([_("How they took part"), _("People")], ways, (75, 25))
    people = [
        [
            str(person["seat"]),
            person["name"],
            person["organisation"],
            sentences.helix_name(person["helix"]),
            sentences.word(ARRIVALS, person["arrived_by"]),
        ]
        for person in minutes.get("people", ())
        if person["counts"]
    ]
    if people:
        head = [_("Seat"), _("Name"), _("Organisation"), _("Helix"), _("Arrived")]
        paper.rows(head, people, (9, 28, 28, 20, 15))


def _board(paper: Paper, board: MinutesBoardOut) -> None:
    paper.heading(board["title"])
    if board["question"] and board["question"] != board["title"]:
        paper.say(board["question"], soft=True)
    if not board["notes"]:
        paper.say(_("No notes."), soft=True)
        return
    columns = {column["code"] for column in board["columns"]}
    has_votes = any(note["votes"] for note in board["notes"])
    head = [_("Votes")] * has_votes + [_("Column")] * bool(columns) + [_("Note"), _("From")]
    lines = [
        [str(note["votes"])] * has_votes
        + [note["column_name"]] * bool(columns)
        + [sentences.note_text(note), sentences.origin_text(note)]
        for note in board["notes"]
    ]
    widths = [9.0] * has_votes + [19.0] * bool(columns) + [56.0, 28.0]
    paper.rows(head, lines, widths)
    for round in board["rounds"]:
        _round(paper, round)


def _round(paper: Paper, round: MinutesRoundOut) -> None:
    paper.heading(_("Consensus, round %(number)d") % {"number": round["number"]}, 2)
    paper.say(round["text"])
    counted = _("%(agree)d agree, %(stand_aside)d stand aside, %(object)d object") % round
    paper.say(f"{sentences.word(OUTCOMES, round['outcome'])} ({counted})", bold=True)
    for reason in round["reasons"]:
        said = f"{sentences.word(STANCES, reason['stance'])}: {reason['reason']}"
        seat = reason["seat"]
        named = {"number": seat, "said": said}
        paper.point(said if seat is None else _("Seat %(number)d, %(said)s") % named)


def _groups(paper: Paper, minutes: MinutesOut) -> None:
    names = sentences.seat_names(minutes)
    for draw in minutes["groupings"]:
        named = draw["label"] or _("Draw %(number)d") % {"number": draw["number"]}
        title = _("Groups")
        paper.heading(f"{title}: {named}")
        paper.say(sentences.word(DRAWS, draw["state"]))
        if draw["seed"]:
            paper.say(_("Seed: %(seed)s") % {"seed": draw["seed"]}, soft=True)
        paper.say(_("Fingerprint: %(digest)s") % {"digest": draw["commitment"]}, soft=True)
        lines = [
            [str(turn), str(group), who] for turn, group, who in sentences.tables_of(draw, names)
        ]
        if lines:
            head = [_("Round"), _("Group"), _("Who sits there")]
            paper.rows(head, lines, (12, 12, 76))


def _photos(paper: Paper, minutes: MinutesOut) -> None:
    if not minutes["photos"]:
        return
    paper.heading(_("Photos of the boards"))
    for photo in minutes["photos"]:
        caption = photo["text"] or photo["board"] or _("Photo of a board, without words")
        path = media_store.path_of(photo["photo"])
        if path.exists():
            paper.picture(path, caption, width=photo["width"], height=photo["height"])
        else:
            # Somebody asked that it be deleted; the words stay.
            paper.say(caption, soft=True)
