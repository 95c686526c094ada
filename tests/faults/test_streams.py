"""R8: nothing is missed and nothing comes twice, on both engines."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.streams import Storm, storm
from tests.faults.town import TEST_POSTGRES, operator_token, town
from tests.running import Running

pytestmark = pytest.mark.slow

STREAMS, FACTS, POSTS = 100, 400, 200


def _storm(running: Running) -> Storm:
    token = operator_token(running)
    return asyncio.run(storm(running, streams=STREAMS, facts=FACTS, posts=POSTS, token=token))


def _is_whole(seen: Storm) -> None:
    assert len(seen.receipts) == FACTS + POSTS + 1 == len(seen.expected)
    assert sum(one.connections > 1 for one in seen.streams) >= STREAMS * 0.05, "too few flapped"
    assert [one.resets for one in seen.streams] == [0] * STREAMS
    assert (seen.missed, seen.doubled, seen.out_of_order) == (0, 0, 0)


def test_flapping_streams_beside_slow_writers_hear_all_once(calm_town: Running) -> None:
    _is_whole(_storm(calm_town))


@pytest.mark.postgres
def test_flapping_streams_beside_slow_writers_hear_all_once_on_postgres(tmp_path: Path) -> None:
    with town(tmp_path / "data", server=TEST_POSTGRES) as running:
        _is_whole(_storm(running))
