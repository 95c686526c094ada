"""Names that outlive a version: in a running city's tables, folders and citizens' browsers.

`persisted.toml` holds every one that was ever written. A name that goes away leaves rows behind
that nobody can read; so it stays in the list, and the code keeps knowing it.
"""

import ast
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings

from minga.ground import media_store, signing
from minga.ground.facts import Fact
from minga.participation.conversations.auth import COOKIE
from minga.participation.workshops.pages.auth import KEY, PHONE, SEAT
from minga.transit.day_folders import zip_of
from minga.transit.models import Feed, FeedVersion
from minga.web.middleware import STORED
from tests.house import persisted, stored_codes, tree

pytestmark = pytest.mark.house

LIST = "tests/house/persisted.toml"
GONE = f"""
These names are stored in running cities, and this version does not know them any more. Give each a
successor (`formerly=(…)` beside the new name) or a migration, and keep it in {LIST}:
"""
NEW = f"""
These names will be stored in running cities from now on, for good. Add them to {LIST}:
"""


def same(part: str, now: set[str], before: set[str]) -> None:
    """The code knows every recorded name, and every name of the code is recorded."""
    gone, new = sorted(before - now), sorted(now - before)
    assert not gone, f"[{part}]{GONE}" + "\n".join(gone)
    assert not new, f"[{part}]{NEW}" + "\n".join(new)


def test_every_reaction_that_an_errand_may_wait_for_is_known() -> None:
    same("reactions", persisted.reactions(), set(persisted.recorded("reactions")["names"]))


def test_every_fact_that_was_ever_recorded_is_known() -> None:
    same("facts", set(persisted.facts()), set(persisted.recorded("facts")))


def test_every_fact_that_is_recorded_has_a_name_of_its_own() -> None:
    persisted.facts()
    waiting, nameless = [Fact], []
    while waiting:
        kind = waiting.pop()
        below = [one for one in kind.__subclasses__() if one.__module__.startswith("minga.")]
        waiting += below
        if not below and "NAME" not in vars(kind):
            nameless.append(kind.__name__)
    assert nameless == [], "these lack @fact(…)"


def lines_of_facts() -> dict[str, tuple[set[str], set[str]]]:
    """Per recorded fact its required and its optional fields, as the list has them."""
    told = {}
    for name, line in persisted.recorded("facts").items():
        needed, _, spare = line.partition("|")
        told[name] = (set(needed.split()), set(spare.split()))
    return told


def test_what_a_fact_requires_only_shrinks() -> None:
    troubles = []
    for name, (needed, spare) in lines_of_facts().items():
        kind = persisted.facts()[name]
        required, optional = persisted.required(kind), persisted.optional(kind)
        retired = set(persisted.recorded("retired_fields").get(name, "").split())
        troubles += [
            f"{name}.{one} is required, but events are stored without it: give it a default"
            for one in sorted(required - needed)
        ]
        troubles += [
            f"{name}.{one} is gone: put it into [retired_fields] of {LIST} when nobody reads it"
            for one in sorted((needed | spare) - required - optional - retired)
        ]
        troubles += [
            f"{name}.{one} is optional now: write it behind the bar in {LIST}"
            for one in sorted(optional - spare)
        ]
        troubles += [f"{name}.{one} is retired and back" for one in retired & (required | optional)]
    assert troubles == [], "\n".join(troubles)


def test_the_test_of_required_fields_finds_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = dict(persisted.recorded("facts"))
    lines["report.filed"] = lines["report.filed"].replace("category ", "")
    parts = {"facts": lines, "retired_fields": {}}
    monkeypatch.setattr(persisted, "recorded", parts.__getitem__)
    with pytest.raises(AssertionError, match=r"report\.filed\.category is required"):
        test_what_a_fact_requires_only_shrinks()
    lines["report.filed"] += " category colour"
    with pytest.raises(AssertionError, match=r"report\.filed\.colour is gone"):
        test_what_a_fact_requires_only_shrinks()


def test_a_name_that_went_missing_is_found() -> None:
    with pytest.raises(AssertionError, match=r"successor(.|\n)*a\.b"):
        same("reactions", {"c.d"}, {"a.b", "c.d"})
    with pytest.raises(AssertionError, match=r"Add them(.|\n)*a\.b"):
        same("reactions", {"a.b", "c.d"}, {"c.d"})


def test_every_code_that_a_column_may_hold_is_known() -> None:
    now = stored_codes.columns()
    before = {name: set(line.split()) for name, line in persisted.recorded("columns").items()}
    same("columns", set(now), set(before))
    for name, codes in before.items():
        same(f"columns: {name}", now[name], codes)


def test_every_short_column_says_what_it_holds() -> None:
    told = {name.split()[0] for name in stored_codes.columns()} | stored_codes.FREE
    assert stored_codes.short_columns() - told == set(), (
        "put these into tests/house/stored_codes.py"
    )


def test_what_a_browser_keeps_has_the_names_it_had() -> None:
    browser, scripts = persisted.recorded("browser"), stored_codes.scripts()
    names = browser["names"]
    lost = [one for one in names if not any(map(quotes(one), scripts.values()))]
    drawers = re.findall(r"const DRAWERS = \{(.*?)\}", "\n".join(scripts.values()))
    keys = {key for drawer in drawers for key in re.findall(r"(\w+):", drawer)}
    assert not lost, f"[browser]{GONE}{lost}"
    assert set(browser["drawers"]) <= keys, f"[browser]{GONE}"
    unknown = [
        name
        for name, text in scripts.items()
        if stored_codes.BROWSER.search(text)
        and name.rpartition("/")[2] not in browser["given"]
        and not any(quotes(one)(text) for one in names)
    ]
    assert unknown == [], f"[browser]{NEW}"


def quotes(name: str) -> Callable[[str], bool]:
    """Whether a text has this name as a string."""
    return partial(stored_codes.is_quoted, name)


def test_cookies_and_what_is_derived_or_signed_keep_their_names() -> None:
    ours = {KEY, SEAT, PHONE, COOKIE, STORED}
    django = {
        settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME
    }  # fmt: skip
    same("browser", ours | django, set(persisted.recorded("browser")["cookies"]))
    secrets = persisted.recorded("secrets")
    same("secrets", stored_codes.derived(), set(secrets["derived"]))
    assert secrets["signed"] == [signing.SALT]


def test_files_lie_where_they_lay() -> None:
    files, data = persisted.recorded("files"), Path(settings.MINGA_DATA)
    for name in files["media"]:
        assert media_store.path_of(Path(name).name) == data / name
    suffixes = {suffix for _, suffix in stored_codes.VOICES.values()} | {".jpg"}
    same("files", suffixes, set(files["suffixes"]))
    version = FeedVersion(digest="DIGEST", feed=Feed(slug="SLUG"))
    assert [zip_of(version)] == [data / name for name in files["transit"]]


def test_who_gives_signs_of_life_keeps_the_name() -> None:
    given = {
        str(node.args[0].value)
        for path in tree.of("minga")
        for node in ast.walk(tree.tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("heartbeat.beat", "heartbeat.is_alive")
        and isinstance(node.args[0], ast.Constant)
    }
    same("files", given, set(persisted.recorded("files")["pulses"]))
