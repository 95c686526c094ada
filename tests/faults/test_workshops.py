"""A hall full of phones over the network: exact votes, no lost note, everybody sees everything."""

import asyncio
from collections import Counter

import pytest

from tests.faults.hall import Desk, Phone, seated, stored, until
from tests.faults.town import newest_event, rows
from tests.faults.wire import Line, Reply, new_key, replay
from tests.running import Running

pytestmark = pytest.mark.slow


async def at_once(phone: Phone, method: str, path: str, bodies: list[object]) -> list[Reply]:
    """Each body on a connection of its own, all of one seat, at the same time."""
    hands = [Phone(phone.desk, token=phone.token) for _ in bodies]
    pairs = zip(hands, bodies, strict=True)
    replies = await asyncio.gather(*[hand.send(method, path, body) for hand, body in pairs])
    for hand in hands:
        hand.hang_up()
    return replies


def test_twenty_dots_of_one_seat_at_once_spend_three(calm_town: Running) -> None:
    desk = Desk(calm_town)

    async def race() -> tuple[list[Reply], str, str]:
        (rosa,) = await seated(desk, 1)
        one, two = await rosa.post("uno"), await rosa.post("dos")
        bodies: list[object] = [{"note": note} for note in (one, two) for _ in range(10)]
        replies = await at_once(rosa, "POST", "/votes", bodies)
        rosa.hang_up()
        return replies, one, two

    replies, one, two = asyncio.run(race())
    assert Counter(reply.status for reply in replies) == {201: 3, 409: 17}
    held = stored(calm_town, desk.code)
    assert held[one][1] + held[two][1] == 3
    query = (
        "SELECT count(*), count(DISTINCT d.slot) FROM participation_dot d"
        " JOIN participation_board b ON b.id = d.board_id"
        " JOIN participation_workshop w ON w.id = b.workshop_id WHERE w.code = %s"
    )
    assert tuple(rows(calm_town, query, desk.code)[0]) == (3, 3)


def test_edits_of_one_version_at_once_lose_nothing(calm_town: Running) -> None:
    desk = Desk(calm_town)

    async def race() -> tuple[list[Reply], str]:
        (rosa,) = await seated(desk, 1)
        note = await rosa.post("uno")
        bodies: list[object] = [{"text": f"edit {n}", "version": 1} for n in range(10)]
        replies = await at_once(rosa, "PATCH", f"/notes/{note}", bodies)
        rosa.hang_up()
        return replies, note

    replies, note = asyncio.run(race())
    assert Counter(reply.status for reply in replies) == {200: 1, 409: 9}
    (won,) = [reply.json()["text"] for reply in replies if reply.status == 200]
    assert {reply.json()["note"]["text"] for reply in replies if reply.status == 409} == {won}
    assert stored(calm_town, desk.code)[note][0] == won


def test_one_key_at_once_is_one_note(calm_town: Running) -> None:
    desk = Desk(calm_town)

    async def race() -> list[Reply]:
        (rosa,) = await seated(desk, 1)
        hands = [Phone(desk, token=rosa.token) for _ in range(20)]
        key, body = new_key("same"), {"board": desk.board, "text": "uno"}
        replies = await asyncio.gather(*[hand.send("POST", "/notes", body, key) for hand in hands])
        for hand in (*hands, rosa):
            hand.hang_up()
        return replies

    replies = asyncio.run(race())
    assert {(reply.status, reply.body) for reply in replies} == {(201, replies[0].body)}
    assert len(stored(calm_town, desk.code)) == 1


def test_two_hundred_writers_lose_no_note(calm_town: Running) -> None:
    desk = Desk(calm_town)

    async def write() -> list[str]:
        phones = await seated(desk, 200)
        posted = await asyncio.gather(
            *[phone.post(f"de {number}") for number, phone in enumerate(phones)]
        )
        for phone in phones:
            phone.hang_up()
        return posted

    posted = asyncio.run(write())
    held = stored(calm_town, desk.code)
    assert set(posted) == set(held)
    assert {text for text, _ in held.values()} == {f"de {number}" for number in range(200)}


def test_every_phone_sees_every_change_and_resumes_without_a_gap(calm_town: Running) -> None:
    desk = Desk(calm_town)
    seats, writers, notes_each = 40, 4, 8

    async def hall() -> list[Phone]:
        phones = await seated(desk, seats)
        done = asyncio.Event()
        tasks = [
            asyncio.create_task(phone.listen(done, flaps=number % 5 == 0))
            for number, phone in enumerate(phones)
        ]
        tasks += [asyncio.create_task(phone.follow()) for phone in phones]
        await until(lambda: all(phone.connections for phone in phones))

        async def write(phone: Phone, name: int) -> None:
            for number in range(notes_each):
                note = await phone.post(f"{name}.{number}")
                change = {"text": f"{name}.{number}!", "version": 1}
                await phone.send("PATCH", f"/notes/{note}", change)
                await phone.send("POST", "/votes", {"note": note})
                await asyncio.sleep(0.05)

        await asyncio.gather(*[write(phone, n) for n, phone in enumerate(phones[:writers])])
        wanted = stored(calm_town, desk.code)
        assert len(wanted) == writers * notes_each
        await until(lambda: all(_shown(phone) == wanted for phone in phones))
        done.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for phone in phones:
            phone.hang_up()
        return phones

    phones = asyncio.run(hall())
    assert sum(phone.connections > 1 for phone in phones) >= seats // 10, "too few flapped"
    assert [phone.resets for phone in phones] == [0] * seats


def _shown(phone: Phone) -> dict[str, tuple[str, int]]:
    return {note: (one["text"], one["votes"]) for note, one in phone.held.items()}


def test_public_stream_of_the_city_hears_nothing_of_workshops(calm_town: Running) -> None:
    desk = Desk(calm_town)

    async def hear() -> list[str]:
        start = newest_event(calm_town)
        (rosa,) = await seated(desk, 1)
        await rosa.post("uno")
        rosa.hang_up()
        line = Line(calm_town.port)
        await line.file(new_key("after"))
        line.close()
        until_id = newest_event(calm_town)
        frames = await replay(calm_town.port, "/live/public", after=start, until=until_id)
        return [frame.event for frame in frames]

    assert asyncio.run(hear()) == ["report.filed"]
