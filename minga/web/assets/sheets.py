"""Join the style sheets that a template names together: `{% styles "web/map.css" "…" %}`."""

import hashlib
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from minga.web.assets.files import AssetsIncomplete, write_packed

TAG = re.compile(r"{%\s*styles((?:\s+[\"'][^\"']+[\"'])+)\s*%}")
NAME = re.compile(r"[\"']([^\"']+)[\"']")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ADDRESS = re.compile(r"url\(([\"']?)\./")
NOT_JOINED = re.compile(r"@import\b|@charset\b|url\((?![\"']?(?:\./|data:|#))")


def sheet_name(names: Sequence[str]) -> str:
    """The name under the set of these sheets in one file."""
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()[:8]
    return f"joined/{Path(names[-1]).stem}-{digest}.css"


def sheets_together(root: Path) -> list[tuple[str, ...]]:
    """The lists of sheets that templates name, each once, in a settled order."""
    return sorted(set(_lists(root)))


def _lists(root: Path) -> Iterator[tuple[str, ...]]:
    for template in root.glob("minga/*/templates/**/*.html"):
        for tag in TAG.findall(template.read_text("utf-8")):
            yield tuple(NAME.findall(tag))


def write_sheets(root: Path, folder: Path) -> None:
    """Write each list as one file beside the sheets, which stay where they are."""
    for names in sheets_together(root):
        if len(names) > 1:
            joined = sheet_name(names)
            text = "".join(_sheet(folder / name, name, joined) for name in names)
            write_packed(folder / joined, text.encode("utf-8"))


def _sheet(source: Path, name: str, joined: str) -> str:
    """The rules of a sheet; addresses in it are as seen from the joined one.

    Raises AssetsIncomplete for a sheet that is not there, or whose rules only hold in a file of
    its own.
    """
    if not source.is_file():
        raise AssetsIncomplete(f"A template names the style sheet {name}, which is not there.")
    text = COMMENT.sub("", source.read_text("utf-8"))
    alone = NOT_JOINED.search(text)
    if alone:
        raise AssetsIncomplete(f"The style sheet {name} cannot be joined: it says {alone[0]!r}.")
    beside = posixpath.relpath(posixpath.dirname(name), posixpath.dirname(joined))
    text = ADDRESS.sub(rf"url(\g<1>{beside}/", text)
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())
