"""A hall of 200 phones: from sending a note to every phone showing it, at 5 notes a second.

Each phone has its stream, waits a moment of its own after an event and asks what changed. The
phones are one process beside the server, on the same machine.
"""

import asyncio
import contextlib
import random
import time
from typing import Any

from bench.machine import between, spent
from bench.place import WORKERS, place
from bench.record import record
from tests.faults.hall import JITTER_S, Desk, Phone, seated, until

PHONES, RATE, FOR_S, SETTLE_S = 200, 5, 30, 10.0


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    with place(server, reports=100) as city:
        desk = Desk(city.running)
        before = spent(city.server)
        told = asyncio.run(hall(desk))
        cost = between(before, spent(city.server), city.server)
        figures = {
            "what": "from sending POST to the note on the phone, over all phones of one workshop",
            "phones": PHONES,
            "notes_per_s": RATE,
            "for_s": FOR_S,
            "phones_wait_up_to_s": JITTER_S,
            "workers": WORKERS,
            **told,
            "server_cpu_s": round(cost["server_cpu_s"], 1),
            "others_share_of_machine": cost["others_share"],
        }
        record("workshop", city.engine, figures)


async def hall(desk: Desk) -> dict[str, Any]:
    """Fill the hall, write at a steady rate, tell how long each phone took to show each note."""
    began = time.monotonic()
    phones = await seated(desk, PHONES)
    joined_s = time.monotonic() - began
    done = asyncio.Event()
    tasks = [asyncio.create_task(phone.listen(done)) for phone in phones]
    tasks += [asyncio.create_task(phone.follow()) for phone in phones]
    await until(lambda: all(phone.connections and phone.asked for phone in phones))
    asked_before = sum(phone.asked for phone in phones)
    sent: dict[str, float] = {}
    began = time.monotonic()
    writing = []
    for number in range(RATE * FOR_S):
        due = began + number / RATE
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        # The moment at which the person pressed, whatever the answer takes.
        writing.append(asyncio.create_task(_write(random.choice(phones), number, due, sent)))
    await asyncio.gather(*writing)
    for_s = time.monotonic() - began
    with contextlib.suppress(TimeoutError):
        await until(lambda: all(sent.keys() <= one.saw.keys() for one in phones), within_s=SETTLE_S)
    done.set()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for phone in phones:
        phone.hang_up()
    asked = sum(phone.asked for phone in phones) - asked_before
    return {**_waits(phones, sent), "all_joined_s": round(joined_s, 2)} | {
        "questions_per_s": round(asked / for_s, 1),
        "streams_opened_again": sum(phone.connections - 1 for phone in phones),
    }


async def _write(phone: Phone, number: int, due: float, sent: dict[str, float]) -> None:
    sent[await phone.post(f"Una idea para la ciudad, la número {number}")] = due


def _waits(phones: list[Phone], sent: dict[str, float]) -> dict[str, Any]:
    waits = sorted(
        phone.saw[note] - at for phone in phones for note, at in sent.items() if note in phone.saw
    )
    last = sorted(
        max(phone.saw.get(note, float("inf")) for phone in phones) - at for note, at in sent.items()
    )
    told: dict[str, Any] = {
        "notes": len(sent),
        "missing": len(phones) * len(sent) - len(waits),
    }
    for share in (0.5, 0.95, 0.99):
        told[f"p{share * 100:g}_ms"] = round(waits[int(share * (len(waits) - 1))] * 1000)
        told[f"all_phones_p{share * 100:g}_ms"] = round(last[int(share * (len(last) - 1))] * 1000)
    return {**told, "max_ms": round(waits[-1] * 1000)}
