"""What a phone has to fetch before it can take part: the house promises little."""

import gzip
import re
from pathlib import Path

import pytest

import minga
from minga.web.assets.files import without_types

ROOMS = Path(minga.__file__).parent
MAX_BYTES = 40_000


def static(name: str) -> Path:
    """The source of a static file, whichever room it is in."""
    return next(path for path in ROOMS.glob(f"*/static/{name}"))


def modules(name: str, found: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The module and all that it imports, by name, as they are served."""
    found = {} if found is None else found
    if name in found:
        return found
    found[name] = without_types(static(name).read_bytes())
    folder = name.split("/")[0]
    for other in re.findall(r'from "(\.[^"]+)"', found[name].decode()):
        part = other.removeprefix("./") if other.startswith("./") else ""
        modules(f"{folder}/{part}" if part else other.removeprefix("../"), found)
    return found


@pytest.mark.parametrize("page", ["phone", "wall", "run"])
def test_the_scripts_of_a_page_are_light_on_the_line(page: str) -> None:
    sent = modules(f"participation/{page}.js")
    assert "web/live.js" in sent
    assert sum(len(gzip.compress(code)) for code in sent.values()) < MAX_BYTES


def test_no_script_writes_markup_of_what_people_typed() -> None:
    told = "".join(code.decode() for code in modules("participation/run.js").values())
    told += "".join(code.decode() for code in modules("participation/phone.js").values())
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", told)
