"""The set-up behind both commands: Python, `.venv`, the stamp, the command, the sentences."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ops import bootstrap
from ops.bootstrap import Refused


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a space and an accent in its path, and an environment as venv makes it."""
    root = tmp_path / "mis cosas" / "mingá"
    venv = root / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.2\n")
    (root / "requirements").mkdir()
    for name in ("runtime.txt", "test.txt", "build.txt"):
        (root / "requirements" / name).write_text(f"# {name}\n")
    for name, value in {
        "ROOT": root,
        "VENV": venv,
        "BIN": venv / "bin",
        "PYTHON": venv / "bin" / "python",
        "MINGA": venv / "bin" / "minga",
        "STAMP": venv / "minga-installed.json",
        "RUNTIME": root / "requirements" / "runtime.txt",
        "TEST": root / "requirements" / "test.txt",
        "BUILD": root / "requirements" / "build.txt",
    }.items():
        monkeypatch.setattr(bootstrap, name, value)
    return root


def test_old_python_without_a_newer_one_is_told_what_it_needs(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Refused, match=r"needs Python 3\.11 or later and found only 3\.9\.2"):
        bootstrap.need_python((3, 9, 2))


def test_old_python_hands_over_to_a_newer_one_that_really_runs(tmp_path, monkeypatch):
    """A pyenv shim has the right name and runs nothing: it must be passed over."""
    shim = tmp_path / "python3.14"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    pythons = {"python3.14": str(shim), "python3.11": sys.executable}
    monkeypatch.setattr(shutil, "which", pythons.get)
    became: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "replace_process", became.append)
    with pytest.raises(Refused):  # reached only because nothing was replaced here
        bootstrap.need_python((3, 9, 2))
    assert [command[0] for command in became] == [sys.executable]


def test_python_without_ensurepip_is_told_the_package(elsewhere, monkeypatch):
    (elsewhere / ".venv" / "pyvenv.cfg").unlink()
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Refused, match="apt install python3-venv"):
        bootstrap.make_venv()


def test_installation_is_remembered_until_the_lock_the_python_or_the_place_changes(
    elsewhere, monkeypatch
):
    bootstrap.MINGA.write_text("")
    assert not bootstrap.is_installed(bootstrap.RUNTIME)
    bootstrap.remember(bootstrap.RUNTIME)
    assert bootstrap.is_installed(bootstrap.RUNTIME)
    assert not bootstrap.is_installed(bootstrap.TEST)

    version = bootstrap.VENV / "pyvenv.cfg"
    version.write_text("version = 3.12.1\n")
    assert not bootstrap.is_installed(bootstrap.RUNTIME)
    version.write_text("version = 3.11.2\n")
    assert bootstrap.is_installed(bootstrap.RUNTIME)

    bootstrap.RUNTIME.write_text("# changed\n")
    assert not bootstrap.is_installed(bootstrap.RUNTIME)
    bootstrap.remember(bootstrap.RUNTIME)

    monkeypatch.setattr(bootstrap, "ROOT", elsewhere / "moved")
    assert not bootstrap.is_installed(bootstrap.RUNTIME)


def test_the_tests_packages_serve_start_too(elsewhere):
    bootstrap.MINGA.write_text("")
    bootstrap.remember(bootstrap.TEST)
    assert bootstrap.is_installed(bootstrap.TEST)
    assert bootstrap.is_installed(bootstrap.RUNTIME)


def test_environment_whose_python_is_gone_is_made_again(elsewhere):
    bootstrap.MINGA.write_text("")
    bootstrap.remember(bootstrap.RUNTIME)
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to(elsewhere / "gone")
    assert not bootstrap.is_installed(bootstrap.RUNTIME)
    assert not bootstrap.is_usable_venv()


def test_damaged_stamp_counts_as_none(elsewhere):
    bootstrap.STAMP.write_text('{"runtime.txt": ')
    assert bootstrap.installed() == {}


