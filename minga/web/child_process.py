"""What the processes under `minga serve` share: a lifeline to their parent, and a calm end."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

LAST_BREATH_S = 4.0


def hold_lifeline() -> None:
    """End this process when its parent has gone: the parent holds the other end of stdin."""
    threading.Thread(target=_wait_for_the_end, daemon=True, name="lifeline").start()


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_BREATH_S)
    os._exit(1)


def on_end(stop: Callable[[], None]) -> None:
    """Call `stop` at TERM or INT, from the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())
