"""The set of static files: named by its content, complete, quick when nothing changed."""

import gettext
import gzip
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import brotli
import pytest
from fontTools.ttLib import TTFont

from minga.reports.actions.standard import STANDARD
from minga.web import assets
from minga.web.assets import AssetsIncomplete, assemble, npm, packages, papers
from minga.web.assets.files import file_digest
from minga.web.templatetags.minga import STATE_ICONS
from tests.bootstrap.doors import ROOT

PHRASES = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Tell us"
msgstr "Cuéntanos"

#, fuzzy
msgid "Guess"
msgstr "Adivinanza"
"""


def faces(vendor: Path) -> tuple[Path, str]:
    return vendor / "fonts.css", "@font-face { src: url(./fonts/a.woff2) }\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout whose front-end packages are already fetched; its fonts are only words."""
    monkeypatch.setattr(packages, "write_papers", lambda packages, vendor: None)
    monkeypatch.setattr(packages, "write_fonts", lambda packages, vendor: put(*faces(vendor)))
    put(tmp_path / "package.json", "{}")
    put(tmp_path / "package-lock.json", "{}")
    put(tmp_path / "minga/web/static/web/tokens.css", ":root { --ink: black; }\n" * 100)
    put(tmp_path / "minga/reports/static/reports/queue.js", "export const queue = [];\n")
    put(tmp_path / "minga/locale/es/LC_MESSAGES/django.po", PHRASES)
    put(tmp_path / "build/npm/locked", file_digest(tmp_path / "package-lock.json"))
    modules = tmp_path / "build/npm/node_modules"
    for package, files in packages.FILES.items():
        put(modules / package / "LICENSE", f"Licence of {package}")
        for name in files:
            put(modules / package / name, f"{package} {name}")
    for icon in packages.ICONS:
        drawing = '<path\n    d="M1 1"\n  />'
        put(
            modules / f"lucide-static/icons/{icon}.svg",
            f'<!-- licence --><svg\n  fill="none">\n  {drawing}\n</svg>\n',
        )
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def static(checkout: Path, digest: str) -> Path:
    return checkout / "build" / "static" / digest


def edit(checkout: Path, text: str) -> None:
    put(checkout / "minga/reports/static/reports/queue.js", text)


def test_set_holds_our_files_the_packages_and_their_licences(checkout):
    digest = assemble(checkout)
    folder = static(checkout, digest)
    assert re.fullmatch("[0-9a-f]{12}", digest)
    assert (checkout / "build/static/current").read_text() == digest
    assert (folder / "reports/queue.js").read_text() == "export const queue = [];\n"
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css", "htmx.min.js"):
        assert (folder / "vendor" / name).is_file()
    assert "url(./fonts/" in (folder / "vendor/fonts.css").read_text()
    licences = (folder / "vendor/LICENSES.txt").read_text()
    assert all(f"Licence of {package}" in licences for package in packages.FILES)


def test_text_has_packed_twins_with_the_same_bytes(checkout):
    folder = static(checkout, assemble(checkout))
    plain = folder / "web/tokens.css"
    packed = folder / "web/tokens.css.gz"
    assert gzip.decompress(packed.read_bytes()) == plain.read_bytes()
    assert packed.stat().st_size < plain.stat().st_size
    smallest = folder / "web/tokens.css.br"
    assert brotli.decompress(smallest.read_bytes()) == plain.read_bytes()
    assert not (folder / "reports/queue.js.gz").exists()  # too small to gain by it


MODULE = """\
// What a reader needs stays.
/** @typedef {{ lat: number }} Spot */

/**
 * @param {Spot} spot
 */
function tell(spot) {
  /** @type {string} */
  const sign = /** @type {any} */ (spot).sign; /* stays */
  return `${sign} /** stays */`;
}
"""


def test_modules_are_served_without_their_types_line_for_line(checkout):
    edit(checkout, MODULE)
    served = (static(checkout, assemble(checkout)) / "reports/queue.js").read_text()
    source, lines = MODULE.splitlines(), served.splitlines()
    assert len(lines) == len(source)
    assert [number for number, line in enumerate(lines) if not line] == [1, 2, 3, 4, 5, 7]
    assert all(line in ("", source[number]) for number, line in enumerate(lines))


def test_nothing_is_done_when_nothing_changed(checkout, monkeypatch):
    digest = assemble(checkout)
    monkeypatch.setattr(assets, "vendor_files", lambda root: pytest.fail("assembled again"))
    assert assemble(checkout) == digest


