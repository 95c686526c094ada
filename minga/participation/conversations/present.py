"""The result of a conversation as pages and API show it: figures, and a picture where it holds."""

from collections.abc import Sequence
from typing import Any

from minga.kernels.opinions.thresholds import CLEAR, STABLE
from minga.participation.conversations.rules import MIN_GROUP_SIZE
from minga.participation.conversations.shapes import ConversationOut
from minga.participation.models import Conversation, OpinionMap, Statement

LETTERS = "ABCDE"
ORDERS = ("consensus", "divided", "number")


def result(
    drawn: OpinionMap | None, statements: Sequence[Statement], order: str = "consensus"
) -> dict[str, Any]:
    """What the result page shows. `told` is False before enough people have answered."""
    kept = drawn.drawn if drawn is not None else {"people": 0, "opinions": 0}
    shown: dict[str, Any] = {
        "told": kept["people"] >= MIN_GROUP_SIZE,
        "people": kept["people"],
        "opinions": kept["opinions"],
        "at": drawn.at if drawn is not None else None,
        "least": MIN_GROUP_SIZE,
        "stable": STABLE,
        "clear": CLEAR,
    }
    if drawn is None or not shown["told"]:
        return shown
    rows = _rows(kept, statements)
    rows.sort(key=_KEYS.get(order, _KEYS["consensus"]))
    return shown | {"rows": rows, "groups": kept["groups"], "camps": _camps(kept, statements)}


def _rows(kept: dict[str, Any], statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """A row for each statement that the map knows and that is still shown."""
    by_number = {figures.number: figures for figures in statements}
    shown = kept["groups"]["shown"]
    return [
        {
            "statement": by_number[figures["number"]],
            "number": figures["number"],
            "consensus": figures["consensus"],
            "all": _share(figures["all"]),
            "groups": [
                {"letter": LETTERS[place], **_share(own)}
                for place, own in enumerate(figures["groups"])
            ]
            if shown
            else [],
        }
        for figures in kept["statements"]
        if figures["number"] in by_number
    ]


_KEYS: dict[str, Any] = {
    "consensus": lambda row: (-row["consensus"], row["number"]),
    "divided": lambda row: (
        -min(row["all"]["agrees"], row["all"]["disagrees"]) / max(1, row["all"]["votes"]),
        row["number"],
    ),
    "number": lambda row: row["number"],
}


def _share(counts: Sequence[int]) -> dict[str, Any]:
    """k of n, and widths in percent that add up to a hundred."""
    agrees, passes, disagrees = counts
    votes = agrees + passes + disagrees
    percent = round(100 * agrees / votes) if votes else 0
    against = round(100 * disagrees / votes) if votes else 0
    return {
        "agrees": agrees,
        "passes": passes,
        "disagrees": disagrees,
        "votes": votes,
        "percent": percent,
        "against": against,
        "against_from": 100 - against,
    }


def _camps(kept: dict[str, Any], statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """Each group that is shown: its size, and what it thinks unlike the others."""
    if not kept["groups"]["shown"]:
        return []
    by_number = {distinct.number: distinct for distinct in statements}
    return [
        {
            "letter": LETTERS[place],
            "size": size,
            "distinct": [
                {
                    "statement": by_number[distinct["number"]],
                    "agrees": distinct["agrees"],
                    "inside": _of(distinct["inside"]),
                    "outside": _of(distinct["outside"]),
                }
                for distinct in kept["distinct"]
                if distinct["group"] == place and distinct["number"] in by_number
            ],
        }
        for place, size in enumerate(kept["groups"]["sizes"])
    ]


def _of(pair: Sequence[int]) -> dict[str, int]:
    return {"votes": pair[0], "voters": pair[1], "percent": round(100 * pair[0] / pair[1])}


def public(conversation: Conversation, statements: Sequence[Statement]) -> ConversationOut:
    """A conversation with its result, for the API."""
    drawn = getattr(conversation, "map", None)
    counted = result(drawn, statements)
    shown: ConversationOut = {
        "slug": conversation.slug,
        "title": conversation.title,
        "question": conversation.question,
        "state": conversation.state,
        "simulated": conversation.simulated,
        "statements": [
            {"statement": statement.number, "text": statement.text} for statement in statements
        ],
        "people": counted["people"],
        "opinions": counted["opinions"],
        "result": None,
    }
    if drawn is not None and counted["told"]:
        shown["result"] = {
            "at": drawn.at.isoformat(),
            "groups": drawn.drawn["groups"],
            "statements": [
                {
                    "statement": row["number"],
                    "agrees": row["all"]["agrees"],
                    "disagrees": row["all"]["disagrees"],
                    "votes": row["all"]["votes"],
                    "consensus": row["consensus"],
                }
                for row in counted["rows"]
            ],
        }
    return shown
