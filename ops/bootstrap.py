"""What `./start` and `./test` share: a Python that is new enough, `.venv`, packages, static files.

Only the standard library, and no syntax newer than Python 3.8: an old Python must come as far as
the one sentence that says what to install.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
MINGA = BIN / ("minga.cmd" if WINDOWS else "minga")
STAMP = VENV / "minga-installed.json"
RUNTIME = ROOT / "requirements" / "runtime.txt"
TEST = ROOT / "requirements" / "test.txt"
BUILD = ROOT / "requirements" / "build.txt"
OLDEST = (3, 11)
LINES_TOLD = 8
COMMAND = """\
#!/bin/sh
'''exec' "PYTHON" "$0" "$@"
' '''
import sys

from minga.web.cli import main

sys.exit(main())
"""
COMPILE = """\
import os

from minga.web.child_process import hold_lifeline

hold_lifeline()
if hasattr(os, "nice"):
    os.nice(5)  # pages come first
from minga.kernels.planner import warm

warm()
"""
COMPILERS: list[subprocess.Popen[bytes]] = []


class Refused(Exception):
    """Minga cannot go on; the message is the one sentence for the person at the terminal."""


def run_to_the_end(door: Callable[[], int]) -> NoReturn:
    """Call the main function of a script and exit with what it returns, or with its sentence."""
    try:
        sys.exit(door())
    except Refused as reason:
        print(reason, file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


# ---------------------------------------------------------------- Python


def need_python(version: tuple[int, ...] | None = None) -> None:
    """Go on with Python 3.11 or later: this one, or the same script again under a newer one."""
    version = version or sys.version_info[:3]
    if version >= OLDEST:
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "py"):
        path = shutil.which(name)
        if path and is_new_enough(path):
            replace_process([path, *sys.argv])
    said = ".".join(str(part) for part in version)
    raise Refused(
        f"Minga needs Python 3.11 or later and found only {said}: install a newer Python"
        " (Debian 12 or later and Ubuntu 24.04 or later: apt install python3), then try again."
    )


def is_new_enough(python: str) -> bool:
    # Asked, not assumed: a pyenv shim has the name and then runs nothing.
    return answers_yes(python, f"sys.version_info >= {OLDEST}")


def answers_yes(python: str, question: str) -> bool:
    """Ask a Python interpreter; no answer, or no interpreter, is a no."""
    code = f"import sys; sys.exit(not ({question}))"
    try:
        return subprocess.call([python, "-c", code], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def replace_process(command: list[str]) -> NoReturn:
    """Become `command`, so that signals reach it; Windows can only wait for it."""
    sys.stdout.flush()
    if WINDOWS:
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)  # noqa: S606 (meant: no shell)


# ---------------------------------------------------------------- set-up


def set_up(lock: Path) -> None:
    """Bring `.venv` to the lock and the static files to the sources; quick when both are so."""
    if not is_installed(lock):
        need_writable(ROOT)
        make_venv()
        install(lock)
        make_importable()
        remember(lock)
        start_compiler()
    assemble()


def start_compiler() -> None:
    """Compile the planner's kernels beside all that follows: a minute now, or for a traveller.

    It goes on while the server runs, and ends with this process, whatever that becomes. Where it
    fails, that is all the harm: the first question compiles them.
    """
    beside = subprocess.Popen(
        [str(PYTHON), "-c", COMPILE],
        cwd=str(ROOT),
        stdin=subprocess.PIPE,  # its lifeline
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if beside.stdin:
        os.set_inheritable(beside.stdin.fileno(), True)
    COMPILERS.append(beside)


def wait_for_compiler() -> None:
    """Go on when the kernels are compiled."""
    for beside in COMPILERS:
        if beside.poll() is None:
            print("Compiling the trip planner (once) ...", flush=True)
            beside.wait()
    COMPILERS.clear()


def need_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, by trying: root passes every permission check."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=str(folder)).close()
    except OSError as reason:
        advice = "clone it to a place" if folder == ROOT else "choose, with --data DIR, a folder"
        raise Refused(
            f"Minga cannot write in {folder} ({reason.strerror}): {advice} it may write to."
        ) from reason


def is_installed(lock: Path) -> bool:
    # The link dangles when the system's Python was replaced.
    return installed().get(lock.name) == wanted(lock) and PYTHON.exists() and MINGA.exists()


def installed() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def wanted(lock: Path) -> str:
    """One digest over all that makes an installation stale: the locks, the Python, the place."""
    digest = hashlib.sha256(lock.read_bytes() + BUILD.read_bytes())
    digest.update(f"{venv_version()} {ROOT}".encode())
    return digest.hexdigest()


def venv_version() -> str:
    try:
        lines = (VENV / "pyvenv.cfg").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return "".join(line.replace(" ", "") for line in lines if line.startswith("version"))


def remember(lock: Path) -> None:
    # The tests' lock holds the runtime's, at the same versions.
    digests = {lock_file.name: wanted(lock_file) for lock_file in {lock, RUNTIME}}
    STAMP.write_text(json.dumps(digests, indent=1), "utf-8")


def make_venv() -> None:
    if is_usable_venv():
        return
    uv = shutil.which("uv")
    if importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    elif uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]
    else:
        raise Refused(
            "This Python cannot make virtual environments (its ensurepip is missing):"
            " on Debian or Ubuntu run 'apt install python3-venv' as root, then try again."
        )
    run(command, "The virtual environment .venv could not be made.")


def is_usable_venv() -> bool:
    if not (VENV / "pyvenv.cfg").exists() or not is_new_enough(str(PYTHON)):
        return False
    return bool(shutil.which("uv")) or has_pip()


def has_pip() -> bool:
    return answers_yes(str(PYTHON), "__import__('pip')")


def install(lock: Path) -> None:
    """Install what the locks say, hash by hash: with uv where there is one, else with pip."""
    lines = (lock.read_text("utf-8") + BUILD.read_text("utf-8")).splitlines()
    count = len({line.split("==")[0] for line in lines if line[:1].isalnum()})
    print(f"Installing {count} packages into .venv (once; a minute or so) ...", flush=True)
    what = "The packages could not be installed: is the package registry reachable?"
    wants = ["--quiet", "--require-hashes", "-r", str(lock), "-r", str(BUILD)]
    uv = shutil.which("uv")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2"]
    pip.append("--no-compile")  # as uv: Python compiles what it imports, a tenth of all there is
    if uv:
        try:
            run([uv, "pip", "install", "--python", str(PYTHON), *wants], what)
            return
        except Refused:
            # uv wants a cache folder of its own, for one; pip may still manage.
            if not has_pip():
                raise
    run([*pip, *wants], what)


def make_importable() -> None:
    """Put the checkout on the environment's path and write the command `minga` into it."""
    packages = VENV / "Lib" / "site-packages"
    if not WINDOWS:
        packages = next((VENV / "lib").glob("python3.*/site-packages"))
    (packages / "minga.pth").write_text(os.path.relpath(str(ROOT), str(packages)) + "\n", "utf-8")
    if WINDOWS:
        start = (
            '"%~dp0python.exe" -c "import sys; from minga.web.cli import main; sys.exit(main())"'
        )
        MINGA.write_text(f"@{start} %*\r\n", "utf-8")
        return
    # The shell starts Python, because a `#!` line may hold neither spaces nor a long path; to
    # Python its line is a string.
    MINGA.write_text(COMMAND.replace("PYTHON", str(PYTHON)), "utf-8")
    MINGA.chmod(0o755)


def assemble() -> None:
    run_seen([str(PYTHON), "-m", "minga.web.assets"])


# ---------------------------------------------------------------- running programs


def run(command: list[str], what: str) -> None:
    """Run a command quietly; when it fails, tell what, the command and its last lines."""
    done = subprocess.run(
        command,
        cwd=str(ROOT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        last = "\n".join("    " + line for line in done.stdout.splitlines()[-LINES_TOLD:])
        raise Refused(f"{what} The command `{' '.join(command)}` ended with:\n{last}")


def run_seen(command: list[str]) -> None:
    """Run a command that speaks for itself; its failure ends this script too."""
    code = subprocess.call(command, cwd=str(ROOT))
    if code:
        sys.exit(code)
