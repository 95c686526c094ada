"""The command line itself."""

import pytest

from minga import __version__
from minga.web import cli


@pytest.mark.parametrize("asked", ["--version", "version"])
def test_version_is_ours(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main([asked])
    assert capsys.readouterr().out == f"Minga {__version__}\n"
