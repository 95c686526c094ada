"""R6 over the network: one key is one report, whoever sends it, however often, at once."""

import asyncio
from collections import defaultdict

import pytest

from tests.faults.town import rows
from tests.faults.wire import Line, Reply, new_key
from tests.running import Running

pytestmark = pytest.mark.slow

SENDERS = 20
KEYS = 50


def test_twenty_senders_of_fifty_keys_make_fifty_reports(calm_town: Running) -> None:
    keys = [new_key("same") for _ in range(KEYS)]
    before = rows(calm_town, "SELECT count(*) FROM reports_report")[0][0]
    answers: dict[str, list[Reply]] = defaultdict(list)

    async def send_all() -> None:
        line = Line(calm_town.port)
        for key in keys:
            answers[key].append(await line.file(key, text=f"texto {key}"))
        line.close()

    async def together() -> None:
        await asyncio.gather(*[send_all() for _ in range(SENDERS)])

    asyncio.run(together())
    assert [len(replies) for replies in answers.values()] == [SENDERS] * KEYS
    told = {key: {(reply.status, reply.body) for reply in answers[key]} for key in keys}
    assert {len(different) for different in told.values()} == {1}
    assert {status for different in told.values() for status, _ in different} == {201}
    receipts = {answers[key][0].json()["receipt"] for key in keys}
    assert len(receipts) == KEYS
    assert rows(calm_town, "SELECT count(*) FROM reports_report")[0][0] == before + KEYS


def test_a_key_with_other_words_is_a_conflict(calm_town: Running) -> None:
    key = new_key("other")
    assert calm_town.file(key, text="uno").status_code == 201
    refused = calm_town.file(key, text="dos")
    assert refused.status_code == 409
    assert [fault["field"] for fault in refused.json()["errors"]] == ["Idempotency-Key"]
    assert calm_town.file(key, text="uno").status_code == 201
