"""What we take from the front-end packages: listed files, the icons as one sprite, the licences."""

import re
import shutil
import tempfile
from pathlib import Path

from minga.web.assets.files import copy_packed, file_digest, read, write
from minga.web.assets.fonts import write_fonts
from minga.web.assets.npm import installed_packages
from minga.web.assets.papers import write_papers

# Package -> {file in the package: its name under vendor/}. MapLibre looks for its worker beside
# itself under exactly this name.
FILES = {
    "maplibre-gl": {
        "dist/maplibre-gl.mjs": "maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css": "maplibre-gl.css",
    },
    "htmx.org": {"dist/htmx.min.js": "htmx.min.js"},
}
ICONS = tuple(
    """
    accessibility arrow-left arrow-right award badge-check bell braces building-2 bus bus-front
    calendar camera car car-front chart-scatter check chevron-down chevron-left chevron-right
    chevron-up circle circle-check circle-dot circle-help circle-slash circle-user circle-x
    clipboard-check clock construction database dog door-open download droplets ear ellipsis eye
    eye-off file-spreadsheet file-text film filter flag flame flask-conical footprints git-merge
    graduation-cap grid-2x2 hammer hand hand-helping handshake history house image image-plus inbox
    info key-round keyboard landmark languages layers lightbulb link list locate-fixed lock log-in
    log-out map map-pin map-pinned megaphone merge message-circle messages-square mic milestone
    navigation network notebook-pen paintbrush panel-top pencil pencil-ruler phone play plus
    presentation printer projector qr-code quote radio-tower refresh-cw rotate-ccw scale search
    send server settings-2 share-2 shield-check signpost siren skip-forward sparkles split sprout
    square square-dashed star sun-moon table target telescope thumbs-down thumbs-up ticket timer
    traffic-cone train-front trash-2 trees triangle-alert undo-2 user users users-round volume-2
    volume-x vote waves wifi-off wrench x
""".split()  # noqa: SIM905 (one line an icon would fill a screen)
)


def vendor_files(root: Path) -> Path:
    """Return `build/vendor`, made anew when the locked packages or the lists above changed."""
    vendor = root / "build" / "vendor"
    here = Path(__file__).parent
    lists = " ".join(
        file_digest(here / f"{name}.py") for name in ("packages", "papers", "fonts", "files")
    )
    locked = f"{file_digest(root / 'package-lock.json')} {lists}"
    if read(vendor.with_suffix(".locked")) == locked and vendor.is_dir():
        return vendor
    packages = installed_packages(root)
    draft = Path(tempfile.mkdtemp(prefix=".vendor-", dir=root / "build"))
    try:
        draft.chmod(0o755)
        write_vendor(packages, draft)
        shutil.rmtree(vendor, ignore_errors=True)
        draft.rename(vendor)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    write(vendor.with_suffix(".locked"), locked)
    return vendor


def write_vendor(packages: Path, vendor: Path) -> None:
    for package, files in FILES.items():
        for source, name in files.items():
            copy_packed(packages / package / source, vendor / name)
    write(vendor / "icons.svg", sprite(packages / "lucide-static" / "icons"))
    write(vendor / "LICENSES.txt", licences(packages))
    write_fonts(packages, vendor)
    write_papers(packages, vendor)
    for name in ("fonts.css", "icons.svg"):
        copy_packed(vendor / name, vendor / name)


def sprite(icons: Path) -> str:
    """Return one SVG with a `<symbol>` for each listed icon, drawn in the text colour."""
    symbols = []
    for name in ICONS:
        drawing = (icons / f"{name}.svg").read_text("utf-8")
        inside = re.sub(r"\s+", " ", drawing.partition("<svg")[2].partition(">")[2])
        inside = inside.strip().removesuffix("</svg>").strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
            ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
            f"{inside}</symbol>"
        )
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'


def licences(packages: Path) -> str:
    """Return the licence texts in one file: MapLibre carries most of the other packages inside."""
    parts = []
    for text in sorted([*packages.glob("*/LICEN[CS]E*"), *packages.glob("@*/*/LICEN[CS]E*")]):
        name = text.parent.relative_to(packages).as_posix()
        parts.append(f"{'=' * 78}\n{name}\n{'=' * 78}\n\n{text.read_text('utf-8').strip()}\n")
    return "\n".join(parts)
