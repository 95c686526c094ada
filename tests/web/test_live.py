"""The live stream: who hears what, from where on, and when it ends."""

import asyncio
from typing import Any

import pytest

from minga.web import live
from minga.web.hub import QUEUE_BYTES, Hub, Listener, Ticket
from tests.web.listening import CONTROL, PUBLIC, Client, frame, listening


@pytest.fixture
def replayed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The replays that were asked for (after, until); each is the words `: replay`."""
    asked: list[tuple[int, int]] = []

    def replay(ticket: Ticket, after: int, until: int) -> bytes:
        asked.append((after, until))
        return b": replay\n\n"

    monkeypatch.setattr(live, "missed", replay)
    return asked


def _hub(delivered: int) -> Hub:
    hub = Hub()
    hub.delivered = delivered
    return hub


class TestOneStream:
    """A stream on a hub whose deliveries are made by hand."""

    def test_begins_now_when_no_cursor_is_told(self, replayed: list[Any]) -> None:
        async def run() -> None:
            hub, client = _hub(7), Client(PUBLIC)
            async with listening(hub, client):
                hub.deliver([frame(8), frame(9)])
                await client.hears(b"id: 9")
            assert client.ids == [8, 9]

        asyncio.run(run())
        assert replayed == []

    @pytest.mark.parametrize(
        ("query", "header", "after"),
        [("after=5", "", 5), ("", "5", 5), ("after=3", "5", 5), ("report=A&after=2", "", 2)],
    )
    def test_resumes_where_the_client_says(
        self, replayed: list[Any], query: str, header: str, after: int
    ) -> None:
        async def run() -> None:
            client = Client(PUBLIC, query=query, last_id=header)
            async with listening(_hub(7), client):
                await client.hears(b": replay")

        asyncio.run(run())
        assert replayed == [(after, 7)]

    @pytest.mark.parametrize("cursor", ["x", "-1", "1.5", "9" * 19, "²", " "])
    def test_takes_a_cursor_that_is_none_for_now(self, replayed: list[Any], cursor: str) -> None:
        client = None

        async def run() -> None:
            nonlocal client
            client = Client(PUBLIC, query=f"after={cursor}")
            async with listening(_hub(7), client):
                pass

        asyncio.run(run())
        assert replayed == []

    def test_gets_what_happens_during_the_replay_after_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def run() -> None:
            hub, client = _hub(7), Client(PUBLIC, last_id="5")

            def slow_replay(ticket: Ticket, after: int, until: int) -> bytes:
                loop.call_soon_threadsafe(hub.deliver, [frame(8), frame(9)])
                return b"".join(one.wire for one in (frame(6), frame(7)))

            loop = asyncio.get_running_loop()
            monkeypatch.setattr(live, "missed", slow_replay)
            async with listening(hub, client):
                await client.hears(b"id: 9")
            assert client.ids == [6, 7, 8, 9]

        asyncio.run(run())

    def test_hears_nothing_twice_on_a_worker_that_is_behind(self, replayed: list[Any]) -> None:
        async def run() -> None:
            hub, client = _hub(5), Client(PUBLIC, last_id="8")
            async with listening(hub, client):
                hub.deliver([frame(6), frame(7)])
                hub.deliver([frame(8), frame(9)])
                hub.deliver([frame(10)])
                await client.hears(b"id: 10")
            assert client.ids == [9, 10]

        asyncio.run(run())

    def test_is_told_to_reload_without_an_id(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "missed", lambda *_: None)

        async def run() -> None:
            client = Client(PUBLIC, last_id="5")
            async with listening(_hub(7), client):
                await client.hears(b"event: reset")
            assert client.ids == []

        asyncio.run(run())

    def test_of_the_public_hears_only_its_own_city_and_no_official_event(self) -> None:
        async def run() -> None:
            hub, citizen, control = _hub(0), Client(PUBLIC), Client(CONTROL)
            async with listening(hub, citizen), listening(hub, control):
                hub.deliver([frame(1, official=True), frame(2, city=2), frame(3)])
                await citizen.hears(b"id: 3")
                await control.hears(b"id: 3")
            assert (citizen.ids, control.ids) == ([3], [1, 3])

        asyncio.run(run())

    def test_of_one_report_hears_only_of_that(self) -> None:
        async def run() -> None:
            hub, client = _hub(0), Client(PUBLIC._replace(subject="B"))
            async with listening(hub, client):
                hub.deliver([frame(1, subject="A"), frame(2, subject="B"), frame(3, subject="C")])
                hub.deliver([frame(4, subject="B")])
                await client.hears(b"id: 4")
            assert client.ids == [2, 4]

        asyncio.run(run())

    def test_says_that_it_is_there_when_nothing_happens(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "HEARTBEAT_S", 0.01)

        async def run() -> None:
            client = Client(PUBLIC)
            async with listening(_hub(0), client):
                await client.hears(b": here\n\n: here\n\n")

        asyncio.run(run())

    def test_is_refused_with_djangos_own_answer(self) -> None:
        async def run() -> None:
            client = Client(CONTROL, answers=[401])
            refused = await live.stream(
                client.scope, client.receive, client.send, ask=client.ask, hub=_hub(0)
            )
            assert refused is not None
            assert refused.status == 401
            assert client.heard == b""

        asyncio.run(run())


class TestTheEnd:
    """Why a stream ends."""

    def test_comes_soon_after_an_official_lost_access(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "HEARTBEAT_S", 0.01)
        monkeypatch.setattr(live, "ASK_AGAIN_S", 0.03)

        async def run() -> None:
            client = Client(CONTROL, answers=[200, 200, 401])
            async with listening(_hub(0), client) as serving:
                async with asyncio.timeout(5):
                    await serving
            assert client.ended
            assert client.asked == 3

        asyncio.run(run())

    def test_comes_even_where_events_leave_no_time_for_heartbeats(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(live, "ASK_AGAIN_S", 0.05)

        async def run() -> None:
            hub, client = _hub(0), Client(CONTROL, answers=[200, 401])
            async with listening(hub, client) as serving:
                for number in range(1, 500):
                    hub.deliver([frame(number)])
                    await asyncio.sleep(0.005)
                    if serving.done():
                        break
            assert client.ended
            assert client.ids[-1] < 400

        asyncio.run(run())

    def test_never_comes_so_for_a_citizen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "HEARTBEAT_S", 0.01)
        monkeypatch.setattr(live, "ASK_AGAIN_S", 0.01)

        async def run() -> None:
            client = Client(PUBLIC, answers=[200, 401])
            async with listening(_hub(0), client):
                await client.hears(b": here\n\n" * 5)
            assert client.asked == 1

        asyncio.run(run())

    def test_comes_for_a_reader_who_takes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live, "PATIENCE_S", 0.05)

        async def run() -> None:
            hub, client = _hub(0), Client(PUBLIC)
            async with listening(hub, client) as serving:
                client.reads.clear()
                hub.deliver([frame(1)])
                async with asyncio.timeout(5):
                    await serving
            assert not hub._listeners

        asyncio.run(run())

    def test_comes_when_the_client_hangs_up(self) -> None:
        async def run() -> None:
            hub, client = _hub(0), Client(PUBLIC)
            async with listening(hub, client) as serving:
                client.hang_up()
                async with asyncio.timeout(5):
                    await serving
            assert not hub._listeners

        asyncio.run(run())

    def test_comes_for_all_when_the_process_ends(self) -> None:
        async def run() -> None:
            hub, clients = _hub(0), [Client(PUBLIC), Client(CONTROL)]
            async with listening(hub, clients[0]) as one, listening(hub, clients[1]) as two:
                hub.close()
                async with asyncio.timeout(5):
                    await asyncio.gather(one, two)
            assert [client.ended for client in clients] == [True, True]

        asyncio.run(run())

    def test_a_reader_far_behind_costs_no_more_than_the_queue(self) -> None:
        async def run() -> None:
            listener = Listener(PUBLIC, after=0)
            for _ in range(1000):
                listener.offer(b"x" * 10_000)
            assert listener.cut
            assert len(listener.take()) <= QUEUE_BYTES

        asyncio.run(run())
