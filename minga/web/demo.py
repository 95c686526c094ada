"""The demonstration city inside the shell: built once, named wherever it shows."""

from collections.abc import Callable
from importlib.util import find_spec

from minga.ground.clock import now
from minga.territory.models import City


def build_demo(say: Callable[[str], object]) -> None:
    """Build the demonstration city when the installation has no city at all."""
    if City.objects.exists():
        return
    if find_spec("demo") is None:
        say("The folder demo/ is not installed: no demonstration city.")
        return
    from demo.town import build

    say("Building the demonstration city…")
    build(at=now())


def who_can_sign_in() -> list[str]:
    """One line for each account of the demonstration's cast."""
    if not City.objects.filter(is_demo=True).exists() or find_spec("demo") is None:
        return []
    from demo.cast import PASSWORD, PEOPLE

    lines = [f"  {person.email:<28} {person.what}" for person in PEOPLE]
    play = "A whole day of reports, live: .venv/bin/minga demo play (in a second terminal)"
    return [f"Demonstration accounts (password: {PASSWORD}):", *lines, play]
