"""The allowance of a sender: how much, for how long, whose."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from minga.ground.models import Allowance
from minga.ground.rate_limit import TooMany, sweep, take
from minga.web.middleware import sender_address

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def _let_in(key: str, moments: list[datetime], *, per_minute: int) -> list[datetime]:
    """The moments at which a sender was let in."""
    let_in = []
    for moment in moments:
        try:
            take(key, per_minute=per_minute, at=moment)
        except TooMany:
            continue
        let_in.append(moment)
    return let_in


@pytest.mark.django_db
class TestOneSender:
    """A sender's own allowance."""

    def test_may_send_all_at_once_and_then_waits(self) -> None:
        for _ in range(10):
            take("d:phone", per_minute=10, at=AT)
        with pytest.raises(TooMany) as refused:
            take("d:phone", per_minute=10, at=AT)
        assert refused.value.retry_after_s == 60
        take("d:phone", per_minute=10, at=AT + timedelta(seconds=60))

    def test_gets_exactly_the_limit_in_a_quick_flood(self) -> None:
        """620 in 5.4 s passed a limit of 600 a minute that filled up by and by."""
        moments = [AT + timedelta(seconds=5.4 * number / 620) for number in range(620)]
        assert len(_let_in("j:hall", moments, per_minute=600)) == 600

    def test_gets_no_more_than_the_limit_in_any_minute(self) -> None:
        chance = random.Random(7)
        moments = sorted(AT + timedelta(seconds=chance.uniform(0, 400)) for _ in range(400))
        let_in = _let_in("j:hall", moments, per_minute=20)
        minute = timedelta(seconds=60)
        most = max(sum(begin <= other < begin + minute for other in let_in) for begin in let_in)
        assert most == 20
        for moment in set(moments) - set(let_in):
            assert sum(moment - minute < other <= moment for other in let_in) == 20

    def test_is_not_locked_out_by_a_clock_that_was_set_back(self) -> None:
        for _ in range(3):
            take("d:phone", per_minute=3, at=AT + timedelta(hours=1))
        take("d:phone", per_minute=3, at=AT)

    def test_counts_the_same_when_clocks_were_read_in_another_order(self) -> None:
        moments = [AT + timedelta(milliseconds=shift) for shift in (5, 1, 4, 0, 3, 2)]
        assert len(_let_in("d:phone", moments, per_minute=4)) == 4

    @pytest.mark.parametrize("per_minute", [1, 7, 11, 60, 1200])
    def test_is_let_in_after_the_wait_that_was_told(self, per_minute: int) -> None:
        for _ in range(per_minute):
            take("d:phone", per_minute=per_minute, at=AT)
        with pytest.raises(TooMany) as refused:
            take("d:phone", per_minute=per_minute, at=AT)
        take(
            "d:phone", per_minute=per_minute, at=AT + timedelta(seconds=refused.value.retry_after_s)
        )

    def test_does_not_gain_more_than_one_minute_by_waiting(self) -> None:
        take("d:phone", per_minute=3, at=AT)
        later = AT + timedelta(days=1)
        for _ in range(3):
            take("d:phone", per_minute=3, at=later)
        with pytest.raises(TooMany):
            take("d:phone", per_minute=3, at=later)

    def test_is_not_punished_for_being_refused(self) -> None:
        take("d:phone", per_minute=1, at=AT)
        for second in range(59):
            with pytest.raises(TooMany):
                take("d:phone", per_minute=1, at=AT + timedelta(seconds=second))
        take("d:phone", per_minute=1, at=AT + timedelta(seconds=60))

    def test_does_not_use_up_anothers(self) -> None:
        take("d:one", per_minute=1, at=AT)
        take("d:two", per_minute=1, at=AT)

    def test_with_a_limit_of_zero_is_never_refused_nor_counted(self) -> None:
        for _ in range(100):
            take("d:phone", per_minute=0, at=AT)
        assert not Allowance.objects.exists()

    def test_is_forgotten_when_whole_again(self) -> None:
        take("d:phone", per_minute=10, at=AT)
        take("d:other", per_minute=10, at=AT + timedelta(seconds=30))
        sweep(at=AT + timedelta(seconds=70))
        assert [row.key for row in Allowance.objects.all()] == ["d:other"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_get_exactly_the_allowance() -> None:
    def once(number: int) -> bool:
        try:
            take("d:crowd", per_minute=10, at=AT)
        except TooMany:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(once, range(200))) == 10


PROCESS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
import django
django.setup()
from minga.ground.rate_limit import TooMany, take

AT = datetime.fromisoformat(sys.argv[1])

def once(number):
    try:
        take("d:crowd", per_minute=50, at=AT)
    except TooMany:
        return False
    else:
        return True

with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(once, range(60))))
"""


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_two_processes_with_threads_get_exactly_the_allowance(tmp_path: Path) -> None:
    env = {**os.environ, "MINGA_DATA": str(tmp_path), "MINGA_DATABASE_URL": ""}
    env["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
    migrate = [
        sys.executable,
        "-m",
        "django",
        "migrate",
        "ground",
        "--database",
        "counters",
        "-v",
        "0",
    ]
    subprocess.run(migrate, env=env, check=True)
    command = [sys.executable, "-c", PROCESS, AT.isoformat()]
    both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    let_in = [int(process.communicate(timeout=60)[0]) for process in both]
    assert sum(let_in) == 50


@pytest.fixture
def proxies(settings: Any) -> Iterator[Any]:
    """Sets the addresses of trusted proxies."""

    def trust(*addresses: str) -> None:
        settings.MINGA_TRUSTED_PROXIES = list(addresses)

    return trust


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "sender"),
    [
        ((), "198.51.100.4", "", "198.51.100.4"),
        ((), "198.51.100.4", "192.0.2.1", "198.51.100.4"),
        (("10.0.0.1",), "198.51.100.4", "192.0.2.1", "198.51.100.4"),
        (("10.0.0.1",), "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (("10.0.0.1",), "10.0.0.1", "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (("10.0.0.1", "10.0.0.2"), "10.0.0.1", "192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (("10.0.0.1",), "10.0.0.1", "", "10.0.0.1"),
        (("10.0.0.1",), "10.0.0.1", "no address", "unknown"),
        ((), "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ((), "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::"),
        ((), "2001:db8:1:3::1", "", "2001:db8:1:3::"),
        (("::1",), "::1", "2001:db8:1:2::9", "2001:db8:1:2::"),
    ],
)
def test_the_sender_is_whom_trusted_proxies_name(
    proxies: Any, trusted: tuple[str, ...], remote: str, forwarded: str, sender: str
) -> None:
    proxies(*trusted)
    assert sender_address(remote, forwarded) == sender
