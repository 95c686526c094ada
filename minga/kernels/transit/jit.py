"""Numba, set up so that compiled kernels are kept between processes wherever we are installed.

Kernels are typed by what they are given: C-contiguous int32 (and a few named int64, int16, uint8)
arrays in the same named tuples always, so nothing is compiled twice.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

config: Any = numba.config
_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def _keep_compiled() -> None:
    """Beside the source where one may write; else NUMBA_CACHE_DIR, Minga's data, a temp folder."""
    if config.CACHE_DIR or os.access(Path(__file__).parent, os.W_OK):
        return
    data = os.environ.get("MINGA_DATA", "")
    for folder in (Path(data, "numba") if data else None, Path(tempfile.gettempdir(), _OWN)):
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        # Compiled code is run: only from a folder that is ours.
        if os.access(folder, os.W_OK) and _is_ours(folder):
            config.CACHE_DIR = str(folder)
            return


def _is_ours(folder: Path) -> bool:
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


_OWN = f"minga-numba-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
_keep_compiled()


def kernel(function: _Kernel) -> _Kernel:
    """Compile on first use, keep on disk, run without the interpreter's lock."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(_Kernel, compiled)
