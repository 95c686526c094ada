"""Assemble what browsers fetch: our static files, listed files of the front-end packages, phrases.

`build/static/<digest>/` holds one complete set, named by its content, so it can be cached for
ever; `build/static/current` names the set to serve. Knows no Django and no database: run it as
`minga assets` or `python -m minga.web.assets`.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from minga.web.assets.files import AssetsIncomplete, copy_module, copy_packed, pack, read, write
from minga.web.assets.joined import entries, write_joined
from minga.web.assets.packages import vendor_files
from minga.web.assets.sheets import sheets_together, write_sheets

__all__ = ["ROOT", "AssetsIncomplete", "assemble"]

DEMO_MAP = "demo/map"
NOT_YET = "@set@"
DRAWN_FROM = {".py", ".txt", ".toml", ".csv"}
ROOT = Path(__file__).resolve().parent.parent.parent.parent


def assemble(root: Path = ROOT) -> str:
    """Make the set for what is in `root` now and return its digest; quick when nothing changed."""
    static = root / "build" / "static"
    compile_phrases(root)
    seen = fingerprint(root)
    current = read(static / "current")
    if current and read(static / "seen") == seen and (static / current).is_dir():
        return current
    vendor = vendor_files(root)
    static.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=static))
    try:
        draft.chmod(0o755)
        shutil.copytree(vendor, draft / "vendor")
        for source, name in own_files(root):
            copy = copy_module if source.suffix == ".js" else copy_packed
            copy(source, draft / name)
        write_joined(root, own_files(root), draft)
        write_sheets(root, draft)
        draw_demo_map(root, draft)
        digest = content_digest(draft)
        address_demo_map(draft, digest)
        if not (static / digest).is_dir():
            draft.rename(static / digest)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    write(static / "current", digest)
    write(static / "seen", seen)
    drop_old_sets(static, keep={digest, current})
    return digest


def fingerprint(root: Path) -> str:
    """Say in one line whether a source changed: paths, sizes and times, not contents."""
    sources = [source for source, _ in own_files(root)]
    sources += [root / "package-lock.json", *sorted(Path(__file__).parent.glob("*.py"))]
    sources += sorted(path for path in (root / "demo").rglob("*") if path.suffix in DRAWN_FROM)
    # Of the templates only what they join matters here.
    digest = hashlib.sha256(f"{entries(root)} {sheets_together(root)}".encode())
    for source in sources:
        stat = source.stat()
        digest.update(f"{source} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def own_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each static file of our rooms with its name under the set."""
    for folder in sorted(root.glob("minga/*/static")):
        for source in sorted(folder.rglob("*")):
            if source.is_file() and not source.name.startswith("."):
                yield source, source.relative_to(folder).as_posix()


def draw_demo_map(root: Path, draft: Path) -> None:
    """Draw the demonstration map from its facts, where the folder demo/ is there."""
    if not (root / "demo" / "draw.py").exists():
        return
    from demo import draw

    draw.write(draft / DEMO_MAP, base_url=NOT_YET)


def address_demo_map(draft: Path, digest: str) -> None:
    """Tell the map's styles where the set is served: known only when its content is."""
    for drawn in sorted((draft / DEMO_MAP).glob("*")):
        text = drawn.read_text("utf-8").replace(NOT_YET, f"/static/{digest}/{DEMO_MAP}")
        drawn.write_text(text, "utf-8", newline="\n")
        pack(drawn)


def content_digest(folder: Path) -> str:
    """Twelve hexadecimal digits over every path and byte in the folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def drop_old_sets(static: Path, keep: set[str]) -> None:
    """Keep the set in use and the one before: pages already open still fetch from it."""
    for folder in static.iterdir():
        if re.fullmatch("[0-9a-f]{12}", folder.name) and folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


# ---------------------------------------------------------------- phrases


def phrase_files(root: Path) -> list[Path]:
    return sorted(root.glob("minga/locale/*/LC_MESSAGES/django.po"))


def is_compiled(phrases: Path) -> bool:
    compiled = phrases.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns > phrases.stat().st_mtime_ns


def compile_phrases(root: Path) -> None:
    """Make the `.mo` beside each `.po`, so that nobody needs GNU gettext to run Minga."""
    stale = [phrases for phrases in phrase_files(root) if not is_compiled(phrases)]
    if not stale:
        return
    # Babel takes a while to import.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for phrases in stale:
        compiled = phrases.with_suffix(".mo")
        with phrases.open("rb") as source:
            catalog = read_po(source, locale=phrases.parent.parent.name)
        draft = compiled.with_name(f".{os.getpid()}.mo")
        with draft.open("wb") as target:
            write_mo(target, catalog)
        draft.replace(compiled)
