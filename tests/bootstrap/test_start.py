"""`./start` refuses what cannot work with one sentence, before it does any long work."""

import ast
import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ops.bootstrap import Refused
from tests.bootstrap.doors import ROOT, load_door

start = load_door("start")


@pytest.fixture
def occupied_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_occupied_is_refused_with_another_to_try(occupied_port):
    with pytest.raises(Refused, match=f"Port {occupied_port} .* occupied .* --port"):
        start.need_port("127.0.0.1", occupied_port)


def test_port_that_was_just_left_is_free(occupied_port):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            served, _ = server.accept()
            served.close()  # the server's side closes first and lingers in TIME_WAIT
            client.recv(1)
    start.need_port("127.0.0.1", port)


def test_port_for_privileged_programs_has_its_own_sentence():
    sentence = start.port_sentence("127.0.0.1", 80, PermissionError(errno.EACCES, "no"))
    assert "above 1023" in sentence


def test_host_that_is_not_here_is_refused():
    with pytest.raises(Refused, match=r"no address 192\.0\.2\.1"):
        start.need_port("192.0.2.1", 8000)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--prot", "8000"], "nrecognized arguments: --prot"),
        (["--por", "8000"], "nrecognized arguments: --por"),
        (["--port", "http"], "invalid int value"),
        (["--port", "0"], "no port 0"),
        (["--port", "70000"], "no port 70000"),
        (["--workers", "0"], "At least one"),
    ],
)
def test_argument_that_makes_no_sense_is_refused(arguments, sentence):
    with pytest.raises(Refused, match=sentence):
        start.parsed(arguments)


@pytest.mark.parametrize("name", ["start", "test", "ops/bootstrap.py"])
def test_an_old_python_can_read_the_scripts(name):
    """3.8 must come as far as the sentence that asks for a newer one."""
    ast.parse((ROOT / name).read_text("utf-8"), feature_version=(3, 8))


def told(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "start"), *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=20,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
def test_refusal_is_one_line_and_an_exit_code(occupied_port, tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    for arguments in (
        ["--nonsense"],
        ["--port", str(occupied_port)],
        ["--setup-only", "--data", str(tmp_path / "file" / "data")],
    ):
        code, said = told(*arguments)
        assert code == 1
        assert said.count("\n") == 1, said
        assert said.rstrip().endswith((".", "is.")), said
