"""What every test stands on: real databases, a shut network, a city with its cast."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from minga.ground import notify
from minga.ground.clock import now
from minga.ground.models import Event
from minga.territory.models import City
from tests import durations, prepared
from tests.cast import Cast
from tests.kept import lay_cast, lay_city
from tests.network import LOOPBACK, NetworkShut

REAL_DATA = os.environ.get("MINGA_REAL_DATA", "")
FORBIDDEN_SKIPS = set(filter(None, os.environ.get("MINGA_FORBID_SKIPS", "").split(",")))
MADE = pytest.StashKey[Path]()

pytest_terminal_summary = durations.tell


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--record`: keep what each test took, for the order of later runs. `--within`: only what fits
    into so many recorded seconds, beginning with the folders named by `--first`.
    """
    parser.addoption("--record", action="store_true", help="write bench/results/suite_durations")
    parser.addoption("--within", type=float, default=0.0, help="at most so many recorded seconds")
    parser.addoption("--first", action="append", default=[], help="a folder that comes first")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended."""
    durations.remember_left_out(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> durations.ByScope | None:
    """`--dist loadfile` is our own: what took longest begins."""
    return durations.ByScope(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_configure(config: pytest.Config) -> None:
    """Let all workers of this run, and the servers they start, share what is made once.

    Prepared data folders (`tests/prepared.py`), and compiled modules: a server is three
    processes, each of which would compile Minga anew where the machine forbids bytecode.
    """
    if config.pluginmanager.hasplugin("hypothesispytest"):  # journeys do without: it loads slowly
        import hypothesis

        hypothesis.settings.register_profile("minga", deadline=None)  # no test is timed
        hypothesis.settings.load_profile("minga")
    if prepared.PREPARED not in os.environ:
        config.stash[MADE] = Path(tempfile.mkdtemp(prefix="minga-tests-"))
        os.environ[prepared.PREPARED] = str(config.stash[MADE])
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(prepared.CHECKOUT / "build" / "bytecode"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever made the folder takes it away."""
    if MADE in config.stash:
        del os.environ[prepared.PREPARED]
        prepared.forget(config.stash[MADE])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Open both databases for every test that opens one; name what real data would test.

    Whatever opens a database, or runs servers on one, is marked `engine`.
    """
    for item in items:
        told = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        serves = hasattr(getattr(item, "module", None), "Running") or "faults" in item.path.parts
        if told or serves or item.get_closest_marker("django_db"):
            item.add_marker("engine")
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            item.add_marker(
                pytest.mark.django_db(**{**mark.kwargs, "databases": "__all__"}), append=False
            )
        if item.get_closest_marker("real_data") and not REAL_DATA:
            item.add_marker(pytest.mark.skip(reason="needs MINGA_REAL_DATA"))
        if item.get_closest_marker("postgres") and not os.environ.get("MINGA_TEST_POSTGRES"):
            item.add_marker(pytest.mark.skip(reason="needs MINGA_TEST_POSTGRES"))
    durations.order(config, items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Any:
    """Where MINGA_FORBID_SKIPS names a mark, skipping such a test is a failure."""
    report = yield
    forbidden = FORBIDDEN_SKIPS & {mark.name for mark in item.iter_markers()}
    if report.skipped and forbidden and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, but {sorted(forbidden)} must run here"
    return report


@pytest.fixture(autouse=True, scope="session")
def _shut_network() -> Iterator[None]:
    """Only loopback and sockets of this machine can be reached."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise NetworkShut(str(address))
        real(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The embedded test database lies in a folder of this run and worker: two runs at once in
    one checkout leave each other alone.
    """
    for alias, place in own_databases(tmp_path_factory).items():
        connections[alias].settings_dict["TEST"]["NAME"] = str(place)
    if connections["default"].vendor == "postgresql" and "PYTEST_XDIST_WORKER" in os.environ:
        template = prepared.template_on(os.environ["MINGA_DATABASE_URL"])
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = template or None


@pytest.fixture(scope="session")
def django_db_keepdb(tmp_path_factory: pytest.TempPathFactory) -> bool:
    """True where a migrated database was laid in the place of the embedded test database."""
    places = own_databases(tmp_path_factory)
    return bool(places) and prepared.lay_databases(places)


def own_databases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where the embedded test databases lie, by alias; none on PostgreSQL."""
    folder = tmp_path_factory.getbasetemp() / "databases"
    folder.mkdir(exist_ok=True)
    embedded = [alias for alias in connections if connections[alias].vendor == "sqlite"]
    return {alias: folder / f"test-{alias}.sqlite3" for alias in embedded}


@pytest.fixture(autouse=True)
def _own_media(tmp_path: Path, settings: Any) -> None:
    """Files of a test lie in a folder of its own; limits are asked for by the tests of them."""
    settings.MINGA_DATA = tmp_path
    settings.MINGA_LIMIT_ADDRESS = 0
    settings.MINGA_LIMIT_DEVICE = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _silent_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bell inside the test process: its thread would reach for a database that is rolled back.

    The bell of PostgreSQL is heard in the tests of running servers.
    """
    monkeypatch.setattr(notify, "send", lambda: None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """As ever; on PostgreSQL the counters' mirror is a connection that nobody else would close."""
    yield
    connections["counters"].close()


@pytest.fixture
def real_data() -> Path:
    """The folder of real data."""
    return Path(REAL_DATA)


@pytest.fixture
def city(db: None) -> City:
    """Two comunas, a highway, a control centre, two municipalities; see `tests.world`."""
    return lay_city(at=now())


@pytest.fixture
def cast(city: City) -> Cast:
    """The people every test knows."""
    return lay_cast(city, at=now())


class FactsSeen:
    """The names of the facts recorded since the test began to look."""

    def __init__(self) -> None:
        self._start = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0

    @property
    def names(self) -> list[str]:
        """Wire names in order."""
        return list(self.events.values_list("name", flat=True))

    @property
    def events(self) -> Any:
        """The rows in order."""
        return Event.objects.filter(pk__gt=self._start).order_by("pk")


@pytest.fixture
def facts(city: City) -> FactsSeen:
    """What is recorded from now on."""
    return FactsSeen()
