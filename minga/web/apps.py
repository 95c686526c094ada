"""The shell as a Django app: at start it gathers every room's reactions."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

ROOMS = ("people", "territory", "reports", "transit", "participation", "programme")


class WebConfig(AppConfig):
    """Loads the reactions, so that facts know what they owe."""

    name = "minga.web"

    def ready(self) -> None:
        """Import `minga.<room>.reactions` where there is one."""
        for room in ROOMS:
            if find_spec(f"minga.{room}.reactions"):
                import_module(f"minga.{room}.reactions")