def test_what_templates_join_is_joined_and_joined_anew_when_they_change(checkout):
    page = checkout / "minga/web/templates/web/page.html"
    put(checkout / "minga/web/static/web/more.css", ".more { color: red; }\n")
    put(page, '{% styles "web/tokens.css" "web/more.css" %}')
    first = static(checkout, assemble(checkout))
    put(page, '{% styles "web/more.css" "web/tokens.css" %}')
    second = static(checkout, assemble(checkout))
    (sheet,), (other,) = (list(folder.glob("joined/*.css")) for folder in (first, second))
    assert sheet.read_text().endswith(".more { color: red; }\n")
    assert other.read_text().startswith(".more { color: red; }\n")


def test_change_gives_a_new_set_and_keeps_the_one_before(checkout):
    first = assemble(checkout)
    edit(checkout, "export const queue = [1];\n")
    second = assemble(checkout)
    edit(checkout, "export const queue = [1, 2];\n")
    third = assemble(checkout)
    assert len({first, second, third}) == 3
    assert not static(checkout, first).exists()
    assert static(checkout, second).is_dir()
    assert static(checkout, third).is_dir()


def test_same_content_gives_the_same_name(checkout):
    first = assemble(checkout)
    edit(checkout, "something else")
    assemble(checkout)
    edit(checkout, "export const queue = [];\n")
    assert assemble(checkout) == first


def test_failure_leaves_the_current_set_and_no_draft(checkout, monkeypatch):
    first = assemble(checkout)
    edit(checkout, "export const queue = [1];\n")

    def fail(folder: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(assets, "content_digest", fail)
    with pytest.raises(OSError, match="No space"):
        assemble(checkout)
    assert (checkout / "build/static/current").read_text() == first
    assert not list((checkout / "build/static").glob(".draft-*"))


@pytest.mark.slow
def test_phrases_are_compiled_without_gettext_and_without_guesses(checkout):
    assemble(checkout)
    folder = checkout / "minga/locale"
    # gettext's own name of the domain, as Django reads it.
    phrases = gettext.translation("django", folder, ["es"])
    assert phrases.gettext("Tell us") == "Cuéntanos"
    assert phrases.gettext("Guess") == "Guess"


@pytest.mark.slow
def test_edited_phrases_are_compiled_again(checkout):
    assemble(checkout)
    source = checkout / "minga/locale/es/LC_MESSAGES/django.po"
    put(source, PHRASES.replace("Cuéntanos", "Dinos"))
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1_000_000
    os.utime(source, ns=(later, later))
    assemble(checkout)
    with source.with_suffix(".mo").open("rb") as compiled:
        phrases = gettext.GNUTranslations(compiled)
    assert phrases.gettext("Tell us") == "Dinos"


def test_sprite_is_well_formed_with_each_icon_once(checkout):
    folder = static(checkout, assemble(checkout))
    names = [
        symbol.get("id")
        for symbol in ElementTree.fromstring((folder / "vendor/icons.svg").read_text())
    ]
    assert names == list(packages.ICONS)
    assert len(set(names)) == len(names)


def test_every_icon_of_templates_states_and_categories_is_in_the_sprite():
    used = {*STATE_ICONS.values(), *(icon for *_, icon, _ in STANDARD)}
    used |= {
        name
        for template in ROOT.glob("minga/*/templates/**/*.html")
        for name in re.findall(r"{%\s*icon\s+[\"']([\w-]+)[\"']", template.read_text("utf-8"))
    }
    assert used <= set(packages.ICONS)


@pytest.mark.slow
def test_packages_that_cannot_be_fetched_are_told_with_the_command(checkout, tmp_path, monkeypatch):
    (checkout / "build/npm/locked").unlink()
    program = tmp_path / "npm"
    put(program, "#!/bin/sh\necho 'npm error network'\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(npm.shutil, "which", lambda name: str(program))
    with pytest.raises(AssetsIncomplete, match=r"(?s)registry reachable.*npm ci.*error network"):
        assemble(checkout)
    assert not list((checkout / "build").glob(".npm-*"))


@pytest.mark.slow
def test_papers_get_still_fonts_with_spanish_letters_in_both_weights(tmp_path):
    for _ in range(2):
        papers.write_papers(ROOT / "build/npm/node_modules", tmp_path)
        made = {path.name: path.read_bytes() for path in (tmp_path / "papers").iterdir()}
        assert set(made) == {"regular.ttf", "bold.ttf", "stand-in.ttf"}
    regular, bold = (TTFont(tmp_path / "papers" / f"{name}.ttf") for name in ("regular", "bold"))
    assert {ord(sign) for sign in "ñÑáéíóúü¿¡–“”ŵ"} <= set(regular.getBestCmap())
    assert "fvar" not in regular
    assert regular["hmtx"][regular.getBestCmap()[ord("a")]] != bold["hmtx"]["a"]


@pytest.mark.slow
def test_assembly_starts_without_django(checkout):
    code = "import sys, minga.web.assets; sys.exit('django' in sys.modules)"
    assert subprocess.call([sys.executable, "-c", code], cwd=ROOT) == 0
