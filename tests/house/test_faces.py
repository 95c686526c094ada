"""Templates and sheets: nothing inline, one palette, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from tests.house import tree

pytestmark = pytest.mark.house

COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![\w-])|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(")
# Colours outside tokens.css, by file and number: the list may only shrink. A drawing has its own
# palette; a redacted box is black on any theme; a photo's ground is white when it is re-encoded.
DRAWN = {
    "minga/web/static/web/home.css": 20,
    "minga/web/static/web/control/panel.css": 8,
    "minga/web/static/web/control/room.css": 2,
    "minga/web/static/web/pins.js": 2,
    "minga/reports/static/reports/photo.js": 1,
}


def templates() -> tuple[Path, ...]:
    return tree.files("minga/*.html", "minga/*/*.html", "minga/*/templates/**/*.html", "*.html")


def sheets() -> tuple[Path, ...]:
    return tuple(path for path in tree.files("*.css", "*.js") if "static" in path.parts)


def without_comments(path: Path) -> str:
    text = re.sub(r"/\*.*?\*/", "", tree.text(path), flags=re.DOTALL)
    # In scripts a colour is quoted; `#add(…)` is a private method.
    return re.sub(r"(?m)^\s*//.*$|(?<![\"'`])#\w+", "", text) if path.suffix == ".js" else text


def test_templates_hold_nothing_inline() -> None:
    assert len(templates()) > 40
    faults = []
    for path in templates():
        text = tree.text(path)
        for pattern in (
            r"<[^>]*\sstyle\s*=", r"<[^>]*\son[a-z]+\s*=", r"<style\b", r"javascript:",
            r"\|safe\b", r"{%\s*autoescape off", r"hx-on", r"hx-vals=[\"']js:",
        ):  # fmt: skip
            if re.search(pattern, text):
                faults.append(f"{tree.name_of(path)}: {pattern}")
        for script in re.findall(r"<script\b[^>]*>", text):
            if "src=" not in script and "application/json" not in script:
                faults.append(f"{tree.name_of(path)}: {script}")
    assert faults == []


FOLLOWED_BY_CHOICE = {"https://wa.me/?text={{ share_text|urlencode:"}
"""Links that a person follows, or not: nothing is called before."""


def test_templates_load_nothing_from_elsewhere() -> None:
    faults = [
        f"{tree.name_of(path)}: {address}"
        for path in templates()
        for tag, address in re.findall(
            r"<(\w+)\b[^<]*?\b(?:src|href|action)=[\"']((?:https?:)?//[^\"']*)", tree.text(path)
        )
        if tag != "a" or address not in FOLLOWED_BY_CHOICE
    ]
    assert faults == []


def test_markup_is_marked_safe_nowhere_but_where_it_is_built() -> None:
    made = [
        f"{tree.name_of(path)}:{line} {called}"
        for path in tree.of("minga")
        for line, called in tree.calls(path)
        if called.split(".")[-1] == "mark_safe"
        or (called == "SafeString" and "templatetags" not in path.parts)
    ]
    assert made == []


def test_colours_stand_in_the_tokens() -> None:
    faults = {}
    for path in sheets():
        if path.name == "tokens.css":
            continue
        many = len(COLOUR.findall(without_comments(path)))
        if many > DRAWN.get(tree.name_of(path), 0):
            faults[tree.name_of(path)] = many
    assert faults == {}


def test_scripts_eval_nothing_and_write_no_markup_from_data() -> None:
    faults = []
    for path in sheets():
        if path.suffix != ".js":
            continue
        text = without_comments(path)
        for pattern in (
            r"\beval\(", r"new Function\(", r"\.innerHTML\s*\+?=", r"\.outerHTML\s*\+?=",
            r"document\.write", r"insertAdjacentHTML", r"https?://",
        ):  # fmt: skip
            for line in text.splitlines():
                # A fragment that our own server rendered, escaped; or nothing at all.
                is_fragment = re.search(r"\.innerHTML = (html|\"\");$", line)
                if re.search(pattern, line) and "www.w3.org" not in line and not is_fragment:
                    faults.append(f"{tree.name_of(path)}: {line.strip()[:80]}")
    assert faults == []


def test_tokens_used_are_tokens_defined() -> None:
    defined, used = set(), set()
    for path in sheets():
        text = without_comments(path)
        defined |= set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
        defined |= set(re.findall(r"setProperty\(\s*[\"'](--[a-z0-9-]+)", text))
        used |= set(re.findall(r"var\((--[a-z0-9-]+)\)", text))
    assert used - defined == set()
