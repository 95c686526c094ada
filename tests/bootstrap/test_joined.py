"""Pages ask for few files: modules and style sheets are joined, once each, and nothing is lost."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from minga.web.assets import AssetsIncomplete, fonts, joined, own_files, sheets
from minga.web.assets.joined import SHELL, WORKER, Joiner, entries, write_joined
from tests.bootstrap.doors import ROOT

ASKED = re.compile(r'^(?:import|export) [^;]*?from "([^"]+)";$', re.MULTILINE)
PAGE = """{% extends "base.html" %}<script type="module" src="{% static 'room/page.js' %}">"""
MODULES = {
    "web/shell.js": 'import { beat } from "./pulse.js";\nbeat("shell");\n',
    "web/pulse.js": (
        "let beats = [];\nexport function beat(who) {\n  beats.push(who);\n  return beats;\n}\n"
    ),
    "room/page.js": (
        "// The page.\n"
        'import { beat } from "../web/pulse.js";\n'
        'import {\n  twice as double,\n  HERE,\n} from "./numbers.js";\n'
        'import "./quiet.js";\n'
        "/** @typedef {{ a: number }} Told */\n"
        "export const told = /** @type {Told} */ ({ a: double(21) });\n"
        'beat("page");\n'
        'import("./later.js").then(({ Late, beats }) => {\n'
        '  console.log(new Late().name, beats().join(" "), told.a, HERE, globalThis.quiet);\n'
        "});\n"
    ),
    "room/numbers.js": (
        'export { half as quarter } from "./halves.js";\n'
        "export const HERE = new URL(\"./x.css\", import.meta.url).pathname.split('/').at(-2);\n"
        "const twice = (number) => 2 * number;\n"
        "export { twice };\n"
    ),
    "room/halves.js": "export async function half(number) {\n  return number / 2;\n}\n",
    "room/quiet.js": "globalThis.quiet = `${1 + 1} times`;\n",
    "room/later.js": (
        'import { beat } from "../web/pulse.js";\n'
        'import { quarter } from "./numbers.js";\n'
        "export class Late {\n  name = typeof quarter;\n}\n"
        'export const beats = () => beat("later");\n'
    ),
}


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """A checkout of a few modules in every form that is known, and the page that names one."""
    put(tmp_path / "minga/room/templates/room/page.html", PAGE)
    for name, text in MODULES.items():
        put(source(tmp_path, name), text)
    return tmp_path


def source(checkout: Path, name: str) -> Path:
    return checkout / "minga" / name.split("/")[0] / "static" / name


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def join(checkout: Path) -> Path:
    """The set's folder, with the joined files over the modules."""
    folder = checkout / "set"
    own = list(own_files(checkout))
    for path, name in own:
        put(folder / name, path.read_text("utf-8"))
    write_joined(checkout, own, folder)
    return folder


def run(folder: Path) -> str:
    """What the page says with the shell beside it, in Node."""
    node = shutil.which("node")
    if not node:
        pytest.skip("no Node on PATH")
    put(folder / "package.json", '{ "type": "module" }')
    put(folder / "both.js", 'import "./web/shell.js";\nimport "./room/page.js";\n')
    return subprocess.run(
        [node, str(folder / "both.js")], check=True, capture_output=True, text=True
    ).stdout


@pytest.mark.slow
def test_joined_modules_do_what_they_did_apart(modules: Path) -> None:
    for path, name in own_files(modules):
        put(modules / "apart" / name, path.read_text("utf-8"))
    apart = run(modules / "apart")
    assert apart == "function shell page later 42 room 2 times\n"
    assert run(join(modules)) == apart


def test_a_file_keeps_its_name_and_asks_for_the_shell_alone(modules: Path) -> None:
    folder = join(modules)
    assert ASKED.findall((folder / "room/page.js").read_text()) == ["../web/shell.js"]
    assert ASKED.findall((folder / "web/shell.js").read_text()) == []
    later = (folder / "room/later.js").read_text()
    assert ASKED.findall(later) == ["./page.js", "../web/shell.js"]
    assert "beats" not in (folder / "room/page.js").read_text().replace("beats()", "").replace(
        "beats })", ""
    )


@pytest.mark.parametrize(
    "form",
    [
        "export let state = 1;",
        "export default 1;",
        'export * from "./quiet.js";',
        'import * as all from "./quiet.js";',
        'import only from "./quiet.js";',
        "const answer = await fetch(1);",
        "await 1;",
        "const { mode } = import.meta.env;",
        "import(name);",
        'import { x } from "package";',
        'import { x } from "./missing.js";',
        'import { told } from "./page.js";',
        "const text = `one\ntwo`;",
    ],
)
def test_a_form_that_is_not_known_is_refused(modules: Path, form: str) -> None:
    put(source(modules, "room/quiet.js"), f"{form}\n")
    with pytest.raises(AssetsIncomplete):
        join(modules)


