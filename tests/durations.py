"""How long tests take: kept for their order, and told where one is over its budget.

`./test --record` writes the record anew; a run of several workers begins with what took longest, so
that none of them is busy alone at the end.

The first record is an estimate: a run beside other work, scaled down by its load. It orders files
and claims nothing; `./test --record` on a quiet machine takes its place.
"""

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

RECORD = Path(__file__).resolve().parents[1] / "bench" / "results" / "suite_durations.jsonl"
BROWSER_S, OTHER_S = 6.0, 1.0
"""What a test may take by itself, what it stands on not counted: told, not failed."""
LEAST_S = 0.1
"""Whatever took less is kept as one sum a file, under the empty name."""
NAME_MOST = 120
"""Some tests have a whole payload in their name."""
NEW_S, SMALL_S = 5.0, 0.03
"""What a file, and what a test, that the record does not name is taken for."""
SPREAD = "tests/journeys/test_crawl.py"
"""The file whose tests any worker takes, one by one; all others stay together."""

Record = dict[str, dict[str, float]]


def recorded(path: Path = RECORD) -> Record:
    """File → test → seconds, with all that it stands on."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {row["file"]: row["tests"] for row in map(json.loads, lines)}


def written(record: Record, path: Path = RECORD) -> None:
    """One line a file, so that a change shows what changed."""
    rows = [{"file": file, "tests": record[file]} for file in sorted(record)]
    lines = [
        json.dumps(row, ensure_ascii=True) + "\n" for row in rows if Path(row["file"]).exists()
    ]
    path.write_text("".join(lines), "utf-8")


def named(nodeid: str) -> tuple[str, str]:
    """The file of a test, and what the record calls the test."""
    file, _, test = nodeid.partition("::")
    return file, test[:NAME_MOST]


def scope_of(nodeid: str) -> str:
    """What one worker does as a whole."""
    return nodeid if nodeid.startswith(SPREAD) else nodeid.split("::", 1)[0]


def taken_s(record: Record, scope: str) -> float:
    """How long a scope took when it was recorded."""
    file, test = named(scope)
    if file not in record:
        return NEW_S
    return record[file].get(test, 0.0) if test else sum(record[file].values())


def longest_first(items: list[pytest.Item], record: Record) -> None:
    """Order scopes by what they took; the tests of one stay together, in their order."""
    scopes: dict[str, float] = {}
    for item in items:
        scope = scope_of(item.nodeid)
        scopes.setdefault(scope, taken_s(record, scope))
    rank = {scope: at for at, scope in enumerate(sorted(scopes, key=lambda one: -scopes[one]))}
    items.sort(key=lambda item: rank[scope_of(item.nodeid)])


class ByScope(LoadScopeScheduling):
    """Scopes go to whoever is free, in the order of collection."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def reports_of(reporter: Any) -> list[pytest.TestReport]:
    """Every phase of every test of the run, whichever worker it ran on."""
    every = [report for some in reporter.stats.values() for report in some]
    return [report for report in every if isinstance(report, pytest.TestReport)]


def summed(reports: list[pytest.TestReport]) -> Record:
    """What a run took, as it is recorded."""
    tests: dict[str, float] = defaultdict(float)
    for report in reports:
        tests[report.nodeid] += report.duration
    record: Record = defaultdict(dict)
    for nodeid, took in tests.items():
        file, test = named(nodeid)
        name = test if took >= LEAST_S else ""
        record[file][name] = record[file].get(name, 0.0) + took
    return {
        file: {name: round(took, 2) for name, took in sorted(some.items())}
        for file, some in record.items()
    }


def over_budget(reports: list[pytest.TestReport]) -> Mapping[str, float]:
    """Test → seconds, the longest first, where it took more than its kind may."""
    took = {
        report.nodeid: report.duration
        for report in reports
        if report.when == "call"
        and report.duration > (BROWSER_S if "browser" in report.keywords else OTHER_S)
    }
    return dict(sorted(took.items(), key=lambda one: -one[1]))


def tell(terminalreporter: Any, config: pytest.Config) -> None:
    """At the end of a run: who was over budget; with `--record`, write what all took."""
    reports = reports_of(terminalreporter)
    slow = over_budget(reports)
    if slow:
        terminalreporter.section(
            f"over their time ({BROWSER_S:.0f} s with a browser, else {OTHER_S:.0f} s)"
        )
        for nodeid, took in slow.items():
            terminalreporter.line(f"{took:6.1f} s  {nodeid}")
    left_out = getattr(config, LEFT_OUT, 0)
    if left_out:
        terminalreporter.line(f"{left_out} tests left out, the longest: ./test runs all")
    if config.getoption("record"):
        written(recorded() | summed(reports))


def kept_within(
    items: list[pytest.Item], record: Record, first: tuple[str, ...], within_s: float
) -> list[pytest.Item]:
    """As many as fit: first those of some folders, then the others, each from the shortest."""

    def took(item: pytest.Item) -> float:
        file, test = named(item.nodeid)
        return record.get(file, {}).get(test, SMALL_S)

    kept, left_s = set(), within_s
    for item in sorted(items, key=lambda one: (not one.nodeid.startswith(first), took(one))):
        left_s -= took(item)
        if left_s < 0:
            break
        kept.add(item.nodeid)
    return [item for item in items if item.nodeid in kept]


LEFT_OUT = "left_out"


def order(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a run of several workers; all of them come to the same choice and order."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    record, within_s = recorded(), config.getoption("within")
    if within_s:
        first = tuple(f"{folder}/" for folder in config.getoption("first"))
        kept = kept_within(items, record, first or ("-",), within_s)
        config.workeroutput[LEFT_OUT] = len(items) - len(kept)  # type: ignore[attr-defined]
        items[:] = kept
    longest_first(items, record)


def remember_left_out(node: Any) -> None:
    """What a worker left out, for the end of the run."""
    told = getattr(node, "workeroutput", {})
    setattr(node.config, LEFT_OUT, told.get(LEFT_OUT, 0))
