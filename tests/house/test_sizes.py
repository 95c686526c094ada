"""One file is one screen of thought; one function is one step of it."""

import statistics

import pytest

from tests.house import tree

pytestmark = pytest.mark.house

FILE_ALARM, FILE_P90, FILE_MEDIAN = 400, 250, 120
FUNCTION_ALARM, FUNCTION_P90, FUNCTION_MEDIAN = 60, 35, 10
SETTINGS_MOST = 250
# Longer than the alarm, by name and length: the list may only shrink.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {"minga/kernels/transit/search/raptor.py:ride_all": 90}
JUNK_DRAWERS = {"helpers", "utils", "util", "common", "manager", "managers", "service", "services"}
EMPTY_VERBS = ("do_", "handle_", "process_")


def lengths() -> dict[str, int]:
    return {tree.name_of(path): len(tree.text(path).splitlines()) for path in tree.sources()}


def percentile_90(values: list[int]) -> int:
    return sorted(values)[int(len(values) * 0.9)]


def test_no_file_is_long() -> None:
    long = {name: lines for name, lines in lengths().items() if lines > FILE_ALARM}
    assert long == LONG_FILES


def test_files_are_mostly_short() -> None:
    lines = [many for many in lengths().values() if many]
    assert percentile_90(lines) <= FILE_P90
    assert statistics.median(lines) <= FILE_MEDIAN


def test_settings_are_one_readable_file() -> None:
    assert lengths()["minga/web/settings.py"] <= SETTINGS_MOST


def test_no_function_is_long() -> None:
    long = {}
    every = []
    for path in tree.sources():
        for function in tree.functions(path):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            every.append(lines)
            if lines > FUNCTION_ALARM:
                long[f"{tree.name_of(path)}:{function.name}"] = lines
    assert long == LONG_FUNCTIONS
    assert percentile_90(every) <= FUNCTION_P90
    assert statistics.median(every) <= FUNCTION_MEDIAN


def test_no_file_is_a_junk_drawer() -> None:
    drawers = [
        tree.name_of(path)
        for path in tree.sources()
        if {path.stem, path.parent.name} & JUNK_DRAWERS
    ]
    assert drawers == []


def test_no_function_has_an_empty_verb() -> None:
    # These override a framework's own names.
    allowed = {
        "handle_exit", "process_view", "process_exception", "process_response",
        "handle_starttag", "handle_data", "handle_endtag",
    }  # fmt: skip
    empty = [
        f"{tree.name_of(path)}:{function.name}"
        for path in tree.sources()
        for function in tree.functions(path)
        if function.name.startswith(EMPTY_VERBS) and function.name not in allowed
    ]
    assert empty == []
