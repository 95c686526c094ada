"""What the modules of the room's pages need and say, in the reader's language, as one block."""

from typing import Any

from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from minga.participation.models import Seat, Workshop
from minga.participation.workshops import events
from minga.participation.workshops.pages.auth import facilitator_actor, seat_actor
from minga.people.models import Helix
from minga.territory.request import MingaRequest

BUSY = gettext_lazy("Many people are coming in at once. Please try again in a moment.")
PHONE_JITTER_MS, DESK_JITTER_MS = (100, 400), (10, 60)
"""Two hundred phones spread their questions over this time; the wall is alone."""


def facts() -> list[str]:
    """The wire names of every fact a workshop's stream tells."""
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type)]
    streamed = [kind for kind in kinds if issubclass(kind, events.WorkshopFact)]
    return sorted({kind.NAME for kind in streamed if kind.NAME})


def _setup(
    request: MingaRequest, workshop: Workshop, door: str, jitter: tuple[int, int], **more: Any
) -> dict[str, Any]:
    return {
        "sprite": static("vendor/icons.svg"),
        "setup": {
            "code": workshop.code,
            "source": f"/api/v1/workshops/{workshop.code}",
            "door": door,
            "live": f"/live/workshop/{workshop.code}",
            "after": request.live_from,
            "facts": facts(),
            "jitter": jitter,
            "csrf": get_token(request),
            **more,
        },
    }


def words_of_phone(request: MingaRequest, workshop: Workshop, seat: Seat | None) -> dict[str, Any]:
    """For the page on a phone; without a seat for the one that it keeps."""
    number = seat.number if seat else 0
    setup = _setup(request, workshop, f"/w/{workshop.code}/api/", PHONE_JITTER_MS, seat=number)
    return setup | _common() | _phone()


def words_of_wall(request: MingaRequest, workshop: Workshop) -> dict[str, Any]:
    """For the projector. A seat or the facilitator in this browser sees more after the end."""
    door = ""
    if facilitator_actor(request, workshop).facilitates:
        door = f"/w/{workshop.code}/run/api/"
    elif seat_actor(request, workshop).takes_part:
        door = f"/w/{workshop.code}/api/"
    return _setup(request, workshop, door, DESK_JITTER_MS) | _common() | _wall()


def words_of_run(request: MingaRequest, workshop: Workshop) -> dict[str, Any]:
    """For the facilitator's desk."""
    door = f"/w/{workshop.code}/run/api/"
    helices = {helix.value: str(helix.label) for helix in Helix}
    setup = _setup(request, workshop, door, DESK_JITTER_MS, helices=helices)
    return setup | _common() | _run()


def _common() -> dict[str, str]:
    return {
        "timer": _("Timer"),
        "timer_over": _("Time is up: {name}"),
        "dots_one": _("1 dot"),
        "dots_many": _("{count} dots"),
        "people_one": _("1 person here"),
        "people_many": _("{count} people here"),
        "merged_of": _("merged from {count}"),
        "no_column": _("Without a column"),
        "empty_part": _("Nothing hangs here yet."),
        "outcome_consensus": _("Consensus"),
        "outcome_objections": _("Objections: {count}"),
        "outcome_nobody": _("Nobody took a stance"),
        "stance_agree": _("I agree"),
        "stance_stand_aside": _("I stand aside"),
        "stance_object": _("I object"),
        "answered_one": _("1 person has answered"),
        "answered_many": _("{count} people have answered"),
        "round_number": _("Round {number}"),
        "sat_now": _("now"),
        "table_number": _("Table {number}"),
        "went_wrong": _("That did not work. Please load the page again."),
        "no_signal": _("There is no signal. Nothing has changed; please try again."),
        "workshop_open": _("The workshop is open."),
        "workshop_closed": _("The workshop is over."),
        "note_gone": _("This note was merged, split or withdrawn."),
        "withdraw": _("Take it off the board"),
        "withdraw_sure": _("Press again to take it off"),
        "where_to": _("Where to?"),
        "new_notes_one": _("1 new note."),
        "new_notes_many": _("{count} new notes."),
    }


