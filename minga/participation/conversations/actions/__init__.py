"""The only writers of conversations."""

from minga.participation.conversations.actions.answering import (
    Joined,
    erase_opinions,
    give_opinions,
    join_conversation,
)
from minga.participation.conversations.actions.keeping import (
    claim_map,
    forget_tokens,
    keep_map,
    weigh_opinions,
)
from minga.participation.conversations.actions.opening import (
    close_conversation,
    open_conversation,
    reopen_conversation,
    unname,
)
from minga.participation.conversations.actions.stating import (
    add_statement,
    seed_statement,
    set_aside_statement,
    show_statement,
)

__all__ = [
    "Joined",
    "add_statement",
    "claim_map",
    "close_conversation",
    "erase_opinions",
    "forget_tokens",
    "give_opinions",
    "join_conversation",
    "keep_map",
    "open_conversation",
    "reopen_conversation",
    "seed_statement",
    "set_aside_statement",
    "show_statement",
    "unname",
    "weigh_opinions",
]
