"""R8: nothing is missed and nothing comes twice, on both engines."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.streams import Storm, storm
from tests.faults.town import TEST_POSTGRES, newest_event, operator_token, town
from tests.faults.wire import Frame, Line, new_key, stream
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


def _heard(running: Running, path: str, *, last_id: int | None = None) -> list[Frame]:
    """The frames up to a report that is filed when the stream is open."""

    async def listen() -> list[Frame]:
        frames: list[Frame] = []
        async with asyncio.timeout(20), stream(running.port, path, last_id=last_id) as coming:
            line = Line(running.port)
            end = (await line.file(new_key("end"))).json()["receipt"]
            line.close()
            async for frame in coming:
                frames.append(frame)
                if frame.data.get("report") == end:
                    break
        return frames

    return asyncio.run(listen())


def test_a_page_resumes_after_the_event_it_was_drawn_at(calm_town: Running) -> None:
    drawn_at = newest_event(calm_town)
    receipts = [calm_town.file(new_key("page")).json()["receipt"] for _ in range(3)]
    frames = _heard(calm_town, f"/live/public?after={drawn_at}")
    assert [frame.data["report"] for frame in frames][:-1] == receipts
    assert all(frame.id is not None and frame.id > drawn_at for frame in frames)
    # The header of a returning stream is newer than the address of its page.
    resumed = _heard(calm_town, f"/live/public?after={drawn_at}", last_id=frames[1].id)
    assert [frame.data["report"] for frame in resumed][:-2] == receipts[2:]


def test_a_cursor_from_another_history_is_told_to_reload(calm_town: Running) -> None:
    async def first() -> Frame:
        async with stream(calm_town.port, "/live/public", last_id=10**12) as frames:
            return await anext(frames)

    frame = asyncio.run(first())
    assert (frame.event, frame.id, frame.data) == ("reset", None, {})


def test_the_page_of_one_report_hears_of_nothing_else(calm_town: Running) -> None:
    start = newest_event(calm_town)
    mine = calm_town.file(new_key("mine")).json()["receipt"]
    calm_town.file(new_key("other"))

    async def listen() -> list[Frame]:
        path = f"/live/public?report={mine.lower()}"
        until = newest_event(calm_town)
        async with stream(calm_town.port, path, last_id=start) as frames:
            heard = [await anext(frames)]
            line = Line(calm_town.port)
            await line.ask(
                "POST",
                f"/api/v1/control/reports/{mine}/acknowledge",
                headers={"Authorization": f"Bearer {operator_token(calm_town)}"},
            )
            line.close()
            heard.append(await anext(frames))
            assert heard[1].id is not None
            assert heard[1].id > until
        return heard

    frames = asyncio.run(listen())
    assert [frame.event for frame in frames] == ["report.filed", "report.acknowledged"]
    assert {frame.data["report"] for frame in frames} == {mine}
