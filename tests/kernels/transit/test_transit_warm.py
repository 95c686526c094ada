"""Compiled kernels are kept wherever we are installed, and loaded before they are needed."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from minga.kernels.planner import Added, Delay, Skipped, wait_until_compiled, warm
from minga.kernels.transit import jit
from minga.kernels.transit.live import added
from minga.kernels.transit.search import raptor
from tests.kernels.transit.drawn import at, network

pytestmark = pytest.mark.slow

WORLD = """
stop A 0 0
stop B 5000 0
trip t1 R daily A 8:00 B 8:10
trip t Q daily A 6:00 B 6:10
every t 8:00 9:00 600 0
"""


def compiled() -> int:
    """How many kinds of arguments the search has been made for."""
    return sum(len(one.signatures) for one in (raptor.answer, added.gain))  # type: ignore[attr-defined]


HOLD = """
import sys
from minga.kernels.transit import jit
with jit.compiling():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file locks there")
def test_others_are_told_while_one_process_compiles() -> None:
    assert not jit.is_being_compiled()
    told: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "held\n"
        assert jit.is_being_compiled()
        waiting = threading.Thread(target=lambda: (wait_until_compiled(), told.append("free")))
        waiting.start()
        waiting.join(0.2)
        assert told == []
        other.stdin.close()
        waiting.join(20)
    assert told == ["free"]
    assert not jit.is_being_compiled()


@pytest.mark.timeout(900)  # where nothing is kept yet, all is compiled here
def test_a_warm_planner_compiles_nothing_more(tmp_path: Path) -> None:
    warm()
    before = compiled()
    city = network(tmp_path, WORLD)
    assert city.plan("A", "B", at("7:00"))
    assert city.plan("A", "B", arrive_by_s=at("9:00"))
    assert city.profile("A", "B", at("7:00"), 3600)
    assert city.changed([]).plan((-36.8, -73.05), "B", at("7:00"))
    extra = Added("x", (("A", 0, 0), ("B", 60, 60)))
    news = [extra, Delay("t", 60, 0, at("8:10")), Skipped("t1", 1)]
    now = city.changed(news)
    assert now.change_counts.used == len(news)
    assert now.plan("A", "B", at("7:00"))
    assert compiled() == before


def test_what_is_kept_is_found_by_the_next_process(tmp_path: Path) -> None:
    script = (
        "from minga.kernels.transit.compile import walks\n"
        "import numpy as np\n"
        "print(len(walks.near_pairs(np.array([[0., 0.], [9., 0.]]), 10.0)[0]),"
        " sum(walks.pairs_in_cells.stats.cache_hits.values()))\n"
    )
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    root = Path(jit.HERE).parents[2]

    def ran() -> str:
        words = [sys.executable, "-c", script]
        done = subprocess.run(words, env=env, cwd=root, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert [ran(), ran()] == ["2 0", "2 1"]
    assert list(tmp_path.rglob("*.nbi"))


def test_a_place_that_cannot_be_written_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jit.config, "CACHE_DIR", "")
    monkeypatch.setenv("MINGA_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(tmp_path / "temp"))
    shut = {str(jit.HERE)}
    monkeypatch.setattr(
        jit.os, "access", lambda path, mode: not any(str(path).startswith(one) for one in shut)
    )
    assert Path(jit.kept_in()).parent == tmp_path / "data" / "numba"
    shut.add(str(tmp_path / "data"))
    assert Path(jit.kept_in()).parent.parent == tmp_path / "temp"
    shut.add(str(tmp_path))
    assert jit.kept_in() == ""  # then everything is compiled for each process alone


def test_nobody_elses_compiled_code_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jit, "_is_ours", lambda folder: tmp_path not in folder.parents)
    monkeypatch.setattr(jit.config, "CACHE_DIR", str(tmp_path))
    assert Path(jit.kept_in()).parent == jit.HERE / "__pycache__"


def test_a_change_in_any_kernel_makes_a_new_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.py").write_text("@kernel")
    monkeypatch.setattr(jit, "HERE", tmp_path)
    before = jit.fingerprint()
    (tmp_path / "two.py").write_text("b = 2")
    assert jit.fingerprint() == before
    (tmp_path / "one.py").write_text("@kernel # slower")
    assert jit.fingerprint() != before
