"""A progress bar on a terminal; elsewhere a plain line now and then."""

import time
from types import TracebackType
from typing import Protocol

WIDTH = 30
PLAIN_EVERY_S = 10.0
BAR_EVERY_S = 0.1


class Output(Protocol):
    """Where it is written: stderr, or a command's wrapper of it."""

    def write(self, msg: str = "", *, ending: str = "\n") -> object: ...

    def isatty(self) -> bool: ...

    def flush(self) -> None: ...


class Progress:
    """Used as `with Progress(stderr, total, "rows") as progress: progress.at(done)`."""

    def __init__(self, output: Output, total: int, noun: str) -> None:
        self._output, self._total, self._noun = output, max(1, total), noun
        self._is_terminal = output.isatty()
        self._shown = time.monotonic()
        self._drawn = False

    def at(self, done: int) -> None:
        """So many are done now; drawn only when some time has passed."""
        since = time.monotonic() - self._shown
        if since < (BAR_EVERY_S if self._is_terminal else PLAIN_EVERY_S):
            return
        self._shown = time.monotonic()
        share = min(1.0, done / self._total)
        if self._is_terminal:
            bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "·")
            self._output.write(f"\r{bar} {share:4.0%}  {done} {self._noun}", ending="")
            self._output.flush()
            self._drawn = True
        else:
            self._output.write(f"{share:4.0%}  {done} {self._noun}")

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._drawn:
            self._output.write("")
