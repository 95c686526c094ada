"""The only writers of the room reports."""

from minga.reports.actions.attaching import PhotoTooMany, add_photo, add_voice
from minga.reports.actions.attending import (
    acknowledge,
    answer,
    assign,
    dismiss,
    note,
    open_privately,
    place,
    remind,
    reopen,
    resolve,
    start,
)
from minga.reports.actions.filing import Filed, file_report, say_not_fixed
from minga.reports.actions.forgetting import forget_report, unname_filer
from minga.reports.actions.importing import import_report
from minga.reports.actions.publishing import hide, publish, unhide
from minga.reports.actions.replying import Reply, reply
from minga.reports.actions.standard import adopt_categories

__all__ = [
    "Filed",
    "PhotoTooMany",
    "Reply",
    "acknowledge",
    "add_photo",
    "add_voice",
    "adopt_categories",
    "answer",
    "assign",
    "dismiss",
    "file_report",
    "forget_report",
    "hide",
    "import_report",
    "note",
    "open_privately",
    "place",
    "publish",
    "remind",
    "reopen",
    "reply",
    "resolve",
    "say_not_fixed",
    "start",
    "unhide",
    "unname_filer",
]
