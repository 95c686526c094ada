"""The command `minga`: Django's command line, over a data folder that any verb makes ready."""

import os
import sys

from minga import __version__

WITHOUT_DATA = {
    "assets",
    "help",
    "--help",
    "-h",
    "makemigrations",
    "prepare",
    "check",
    "opinions",
}
"""Commands that need no data folder."""
LIGHT_VERBS = {("transit", "compile"), ("transit", "plan"), ("transit", "check")}


def main(arguments: list[str] | None = None) -> None:
    """Run one verb. `--data DIR` may stand anywhere and names the data folder."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    given = _take_data_folder(given)
    if given in (["--version"], ["version"]):
        print(f"Minga {__version__}")  # Django would tell its own
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.web.settings")
    from django.core.management import execute_from_command_line  # after the environment is set

    if given and given[0] not in WITHOUT_DATA and tuple(given[:2]) not in LIGHT_VERBS:
        import django

        django.setup()
        from minga.web.prepare import FolderUnusable, make_ready

        try:
            make_ready()
        except FolderUnusable as reason:
            sys.exit(f"minga: {reason}")
    execute_from_command_line(["minga", *given])


def _take_data_folder(given: list[str]) -> list[str]:
    kept: list[str] = []
    arguments = iter(given)
    for word in arguments:
        if word == "--data":
            os.environ["MINGA_DATA"] = next(arguments, "")
        elif word.startswith("--data="):
            os.environ["MINGA_DATA"] = word.removeprefix("--data=")
        else:
            kept.append(word)
    return kept
