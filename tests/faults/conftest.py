"""One running city for the tests that do not break it."""

from collections.abc import Iterator

import pytest

from tests.faults.town import town
from tests.running import Running


@pytest.fixture(scope="session")
def calm_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two web workers and the worker of errands, on the engine of this run."""
    with town(tmp_path_factory.mktemp("calm") / "data") as running:
        yield running
