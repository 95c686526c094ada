"""The only writers of the room participation."""

from minga.participation.workshops.actions.boards import (
    add_board,
    close_board,
    open_board,
    shift_board,
    take_notes,
)
from minga.participation.workshops.actions.crowds import end_seats, weigh_seats
from minga.participation.workshops.actions.doors import choose_door
from minga.participation.workshops.actions.dots import lift_dot, place_dot
from minga.participation.workshops.actions.forgetting import (
    forget_names,
    forget_seat,
    unname_opener,
)
from minga.participation.workshops.actions.groups import announce_groups, draw_groups, turn_groups
from minga.participation.workshops.actions.merging import merge_notes, split_note
from minga.participation.workshops.actions.notes import (
    NoteWords,
    Posted,
    Stale,
    edit_note,
    post_note,
    withdraw_note,
)
from minga.participation.workshops.actions.opening import (
    Opened,
    close_workshop,
    open_workshop,
    renew_facilitator_link,
    reopen_workshop,
)
from minga.participation.workshops.actions.photos import add_board_photo, remove_board_photo
from minga.participation.workshops.actions.rounds import close_round, open_round, take_stance
from minga.participation.workshops.actions.seats import (
    Seated,
    describe_seat,
    join_workshop,
    seat_paper,
)
from minga.participation.workshops.actions.timers import extend_timer, start_timer, stop_timer

__all__ = [
    "NoteWords",
    "Opened",
    "Posted",
    "Seated",
    "Stale",
    "add_board",
    "add_board_photo",
    "announce_groups",
    "choose_door",
    "close_board",
    "close_round",
    "close_workshop",
    "describe_seat",
    "draw_groups",
    "edit_note",
    "end_seats",
    "extend_timer",
    "forget_names",
    "forget_seat",
    "join_workshop",
    "lift_dot",
    "merge_notes",
    "open_board",
    "open_round",
    "open_workshop",
    "place_dot",
    "post_note",
    "remove_board_photo",
    "renew_facilitator_link",
    "reopen_workshop",
    "seat_paper",
    "shift_board",
    "split_note",
    "start_timer",
    "stop_timer",
    "take_notes",
    "take_stance",
    "turn_groups",
    "unname_opener",
    "weigh_seats",
    "withdraw_note",
]
