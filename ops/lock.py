"""Write the locked requirements, and check that every supported platform gets wheels only.

`python -m ops.lock write` chooses the newest versions that `requirements/*.in` allows;
`python -m ops.lock check` asks the registry, for each platform and Python, whether the exact
versions and hashes of the lock install without building anything. Both need the tests' `.venv`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
LOCKS = ("runtime", "build", "test", "node")
CHECKED = ("runtime", "build", "test")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    "x86_64-manylinux_2_28",
    "aarch64-manylinux_2_28",
    "aarch64-apple-darwin",
    "x86_64-pc-windows-msvc",
)


def write() -> int:
    """Resolve anew; the index is left out, so that no host name enters the repository."""
    for name in LOCKS:
        command = [str(UV), "pip", "compile", "--quiet", "--upgrade", "--universal"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
        command += ["--python-version", PYTHONS[0]]
        command += [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        subprocess.run(command, cwd=ROOT, check=True)
    npm = ["npm", "install", "--package-lock-only", "--omit-lockfile-registry-resolved"]
    return subprocess.call([*npm, "--ignore-scripts"], cwd=ROOT)


def check() -> int:
    """Say for each lock, platform and Python whether wheels alone do."""
    failed = 0
    for lock in CHECKED:
        for platform in PLATFORMS:
            for python in PYTHONS:
                complaint = missing_wheels(lock, platform, python)
                failed += bool(complaint)
                print(f"{lock:8} {platform:24} {python}  {complaint or 'wheels only'}", flush=True)
    return 1 if failed else 0


def missing_wheels(lock: str, platform: str, python: str) -> str:
    """Try the installation without doing it; return what went wrong, or nothing."""
    command = [str(UV), "pip", "install", "--dry-run", "--quiet", "--python", sys.executable]
    # Into an empty place: what this environment already has must not count.
    command += ["--target", str(ROOT / "build" / "no-such-folder")]
    command += ["--python-platform", platform, "--python-version", python]
    command += ["--only-binary", ":all:", "--require-hashes"]
    command += ["--requirements", f"requirements/{lock}.txt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    return "" if done.returncode == 0 else " ".join(done.stderr.split())


if __name__ == "__main__":
    VERBS = {"write": write, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        sys.exit("Say what: python -m ops.lock write, or python -m ops.lock check.")
    sys.exit(VERBS[sys.argv[1]]())
