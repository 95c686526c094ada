"""Erase words for good, whatever the standing of the node that holds them; its edges stay."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from minga.ground.work import action
from minga.people.models import Person
from minga.programme.core.actions._writing import locked, refuse_unless_lead, save_step, tell
from minga.programme.core.queries.graph import Graph
from minga.programme.events import NodeErased
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Step
from minga.programme.rules import reached

WORDLESS = frozenset({"choice", "choices", "whole", "number", "date", "truth"})
"""The kinds of fields that hold a code, a number or a day, and so nobody's words."""


class _Erased(NamedTuple):
    """What was erased of a node: to be found again where it was copied."""

    title: str
    text: str
    fields: Mapping[str, Any]


@action
def erase_node(*, node: Node, at: datetime, by: Person | None) -> Node:
    """Erase a node's words, the names on it and its history; nobody can bring them back.

    What an interview said is erased in its statements too. Twice does no harm. Raises Refused.
    """
    row = locked(node)
    refuse_unless_lead(row.programme, by)
    return erase(row, at=at, by=by)


@action
def erase_history(*, node: Node, at: datetime, by: Person | None) -> Node:
    """Erase what a node said before, and keep what it says now. Raises Refused."""
    row = locked(node)
    refuse_unless_lead(row.programme, by)
    _empty_steps(row, reasons=False)
    save_step(row, "erase_before", at=at, by=by)
    tell(NodeErased, row, at=at, by=by, history_only=True)
    return row


@action
def forget_fields(*, node: Node, codes: Iterable[str], at: datetime) -> None:
    """Take private values out of a node and its history, because their time is over.

    What a merge or split copied of them goes too: the copy is younger, the words are not.
    """
    row = locked(node)
    values = {
        (code, str(fields[code])) for fields in _all_fields(row) for code in codes if code in fields
    }
    _forget_values(row, values, at=at)
    heirs = reached(row.pk, Graph.of(row.programme_id).down(taken_over=True))
    for heir in _locked_rows(heirs):
        _forget_values(heir, values, at=at)


def _all_fields(row: Node) -> list[Mapping[str, Any]]:
    """Its fields now, and those that every edit replaced."""
    before = [step.before.get("fields") for step in row.steps.all()]
    return [row.fields, *(fields for fields in before if isinstance(fields, dict))]


def _forget_values(row: Node, values: Collection[tuple[str, str]], *, at: datetime) -> None:
    """Take these (code, value) out of a locked node and its history, if it has any of them."""
    held = {(code, str(value)) for fields in _all_fields(row) for code, value in fields.items()}
    if not held & set(values):
        return
    row.fields = _fields_besides(row.fields, values)
    for step in row.steps.all():
        fields = step.before.get("fields")
        if isinstance(fields, dict) and fields != (left := _fields_besides(fields, values)):
            step.before = step.before | {"fields": left}
            step.save(update_fields=["before"])
    save_step(row, "forget", at=at, by=None)


def _fields_besides(
    fields: Mapping[str, Any], values: Collection[tuple[str, str]]
) -> dict[str, Any]:
    return {code: value for code, value in fields.items() if (code, str(value)) not in values}


def erase(row: Node, *, at: datetime, by: Person | None, graph: Graph | None = None) -> Node:
    """Erase the words of a locked node; who may was asked. `graph`: the programme's, if read."""
    if row.erased_at is not None:
        return row
    erased = _Erased(row.title, row.text, _free_values_in(row.kind, row.fields))
    row.title, row.text = _erased_title(row), ""
    row.fields = _without(row.fields, erased.fields)
    if row.kind == "interview":
        row.organisation = None
    row.public, row.erased_at = False, at
    row.credits.all().delete()
    _empty_steps(row, reasons=True)
    save_step(row, "erase", at=at, by=by)
    tell(NodeErased, row, at=at, by=by)
    graph = graph or Graph.of(row.programme_id)
    for copy in _locked_rows(reached(row.pk, graph.down(taken_over=True))):
        _erase_copies(copy, erased, at=at, by=by)
    if row.kind == "interview":
        for said in _locked_rows(reached(row.pk, graph.down())):
            if said.kind == "statement":
                erase(said, at=at, by=by, graph=graph)
    return row


def _locked_rows(ids: Iterable[int]) -> list[Node]:
    rows = Node.objects.select_for_update(of=("self",)).filter(pk__in=list(ids))
    return list(rows.select_related("programme__city", "organisation").order_by("pk"))


def _free_values_in(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values that somebody wrote freely; of a field that is known no more, all of them."""
    wordless = {field.code for field in KINDS[kind].fields if field.kind in WORDLESS}
    return {code: value for code, value in fields.items() if code not in wordless}


def _without(fields: Mapping[str, Any], free_values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: value
        for code, value in fields.items()
        if code not in free_values or free_values[code] != value
    }


def _empty_steps(row: Node, *, reasons: bool) -> None:
    """Take the words out of a node's history. The digest of what a key sent names nobody."""
    for step in row.steps.filter(~Q(before={}) | ~Q(reason="")):
        step.before = {name: value for name, value in step.before.items() if name == "content"}
        step.reason = "" if reasons else step.reason
        step.save(update_fields=["before", "reason"])


def _erased_title(row: Node) -> str:
    with translation.override(row.programme.language):
        return gettext("Erased")


def _without_lines(text: str, erased: str) -> str:
    """A text without the lines of another, if it has all of them one after the other."""
    if not erased or f"\n{erased}\n" not in f"\n{text}\n":
        return text
    return f"\n{text}\n".replace(f"\n{erased}\n", "\n").strip("\n")


def _erase_copies(copy: Node, erased: _Erased, *, at: datetime, by: Person | None) -> None:
    """Take out of a merged or divided node what it copied, word for word, from what was erased."""
    present = {"title": copy.title, "text": copy.text, "fields": copy.fields}
    left = _without_copies(present, erased, _erased_title(copy))
    for step in Step.objects.filter(node=copy).exclude(before={}):
        before = _without_copies(step.before, erased, _erased_title(copy))
        if before != step.before:
            step.before = before
            step.save(update_fields=["before"])
    if left != present:
        copy.title, copy.text, copy.fields = left["title"], left["text"], left["fields"]
        save_step(copy, "erase_copy", at=at, by=by)


def _without_copies(said: Mapping[str, Any], erased: _Erased, title: str) -> dict[str, Any]:
    """What a node says, or said before, without what it copied; of a title another is left."""
    left = dict(said)
    if left.get("title") == erased.title:
        left["title"] = title
    if isinstance(left.get("text"), str):
        left["text"] = _without_lines(left["text"], erased.text)
    if isinstance(left.get("fields"), dict):
        left["fields"] = _without(left["fields"], erased.fields)
    return left