def _phone() -> dict[str, str]:
    return {
        "you_are": _("You are number {number}"),
        "acts_waiting_one": _("1 dot or stance waits for signal"),
        "acts_waiting_many": _("{count} dots or stances wait for signal"),
        "write": _("Your note"),
        "write_name": _("In one line: its name"),
        "own": _("yours"),
        "own_dots_one": _("1 dot of yours"),
        "own_dots_many": _("{count} dots of yours"),
        "dots_left_one": _("You have 1 dot left."),
        "dots_left_many": _("You have {count} dots left."),
        "dots_spent": _("All your dots on this board are spent. Take one back first."),
        "dot": pgettext("verb on a button", "Dot"),
        "dot_give": _("Give a dot to: {text}"),
        "dot_back": _("Take a dot back from: {text}"),
        "edit_note": _("Change: {text}"),
        "note_going": _("Your note is on its way."),
        "note_kept": _("Kept on this phone. It goes out by itself when there is signal."),
        "note_sent": _("Your note is on the wall."),
        "waiting_one": _("1 note waits for signal"),
        "waiting_many": _("{count} notes wait for signal"),
        "waiting_mend": _("Not taken. Please look at it:"),
        "mend": _("Change it"),
        "board_new": _("New board: {title}."),
        "board_open": _("Open again: {title}."),
        "board_closed": _("Closed: {title}."),
        "round_new": _("You are asked where you stand."),
        "round_open": _("Where do you stand?"),
        "round_closed": _("What came of it"),
        "stance_agree_hint": _("I can live with it well."),
        "stance_stand_aside_hint": _("Not my choice, but I will not block it."),
        "stance_object_hint": _("Not like this, and I say why."),
        "stance_taken": _("You said: {stance}. You may change it until the round closes."),
        "reason": _("Why?"),
        "reason_hint": _("Everybody will read your reason, without your name."),
        "object_send": _("Say it"),
        "tables_new": _("Tables have been drawn."),
        "your_table": _("Your table"),
        "your_table_now": _("Your table now, in round {number}"),
        "round_now": _("Round {number} begins: look for your table."),
    }


def _wall() -> dict[str, str]:
    return {
        "more_one": _("and 1 more on the phones"),
        "more_many": _("and {count} more on the phones"),
        "tables_met": _("Each round you meet new people: {met} of {slots} encounters are new."),
        "seed": _("Seed {seed}"),
        "asked": _("Where do we stand?"),
        "sum": _("{notes} notes, {people} people, {boards} boards"),
    }


def _run() -> dict[str, str]:
    return {
        "open": pgettext("board", "Open"),
        "close": pgettext("board", "Close"),
        "is_open": pgettext("a board", "open"),
        "is_closed": pgettext("a board", "closed"),
        "shown": _("on the wall now"),
        "earlier": _("Earlier: {title}"),
        "later": _("Later: {title}"),
        "shifted": _("{title} has place {place} now."),
        "turn_to": _("Sit this round now"),
        "all_of": _("All of “{title}”: {notes}"),
        "none_of": _("None: people write new ones"),
        "notes_one": _("1 note"),
        "notes_many": _("{count} notes"),
        "chosen_one": _("1 note chosen"),
        "chosen_many": _("{count} notes chosen"),
        "choose": _("Choose: {text}"),
        "edit_note": _("Change: {text}"),
        "dot_give": _("A dot of number {seat} for: {text}"),
        "dot_back": _("Take a dot of number {seat} back from: {text}"),
        "add_minute": _("1 minute more"),
        "stop": pgettext("timer", "Stop"),
        **_people(),
        "saved": _("On the wall. Next one?"),
        "waiting_one": _("1 note waits for signal"),
        "waiting_many": _("{count} notes wait for signal"),
        "draw_now": _("Draw now"),
        "committed": _("Announced. Fingerprint of the secret seed, for everybody to keep:"),
        "drawn": _("Drawn. Whoever hashes this seed gets the fingerprint announced before:"),
        "fingerprint": _("Fingerprint"),
        "seed_name": _("Seed"),
        "groups_of": _("{groups} groups"),
        "met": _("{met} of {slots} encounters are with new people; chance alone gives {chance}."),
        "uniform": _("Every possible draw was equally likely."),
        "dealt": _("Kinds were dealt first, then the rest was shuffled."),
        "round_close": _("Close the round"),
        "take_it": _("Record it"),
        "proof": _("Check the draw"),
        "photo": _("Photo of a board"),
        "reason": _("Why?"),
        "speak_for": _("Stance of a person on paper"),
        "photo_remove": _("Delete this photo"),
        "photo_kept": _("Photo kept."),
        "copied": _("Copied"),
    }


def _people() -> dict[str, str]:
    return {
        "paper": _("paper"),
        "phone": _("phone"),
        "nameless": _("without a name"),
        "left": _("has left"),
        "not_counted": _("dots do not count"),
        "burst_device": _("{count} seats from one device in {seconds} s: {seats}"),
        "burst_address": _("{count} seats from one connection in {seconds} s: {seats}"),
        "count_once": _("Count them once"),
        "count_all": _("Count them all"),
        "end_all": _("End these seats"),
        "leaves": _("Has left"),
        "back": _("Is back"),
        "end_seat": _("End this seat"),
        "sure": _("Press again: this cannot be undone"),
        "paper_of": _("Number {seat}, on paper"),
        "paper_nobody": _("Nobody in particular"),
    }
