"""What a process that reads a stranger's file may not do, and the shape of what it says."""

import os
import struct
import sys

if sys.platform != "win32":
    import resource

MEMORY_BYTES = 512 * 1024 * 1024
"""Of address space, the program included: twice what the dearest photo let in was seen to take."""
CPU_S = 10
"""The dearest photo let in takes 1.5 s on the machine where it was measured."""
WALL_S = 30
"""By the clock; on a machine that does much else at once."""
MAX_ANSWER_BYTES = 8 * 1024 * 1024
MAX_TOLD_BYTES = 4096
NO_PROCESS = -1
"""The verdict where no process could be made; otherwise it is how the process ended, 0 for well."""
VERDICT = struct.Struct("!i")


def close_in(kept: int) -> None:
    """Give up every descriptor but `kept`, then all that the limits of the system can forbid.

    A limit of no open files means no new descriptor of any kind: no file, no socket, no pipe.
    """
    os.closerange(0, kept)
    os.closerange(kept + 1, 4096)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, MEMORY_BYTES),
    ):
        _limit(what, most)


def _limit(what: int, most: int) -> None:
    """Lower a limit for good; never raise one that was lower."""
    _, hard = resource.getrlimit(what)
    lowest = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (lowest, lowest))
