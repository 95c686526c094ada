"""`minga transit`: what it prints, and what it says of bad input."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.kernels.transit.drawn import at, feed

pytestmark = pytest.mark.slow

WORLD = """
stop A 0 0
stop B 5000 0
trip t1 R daily A 8:00 B 8:10
"""


def minga(*words: Any) -> str:
    out = io.StringIO()
    call_command("transit", *map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_feed_is_compiled_and_planned_on(tmp_path: Path) -> None:
    path, out = feed(tmp_path / "city.zip", WORLD), tmp_path / "city"
    assert "2026-10-14" in minga("compile", path, "--day", "2026-10-14", "--out", out)
    ask = ("plan", "--network", out, "--from", "A", "--to", "B")
    (journey,) = json.loads(minga(*ask, "--at", "07:50", "--json"))["journeys"]
    assert (journey["departure_s"], journey["arrival_s"], journey["rides"]) == (
        at("8:00"), at("8:10"), 1,
    )  # fmt: skip
    assert journey["legs"][0]["trip_id"] == "t1"
    assert minga(*ask, "--at", "07:50") == "08:00 - 08:10, rides: 1\n  08:00 R: A -> B\n"
    assert minga(*ask, "--at", "08:30") == "No journey.\n"
    assert "08:00 - 08:10" in minga(*ask, "--at", "08:30", "--arrive-by")
    point = minga(*ask[:4], "-36.8,-73.05", "--to", "B", "--at", "07:50")
    assert "08:00 - 08:10" in point


def test_no_change_in_no_time_is_advised(tmp_path: Path, settings: Any) -> None:
    text = "stop A 0 0\nstop B 5000 0\nstop C 10000 0\n"
    text += "trip in R daily A 8:00 B 8:10\ntrip on S daily B 8:10 C 8:20\n"
    path, out = feed(tmp_path / "city.zip", text), tmp_path / "city"
    ask = ("plan", "--network", out, "--from", "A", "--to", "C", "--at", "07:50")
    for slack_s, says in ((0, "08:00 - 08:20"), (60, "No journey.")):
        settings.MINGA_CHANGE_S = slack_s
        minga("compile", path, "--day", "2026-10-14", "--out", out)
        assert says in minga(*ask)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "nowhere", "--to", "B", "--at", "08:00"), "No stop is called 'nowhere'"),
        (("--from", "A", "--to", "B", "--at", "8 o'clock"), "no time of day"),
        (("--from", "99,0", "--to", "B", "--at", "08:00"), "no coordinates"),
        (("--from", "A", "--to", "B", "--at", "999:00"), "no time of a service day"),
    ],
)
def test_a_bad_question_gets_one_sentence(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    path, out = feed(tmp_path / "city.zip", WORLD), tmp_path / "city"
    minga("compile", path, "--day", "2026-10-14", "--out", out)
    with pytest.raises(CommandError, match=says):
        minga("plan", "--network", out, *words)


def test_a_missing_network_and_a_bad_feed_get_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No network lies in"):
        minga("plan", "--network", tmp_path, "--from", "A", "--to", "B", "--at", "08:00")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK nonsense")
    with pytest.raises(CommandError, match="zip_unreadable"):
        minga("compile", bad, "--day", "2026-10-14", "--out", tmp_path / "x")
