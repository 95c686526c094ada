"""What took longest begins; who is over budget is told; the record says what was measured."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests import durations


def report(nodeid: str, s: float, when: Any = "call", **keywords: int) -> pytest.TestReport:
    return pytest.TestReport(nodeid, ("", 0, ""), keywords, "passed", None, when, duration=s)


REPORTS = [
    report("tests/a.py::test_x[é-1::2]", 0.6),
    report("tests/a.py::test_x[é-1::2]", 0.9, "setup"),
    report("tests/a.py::test_y", 0.04),
    report("tests/a.py::test_z", 0.05),
    report("tests/b.py::test_slow", 1.2),
    report("tests/b.py::test_seen", 5.9, browser=1),
    report("tests/b.py::test_stared_at", 6.1, browser=1),
]


def test_record_sums_phases_and_keeps_small_ones_together(tmp_path) -> None:
    record = durations.summed(REPORTS)
    assert record["tests/a.py"] == {"": 0.09, "test_x[é-1::2]": 1.5}
    here = "tests/bootstrap/test_durations.py"
    durations.written({here: record["tests/a.py"], "tests/gone.py": {"": 1.0}}, tmp_path / "r")
    assert durations.recorded(tmp_path / "r") == {here: record["tests/a.py"]}
    assert durations.recorded(tmp_path / "none") == {}


def test_over_budget_are_those_whose_own_time_is_longer_than_their_kind_may_take() -> None:
    assert list(durations.over_budget(REPORTS)) == [
        "tests/b.py::test_stared_at", "tests/b.py::test_slow",
    ]  # fmt: skip


def test_longest_scope_begins_and_keeps_the_order_of_its_tests() -> None:
    crawl = durations.SPREAD
    nodeids = [
        "tests/a.py::test_1", "tests/b.py::test_1", "tests/new.py::test_1", "tests/b.py::test_2",
        f"{crawl}::test_page[home]", f"{crawl}::test_page[map]",
    ]  # fmt: skip
    record = {
        "tests/a.py": {"": 2.0}, "tests/b.py": {"test_1": 9.0, "test_2": 9.5},
        crawl: {"test_page[home]": 3.0, "test_page[map]": 4.0},
    }  # fmt: skip
    items: Any = [SimpleNamespace(nodeid=nodeid) for nodeid in nodeids]
    durations.longest_first(items, record)
    assert [item.nodeid for item in items] == [
        "tests/b.py::test_1", "tests/b.py::test_2", "tests/new.py::test_1",
        f"{crawl}::test_page[map]", f"{crawl}::test_page[home]", "tests/a.py::test_1",
    ]  # fmt: skip


def test_what_fits_is_kept_beginning_with_what_changed() -> None:
    nodeids = ["tests/web/a.py::slow", "tests/web/a.py::quick", "tests/people/b.py::long",
               "tests/people/b.py::longer"]  # fmt: skip
    record = {
        "tests/web/a.py": {"slow": 3.0, "quick": 0.5},
        "tests/people/b.py": {"long": 4.0, "longer": 6.0},
    }
    items: Any = [SimpleNamespace(nodeid=nodeid) for nodeid in nodeids]

    def kept(within_s: float, *first: str) -> list[str]:
        return [one.nodeid for one in durations.kept_within(items, record, first, within_s)]

    assert kept(99, "tests/people/") == nodeids
    assert kept(10.6, "tests/people/") == [nodeids[1], nodeids[2], nodeids[3]]
    assert kept(4.1, "tests/people/") == [nodeids[2]]
    assert kept(3.6, "tests/web/") == nodeids[:2]
