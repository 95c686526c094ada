"""Numba, set up so that compiled kernels are kept between processes wherever we are installed.

Kernels are typed by what they are given: C-contiguous int32 (and a few named int64, int16, uint8)
arrays in the same named tuples always, so nothing is compiled twice. Trap: Numba looks only at the
file of a kernel, not at those of the kernels that it calls; so what is kept lies in a folder named
by all their sources.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

try:
    import fcntl
except ImportError:  # Windows: two at once compile twice
    fcntl = None  # type: ignore[assignment]

config: Any = numba.config
_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])
HERE = Path(__file__).parent


def places() -> Iterator[Path]:
    """Where compiled kernels may be kept, the best place first.

    NUMBA_CACHE_DIR, beside the source where one may write, Minga's data, a folder of our own
    among the temporary ones.
    """
    if config.CACHE_DIR:
        yield Path(config.CACHE_DIR)
    yield HERE / "__pycache__"
    if os.environ.get("MINGA_DATA"):
        yield Path(os.environ["MINGA_DATA"], "numba")
    user = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir(), f"minga-numba-{user}")


def kept_in() -> str:
    """The folder of this version of the kernels; "" where there is none to write to."""
    for place in places():
        folder = place / f"kernels-{fingerprint()}"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        # Compiled code is run: only from a folder that is ours.
        if os.access(folder, os.W_OK) and _is_ours(folder):
            return str(folder)
    return ""


def fingerprint() -> str:
    """Changes with any file that has kernels, or the tuples they are given."""
    sources = [source.read_bytes() for source in sorted(HERE.rglob("*.py"))]
    counting = [text for text in sources if b"@kernel" in text or b"NamedTuple" in text]
    return hashlib.sha256(b"".join(counting)).hexdigest()[:16]


def _is_ours(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


_KEPT = kept_in()


def kernel(function: _Kernel) -> _Kernel:
    """Compile on first use, keep on disk, run without the interpreter's lock."""
    usual = config.CACHE_DIR
    config.CACHE_DIR = _KEPT
    try:
        compiled: Any = numba.njit(cache=bool(_KEPT), nogil=True, error_model="numpy")(function)
    finally:
        config.CACHE_DIR = usual
    return cast(_Kernel, compiled)


@contextmanager
def compiling() -> Iterator[None]:
    """Be the only process that compiles every kernel; the next one finds them compiled."""
    if not _KEPT or fcntl is None:
        yield
        return
    with Path(_KEPT, "compiling.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_being_compiled() -> bool:
    """Whether another process compiles every kernel just now, as it does at a first start."""
    if not _KEPT or fcntl is None:
        return False
    with Path(_KEPT, "compiling.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
