"""Phases of running programmes make outside records too, and media before the gate that asks them."""

from typing import Any

from django.db import migrations

ADDED = {
    "stakeholders": ("document",),
    "interviews": ("document",),
    "prototype": ("media",),
    "inventory": ("document",),
    "roadmap": ("document", "media"),
}


def add_kinds(apps: Any, schema_editor: Any) -> None:
    phases = apps.get_model("programme", "Phase").objects
    method = {"component__programme__method": "open_innovation"}
    for phase in phases.filter(code__in=ADDED, **method):
        phase.makes += [kind for kind in ADDED[phase.code] if kind not in phase.makes]
        phase.save(update_fields=["makes"])


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_node_erased_at")]

    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