@pytest.mark.slow
def test_command_runs_from_a_path_with_spaces_and_accents(elsewhere):
    (elsewhere / "minga" / "web").mkdir(parents=True)
    (elsewhere / "minga" / "web" / "cli.py").write_text(
        "import sys\ndef main():\n    print(*sys.argv[1:], sep='|')\n    return 7\n"
    )
    bootstrap.make_importable()
    done = subprocess.run(
        [bootstrap.MINGA, "serve", "--name", "Gran Concepción"],
        capture_output=True,
        encoding="utf-8",
        # A link to Python is no environment, so its `.pth` is not read: stand in for it.
        env={"PYTHONPATH": str(elsewhere), "PYTHONUTF8": "1"},
        timeout=20,
    )
    assert (done.returncode, done.stdout) == (7, "serve|--name|Gran Concepción\n"), done.stderr
    packages = elsewhere / ".venv/lib/python3.11/site-packages"
    pointed = (packages / "minga.pth").read_text("utf-8").strip()
    assert (packages / pointed).resolve() == elsewhere.resolve()


@pytest.mark.slow
def test_failed_command_is_told_with_its_last_lines_only(elsewhere):
    lines = "for n in range(20): print('line', n)\nraise SystemExit(3)"
    with pytest.raises(Refused) as refused:
        bootstrap.run([sys.executable, "-c", lines], "The packages could not be installed.")
    said = str(refused.value)
    assert said.startswith("The packages could not be installed. The command `")
    assert "line 19" in said
    assert "line 12" in said
    assert "line 11" not in said


@pytest.mark.slow
def test_install_falls_back_to_pip_where_uv_fails(elsewhere, tmp_path, monkeypatch):
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\nexit 2\n")
    uv.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(uv) if name == "uv" else None)
    monkeypatch.setattr(bootstrap, "has_pip", lambda: True)
    tried: list[list[str]] = []
    really_run = bootstrap.run

    def run(command: list[str], what: str) -> None:
        tried.append(command)
        if command[0] == str(uv):
            really_run(command, what)

    monkeypatch.setattr(bootstrap, "run", run)
    bootstrap.install(bootstrap.RUNTIME)
    assert [command[0] for command in tried] == [str(uv), str(bootstrap.PYTHON)]
    assert all("--require-hashes" in command for command in tried)


def test_folder_that_cannot_be_written_is_refused_by_name(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match="--data DIR"):
        bootstrap.need_writable(tmp_path / "file" / "data")


@pytest.mark.slow
def test_compiler_ends_with_whoever_started_it(elsewhere, monkeypatch, tmp_path):
    """`./start` becomes the server, and the compiler's lifeline goes over to it."""
    (elsewhere / "minga" / "web").mkdir(parents=True)
    shutil.copy(Path(__file__).parents[2] / "minga/web/child_process.py", elsewhere / "minga/web")
    (elsewhere / "minga" / "kernels").mkdir()
    for package in ("minga", "minga/web", "minga/kernels"):
        (elsewhere / package / "__init__.py").touch()
    (elsewhere / "minga" / "kernels" / "planner.py").write_text(
        "import os, pathlib, time\n"
        "def warm():\n    pathlib.Path('pid').write_text(str(os.getpid()))\n    time.sleep(60)\n"
    )
    (elsewhere / "server").write_text("import sys; print(sys.stdin.readline())")
    door = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); from ops import bootstrap\n"
        "bootstrap.ROOT, bootstrap.PYTHON = sys.argv[2], sys.executable\n"
        "bootstrap.start_compiler()\n"
        "bootstrap.replace_process([sys.executable, sys.argv[2] + '/server'])\n"
    )
    root = str(Path(__file__).parents[2])
    start = [sys.executable, "-c", door, root, str(elsewhere)]
    with subprocess.Popen(start, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as server:
        compiler = waited_for(lambda: int((elsewhere / "pid").read_text() or 0))
        assert server.poll() is None
        assert server.stdin
        server.stdin.close()
        assert server.wait(20) == 0
    assert waited_for(
        lambda: (
            not Path(f"/proc/{compiler}/cmdline").exists()
            or not Path(f"/proc/{compiler}/cmdline").read_bytes()
        )
    )


def waited_for(told: Callable[[], Any]) -> Any:
    """What is told once there is something to tell."""
    for _ in range(400):
        with suppress(OSError):
            found = told()
            if found:
                return found
        time.sleep(0.05)
    raise AssertionError("nothing within 20 seconds")
