"""`./test --quick` runs the rooms that changed and those that lean on them, by the arrows."""

import subprocess

import pytest

from ops import quick


def test_layers_are_those_of_the_arrows_from_the_lowest_up() -> None:
    layers = quick.layers()
    assert layers[0] == {"kernels"}
    assert layers[-1] == {"web"}
    assert {"reports", "transit"} < next(layer for layer in layers if "transit" in layer)


def test_who_leans_stands_above_and_not_beside() -> None:
    changed, leaning = quick.touched(["minga/transit/models/lines.py"])
    assert changed == {"transit"}
    assert leaning >= {"participation", "programme", "web", "demo"}
    assert leaning & {"reports", "territory", "ground"} == set()


@pytest.mark.parametrize(
    ("file", "changed", "leaning"),
    [
        ("tests/people/test_people.py", {"people"}, set()),
        ("demo/town.py", {"demo"}, set()),
        ("ops/lock.py", {"bootstrap"}, set()),
        ("docs/api.md", set(), set()),
        ("minga/web/urls.py", {"web"}, {"demo"}),
    ],
)
def test_what_is_no_room_has_tests_of_its_own(file, changed, leaning) -> None:
    assert quick.touched([file]) == (changed, leaning)


@pytest.mark.parametrize("file", ["tests/conftest.py", "pyproject.toml"])
def test_what_all_tests_stand_on_touches_every_room(file) -> None:
    assert quick.touched([file]).leaning == set().union(*quick.layers()) | {"demo"}


def test_files_are_those_since_the_branch_began_and_new_ones(tmp_path, monkeypatch) -> None:
    def git(*words: str) -> None:
        me = ["-c", "user.name=A", "-c", "user.email=a@b.invalid", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *me, *words], cwd=tmp_path, check=True, capture_output=True)

    monkeypatch.setattr(quick, "ROOT", tmp_path)
    for name in ("kept", "changed", "edited"):
        (tmp_path / name).write_text("1")
    git("init")
    git("add", ".")
    git("commit", "-m", "first")
    git("checkout", "-b", "branch")
    (tmp_path / "changed").write_text("2")
    git("commit", "-am", "second")
    (tmp_path / "edited").write_text("2")
    (tmp_path / "new").write_text("1")
    assert set(quick.changed_files()) == {"changed", "edited", "new"}
