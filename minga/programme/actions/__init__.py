"""The only writers of the room programme."""

from minga.programme.core.actions.merging import Part, credit, link_nodes, merge_nodes, split_node
from minga.programme.core.actions.nodes import (
    add_node,
    edit_node,
    move_node,
    set_public,
    withdraw_node,
)
from minga.programme.core.actions.phases import (
    assign,
    begin_programme,
    close_phase,
    end_part,
    open_phase,
)

__all__ = [
    "Part",
    "add_node",
    "assign",
    "begin_programme",
    "close_phase",
    "credit",
    "edit_node",
    "end_part",
    "link_nodes",
    "merge_nodes",
    "move_node",
    "open_phase",
    "set_public",
    "split_node",
    "withdraw_node",
]