def test_a_module_that_would_be_twice_on_a_page_is_refused(modules: Path) -> None:
    """`later.js` may not have its own copy of what the page and another page have already."""
    put(source(modules, "room/other.js"), 'import("./later.js");\n')
    put(
        modules / "minga/room/templates/room/other.html",
        PAGE.replace("room/page.js", "room/other.js"),
    )
    with pytest.raises(AssetsIncomplete, match=r"room/halves\.js .*twice"):
        join(modules)


def test_a_module_beside_the_shell_here_and_alone_there_is_refused(modules: Path) -> None:
    put(modules / "minga/room/templates/room/wall.html", f"<html>{PAGE}")
    with pytest.raises(AssetsIncomplete, match="with the shell"):
        join(modules)


def test_every_page_asks_for_two_files_of_modules_at_most() -> None:
    sources = {name: path for path, name in own_files(ROOT) if name.endswith(".js")}
    roots = {name: shell for name, shell in entries(ROOT).items() if name != SHELL}
    assert len(roots) > 20
    joiner = Joiner(sources, {**roots, WORKER: False})
    for part in joiner.cut():
        if part.name in roots or part.name in (SHELL, WORKER):
            asked = ASKED.findall(joiner.text(part))
            assert [name.rpartition("/")[2] for name in asked] in ([], ["shell.js"]), part.name


def test_sheets_are_joined_in_their_order_with_addresses_that_hold(tmp_path: Path) -> None:
    names = ("vendor/fonts.css", "room/a.css", "room/b.css")
    put(
        tmp_path / "minga/room/templates/room/page.html",
        '{% styles "vendor/fonts.css" "room/a.css" "room/b.css" %}{% styles "room/a.css" %}',
    )
    folder = tmp_path / "set"
    put(folder / names[0], "/* says */\n@font-face { src: url(./fonts/a.woff2) }\n")
    put(folder / names[1], '@layer a;\n.x { background: url("./x.svg") }\n')
    put(folder / names[2], ".x { color: red }\n")
    sheets.write_sheets(tmp_path, folder)
    made = list((folder / "joined").iterdir())
    assert [path.name for path in made] == [sheets.sheet_name(names).removeprefix("joined/")]
    assert made[0].read_text() == (
        "@font-face { src: url(../vendor/fonts/a.woff2) }\n"
        '@layer a;\n.x { background: url("../room/x.svg") }\n.x { color: red }\n'
    )


@pytest.mark.parametrize("rule", ['@import "x.css";', "a { background: url(../x.svg) }"])
def test_a_sheet_that_holds_only_alone_is_refused(tmp_path: Path, rule: str) -> None:
    put(tmp_path / "minga/room/templates/p.html", '{% styles "room/a.css" "room/b.css" %}')
    put(tmp_path / "set/room/a.css", rule)
    put(tmp_path / "set/room/b.css", "")
    with pytest.raises(AssetsIncomplete, match=r"room/a\.css"):
        sheets.write_sheets(tmp_path, tmp_path / "set")


def test_every_sheet_that_templates_name_together_is_there() -> None:
    own = {name for _, name in own_files(ROOT)} | {"vendor/fonts.css"}
    named = {name for names in sheets.sheets_together(ROOT) for name in names}
    assert named
    assert named <= own


# The font ----------------------------------------------------------------------------------------

WHOLE = (
    ROOT / "build/npm/node_modules" / fonts.FONT
    / "files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
)  # fmt: skip


def test_our_words_need_the_first_letters_alone() -> None:
    """A letter of ours outside of them would make every page fetch the second half."""
    phrases = (ROOT / "minga/locale/es/LC_MESSAGES/django.po").read_text("utf-8")
    used = set(map(ord, phrases)) & set(TTFont(WHOLE).getBestCmap())
    assert sorted(map(chr, used - set(fonts.FIRST))) == []


@pytest.mark.slow
def test_both_halves_of_the_font_hold_every_letter_of_the_whole(tmp_path: Path) -> None:
    letters = set(TTFont(WHOLE).getBestCmap())
    first = letters & set(fonts.FIRST)
    for _ in range(2):
        fonts.subset(WHOLE, first, tmp_path / "first.woff2")
        made = (tmp_path / "first.woff2").read_bytes()
    fonts.subset(WHOLE, first, tmp_path / "again.woff2")
    assert (tmp_path / "again.woff2").read_bytes() == made
    assert len(made) < 20_000
    font = TTFont(tmp_path / "first.woff2")
    assert set(font.getBestCmap()) == first
    axis = font["fvar"].axes[0]
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 800)
    assert {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord} == {
        "tnum"
    }


def test_ranges_are_written_as_css_reads_them() -> None:
    assert fonts.ranges([0x41, 0x42, 0x43, 0xE9]) == "U+41-43,U+E9"


def test_the_joiner_reads_only_what_templates_name() -> None:
    assert joined.SCRIPT.findall(PAGE) == ["room/page.js"]
