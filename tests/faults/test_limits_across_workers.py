"""Intake limits hold across web workers, cannot be shaken off, and never cost a stored report."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.town import town
from tests.faults.wire import Line, Reply, new_key
from tests.running import Running

pytestmark = pytest.mark.slow

DEVICE_A_MINUTE = 10
ADDRESS_A_MINUTE = 30
PROXY = "127.0.0.1"


@pytest.fixture(scope="module")
def strict_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers that count devices and addresses, and trust a proxy on loopback."""
    with town(
        tmp_path_factory.mktemp("strict") / "data",
        MINGA_LIMIT_DEVICE=str(DEVICE_A_MINUTE),
        MINGA_LIMIT_ADDRESS=str(ADDRESS_A_MINUTE),
        MINGA_TRUSTED_PROXIES=PROXY,
    ) as running:
        yield running


def _send(running: Running, senders: list[dict[str, str]]) -> list[Reply]:
    """One filing of each, all at once on connections of their own."""

    async def one(headers: dict[str, str]) -> Reply:
        line = Line(running.port)
        reply = await line.file(new_key("many"), headers=headers)
        line.close()
        return reply

    async def together() -> list[Reply]:
        return await asyncio.gather(*[one(headers) for headers in senders])

    return asyncio.run(together())


def test_a_device_gets_its_allowance_and_no_more(strict_town: Running) -> None:
    # Each from an address of its own: only the device is the same.
    crowd = [
        {"X-Device": "phone-1", "X-Forwarded-For": f"198.51.100.{number}"} for number in range(200)
    ]
    answers = _send(strict_town, crowd)
    counted = Counter(reply.status for reply in answers)
    assert set(counted) == {201, 429}
    assert counted[201] == DEVICE_A_MINUTE
    for refused in (reply for reply in answers if reply.status == 429):
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["errors"][0]["message"]


def test_an_address_gets_its_allowance_however_many_devices_it_has(strict_town: Running) -> None:
    crowd = [
        {"X-Device": f"crowd-{number}", "X-Forwarded-For": "203.0.113.9"} for number in range(100)
    ]
    counted = Counter(reply.status for reply in _send(strict_town, crowd))
    assert counted[201] == ADDRESS_A_MINUTE


def test_hops_before_the_trusted_proxy_are_not_believed(strict_town: Running) -> None:
    crowd = [{"X-Forwarded-For": f"192.0.2.{number}, 203.0.113.77"} for number in range(100)]
    counted = Counter(reply.status for reply in _send(strict_town, crowd))
    assert counted[201] == ADDRESS_A_MINUTE


def test_neighbours_in_one_ipv6_network_share_an_allowance(strict_town: Running) -> None:
    crowd = [{"X-Forwarded-For": f"2001:db8:0:7::{number:x}"} for number in range(100)]
    counted = Counter(reply.status for reply in _send(strict_town, crowd))
    assert counted[201] == ADDRESS_A_MINUTE


def test_a_retry_of_a_stored_report_is_never_refused(strict_town: Running) -> None:
    phone = {"X-Device": "again", "X-Forwarded-For": "198.51.100.251"}
    key = new_key("again")

    async def same_key() -> list[Reply]:
        line = Line(strict_town.port)
        first = [await line.file(key, headers=phone)]
        for _ in range(DEVICE_A_MINUTE + 2):
            await line.file(new_key("fill"), headers=phone)
        later = [await line.file(key, headers=phone) for _ in range(3)]
        line.close()
        return first + later

    answers = asyncio.run(same_key())
    assert [reply.status for reply in answers] == [201] * 4
    assert len({reply.body for reply in answers}) == 1
